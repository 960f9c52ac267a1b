// SPDX-License-Identifier: BSL-1.0
// The judge of KDC replies: whether a ticket is the one that was asked for. Every ticket that the library obtains passes
// here, of whichever exchange it is.
#pragma once

#include "../gss/mechanism.hpp"
#include "../wire/kerberos_name.hpp"
#include "words.hpp"

#include <sspi/detail/text.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sspi::heimdal {

/// The flags of a ticket that the judge looks at (RFC 4120 5.3).
namespace ticket_flags {
inline constexpr std::uint32_t forwardable = 1u << 30, forwarded = 1u << 29, proxiable = 1u << 28,
                               may_postdate = 1u << 26, postdated = 1u << 25, invalid = 1u << 24,
                               renewable = 1u << 23, initial = 1u << 22, anonymous = 1u << 15;
/// Those that a ticket has because its client wants them.
inline constexpr std::uint32_t wishes = forwardable | proxiable | may_postdate | renewable;
} // namespace ticket_flags

/// How a client's name may differ from the one that was asked for.
enum class client_match {
    same,
    ignoring_case, ///< of a user whom the KDC looks up: it answers with the name as the account has it
    renamed, ///< anybody of the service's realm, whose name may be another way to write the one that was asked for:
             ///< an AS exchange that asked for the canonical name (RFC 6806 section 7)
};

/// What was asked.
struct ticket_question {
    kerberos_name client{}; ///< in whose name the ticket is to be
    client_match match = client_match::same;
    kerberos_name server{};
    bool may_refer = false; ///< to the ticket-granting service of another realm (RFC 6806 section 8)
    bool forwarded = false;
    bool initial = false;                        ///< by an AS exchange
    std::uint32_t wishes = ticket_flags::wishes; ///< what it may be good for beside its use
    std::uint32_t nonce = 0;
    std::vector<std::int32_t> enctypes{};  ///< of the session key; empty: any
    std::optional<utc_time> until{};       ///< its end at the latest
    std::optional<utc_time> renew_until{}; ///< how long it can be renewed
    bool addresses = false;                ///< it may be bound to addresses
    utc_time now{};
    std::chrono::seconds skew{0};
};

/// What came.
struct ticket_answer {
    kerberos_name client{}; ///< beside what is encrypted
    kerberos_name server{}; ///< in what is encrypted
    kerberos_name label{};  ///< on the ticket
    std::uint32_t nonce = 0;
    std::int32_t enctype = 0;
    std::uint32_t flags = 0;
    utc_time start{};
    utc_time end{};
    utc_time renew_until{};
    bool addresses = false;
};

enum class ticket_fault { client, server, label, nonce, enctype, flags, start, end, lifetime, addresses };

inline constexpr std::string_view ticket_fault_texts[] = {
    "the KDC's reply is about another client than was asked for",
    "the KDC's reply is about another service than was asked for",
    "the ticket is labelled for another service than the KDC's reply says",
    "the KDC's reply answers another request",
    "the session key is of an encryption type that was not asked for",
    "the ticket's flags are not those that were asked for",
    "the ticket is not valid yet",
    "the ticket has ended",
    "the ticket lives longer than was asked for",
    "the ticket is bound to addresses, which was not asked for"};

[[nodiscard]] constexpr std::string_view text_of(ticket_fault fault) noexcept {
    return ticket_fault_texts[static_cast<std::size_t>(fault)];
}
static_assert(text_of(ticket_fault::addresses).ends_with("not asked for") &&
              text_of(ticket_fault::nonce).ends_with("another request"));

/// Whether it is about the clock and nothing else.
[[nodiscard]] constexpr bool is_of_time(ticket_fault fault) noexcept {
    return fault == ticket_fault::start || fault == ticket_fault::end;
}

/// The realm that a ticket-granting service is for: X of krbtgt/X@Y. Empty for another service.
[[nodiscard]] inline std::string_view granted_realm(const kerberos_name& server) noexcept {
    const bool grants = server.components.size() == 2 && server.components[0] == "krbtgt";
    return grants ? std::string_view(server.components[1]) : std::string_view();
}

