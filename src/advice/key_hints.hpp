// SPDX-License-Identifier: BSL-1.0
// What is wrong between an acceptor's keytab and the ticket that it got, in a sentence.
#pragma once

#include "symptoms.hpp"

#include <sspi/detail/enctype.hpp>

#include <algorithm>
#include <string>

namespace sspi::advice {

[[nodiscard]] inline std::string enctype_text(std::int32_t number) {
    const auto* const row = detail::find_enctype(number);
    return row != nullptr ? std::string(row->krb5_name) : "enctype " + std::to_string(number);
}

[[nodiscard]] inline std::string keytab_text(const symptoms& s) {
    return s.facts.keytab.empty() ? std::string("the keytab") : "the keytab " + s.keytab();
}

/// "has keys for A, B and others"
[[nodiscard]] inline std::string keytab_names_text(const symptoms& s) {
    constexpr std::size_t most = 3;
    std::string out;
    const auto& names = s.facts.keytab_names;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        out += (i == 0 ? "" : ", ") + detail::plain_text(names[i], longest_name);
    if (out.empty()) return {};
    return "; it has keys for " + out + (names.size() > most ? " and others" : "");
}

/// "3", "2 and 3"; empty where no key has one.
[[nodiscard]] inline std::string kvnos_text(const std::vector<gss::key_facts>& keys) {
    std::vector<std::uint32_t> numbers;
    for (const auto& key : keys)
        if (key.kvno) numbers.push_back(*key.kvno);
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::string out;
    for (const auto number : numbers)
        out += (out.empty() ? "" : number == numbers.back() ? " and " : ", ") + std::to_string(number);
    return out;
}

[[nodiscard]] inline std::uint32_t latest_kvno(const std::vector<gss::key_facts>& keys) {
    std::uint32_t out = 0;
    for (const auto& key : keys)
        out = std::max(out, key.kvno.value_or(0));
    return out;
}

[[nodiscard]] inline std::string ticket_service(const symptoms& s) {
    return s.service().empty() ? std::string("the service") : s.service();
}

/// What to do about a ticket that was made with another version of a key than the keytab has.
[[nodiscard]] inline std::string kvno_advice(const symptoms& s, const std::vector<gss::key_facts>& keys,
                                             const std::string& whose) {
    return s.facts.ticket->kvno.value_or(0) > latest_kvno(keys)
               ? "write " + whose + " present key to the keytab"
               : "the client has a ticket from before the key changed and needs a new one (kinit)";
}

[[nodiscard]] inline std::string kvno_hint(const symptoms& s) {
    const auto kvnos = kvnos_text(s.facts.keys);
    return "service key in keytab is kvno " + (kvnos.empty() ? "unknown" : kvnos) + ", ticket is kvno " +
           std::to_string(s.facts.ticket->kvno.value_or(0)) + " (" + ticket_service(s) + ", " +
           (s.keytab().empty() ? "the keytab" : s.keytab()) +
           "): " + kvno_advice(s, s.facts.keys, "the service's");
}

/// Keytabs of domain controllers may have the account's name alone, which stands for all names of its services.
[[nodiscard]] inline bool is_old_account_key(const symptoms& s) {
    const auto& keys = s.facts.account_keys;
    const auto kvno = s.facts.ticket->kvno;
    return kvno && !keys.empty() &&
           std::ranges::none_of(keys, [&](const auto& key) { return key.kvno == kvno; });
}
[[nodiscard]] inline std::string account_kvno_hint(const symptoms& s) {
    return "the account's key in " + keytab_text(s) + " is kvno " + kvnos_text(s.facts.account_keys) +
           ", the ticket for " + ticket_service(s) + " is kvno " + std::to_string(*s.facts.ticket->kvno) +
           keytab_names_text(s) + ": if the service runs under that account, " +
           kvno_advice(s, s.facts.account_keys, "its");
}

[[nodiscard]] inline std::string enctype_hint(const symptoms& s) {
    std::string has;
    for (const auto& key : s.facts.keys)
        has += (has.empty() ? "" : ", ") + enctype_text(key.enctype);
    return "the ticket for " + ticket_service(s) + " is encrypted with " +
           enctype_text(s.facts.ticket->enctype) + ", " + keytab_text(s) + " has " + has +
           " for it: write a key of that type to it";
}

[[nodiscard]] inline bool has_kvno(const symptoms& s) {
    const auto kvno = s.facts.ticket->kvno;
    return !kvno || std::ranges::any_of(s.facts.keys, [&](const auto& key) { return key.kvno == kvno; });
}
[[nodiscard]] inline bool has_enctype(const symptoms& s) {
    return std::ranges::any_of(s.facts.keys,
                               [&](const auto& key) { return key.enctype == s.facts.ticket->enctype; });
}

/// The client's ticket cannot be read with what is in the keytab.
[[nodiscard]] inline std::string unread_ticket_hint(const symptoms& s) {
    if (s.facts.keys.empty())
        return is_old_account_key(s)
                   ? account_kvno_hint(s)
                   : keytab_text(s) + " has no key for " + ticket_service(s) + keytab_names_text(s);
    if (!has_kvno(s)) return kvno_hint(s);
    if (!has_enctype(s)) return enctype_hint(s);
    return "the key of " + ticket_service(s) + " in " + keytab_text(s) +
           " is not the one that the KDC used, though its kvno is: write the service's present key to it, "
           "and see that "
           "no other account has the name";
}

[[nodiscard]] inline std::string keytab_hint(const symptoms& s) {
    switch (s.facts.keytab_state) {
    case gss::store_state::missing:
        return "there is no file of " + keytab_text(s) +
               ": write the service's keys to it, or name another one (KRB5_KTNAME)";
    case gss::store_state::unreadable:
        return keytab_text(s) + " may not be read by this process: look at its owner and mode";
    case gss::store_state::empty:
        return keytab_text(s) + " has no keys: write the service's to it";
    default:
        return keytab_text(s) + " has no key for this service" + keytab_names_text(s);
    }
}

} // namespace sspi::advice
