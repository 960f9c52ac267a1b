// SPDX-License-Identifier: BSL-1.0
// A client by the names that Windows has for it: of its domain, and there.
#pragma once

#include "../gss/mechanism.hpp"

#include <sspi/detail/principal_text.hpp>

#include <string>

namespace sspi::core {

struct client_names {
    std::string domain;
    std::string account;

    /// DOMAIN\account.
    [[nodiscard]] std::string text() const { return domain.empty() ? account : domain + '\\' + account; }
};

/// As its domain calls it, where that is proved; else the domain that the configuration gives the realm, or the realm itself.
[[nodiscard]] inline client_names names_of_client(const std::string& principal,
                                                  const wire::pac_account* account) {
    if (account != nullptr) return {account->logon.domain, account->logon.account};
    const auto [name, realm] = detail::split_principal(principal);
    auto domain = gss::kerberos().domain_of_realm(std::string(realm));
    return {domain.empty() ? std::string(realm) : std::move(domain), std::string(name)};
}

} // namespace sspi::core
