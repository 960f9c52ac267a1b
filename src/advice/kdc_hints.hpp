// SPDX-License-Identifier: BSL-1.0
// Why no KDC answered, in a sentence.
#pragma once

#include "symptoms.hpp"

#include <sspi/detail/duration_text.hpp>

#include <string>
#include <string_view>

namespace sspi::advice {

/// One outcome of a try, and what to look at where all tries ended so.
struct outcome_row {
    gss::kdc_outcome outcome;
    std::string_view advice;
};
inline constexpr outcome_row outcome_rows[] = {
    {gss::kdc_outcome::answered, ""},
    {gss::kdc_outcome::silent, "is its address right, and does a firewall let port 88 through?"},
    {gss::kdc_outcome::refused, "nothing listens there: is the KDC running?"},
    {gss::kdc_outcome::unreachable, "there is no way to it: is the network up?"},
    {gss::kdc_outcome::unresolved,
     "the name has no address: is it spelt right in krb5.conf and known to DNS?"},
    {gss::kdc_outcome::closed, "it closed the connection: is this a KDC?"},
    {gss::kdc_outcome::malformed, "what it answers is not Kerberos: is this a KDC?"},
    {gss::kdc_outcome::too_big, "its answer needs TCP: does a firewall let TCP port 88 through?"},
    {gss::kdc_outcome::busy, "it says that it cannot serve now: try again, or look at its log"},
    {gss::kdc_outcome::distrusted,
     "its certificate is not trusted: does it name the host, is it in date, and is its authority known "
     "here?"},
    {gss::kdc_outcome::rejected, "the proxy refused the request: is the path of its URL right?"},
    {gss::kdc_outcome::abandoned, ""},
};

[[nodiscard]] constexpr const outcome_row& row_of(gss::kdc_outcome outcome) noexcept {
    return outcome_rows[static_cast<std::size_t>(outcome)];
}
[[nodiscard]] constexpr bool every_outcome_has_its_row() noexcept {
    std::size_t expected = 0;
    for (const auto& row : outcome_rows)
        if (static_cast<std::size_t>(row.outcome) != expected++) return false;
    return expected == static_cast<std::size_t>(gss::kdc_outcome::abandoned) + 1;
}
static_assert(every_outcome_has_its_row());

[[nodiscard]] inline std::string place_text(const gss::kdc_attempt& attempt) {
    return detail::plain_text(attempt.where, longest_name);
}

/// The outcome of all tries that were not given up; nothing where they differ or there are none.
[[nodiscard]] inline std::optional<gss::kdc_outcome> common_outcome(const gss::kdc_record& record) {
    std::optional<gss::kdc_outcome> out;
    for (const auto& attempt : record.attempts) {
        if (attempt.outcome == gss::kdc_outcome::abandoned) continue;
        if (out && *out != attempt.outcome) return std::nullopt;
        out = attempt.outcome;
    }
    return out;
}

/// The places that were tried, each once with how it ended, the first few.
[[nodiscard]] inline std::string places_text(const gss::kdc_record& record, bool with_outcome) {
    constexpr std::size_t most = 4;
    std::vector<std::string> seen;
    for (const auto& attempt : record.attempts) {
        auto text = place_text(attempt);
        if (with_outcome) text += ' ' + std::string(gss::name_of(attempt.outcome));
        if (std::ranges::find(seen, text) == seen.end()) seen.push_back(std::move(text));
    }
    std::string out;
    for (std::size_t i = 0; i < seen.size() && i < most; ++i)
        out += (out.empty() ? "" : ", ") + seen[i];
    return seen.size() > most ? out + ", and more" : out;
}

[[nodiscard]] inline std::string in_realm(const std::string& realm) {
    return realm.empty() ? std::string("the realm") : "realm " + realm;
}

[[nodiscard]] inline std::string no_kdc_hint(const symptoms& s) {
    const auto realm = in_realm(s.realm());
    const auto& record = s.facts.kdc;
    if (record.attempts.empty()) {
        const auto why = record.notes.empty() ? std::string("none is configured or none could be reached")
                                              : detail::plain_text(record.notes.back(), longest_name);
        return "no KDC for " + realm + ": " + why + "; name one in [realms] of krb5.conf, or in DNS";
    }
    if (const auto all = common_outcome(record); all && !row_of(*all).advice.empty())
        return "no KDC for " + realm + ": " + places_text(record, false) + ' ' +
               std::string(gss::name_of(*all)) + "; " + std::string(row_of(*all).advice);
    const bool all_answered = common_outcome(record) == gss::kdc_outcome::answered;
    return "no KDC for " + realm + (all_answered ? " gave an answer of use: " : " answered: ") +
           places_text(record, true);
}

[[nodiscard]] inline std::string deadline_hint(const symptoms& s) {
    const auto tried = places_text(s.facts.kdc, true);
    return "the call's deadline was reached after " + detail::duration_text(s.facts.took) +
           " without an answer from a KDC of " + in_realm(s.realm()) + (tried.empty() ? "" : ": " + tried);
}

} // namespace sspi::advice
