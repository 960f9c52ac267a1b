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
    std::span<const std::byte> message;
};

namespace user_to_user {

using view = std::span<const std::byte>;

/// 1.2.840.113554.1.2.2.3, with its DER header.
inline constexpr std::array<std::uint8_t, 12> oid{0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86,
                                                  0xF7, 0x12, 0x01, 0x02, 0x02, 0x03};

/// What stands behind the mechanism's name (draft 3, RFC 4121 4.1), and the tag of the message that follows.
struct framing_row {
    user_to_user_kind kind;
    std::array<std::uint8_t, 2> id;
    std::uint8_t tag;
};
inline constexpr framing_row framings[] = {
    {user_to_user_kind::tgt_request, {0x04, 0x00}, 0x30}, // a SEQUENCE without an application's tag
    {user_to_user_kind::tgt_reply, {0x04, 0x01}, 0x30},   {user_to_user_kind::ap_req, {0x01, 0x00}, 0x6E},
    {user_to_user_kind::ap_rep, {0x02, 0x00}, 0x6F},      {user_to_user_kind::krb_error, {0x03, 0x00}, 0x7E},
};

inline constexpr std::uint64_t protocol_version = 5;
inline constexpr std::uint64_t tgt_request_type = 16;
inline constexpr std::uint64_t tgt_reply_type = 17;

/// The content of RFC 2743 3.1 framing behind this mechanism's name.
[[nodiscard]] constexpr std::optional<view> inner_token(view token) {
    const auto body = framing::exact_element(token, 0x60);
    if (!body || body->size() < oid.size()) return std::nullopt;
    for (std::size_t i = 0; i < oid.size(); ++i)
        if (framing::at(*body, i) != oid[i]) return std::nullopt;
    return body->subspan(oid.size());
}

[[nodiscard]] constexpr bool starts_with(view data, const std::array<std::uint8_t, 2>& id) {
    return data.size() >= id.size() && framing::at(data, 0) == id[0] && framing::at(data, 1) == id[1];
}

/// True when [number] of the SEQUENCE is this INTEGER, which has one octet.
[[nodiscard]] constexpr bool says(view sequence, std::uint8_t number, std::uint64_t value) {
    const auto held = framing::member(sequence, static_cast<std::uint8_t>(der::tag::member | number));
    const auto content = held ? framing::exact_element(*held, der::tag::integer) : std::nullopt;
    return content && content->size() == 1 && framing::at(*content, 0) == value;
}

/// True when the elements fill the content to its end.
[[nodiscard]] constexpr bool holds_whole_elements(view content) {
    while (!content.empty()) {
        const auto next = framing::first_element(content);
        if (!next) return false;
        content = next->rest;
    }
    return true;
}

/// The members of a message of this type, whole and of this protocol's version.
[[nodiscard]] constexpr std::optional<view> members_of(view message, std::uint64_t type) {
    const auto members = framing::exact_element(message, der::tag::sequence);
    if (!members || !holds_whole_elements(*members)) return std::nullopt;
    if (!says(*members, 0, protocol_version) || !says(*members, 1, type)) return std::nullopt;
    return members;
}

} // namespace user_to_user

/// True for a token that names this mechanism, whatever follows.
[[nodiscard]] constexpr bool names_user_to_user(std::span<const std::byte> token) {
    return user_to_user::inner_token(token).has_value();
}

[[nodiscard]] constexpr std::optional<user_to_user_token>
parse_user_to_user(std::span<const std::byte> token) {
    const auto inner = user_to_user::inner_token(token);
    if (!inner) return std::nullopt;
    for (const auto& row : user_to_user::framings) {
        if (!user_to_user::starts_with(*inner, row.id)) continue;
        const auto message = inner->subspan(row.id.size());
        if (!framing::exact_element(message, row.tag)) return std::nullopt;
        return user_to_user_token{row.kind, message};
    }
    return std::nullopt;
}

/// Puts the mechanism's framing around a message.
[[nodiscard]] inline std::vector<std::byte> framed(user_to_user_kind kind,
                                                   std::span<const std::byte> message) {
    const auto row = std::ranges::find(user_to_user::framings, kind, &user_to_user::framing_row::kind);
    const auto token = der::element(
        0x60, {std::as_bytes(std::span(user_to_user::oid)), std::as_bytes(std::span(row->id)), message});
    return {token.units().begin(), token.units().end()};
}

/// KERB-TGT-REQUEST. The realm is told when it is not empty.
[[nodiscard]] inline std::vector<std::byte> tgt_request(const kerberos_name& server) {
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
[[nodiscard]] constexpr bool is_tgt_request(std::span<const std::byte> message) {
    return user_to_user::members_of(message, user_to_user::tgt_request_type).has_value();
}

/// KERB-TGT-REPLY with a Ticket, which is DER already.
[[nodiscard]] inline std::vector<std::byte> tgt_reply(std::span<const std::byte> ticket) {
    const auto version = der::member(0, der::integer(user_to_user::protocol_version));
    const auto type = der::member(1, der::integer(user_to_user::tgt_reply_type));
    const auto held = der::element(der::tag::member | 2, {ticket});
    const auto message = der::element(der::tag::sequence, {version.view(), type.view(), held.view()});
    return framed(user_to_user_kind::tgt_reply, message.view());
}

/// The Ticket in a KERB-TGT-REPLY.
[[nodiscard]] constexpr std::optional<std::span<const std::byte>>
ticket_in_reply(std::span<const std::byte> message) {
    constexpr std::uint8_t ticket = 0x61; // [APPLICATION 1], RFC 4120 5.3
    const auto members = user_to_user::members_of(message, user_to_user::tgt_reply_type);
    const auto held = members ? framing::member(*members, der::tag::member | 2) : std::nullopt;
    if (!held || !framing::exact_element(*held, ticket)) return std::nullopt;
    return held;
}

} // namespace sspi::wire
