// SPDX-License-Identifier: BSL-1.0
// What a CredHandle stands for, and how it comes to be.
#pragma once

#include "../failure_record.hpp"
#include "../gss/kdc_call.hpp"
#include "../gss/mechanism.hpp"
#include "../never_destroyed.hpp"
#include "handle_table.hpp"
#include "kdc_settings.hpp"
#include "packages.hpp"
#include "thread_identity.hpp"

#include <sspi/detail/identity.hpp>
#include <sspi/detail/principal_name.hpp>

#include <sspi.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::core {

/// What AcquireCredentialsHandle got, and later calls added or changed. Contexts take from it what they are begun with.
class credential {
  public:
    using source = std::shared_ptr<gss::credential>;

    explicit credential(const package& of) : of_(of) {}

    [[nodiscard]] const package& of() const noexcept { return of_; }

    /// Of several initiators the first one of the target's realm, else the first; null without any.
    [[nodiscard]] source initiator_to(gss::kdc_call& call, const std::string& target) const {
        const auto all = initiators();
        if (all.size() < 2) return all.empty() ? nullptr : all.front();
        const auto realm = gss::kerberos().realm_of_target(target);
        const auto of_realm = [&](const source& each) {
            const auto name = each->name(call);
            return name && detail::realm_in(*name) == realm;
        };
        const auto found = std::ranges::find_if(all, of_realm);
        return found == all.end() ? all.front() : *found;
    }
    [[nodiscard]] source acceptor() const {
        const std::scoped_lock lock(mutex_);
        return acceptor_;
    }
    /// The initiator whose ticket-granting ticket an acceptor gives to clients that ask for user-to-user; or null.
    [[nodiscard]] source own_ticket() const {
        const std::scoped_lock lock(mutex_);
        return own_ticket_;
    }
    [[nodiscard]] result<std::string> name(gss::kdc_call& call) const {
        const auto all = initiators();
        return all.empty() ? acceptor()->name(call) : all.front()->name(call);
    }

    /// For those who ask what went wrong with any call about this credential.
    [[nodiscard]] failure_slot& failures() noexcept { return failures_; }

    void add_initiator(source from) {
        const std::scoped_lock lock(mutex_);
        initiators_.push_back(std::move(from));
    }
    void use_initiator(source from) {
        const std::scoped_lock lock(mutex_);
        own_ticket_ = from;
        initiators_ = {std::move(from)};
    }
    void use_acceptor(source with) {
        const std::scoped_lock lock(mutex_);
        acceptor_ = std::move(with);
    }
    void use_own_ticket(source of_identity) {
        const std::scoped_lock lock(mutex_);
        own_ticket_ = std::move(of_identity);
    }

    [[nodiscard]] gss::kdc_policy policy() const { return kdc_->get(); }
    template <class Change>
    void change_policy(Change&& change) {
        kdc_->change(std::forward<Change>(change));
    }
    /// The same for contexts, which outlive it.
    [[nodiscard]] std::shared_ptr<const kdc_settings> settings() const noexcept { return kdc_; }

  private:
    [[nodiscard]] std::vector<source> initiators() const {
        const std::scoped_lock lock(mutex_);
        return initiators_;
    }

    const package& of_;
    mutable std::mutex mutex_;
    std::vector<source> initiators_; // empty without OUTBOUND
    source acceptor_;                // null without INBOUND
    source own_ticket_;
    const std::shared_ptr<kdc_settings> kdc_ = std::make_shared<kdc_settings>();
    failure_slot failures_;
};

/// Callers may free handles from destructors that run at exit.
[[nodiscard]] inline handle_table<credential>& credentials() {
    static never_destroyed<handle_table<credential>> instance(handle_kind::credential);
    return instance.get();
}

struct acquisition {
    ULONG use = 0;
    bool other_logon_session = false;
    std::optional<detail::identity> who;  // nothing: the caller's own
    std::optional<std::string> preferred; // pszPrincipal
};

/// The tickets of the client that the thread acts as; those of the process are out of its reach.
[[nodiscard]] inline result<std::shared_ptr<gss::credential>> initiator_of(const client_identity& client) {
    if (client.initiator) return client.initiator;
    return failed_with(status::no_credentials, "the thread acts as a client who may only be identified");
}

