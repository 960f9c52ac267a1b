// SPDX-License-Identifier: BSL-1.0
// The keys of an acceptor.
#include "credential.hpp"
#include "cursors.hpp"
#include "default_realm.hpp"
#include "errors.hpp"
#include "facts.hpp"
#include "keytab_keys.hpp"
#include "memory_keytab.hpp"
#include "service.hpp"
#include "watched_keytab.hpp"

#include "../trace.hpp"

#include <sspi/detail/principal_text.hpp>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <string_view>

namespace sspi::heimdal {

namespace {

using detail::operation;
using shared_keys = std::shared_ptr<const keytab_keys>;
using shared_login = std::shared_ptr<const login>;

[[nodiscard]] result<std::string> text_of(const detail::keytab_entry& key) {
    const auto principal = principal_of(key);
    return principal ? heimdal::text_of(principal->get()) : principal.error();
}

/// The service that a text means, as the keytab has it; empty when it has no key for it. Where the text has no realm and there
/// is no default one, the first entry with that name says it.
[[nodiscard]] result<std::string> service_in(const keytab_keys& keys, const std::string& preferred) {
    owned_principal wanted;
    if (preferred.empty()) return std::string();
    if (const auto code = krb5_parse_name(thread_context(), preferred.c_str(), wanted.out()))
        return code == ENOMEM ? result<std::string>(krb5_failure(operation::accept, code)) : std::string();
    const bool any_realm = detail::realm_in(preferred).empty() && default_realm().empty();
    if (!any_realm)
        return keys.index().of(key_of(wanted.get())).empty() ? std::string() : heimdal::text_of(wanted.get());
    for (const auto& each : keys.index().entries()) {
        const auto principal = principal_of(each);
        if (!principal) return principal.error();
        if (krb5_principal_compare_any_realm(thread_context(), principal->get(), wanted.get()))
            return heimdal::text_of(principal->get());
    }
    return std::string();
}

/// Where there is one.
[[nodiscard]] result<std::string> name_in(const keytab_keys& keys, const std::string& preferred) {
    auto service = service_in(keys, preferred);
    if (!service || !service->empty()) return service;
    const auto& entries = keys.index().entries();
    if (entries.empty()) return failed_with(status::no_credentials, "the keytab is empty");
    return text_of(entries.front());
}

/// Heimdal's keytab that looks into several, separated by commas. Those of them that are files have to be such as it can read.
[[nodiscard]] std::optional<failure> fault_in_parts(std::string_view name) {
    constexpr std::string_view any = "ANY:";
    if (!name.starts_with(any)) return std::nullopt;
    name.remove_prefix(any.size());
    while (!name.empty()) {
        const auto part = name.substr(0, name.find(','));
        name.remove_prefix(std::min(name.size(), part.size() + 1));
        const std::string whole(part.starts_with('/') ? "FILE:" + std::string(part) : std::string(part));
        const auto path = path_of_keytab(whole);
        if (path.empty()) continue;
        const auto keys = watched_keytab::at(path)->now();
        if (!keys && keys.error().minor != ENOENT) return keys.error();
    }
    return std::nullopt;
}

class keytab : public source {
  public:
    explicit keytab(std::string preferred) : preferred_(std::move(preferred)) {}

  protected:
    [[nodiscard]] const std::string& preferred() const noexcept { return preferred_; }

    /// By the keys of this moment.
    [[nodiscard]] result<std::shared_ptr<login>> login_by(shared_keys keys, const std::string& name) const {
        auto service = service_in(*keys, preferred_);
        if (!service) return service.error();
        auto out = std::make_shared<login>();
        out->only = std::move(*service);
        out->keys = std::move(keys);
        out->keytab_name = name;
        out->accounts = accounts_in(name);
        if (trace::enabled()) trace::line("  keys of the keytab " + name);
        return out;
    }

  private:
    const std::string preferred_;
};

/// A keytab by its name.
class named_keytab final : public keytab {
  public:
    named_keytab(std::string name, std::string preferred)
        : keytab(std::move(preferred)), given_(std::move(name)) {}

    result<shared_login> log_in(kdc_call&) override {
        if (auto missing = missing_context()) return *missing;
        const std::scoped_lock lock(mutex_);
        if (auto found = resolve(); !found) return found.error();
        return file_ ? by_file() : by_heimdal();
    }

    /// The service it is for; else the first principal in the keytab: an acceptor takes any of them.
    result<std::string> name(kdc_call&) override {
        if (auto missing = missing_context()) return *missing;
        const std::scoped_lock lock(mutex_);
        if (auto found = resolve(); !found) return found.error();
        const auto keys = file_ ? file_->now() : keys_in_keytab(full_name_);
        if (!keys) return failed_with(status::no_credentials, keys.error().text.get());
        return name_in(**keys, preferred());
    }

