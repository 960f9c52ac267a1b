// SPDX-License-Identifier: BSL-1.0
// What a CredHandle stands for, and how it comes to be.
#pragma once

#include "../gss/mechanism.hpp"
#include "handle_table.hpp"
#include "packages.hpp"
#include "thread_identity.hpp"

#include <sspi/detail/identity.hpp>
#include <sspi/detail/principal_name.hpp>

#include <sspi.h>

#include <memory>
#include <optional>
#include <string>

namespace sspi::core {

struct credential {
    const package* of = nullptr;
    std::shared_ptr<gss::credential> initiator; // null without OUTBOUND
    std::shared_ptr<gss::credential> acceptor;  // null without INBOUND

    [[nodiscard]] result<std::string> name() const {
        return initiator ? initiator->name() : acceptor->name();
    }
};

/// Never destroyed: callers may free handles from destructors that run at exit.
[[nodiscard]] inline handle_table<credential>& credentials() {
    static auto& instance = *std::make_unique<handle_table<credential>>(handle_kind::credential).release();
    return instance;
}

struct acquisition {
    const package* of = nullptr;
    ULONG use = 0;
    bool other_logon_session = false;
    std::optional<detail::identity> who; // nothing: the caller's own
};

/// The tickets of the client that the thread acts as; those of the process are out of its reach.
[[nodiscard]] inline result<std::shared_ptr<gss::credential>> initiator_of(const client_identity& client) {
    if (client.initiator) return client.initiator;
    return failed_with(status::no_credentials, "the thread acts as a client who may only be identified");
}

[[nodiscard]] inline result<std::shared_ptr<gss::credential>> initiator_for(detail::identity who) {
    auto& mechanism = gss::kerberos();
    if (const auto& client = thread_identity()) {
        if (who.empty()) return initiator_of(*client);
        if (!who.password && !who.keytab)
            return failed_with(status::no_credentials, "the caches of the process are not the client's");
    }
    if (who.empty()) return mechanism.default_initiator();
    if (who.user.empty())
        return failed_with(status::unknown_credentials, "the identity has a domain or password but no user");
    auto name = detail::logon_name(who.user, who.domain);
    if (!name) return failed_with(status::unknown_credentials, "the user name is malformed");
    if (!who.password) return mechanism.cached_initiator(std::move(*name));
    return mechanism.password_initiator(std::move(*name), std::move(*who.password));
}

/// Checks arguments only. No KDC is asked and no cache is read, so a wrong password is not noticed here.
[[nodiscard]] inline result<std::shared_ptr<credential>> acquire(acquisition asked) {
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
    if (asked.who && !asked.who->allows(asked.of->name))
        return failed_with(status::secpkg_not_found, "the identity's package list rules the package out");
    if (asked.who && asked.who->keytab) // not the default keytab in its place
        return failed_with(status::unknown_credentials, "keytabs in packed credentials are not read");

    auto made = std::make_shared<credential>();
    made->of = asked.of;
    if ((asked.use & (SECPKG_CRED_OUTBOUND | SECPKG_CRED_DEFAULT)) != 0) {
        auto initiator = initiator_for(asked.who ? std::move(*asked.who) : detail::identity{});
        if (!initiator) return initiator.error();
        made->initiator = std::move(*initiator);
    }
    if ((asked.use & SECPKG_CRED_INBOUND) != 0) made->acceptor = gss::kerberos().keytab_acceptor();
    return made;
}

} // namespace sspi::core
