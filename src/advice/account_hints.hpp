// SPDX-License-Identifier: BSL-1.0
// What is wrong with the account of who logs on, in a sentence.
#pragma once

#include "symptoms.hpp"

#include <ctime>
#include <string>
#include <string_view>

namespace sspi::advice {

/// "2026-01-31 12:00:00 UTC"
[[nodiscard]] inline std::string time_text(std::chrono::sys_seconds time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char out[40]{};
    std::strftime(out, sizeof out, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return out;
}

[[nodiscard]] inline std::string account_name(const symptoms& s) {
    const auto client = s.client();
    return client.empty() ? std::string("the account") : "the account " + client;
}

/// What an NTSTATUS says of an account (MS-ERREF 2.3.1), behind its name.
struct account_row {
    std::uint32_t code;
    std::string_view sentence;
};
inline constexpr account_row account_rows[] = {
    {0xC0000064, "does not exist: is the name spelt right?"},
    {0xC000006A, "has another password: the one that was given is wrong"},
    {0xC000006E, "may not log on here for a restriction of the account"},
    {0xC000006F, "may not log on at this hour"},
    {0xC0000070, "may not log on from this machine"},
    {0xC0000071, "has a password that has expired: change it (kpasswd, or ChangeAccountPassword)"},
    {0xC0000072, "is disabled: an administrator can enable it"},
    {0xC0000193, "has expired: an administrator can extend it"},
    {0xC0000224, "has to change its password before it logs on (kpasswd, or ChangeAccountPassword)"},
    {0xC0000234, "is locked out after too many wrong passwords: wait, or have an administrator unlock it"},
    {0xC00002FA, "has to log on with a smart card"},
    {0xC0000413, "may not authenticate to that service: the trust between the domains is selective"},
    {0xC000015B, "has not been given this type of logon"},
    {0xC000040A, "cannot be logged on by others: the KDC knows no S4U"},
};

[[nodiscard]] constexpr const account_row* account_row_of(std::uint32_t nt_status) noexcept {
    for (const auto& row : account_rows)
        if (row.code == nt_status) return &row;
    return nullptr;
}

[[nodiscard]] inline std::string account_state_hint(const symptoms& s) {
    return account_name(s) + ' ' + std::string(account_row_of(s.nt_status())->sentence);
}

/// What a reason says of it.
struct account_reason_row {
    reason why;
    std::string_view sentence;
};
inline constexpr account_reason_row account_reasons[] = {
    {reason::client_expired, "has expired: an administrator can extend it"},
    {reason::client_revoked,
     "is disabled, locked out or barred: an administrator can say which, and change it"},
    {reason::client_not_yet_valid, "may not be used yet"},
    {reason::password_expired,
     "has a password that has expired or must be changed: change it (kpasswd, or ChangeAccountPassword)"},
    {reason::client_without_key, "has no key: its password has to be set"},
    {reason::proof_impossible, "has to prove itself in a way that its password or key does not allow here: "
                               "is it for a smart card, does "
                               "the KDC want requests armoured (FAST), and which encryption types has it?"},
};

[[nodiscard]] inline const account_reason_row* account_reason_row_of(const symptoms& s) {
    for (const auto& row : account_reasons)
        if (s.is(row.why)) return &row;
    return nullptr;
}

[[nodiscard]] inline bool is_wrong_secret(const symptoms& s) {
    return s.is(status::logon_denied) && !s.facts.peer_said && s.facts.target.empty() &&
           s.is_one_of({reason::proof_refused, reason::undecryptable});
}

[[nodiscard]] inline bool is_unknown_user(const symptoms& s) {
    return s.is(reason::client_unknown);
}

[[nodiscard]] inline bool about_the_account(const symptoms& s) {
    return is_unknown_user(s) || is_wrong_secret(s) || account_reason_row_of(s) != nullptr;
}

[[nodiscard]] inline std::string account_hint(const symptoms& s) {
    if (is_unknown_user(s)) {
        return kdc_name(s) +
               (s.client().empty() ? " does not know the user" : " knows no user " + s.client()) +
               ": is the name spelt right, and is it the right realm?";
    }
    if (const auto* const row = account_reason_row_of(s))
        return account_name(s) + ' ' + std::string(row->sentence);
    if (s.facts.by_keytab)
        return "the key of " + (s.client().empty() ? "the account" : s.client()) +
               " in the keytab is not its present one: write that to the keytab";
    return "the password for " + (s.client().empty() ? "the account" : s.client()) +
           " is wrong; it is not tried again with this handle, so as not to lock the account";
}

} // namespace sspi::advice