/// pszPrincipal is a hint: a user in the collection of caches. What is no user name is passed over.
[[nodiscard]] inline std::optional<detail::principal_name>
preferred_user(const std::optional<std::string>& principal) {
    return principal ? detail::logon_name(*principal, {}) : std::nullopt;
}

[[nodiscard]] inline gss::logon logon_of(detail::identity who, detail::principal_name name) {
    return gss::logon{.who = std::move(name),
                      .password = who.password ? std::move(*who.password) : detail::secret_string(),
                      .keytab = std::move(who.keytab),
                      .no_authorization_data = who.no_authorization_data};
}

[[nodiscard]] inline result<std::shared_ptr<gss::credential>>
initiator_for(detail::identity who, const std::optional<std::string>& preferred = std::nullopt) {
    auto& mechanism = gss::kerberos();
    if (const auto& client = thread_identity()) {
        if (who.empty()) return initiator_of(*client);
        if (!who.password && !who.keytab)
            return failed_with(status::no_credentials, "the caches of the process are not the client's");
    }
    if (who.empty()) return mechanism.default_initiator(preferred_user(preferred));
    if (who.user.empty() && !who.keytab)
        return failed_with(status::unknown_credentials, "the identity has a domain or password but no user");
    auto name = who.user.empty() ? detail::principal_name{} : detail::logon_name(who.user, who.domain);
    if (!name) return failed_with(status::unknown_credentials, "the user name is malformed");
    if (!who.password && !who.keytab) return mechanism.cached_initiator(std::move(*name));
    return mechanism.logon_initiator(logon_of(std::move(who), std::move(*name)));
}

/// The keys of the identity's keytab, or those of the default one.
[[nodiscard]] inline std::shared_ptr<gss::credential> acceptor_for(const acquisition& asked) {
    gss::acceptor_keys keys{.preferred_service = asked.preferred.value_or(std::string{})};
    if (asked.who && asked.who->keytab) keys.contents.emplace(asked.who->keytab->view());
    return gss::kerberos().keytab_acceptor(std::move(keys));
}

/// Gives a credential what was asked for, in the directions of `asked.use`. Checks arguments only: no KDC is asked and
/// no cache is read, so a wrong password is not noticed here.
[[nodiscard]] inline result<void> furnish(credential& to, acquisition asked) {
    constexpr ULONG directions = SECPKG_CRED_BOTH | SECPKG_CRED_DEFAULT;
    constexpr ULONG known = directions | SECPKG_CRED_AUTOLOGON_RESTRICTED | SECPKG_CRED_PROCESS_POLICY_ONLY;
    const auto direction = asked.use & directions;
    if ((asked.use & ~known) != 0 || direction == 0 || direction > SECPKG_CRED_DEFAULT)
        return failed_with(status::invalid_parameter, "fCredentialUse names no direction this library knows");
    if (asked.other_logon_session)
        return failed_with(status::not_owner, "other logon sessions cannot be used");
    if ((asked.use & SECPKG_CRED_PROCESS_POLICY_ONLY) != 0)
        return failed_with(status::no_credentials, "there is no process policy");
    const bool own = !asked.who || asked.who->empty();
    if (own && (asked.use & SECPKG_CRED_AUTOLOGON_RESTRICTED) != 0)
        return failed_with(status::no_credentials, "default credentials were ruled out and none were given");
    // The list is about what Negotiate may choose, and it has this one to choose.
    if (asked.who && !asked.who->allows(kerberos_package.name))
        return failed_with(status::secpkg_not_found, "the identity's package list rules Kerberos out");

    auto acceptor = (asked.use & SECPKG_CRED_INBOUND) != 0 ? acceptor_for(asked) : nullptr;
    auto initiator = initiator_for(asked.who ? std::move(*asked.who) : detail::identity{}, asked.preferred);
    if ((asked.use & (SECPKG_CRED_OUTBOUND | SECPKG_CRED_DEFAULT)) != 0) {
        if (!initiator) return initiator.error();
        to.add_initiator(*initiator);
    }
    if (acceptor) {
        to.use_acceptor(std::move(acceptor));
        to.use_own_ticket(initiator ? std::move(*initiator) : nullptr);
    }
    return {};
}

[[nodiscard]] inline result<std::shared_ptr<credential>> acquire(const package& of, acquisition asked) {
    auto made = std::make_shared<credential>(of);
    if (auto done = furnish(*made, std::move(asked)); !done) return done.error();
    return made;
}

} // namespace sspi::core
