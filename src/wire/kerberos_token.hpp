// SPDX-License-Identifier: BSL-1.0
// Tells from its framing what kind of Kerberos establishment token a peer sent, before a mechanism sees it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace sspi::wire {

enum class kerberos_token { ap_req, ap_rep, krb_error, bare_ap_req, bare_ap_rep, bare_krb_error, other };

namespace framing {

using view = std::span<const std::byte>;

[[nodiscard]] constexpr std::uint8_t at(view token, std::size_t i) {
    return std::to_integer<std::uint8_t>(token[i]);
}

struct element {
    std::uint8_t tag;
    view content;
    view rest; // what follows it
};

/// The first DER element of `data`, which must lie within it. Tags of one octet only (X.690 8.1).
[[nodiscard]] constexpr std::optional<element> first_element(view data) {
    if (data.size() < 2) return std::nullopt;
    std::uint64_t length = at(data, 1);
    std::size_t header = 2;
    if (length >= 0x80) {
        const std::size_t count = length & 0x7FU;
        if (count == 0 || count > 4 || data.size() < 2 + count) return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < count; ++i)
            length = length << 8 | at(data, 2 + i);
        header += count;
    }
    if (data.size() - header < length) return std::nullopt;
    const auto size = static_cast<std::size_t>(length);
    return element{at(data, 0), data.subspan(header, size), data.subspan(header + size)};
}

/// The content of the first element with `tag` among those that `data` holds one after the other.
[[nodiscard]] constexpr std::optional<view> member(view data, std::uint8_t tag) {
    for (auto e = first_element(data); e; e = first_element(e->rest))
        if (e->tag == tag) return e->content;
    return std::nullopt;
}

/// The content of a DER element with `tag` that fills `token` exactly (X.690 8.1).
[[nodiscard]] constexpr std::optional<view> exact_element(view token, std::uint8_t tag) {
    const auto e = first_element(token);
    if (!e || e->tag != tag || !e->rest.empty()) return std::nullopt;
    return e->content;
}

/// 1.2.840.113554.1.2.2, with its DER header, and as RFC 2743 3.1 puts it in front of the inner token.
inline constexpr std::array<std::uint8_t, 11> krb5_oid{0x06, 0x09, 0x2A, 0x86, 0x48, 0x86,
                                                       0xF7, 0x12, 0x01, 0x02, 0x02};

} // namespace framing

[[nodiscard]] constexpr kerberos_token classify(std::span<const std::byte> token) {
    using enum kerberos_token;
    if (framing::exact_element(token, 0x6E)) return bare_ap_req; // [APPLICATION 14], RFC 4120 5.5.1
    if (framing::exact_element(token, 0x6F)) return bare_ap_rep; // [APPLICATION 15]
    if (framing::exact_element(token, 0x7E)) return bare_krb_error;
    const auto body = framing::exact_element(token, 0x60); // RFC 2743 3.1
    if (!body || body->size() < framing::krb5_oid.size() + 2) return other;
    for (std::size_t i = 0; i < framing::krb5_oid.size(); ++i)
        if (framing::at(*body, i) != framing::krb5_oid[i]) return other;
    const auto inner = body->subspan(framing::krb5_oid.size());
    if (framing::at(inner, 1) != 0) return other;
    const auto message = inner.subspan(2);
    switch (framing::at(inner, 0)) { // RFC 4121 4.1
    case 1:
        return framing::exact_element(message, 0x6E) ? ap_req : other;
    case 2:
        return framing::exact_element(message, 0x6F) ? ap_rep : other;
    case 3:
        return framing::exact_element(message, 0x7E) ? krb_error : other;
    default:
        return other;
    }
}

/// The Kerberos message inside a framed token that `classify` recognised; the token itself when it is bare.
[[nodiscard]] constexpr std::span<const std::byte> kerberos_message(std::span<const std::byte> token) {
    constexpr auto before = framing::krb5_oid.size() + 2; // and the token's identifier
    const auto body = framing::exact_element(token, 0x60);
    return body && body->size() >= before ? body->subspan(before) : token;
}

/// The encrypted authenticator of a framed or bare AP-REQ (RFC 4120 5.5.1): no two of them are alike, unless one is
/// a copy. Nothing when the token is not a whole AP-REQ.
[[nodiscard]] constexpr std::optional<std::span<const std::byte>>
authenticator_in(std::span<const std::byte> token) {
    constexpr std::uint8_t sequence = 0x30;
    constexpr std::uint8_t octet_string = 0x04;
    constexpr std::uint8_t authenticator = 0xA4; // [4] of AP-REQ
    constexpr std::uint8_t cipher = 0xA2;        // [2] of EncryptedData, RFC 4120 5.2.9
    std::optional content = framing::exact_element(kerberos_message(token), 0x6E);
    for (const auto tag : {sequence, authenticator, sequence, cipher, octet_string}) {
        if (!content) return std::nullopt;
        content = framing::member(*content, tag);
    }
    return content;
}

/// The ticket of a framed or bare AP-REQ, as DER. Nothing when the token is not a whole AP-REQ.
[[nodiscard]] constexpr std::optional<std::span<const std::byte>>
ticket_in(std::span<const std::byte> token) {
    constexpr std::uint8_t sequence = 0x30;
    constexpr std::uint8_t ticket = 0xA3; // [3] of AP-REQ
    std::optional content = framing::exact_element(kerberos_message(token), 0x6E);
    for (const auto tag : {sequence, ticket}) {
        if (!content) return std::nullopt;
        content = framing::member(*content, tag);
    }
    return content;
}

} // namespace sspi::wire
