// SPDX-License-Identifier: BSL-1.0
// Tells from its framing what kind of Kerberos establishment token a peer sent, before a mechanism sees it.
#pragma once

#include "gss_framing.hpp"

#include <sspi/detail/mechanism_oids.hpp>

#include <array>
#include <cstdint>
#include <optional>

namespace sspi::wire {

enum class kerberos_token { ap_req, ap_rep, krb_error, bare_ap_req, bare_ap_rep, bare_krb_error, other };

/// Kerberos messages by their tags (RFC 4120 5.10).
namespace message_tag {
inline constexpr std::uint8_t ticket = der::tag::application | 1;
inline constexpr std::uint8_t ap_req = der::tag::application | 14;
inline constexpr std::uint8_t ap_rep = der::tag::application | 15;
inline constexpr std::uint8_t krb_error = der::tag::application | 30;
} // namespace message_tag

/// The two octets behind the mechanism's name (RFC 4121 4.1), and the message that they announce.
struct token_row {
    std::array<std::byte, 2> id;
    std::uint8_t tag;
    kerberos_token framed;
    kerberos_token bare;
};
inline constexpr token_row token_rows[] = {
    {{std::byte{1}, std::byte{0}}, message_tag::ap_req, kerberos_token::ap_req, kerberos_token::bare_ap_req},
    {{std::byte{2}, std::byte{0}}, message_tag::ap_rep, kerberos_token::ap_rep, kerberos_token::bare_ap_rep},
    {{std::byte{3}, std::byte{0}},
     message_tag::krb_error,
     kerberos_token::krb_error,
     kerberos_token::bare_krb_error},
};

/// A token's kind, and the Kerberos message in it.
struct known_token {
    kerberos_token kind = kerberos_token::other;
    view message{};
};

/// Only the outermost lengths and tags are looked at, which have to be DER: what is in a message, its decoder judges.
[[nodiscard]] constexpr known_token parse_kerberos_token(view token) {
    const auto inner = inner_token(token, detail::kerberos_oid);
    for (const auto& row : token_rows) {
        if (!inner && der::exact(token, row.tag)) return {row.bare, token};
        if (!inner || inner->size() < row.id.size() || !std::ranges::equal(inner->first(2), row.id)) continue;
        const auto message = inner->subspan(row.id.size());
        if (der::exact(message, row.tag)) return {row.framed, message};
    }
    return {};
}

[[nodiscard]] constexpr kerberos_token classify(view token) {
    return parse_kerberos_token(token).kind;
}

/// The Kerberos message inside a token that `classify` recognises; any other token itself.
[[nodiscard]] constexpr view kerberos_message(view token) {
    const auto known = parse_kerberos_token(token);
    return known.kind == kerberos_token::other ? token : known.message;
}

/// A Kerberos message framed as a token of this kind.
[[nodiscard]] inline bytes framed(kerberos_token kind, view message) {
    for (const auto& row : token_rows)
        if (row.framed == kind) return framed_for(detail::kerberos_oid, row.id, message);
    return {message.begin(), message.end()};
}

} // namespace sspi::wire
