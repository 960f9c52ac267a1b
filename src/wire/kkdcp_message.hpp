// SPDX-License-Identifier: BSL-1.0
// KDC-PROXY-MESSAGE: what goes to a KDC proxy and comes back from it (MS-KKDCP 2.2.2).
#pragma once

#include "der_writing.hpp"
#include "kerberos_token.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sspi::wire::kkdcp {

using view = std::span<const std::byte>;

/// Octets of an envelope. Tickets with large PACs have some tens of thousands; servers send more than this to do harm.
inline constexpr std::size_t longest = 256 * 1024;

/// The length in front of a message as TCP has it (RFC 4120 7.2.2).
inline constexpr std::size_t length_octets = 4;

/// The request in its envelope, for KDCs of `realm`. dclocator-hint, the flags of a search for domain controllers, has
/// no meaning here.
[[nodiscard]] inline detail::secret_bytes encode(std::string_view realm, view message) {
    auto length = detail::secret_bytes::with_room(length_octets);
    der::append_big_endian(length, message.size(), length_octets);
    const auto framed = der::element(der::tag::octet_string, {length.view(), message});
    const auto target = der::general_string(realm);
    return der::element(der::tag::sequence, {der::member(0, framed).view(), der::member(1, target).view()});
}

/// The content of the first element of `rest`, which must have this tag; `rest` is then what follows it.
[[nodiscard]] constexpr std::optional<view> take(view& rest, std::uint8_t tag) {
    const auto e = framing::first_element(rest);
    if (!e || e->tag != tag) return std::nullopt;
    rest = e->rest;
    return e->content;
}

/// An optional member with exactly one element of this tag in it, when it is next. False: it is something else.
[[nodiscard]] constexpr bool skip_member(view& rest, std::uint8_t number, std::uint8_t tag) {
    if (rest.empty() || framing::at(rest, 0) != (der::tag::member | number)) return true;
    const auto content = take(rest, der::tag::member | number);
    const auto inner = content ? framing::exact_element(*content, tag) : std::nullopt;
    return inner && !inner->empty();
}

/// The message in a server's envelope, part of it, without the length in front; nothing for what is no envelope to the
/// last octet. Lengths may be longer than they need to be, as Windows writes some: nobody signs this.
[[nodiscard]] constexpr std::optional<view> decode(view envelope) {
    if (envelope.size() > longest) return std::nullopt;
    auto members = framing::exact_element(envelope, der::tag::sequence);
    if (!members) return std::nullopt;
    const auto first = take(*members, der::tag::member | 0);
    const auto framed = first ? framing::exact_element(*first, der::tag::octet_string) : std::nullopt;
    if (!framed || framed->size() <= length_octets) return std::nullopt;
    if (!skip_member(*members, 1, der::tag::general_string) || !skip_member(*members, 2, der::tag::integer) ||
        !members->empty())
        return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_octets; ++i)
        length = length << 8 | framing::at(*framed, i);
    if (length != framed->size() - length_octets) return std::nullopt;
    return framed->subspan(length_octets);
}

} // namespace sspi::wire::kkdcp
