// SPDX-License-Identifier: BSL-1.0
// Credential caches of the user's: the default one, one of the collection, one by name.
#include "heimdal_collection.hpp"
#include "heimdal_credential.hpp"
#include "heimdal_errors.hpp"
#include "heimdal_facts.hpp"
#include "heimdal_realms.hpp"

#include "../trace.hpp"

namespace sspi::gss::heimdal {

namespace {

using detail::operation;

/// It is opened for each context, so that a cache that was renewed, replaced or switched meanwhile is seen.
class cache_source : public source {
  public:
    result<std::shared_ptr<const login>> log_in() override {
        if (auto missing = missing_context()) return *missing;
        const auto cache = open();
        if (!cache) return knowing_cache(cache.error(), store_name());
        auto imported = import_cache(cache->get());
        if (!imported) return knowing_cache(imported.error(), store_name());
        if (trace::enabled())
            trace::line("  tickets of realm " + (*imported)->realm + " in the cache " +
                        (*imported)->cache_name);
        return std::shared_ptr<const login>(std::move(*imported));
    }

    result<std::string> name() override {
        if (auto missing = missing_context()) return *missing;
        const auto cache = open();
        if (!cache) return knowing_cache(cache.error(), store_name());
        const auto principal = principal_of(cache->get());
        if (!principal) return knowing_cache(principal.error(), store_name());
        return text_of(principal->get());
    }

  protected:
    [[nodiscard]] virtual result<owned_cache> open() = 0;

    /// Where it was looked for.
    [[nodiscard]] virtual std::string store_name() const {
        const char* const name = krb5_cc_default_name(thread_context());
        return name != nullptr ? name : "";
    }
};

[[nodiscard]] result<owned_cache> cache_of(const detail::principal_name& who) {
    const auto principal = user_principal(who);
    if (!principal) return principal.error();
    return find_in_collection(principal->get());
}

class default_cache final : public cache_source {
  public:
    explicit default_cache(std::optional<detail::principal_name> preferred)
        : preferred_(std::move(preferred)) {}

  private:
    result<owned_cache> open() override {
        if (preferred_)
            if (auto found = cache_of(*preferred_)) return found;
        const char* const name = krb5_cc_default_name(thread_context());
        return open_cache(name != nullptr ? name : "");
    }

    const std::optional<detail::principal_name> preferred_;
};

class collection final : public cache_source {
  public:
    explicit collection(detail::principal_name who) : who_(std::move(who)) {}

  private:
    result<owned_cache> open() override { return cache_of(who_); }

    const detail::principal_name who_;
};

class named_cache final : public cache_source {
  public:
    explicit named_cache(std::string cache) : cache_(std::move(cache)) {}

  private:
    result<owned_cache> open() override { return open_cache(cache_); }
    std::string store_name() const override { return cache_; }

    const std::string cache_;
};

} // namespace

std::shared_ptr<source> default_cache_source(std::optional<detail::principal_name> preferred) {
    return std::make_shared<default_cache>(std::move(preferred));
}

std::shared_ptr<source> collection_source(detail::principal_name who) {
    return std::make_shared<collection>(std::move(who));
}

std::shared_ptr<source> named_cache_source(std::string name) {
    return std::make_shared<named_cache>(std::move(name));
}

} // namespace sspi::gss::heimdal
