// SPDX-License-Identifier: BSL-1.0
// Credential caches of the user's: the default one, one of the collection, one by name.
#include "collection.hpp"
#include "credential.hpp"
#include "errors.hpp"
#include "facts.hpp"
#include "realms.hpp"
#include "tickets.hpp"
#include "watched_ticket_file.hpp"

#include "../trace.hpp"

#include <string_view>

namespace sspi::heimdal {

namespace {

using detail::operation;

/// It is opened for each context, so that a cache that was renewed, replaced or switched meanwhile is seen. What a file
/// holds is read again only when that has changed.
class cache_source : public source, public ticket_index, public std::enable_shared_from_this<cache_source> {
  public:
    result<shared_login> log_in(kdc_call& call) override {
        if (auto missing = missing_context()) return *missing;
        const auto cache = open(call);
        if (!cache) return knowing_cache(cache.error(), store_name());
        return log_in_with(call, cache->get(), read(cache->get()));
    }

    result<shared_login> log_in_for(kdc_call& call, const initiation& what) override {
        if (auto missing = missing_context()) return *missing;
        const auto cache = open(call);
        if (!cache) return knowing_cache(cache.error(), store_name());
        const auto file = read(cache->get());
        auto found = find_in(call, file, what);
        if (!found) return log_in_with(call, cache->get(), file);
        trace_login(*found, found->origin);
        return found;
    }

    shared_login find(kdc_call& call, const initiation& what) override {
        const auto cache = open(call);
        return cache ? find_in(call, read(cache->get()), what) : nullptr;
    }
    shared_login find_new(kdc_call& call, const login&, const initiation& what) override {
        return find(call, what);
    }
    result<shared_login> whole(kdc_call& call) override { return log_in(call); }

    result<std::string> name(kdc_call& call) override {
        if (auto missing = missing_context()) return *missing;
        const auto cache = open(call);
        if (!cache) return knowing_cache(cache.error(), store_name());
        const auto principal = principal_of(cache->get());
        if (!principal) return knowing_cache(principal.error(), store_name());
        return text_of(principal->get());
    }

  protected:
    [[nodiscard]] virtual result<owned_cache> open(kdc_call& call) = 0;

    /// Where it was looked for.
    [[nodiscard]] virtual std::string store_name() const {
        const char* const name = krb5_cc_default_name(thread_context());
        return name != nullptr ? name : "";
    }

  private:
    /// A file in which tickets are, where it is one, and is of the known format.
    struct known_file {
        std::string name;
        std::shared_ptr<const ticket_file> content;
    };
    [[nodiscard]] known_file read(krb5_ccache cache) {
        const auto path = file_of(cache);
        return path.empty() ? known_file{} : known_file{"FILE:" + path, file_.at(path)};
    }

    [[nodiscard]] result<shared_login> log_in_with(kdc_call& call, krb5_ccache cache,
                                                   const known_file& file) {
        const bool cut = file.content && file.content->is_cut();
        auto imported = cut ? import_copy(call, file) : import_cache(call, cache);
        if (!imported) return knowing_cache(imported.error(), store_name());
        trace_login(**imported, cut ? file.name : (*imported)->cache_name);
        (*imported)->index = weak_from_this();
        return shared_login(std::move(*imported));
    }

    /// What is whole of a file that ends within a ticket. Heimdal loses what it has read of that one, each time, and would write
    /// behind it.
    [[nodiscard]] static result<std::shared_ptr<login>> import_copy(kdc_call& call, const known_file& file) {
        owned_private_cache copy;
        if (const auto code = copy_to_private_cache(*file.content, copy))
            return krb5_failure(operation::initiate, code);
        auto out = import_cache(call, std::move(copy));
        if (out) (*out)->origin = file.name;
        return out;
    }

    [[nodiscard]] shared_login find_in(kdc_call& call, const known_file& file, const initiation& what) {
        return file.content ? logins_.find(call, *file.content, what, file.name, weak_from_this()) : nullptr;
    }

    static void trace_login(const login& by, const std::string& cache) {
        if (trace::enabled()) trace::line("  tickets of realm " + by.realm + " in the cache " + cache);
    }

    watched_ticket_file file_;
    one_ticket_logins logins_;
};

[[nodiscard]] result<owned_cache> cache_of(kdc_call& call, const detail::principal_name& who) {
    const auto principal = user_principal(call, who);
    if (!principal) return principal.error();
    return find_in_collection(principal->get());
}

class default_cache final : public cache_source {
  public:
    explicit default_cache(std::optional<detail::principal_name> preferred)
        : preferred_(std::move(preferred)) {}

  private:
    result<owned_cache> open(kdc_call& call) override {
        if (preferred_)
            if (auto found = cache_of(call, *preferred_)) return found;
        const char* const name = krb5_cc_default_name(thread_context());
        return open_cache(name != nullptr ? name : "");
    }

    const std::optional<detail::principal_name> preferred_;
};

class collection final : public cache_source {
  public:
    explicit collection(detail::principal_name who) : who_(std::move(who)) {}

  private:
    result<owned_cache> open(kdc_call& call) override { return cache_of(call, who_); }

    const detail::principal_name who_;
};

class named_cache final : public cache_source {
  public:
    explicit named_cache(std::string cache) : cache_(std::move(cache)) {}

  private:
    result<owned_cache> open(kdc_call&) override { return open_cache(cache_); }
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

} // namespace sspi::heimdal
