// SPDX-License-Identifier: BSL-1.0
// What the GSS-API puts in front of a mechanism's first token: a tag, a length and the mechanism's name (RFC 2743 3.1).
#pragma once

#include "der_writing.hpp"

#include <algorithm>

namespace sspi::wire {

inline constexpr std::uint8_t initial_token = der::tag::application; // [APPLICATION 0]

/// A framed token taken apart.
struct framed_token {
    view mechanism; // its identifier, without a header
    view inner;
};

/// Nothing for a token that is not framed to its last octet.
[[nodiscard]] constexpr std::optional<framed_token> parse_framing(view token) {
    const auto body = der::exact(token, initial_token);
    const auto mechanism = body ? der::first(*body) : std::nullopt;
    if (!mechanism || mechanism->tag != der::tag::object_identifier) return std::nullopt;
    return framed_token{mechanism->content, mechanism->rest};
}

/// What stands in the framing of this mechanism.
[[nodiscard]] constexpr std::optional<view> inner_token(view token, view mechanism) {
    const auto framed = parse_framing(token);
    if (!framed || !std::ranges::equal(framed->mechanism, mechanism)) return std::nullopt;
    return framed->inner;
}

/// Whether a token begins as this mechanism's would. It may be cut off behind the mechanism's name.
[[nodiscard]] constexpr bool begins_for(view token, view mechanism) {
    const auto frame = der::head_of(token);
    if (!frame || frame->tag != initial_token) return false;
    const auto named = der::first(token.subspan(frame->size));
    return named && named->tag == der::tag::object_identifier &&
           std::ranges::equal(named->content, mechanism);
}

/// The parts, one after the other, framed for a mechanism.
[[nodiscard]] inline bytes framed_for(view mechanism, view id, view message) {
    const auto name = der::plain_element(der::tag::object_identifier, {mechanism});
    return der::plain_element(initial_token, {name, id, message});
}

} // namespace sspi::wire