/// From the KDC that was asked, to that of another realm.
[[nodiscard]] inline bool is_referral(const ticket_question& asked, const kerberos_name& server) noexcept {
    const auto to = granted_realm(server);
    return server != asked.server && !to.empty() && server.realm == asked.server.realm && to != server.realm;
}

/// The service that was asked for, in the realm as its KDC writes it.
[[nodiscard]] inline bool is_in_realm_as_named(const ticket_question& asked, const kerberos_name& server) {
    auto named = asked.server;
    named.realm = server.realm;
    if (!granted_realm(named).empty()) named.components[1] = server.realm;
    return asked.match == client_match::renamed && server == named;
}

namespace judging {

[[nodiscard]] inline bool is_same_ignoring_case(const kerberos_name& a, const kerberos_name& b) {
    return detail::equal_ignoring_ascii_case(a.realm, b.realm) &&
           std::ranges::equal(a.components, b.components, [](const auto& left, const auto& right) {
               return detail::equal_ignoring_ascii_case(left, right);
           });
}

[[nodiscard]] inline bool is_clients(const ticket_question& asked, const kerberos_name& client) {
    switch (asked.match) {
    case client_match::same:
        return client == asked.client;
    case client_match::ignoring_case:
        return is_same_ignoring_case(client, asked.client);
    case client_match::renamed:
        break;
    }
    return !client.components.empty();
}

[[nodiscard]] inline bool is_server(const ticket_question& asked, const kerberos_name& server) {
    return server == asked.server || is_in_realm_as_named(asked, server) ||
           (asked.may_refer && is_referral(asked, server));
}

[[nodiscard]] inline std::optional<ticket_fault> judge_names(const ticket_question& asked,
                                                             const ticket_answer& got) {
    if (!is_clients(asked, got.client)) return ticket_fault::client;
    if (got.label != got.server) return ticket_fault::label;
    if (!is_server(asked, got.server)) return ticket_fault::server;
    if (asked.match == client_match::renamed && got.client.realm != got.server.realm)
        return ticket_fault::client;
    return std::nullopt;
}

[[nodiscard]] inline std::optional<ticket_fault> judge_times(const ticket_question& asked,
                                                             const ticket_answer& got) {
    if (got.start > asked.now + asked.skew) return ticket_fault::start;
    if (got.end <= asked.now || got.end <= got.start) return ticket_fault::end;
    if (asked.until && got.end > *asked.until) return ticket_fault::lifetime;
    const bool renewable = (got.flags & ticket_flags::renewable) != 0;
    if (renewable && asked.renew_until && got.renew_until > *asked.renew_until) return ticket_fault::lifetime;
    return std::nullopt;
}

[[nodiscard]] inline bool has_wrong_flags(const ticket_question& asked, std::uint32_t flags) noexcept {
    using namespace ticket_flags;
    const auto never = invalid | postdated | anonymous | (wishes & ~asked.wishes);
    const auto always = (asked.forwarded ? forwarded : 0U) | (asked.initial ? initial : 0U);
    return (flags & never) != 0 || (flags & always) != always;
}

} // namespace judging

/// What is wrong with an answer that its key has authenticated; nothing where it is what was asked for.
[[nodiscard]] inline std::optional<ticket_fault> judge(const ticket_question& asked,
                                                       const ticket_answer& got) {
    if (got.nonce != asked.nonce) return ticket_fault::nonce;
    if (const auto fault = judging::judge_names(asked, got)) return fault;
    if (!asked.enctypes.empty() && std::ranges::find(asked.enctypes, got.enctype) == asked.enctypes.end())
        return ticket_fault::enctype;
    if (judging::has_wrong_flags(asked, got.flags)) return ticket_fault::flags;
    if (got.addresses && !asked.addresses) return ticket_fault::addresses;
    return judging::judge_times(asked, got);
}

} // namespace sspi::heimdal
