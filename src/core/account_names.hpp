// SPDX-License-Identifier: BSL-1.0
// The names of the thread's user and of this computer, and names turned into other forms.
#pragma once

#include "../gss/mechanism.hpp"
#include "cancellation.hpp"
#include "thread_identity.hpp"

#include <sspi/detail/account_name.hpp>
#include <sspi/detail/win32_code.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <unistd.h>

namespace sspi::core {

/// A name, or why there is none.
struct account_text {
    detail::win32_code code = detail::win32_code::none_mapped;
    std::string text{};
};

[[nodiscard]] inline account_text in_form(detail::account_name account, detail::name_form form) {
    if (account.domain.empty()) account.domain = gss::kerberos().domain_of_realm(account.realm);
    auto text = detail::to_text(account, form);
    if (!text) return {};
    return {detail::win32_code::success, *std::move(text)};
}

/// The principal that the thread acts as, or that the default cache is for; empty without one.
[[nodiscard]] inline std::string thread_principal() {
    if (const auto& client = thread_identity()) return client->name;
    asking in_call;
    const auto name = gss::kerberos().default_initiator(std::nullopt)->name(in_call);
    return name ? *name : std::string();
}

[[nodiscard]] inline account_text thread_user(detail::name_form form) {
    const auto account = detail::account_of_principal(thread_principal());
    return account ? in_form(*account, form) : account_text{};
}

/// Fills in the realm of a name that has a NetBIOS domain. False when no realm is known for it.
[[nodiscard]] inline bool find_realm(detail::account_name& account) {
    if (!account.realm.empty()) return true;
    account.realm = gss::kerberos().realm_of_domain(account.domain);
    const bool known = !detail::equal_ignoring_ascii_case(account.realm, account.domain) ||
                       !gss::kerberos().domain_of_realm(account.realm).empty();
    account.domain.clear(); // as the configuration writes it
    return known;
}

[[nodiscard]] inline account_text translated(std::string_view name, detail::name_form from,
                                             detail::name_form to) {
    auto account = detail::parse_account(name, from);
    if (!account) return {};
    if (!find_realm(*account)) return {detail::win32_code::no_such_domain};
    return in_form(std::move(*account), to);
}

/// Empty when the system does not tell.
[[nodiscard]] inline std::string host_name() {
    std::string out(256, '\0'); // RFC 1035 2.3.4: 255 octets at most
    if (gethostname(out.data(), out.size() - 1) != 0) return {};
    out.resize(out.find('\0'));
    return out;
}

[[nodiscard]] inline account_text this_computer(detail::name_form form) {
    const auto host = host_name();
    const auto realm = host.empty() ? std::string() : gss::kerberos().realm_of_target("host/" + host);
    if (realm.empty()) return {detail::win32_code::cant_access_domain_info};
    return in_form({.user = detail::computer_account(host), .realm = realm}, form);
}

} // namespace sspi::core
