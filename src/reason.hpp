// SPDX-License-Identifier: BSL-1.0
// Why something failed, apart from the status that says so: what hints go by, and never the words of a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sspi {

/// A cause that people can do something about. Failures that nobody can be helped with are `unspecified`.
enum class reason : std::uint8_t {
    unspecified,

    // What this library finds itself.
    cancelled,
    out_of_time,
    kdc_is_none,
    replayed_token,
    unexpected_token,
    no_common_mechanism,

    // What a KDC, a peer or the mechanism says.
    kdc_unreachable,
    clock_skew,
    client_unknown,
    client_expired,
    client_revoked,
    client_not_yet_valid,
    client_without_key,
    password_expired,
    proof_refused,
    proof_impossible,
    ticket_missing,
    ticket_expired,
    ticket_not_yet_valid,
    key_missing,
    undecryptable,
    no_common_enctype,
    service_unknown,
    service_not_unique,
    service_unusable,
    refused_by_policy,
};

/// And its text, for failures that bring none of their own.
struct reason_row {
    reason why;
    std::string_view text;
};
inline constexpr reason_row reason_rows[] = {
    {reason::unspecified, ""},
    {reason::cancelled, "the call was cancelled before a KDC had answered"},
    {reason::out_of_time, "the time that a call may take for KDCs is up"},
    {reason::kdc_is_none, "what answered in a KDC's place does not speak Kerberos"},
    {reason::replayed_token, "the token is a replay of one accepted before"},
    {reason::unexpected_token, "the token is not the one that is due"},
    {reason::no_common_mechanism, "the two sides have no mechanism in common"},
    {reason::kdc_unreachable, "no KDC can be reached"},
    {reason::clock_skew, "the clocks of both sides differ too much"},
    {reason::client_unknown, "the KDC does not know the client"},
    {reason::client_expired, "the client's account has expired"},
    {reason::client_revoked, "the client's account may not be used"},
    {reason::client_not_yet_valid, "the client's account may not be used yet"},
    {reason::client_without_key, "the client's account has no key"},
    {reason::password_expired, "the client's password has expired"},
    {reason::proof_refused, "the client did not prove that it knows its password"},
    {reason::proof_impossible, "the KDC wants a proof that this client cannot give"},
    {reason::ticket_missing, "there is no ticket"},
    {reason::ticket_expired, "the ticket has ended"},
    {reason::ticket_not_yet_valid, "the ticket is not valid yet"},
    {reason::key_missing, "there is no key for the ticket"},
    {reason::undecryptable, "the key does not decrypt what came"},
    {reason::no_common_enctype, "there is no encryption type in common"},
    {reason::service_unknown, "the KDC does not know the service"},
    {reason::service_not_unique, "more than one account has the service's name"},
    {reason::service_unusable, "the service's account may not be used"},
    {reason::refused_by_policy, "the KDC's policy refuses the ticket"},
};

[[nodiscard]] constexpr bool every_reason_has_its_row() noexcept {
    std::size_t expected = 0;
    for (const auto& row : reason_rows)
        if (static_cast<std::size_t>(row.why) != expected++) return false;
    return expected == static_cast<std::size_t>(reason::refused_by_policy) + 1;
}
static_assert(every_reason_has_its_row());

[[nodiscard]] constexpr std::string_view default_text(reason why) noexcept {
    return reason_rows[static_cast<std::size_t>(why)].text;
}

} // namespace sspi