  private:
    /// The default keytab's name is found out when it is first needed.
    [[nodiscard]] result<void> resolve() {
        if (!full_name_.empty()) return {};
        owned_keytab found;
        owned_text name;
        auto code = given_.empty() ? krb5_kt_default(thread_context(), found.out())
                                   : krb5_kt_resolve(thread_context(), given_.c_str(), found.out());
        if (code == 0) code = krb5_kt_get_full_name(thread_context(), found.get(), name.out());
        if (code != 0) return krb5_failure(operation::accept, code);
        if (const auto path = path_of_keytab(name.get()); !path.empty()) file_ = watched_keytab::at(path);
        opened_ = std::move(found);
        full_name_ = name.get();
        return {};
    }

    [[nodiscard]] result<shared_login> by_file() {
        auto keys = file_->now();
        if (!keys) {
            auto out = std::make_shared<login>();
            out->keytab_name = full_name_;
            out->accounts = accounts_in(full_name_);
            out->no_keys = keys.error();
            return shared_login(std::move(out));
        }
        if (login_ && login_->keys == *keys) return login_;
        auto made = login_by(std::move(*keys), full_name_);
        if (!made) return made.error();
        login_ = std::move(*made);
        return login_;
    }

    /// One that is no file. Heimdal looks into it for each ticket.
    [[nodiscard]] result<shared_login> by_heimdal() {
        if (auto fault = fault_in_parts(full_name_)) return *fault;
        if (login_) return login_;
        auto out = std::make_shared<login>();
        if (!preferred().empty())
            if (const auto keys = keys_in_keytab(full_name_)) {
                auto service = service_in(**keys, preferred());
                if (!service) return service.error();
                out->only = std::move(*service);
            }
        auto handle = accepting_by(opened_.get(), out->only);
        if (!handle) return knowing_keytab(handle.error(), full_name_);
        out->opening = std::make_shared<const opening_keys>(
            opening_keys{.key = {}, .keytab = std::move(opened_), .handle = std::move(*handle)});
        out->keytab_name = full_name_;
        out->accounts = accounts_in(full_name_);
        if (trace::enabled()) trace::line("  keys of the keytab " + full_name_);
        login_ = std::move(out);
        return login_;
    }

    const std::string given_; // empty: the default
    std::mutex mutex_;
    std::string full_name_;
    owned_keytab opened_; // one in memory is gone when it is closed
    std::shared_ptr<watched_keytab> file_;
    shared_login login_;
};

/// What is in a keytab's file, given in its place.
class given_keytab final : public keytab {
  public:
    given_keytab(detail::secret_bytes contents, std::string preferred)
        : keytab(std::move(preferred)), contents_(std::move(contents)) {}

    result<shared_login> log_in(kdc_call&) override {
        if (auto missing = missing_context()) return *missing;
        const std::scoped_lock lock(mutex_);
        if (login_) return login_;
        auto keys = read();
        if (!keys) return keys.error();
        // Under a name of its own the keys can be had again, for what the service asks a KDC.
        auto all = memory_keytab((*keys)->index().entries());
        if (!all) return all.error();
        owned_text name;
        if (const auto code = krb5_kt_get_full_name(thread_context(), all->get(), name.out()))
            return krb5_failure(operation::accept, code);
        opened_ = std::move(*all);
        auto made = login_by(std::move(*keys), name.get());
        if (!made) return made.error();
        login_ = std::move(*made);
        return login_;
    }

    result<std::string> name(kdc_call&) override {
        if (auto missing = missing_context()) return *missing;
        const auto keys = read();
        return keys ? name_in(**keys, preferred()) : keys.error();
    }

  private:
    [[nodiscard]] result<shared_keys> read() const {
        auto keys = keytab_keys::of(detail::secret_bytes(contents_.view()));
        if (!keys) return failed_with(status::unknown_credentials, "the keytab " + keys.error().text.get());
        return keys;
    }

    const detail::secret_bytes contents_;
    std::mutex mutex_;
    owned_keytab opened_;
    shared_login login_;
};

} // namespace

std::shared_ptr<source> keytab_source(acceptor_keys from) {
    if (from.contents)
        return std::make_shared<given_keytab>(std::move(*from.contents), std::move(from.preferred_service));
    return std::make_shared<named_keytab>(std::move(from.keytab), std::move(from.preferred_service));
}

} // namespace sspi::heimdal
