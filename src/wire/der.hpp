// SPDX-License-Identifier: BSL-1.0
// The little of DER (X.690) that SPNEGO's tokens are made of.
#pragma once

#include "kerberos_token.hpp"
#include "octets.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace sspi::wire::reading {

inline constexpr std::uint8_t octet_string = 0x04;
inline constexpr std::uint8_t object_identifier = 0x06;
inline constexpr std::uint8_t enumerated = 0x0A;
inline constexpr std::uint8_t general_string = 0x1B;
inline constexpr std::uint8_t sequence = 0x30;
inline constexpr std::uint8_t application_0 = 0x60;

/// [n] EXPLICIT.
[[nodiscard]] constexpr std::uint8_t context(unsigned n) noexcept {
    return static_cast<std::uint8_t>(0xA0 + n);
}

/// The octets in front of a content of this length: the tag, and the shortest form of the length.
[[nodiscard]] constexpr std::size_t header_size(std::size_t length) noexcept {
    std::size_t size = 2;
    if (length >= 0x80)
        for (; length != 0; length >>= 8)
            ++size;
    return size;
}

struct element {
    std::uint8_t tag;
    view content;
    view whole;
    view rest; // what follows it
};

/// The first element of `data`, which must lie within it and have the shortest length (X.690 10.1).
[[nodiscard]] constexpr std::optional<element> first(view data) {
    const auto e = framing::first_element(data);
    if (!e) return std::nullopt;
    const auto whole = data.first(data.size() - e->rest.size());
    if (whole.size() != header_size(e->content.size()) + e->content.size()) return std::nullopt;
    return element{e->tag, e->content, whole, e->rest};
}

/// The content of an element with `tag` that fills `data` exactly.
[[nodiscard]] constexpr std::optional<view> exact(view data, std::uint8_t tag) {
    const auto e = first(data);
    if (!e || e->tag != tag || !e->rest.empty()) return std::nullopt;
    return e->content;
}

/// An element whose content is these parts, one after the other.
[[nodiscard]] inline bytes make(std::uint8_t tag, std::initializer_list<view> parts) {
    std::size_t length = 0;
    for (const auto part : parts)
        length += part.size();
    bytes out{std::byte{tag}};
    out.reserve(header_size(length) + length);
    const auto length_octets = header_size(length) - 2;
    if (length_octets != 0) out.push_back(static_cast<std::byte>(0x80 + length_octets));
    for (auto i = length_octets == 0 ? 1 : length_octets; i-- > 0;)
        out.push_back(static_cast<std::byte>(length >> (8 * i)));
    for (const auto part : parts)
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

} // namespace sspi::wire::reading
