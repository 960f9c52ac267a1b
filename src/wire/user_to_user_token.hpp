// SPDX-License-Identifier: BSL-1.0
// The tokens of user-to-user authentication (draft-swift-win2k-krb-user2user-03): framing, and the two messages with which
// the initiator gets the acceptor's ticket-granting ticket.
#pragma once

#include "der_writing.hpp"
#include "kerberos_name.hpp"
#include "kerberos_token.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sspi::wire {

enum class user_to_user_kind { tgt_request, tgt_reply, ap_req, ap_rep, krb_error };

/// A token of which the framing is right, and the message in it, which is one whole DER element.
struct user_to_user_token {
    user_to_user_kind kind;
    view message;
};

namespace user_to_user {

/// What stands behind the mechanism's name (draft 3, RFC 4121 4.1), and the tag of the message that follows.
struct framing_row {
    user_to_user_kind kind;
    std::array<std::byte, 2> id;
    std::uint8_t tag;
};
inline constexpr framing_row framings[] = {
    {user_to_user_kind::tgt_request,
     {std::byte{4}, std::byte{0}},
     der::tag::sequence}, // without an application's tag
    {user_to_user_kind::tgt_reply, {std::byte{4}, std::byte{1}}, der::tag::sequence},
    {user_to_user_kind::ap_req, {std::byte{1}, std::byte{0}}, message_tag::ap_req},
    {user_to_user_kind::ap_rep, {std::byte{2}, std::byte{0}}, message_tag::ap_rep},
    {user_to_user_kind::krb_error, {std::byte{3}, std::byte{0}}, message_tag::krb_error},
};

inline constexpr std::uint32_t protocol_version = 5;
inline constexpr std::uint32_t tgt_request_type = 16;
inline constexpr std::uint32_t tgt_reply_type = 17;

/// The members of a message of this type and this protocol's version: KERB-TGT-REQUEST has server-name [2] and realm [3],
/// KERB-TGT-REPLY the ticket [2].
[[nodiscard]] constexpr std::optional<der::members<4>> members_of(view message, std::uint32_t type) {
    const auto members = der::sequence_of<4>(message);
    if (!members || der::unsigned_in((*members)[0]) != protocol_version ||
        der::unsigned_in((*members)[1]) != type)
        return std::nullopt;
    return members;
}

} // namespace user_to_user

/// True for a token that names this mechanism, whatever follows.
[[nodiscard]] constexpr bool names_user_to_user(view token) {
    return inner_token(token, detail::user_to_user_oid).has_value();
}

[[nodiscard]] constexpr std::optional<user_to_user_token> parse_user_to_user(view token) {
    const auto inner = inner_token(token, detail::user_to_user_oid);
    if (!inner) return std::nullopt;
    for (const auto& row : user_to_user::framings) {
        if (inner->size() < row.id.size() || !std::ranges::equal(inner->first(2), row.id)) continue;
        const auto message = inner->subspan(row.id.size());
        if (!der::exact(message, row.tag)) return std::nullopt;
        return user_to_user_token{row.kind, message};
    }
    return std::nullopt;
}

/// Puts the mechanism's framing around a message.
[[nodiscard]] inline bytes framed(user_to_user_kind kind, view message) {
    const auto row = std::ranges::find(user_to_user::framings, kind, &user_to_user::framing_row::kind);
    return framed_for(detail::user_to_user_oid, row->id, message);
}

/// KERB-TGT-REQUEST. The realm is told when it is not empty.
[[nodiscard]] inline bytes tgt_request(const kerberos_name& server) {
    const auto version = der::member(0, der::integer(user_to_user::protocol_version));
    const auto type = der::member(1, der::integer(user_to_user::tgt_request_type));
    const auto name = der::member(2, principal_name_of(server));
    const auto realm =
        server.realm.empty() ? detail::secret_bytes{} : der::member(3, der::general_string(server.realm));
    const auto message =
        der::element(der::tag::sequence, {version.view(), type.view(), name.view(), realm.view()});
    return framed(user_to_user_kind::tgt_request, message.view());
}

/// True for a KERB-TGT-REQUEST. Whose ticket is asked for is only a hint, which one without others does not need.
[[nodiscard]] constexpr bool is_tgt_request(view message) {
    return user_to_user::members_of(message, user_to_user::tgt_request_type).has_value();
}

/// KERB-TGT-REPLY with a Ticket, which is DER already.
[[nodiscard]] inline bytes tgt_reply(view ticket) {
    const auto version = der::member(0, der::integer(user_to_user::protocol_version));
    const auto type = der::member(1, der::integer(user_to_user::tgt_reply_type));
    const auto held = der::element(der::context(2), {ticket});
    const auto message = der::element(der::tag::sequence, {version.view(), type.view(), held.view()});
    return framed(user_to_user_kind::tgt_reply, message.view());
}

/// The Ticket in a KERB-TGT-REPLY.
[[nodiscard]] constexpr std::optional<view> ticket_in_reply(view message) {
    const auto members = user_to_user::members_of(message, user_to_user::tgt_reply_type);
    if (!members || (*members)[3] || !der::exact((*members)[2], message_tag::ticket)) return std::nullopt;
    return (*members)[2];
}

} // namespace sspi::wire
