// SPDX-License-Identifier: BSL-1.0
// What a person can do about a failure: one table from what is known of it to a sentence with its figures.
#pragma once

#include "account_hints.hpp"
#include "kdc_hints.hpp"
#include "key_hints.hpp"
#include "service_hints.hpp"

#include <sspi/detail/duration_text.hpp>

#include <string>

namespace sspi::advice {

struct hint_row {
    bool (*applies)(const symptoms&);
    std::string (*sentence)(const symptoms&);
};

[[nodiscard]] inline bool about_clocks(const symptoms& s) {
    return s.is(reason::clock_skew) || (s.is(status::time_skew) && s.clock_difference());
}

[[nodiscard]] inline std::string clock_hint(const symptoms& s) {
    const std::string other = s.facts.peer_ahead ? "the peer" : "KDC";
    const auto ahead = s.clock_difference();
    if (!ahead || ahead->count() == 0)
        return "clock differs from " + other + " by more than is allowed: set both by a time service (NTP)";
    return "clock differs from " + other + " by " + detail::duration_text(*ahead) + ": this machine is " +
           (ahead->count() > 0 ? "behind" : "ahead") + "; set both by a time service (NTP)";
}

[[nodiscard]] inline bool about_tickets(const symptoms& s) {
    return !s.facts.cache.empty() &&
           (s.is_one_of({reason::ticket_missing, reason::ticket_expired}) || s.is(status::no_credentials));
}

[[nodiscard]] inline std::string cache_hint(const symptoms& s) {
    const auto cache = "the credential cache " + s.cache();
    if (s.facts.cache_state == gss::store_state::missing)
        return "there is no " + cache.substr(4) + ": run kinit";
    if (s.facts.cache_state == gss::store_state::unreadable)
        return cache + " may not be read by this process: look at its owner and mode";
    if (s.facts.ticket_end && *s.facts.ticket_end <= s.record.at)
        return "the ticket in " + s.cache() + " ended " + time_text(*s.facts.ticket_end) + ", " +
               detail::duration_text(s.record.at - *s.facts.ticket_end) + " ago: run kinit";
    return cache + " has no ticket for this: run kinit";
}

/// The first row that applies has it.
inline constexpr hint_row hint_table[] = {
    {[](const symptoms& s) {
         return s.is(status::cancelled) || s.facts.ended == gss::kdc_call::end::cancelled;
     },
     [](const symptoms&) -> std::string { return "the call was cancelled by this program (SspiCancel)"; }},
    {[](const symptoms& s) { return s.facts.ended == gss::kdc_call::end::too_late; }, deadline_hint},
    {[](const symptoms& s) { return account_row_of(s.said_nt_status()) != nullptr; }, account_state_hint},
    {about_clocks, clock_hint},
    {[](const symptoms& s) { return s.unreachable(); }, no_kdc_hint},
    {about_the_account, account_hint},
    {[](const symptoms& s) { return account_row_of(s.nt_status()) != nullptr; }, account_state_hint},
    {about_tickets, cache_hint},
    {[](const symptoms& s) {
         return s.facts.keytab_state != gss::store_state::unknown &&
                s.facts.keytab_state != gss::store_state::there;
     },
     keytab_hint},
    {[](const symptoms& s) { return s.facts.ticket && is_about_keys(s); }, unread_ticket_hint},
    {[](const symptoms& s) { return !s.facts.keytab.empty() && is_about_keys(s); }, keytab_hint},
    {about_the_token, token_hint},
    {about_the_service, service_hint},
};

/// Empty where nothing better is known than the status and the texts.
[[nodiscard]] inline std::string hint_for(const symptoms& s) {
    for (const auto& row : hint_table)
        if (row.applies(s)) return row.sentence(s);
    return {};
}

} // namespace sspi::advice
