// SPDX-License-Identifier: BSL-1.0
// KDC-PROXY-MESSAGE: what goes to a KDC proxy and comes back from it (MS-KKDCP 2.2.2).
#pragma once

#include "der_writing.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sspi::wire::kkdcp {

using wire::view;

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

/// True for an optional member that is absent, or an element of this tag that is not empty.
[[nodiscard]] constexpr bool holds(const std::optional<view>& member, std::uint8_t tag) {
    if (!member) return true;
    const auto content = der::exact(member, tag, der::lengths::any);
    return content && !content->empty();
}

/// The message in a server's envelope, part of it, without the length in front; nothing for what is no envelope to the
/// last octet. Lengths may be longer than they need to be, as Windows writes some: nobody signs this.
[[nodiscard]] constexpr std::optional<view> decode(view envelope) {
    if (envelope.size() > longest) return std::nullopt;
    constexpr auto any = der::lengths::any;
    const auto members = der::sequence_of<3>(envelope, der::unknown::refused, any);
    if (!members) return std::nullopt;
    const auto& [message, realm, hint] = *members;
    const auto framed = der::exact(message, der::tag::octet_string, any);
    if (!framed || framed->size() <= length_octets) return std::nullopt;
    if (!holds(realm, der::tag::general_string) || !holds(hint, der::tag::integer)) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_octets; ++i)
        length = length << 8 | der::octet_at(*framed, i);
    if (length != framed->size() - length_octets) return std::nullopt;
    return framed->subspan(length_octets);
}

} // namespace sspi::wire::kkdcp
