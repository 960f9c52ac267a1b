// SPDX-License-Identifier: BSL-1.0
// SPNEGO's tokens (RFC 4178 4.2, MS-SPNG 2.2.1), read and written. What is read points into the token.
#pragma once

#include "der.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sspi::wire::spnego {

enum class neg_state : std::uint8_t {
    accept_completed = 0,
    accept_incomplete = 1,
    reject = 2,
    request_mic = 3
};

/// An initiator's first message; also the hint with which an acceptor may begin.
struct neg_token_init {
    std::vector<view> mechanisms; // OIDs, without their headers; never empty
    view mechanism_list;          // the DER of the same as MechTypeList, which mechListMIC protects
    std::optional<view> token;    // for the first of them
    std::optional<view> mic;
};

/// Every other message.
struct neg_token_resp {
    std::optional<neg_state> state{};
    std::optional<view> mechanism{};
    std::optional<view> token{};
    std::optional<view> mic{};
};

namespace detail {

inline constexpr std::array oid{std::byte{0x2B}, std::byte{0x06}, std::byte{0x01},
                                std::byte{0x05}, std::byte{0x05}, std::byte{0x02}}; // 1.3.6.1.5.5.2
inline constexpr std::size_t most_fields = 5;
using fields = std::array<std::optional<view>, most_fields>;

/// What the members [0], [1], ... of a SEQUENCE hold, each there once at most and in order. Members with higher
/// numbers are for later versions (RFC 4178 4.2.1 and 4.2.2 end in "...").
[[nodiscard]] constexpr std::optional<fields> members(view sequence) {
    fields out{};
    int last = -1;
    while (!sequence.empty()) {
        const auto e = reading::first(sequence);
        if (!e || (e->tag & 0xE0U) != 0xA0U) return std::nullopt;
        const int number = e->tag & 0x1F;
        if (number <= last || number == 0x1F) return std::nullopt;
        last = number;
        if (number < static_cast<int>(most_fields)) out[static_cast<std::size_t>(number)] = e->content;
        sequence = e->rest;
    }
    return out;
}

/// Takes the content of an element of this type out of an optional field; false when something else is in it.
[[nodiscard]] constexpr bool take(const std::optional<view>& field, std::uint8_t tag,
                                  std::optional<view>& into) {
    if (!field) return true;
    into = reading::exact(*field, tag);
    return into.has_value();
}

[[nodiscard]] inline bool take_mechanisms(const std::optional<view>& field, neg_token_init& into) {
    auto list = field ? reading::exact(*field, reading::sequence) : std::nullopt;
    if (!list || list->empty()) return false;
    into.mechanism_list = *field;
    while (!list->empty()) {
        const auto e = reading::first(*list);
        if (!e || e->tag != reading::object_identifier || e->content.empty()) return false;
        into.mechanisms.push_back(e->content);
        list = e->rest;
    }
    return true;
}

/// [3] is the MIC in RFC 4178, and a SEQUENCE of hints, which mean nothing, in MS-SPNG's NegTokenInit2.
[[nodiscard]] constexpr bool is_hints(const std::optional<view>& field) {
    return field && reading::exact(*field, reading::sequence);
}

[[nodiscard]] constexpr bool take_state(const std::optional<view>& field, std::optional<neg_state>& into) {
    std::optional<view> value;
    if (!take(field, reading::enumerated, value)) return false;
    if (!value) return true;
    if (value->size() != 1 || std::to_integer<unsigned>(value->front()) > 3) return false;
    into = static_cast<neg_state>(value->front());
    return true;
}

/// A field of this number and type; nothing without a value.
[[nodiscard]] inline bytes field(unsigned number, std::uint8_t tag, const std::optional<view>& value) {
    if (!value) return {};
    return reading::make(reading::context(number), {reading::make(tag, {*value})});
}

/// RFC 2743 3.1 framing around the [0] of a NegotiationToken.
[[nodiscard]] inline bytes framed_init(view inner_sequence) {
    return reading::make(reading::application_0, {reading::make(reading::object_identifier, {view(oid)}),
                                                  reading::make(reading::context(0), {inner_sequence})});
}

} // namespace detail

/// NegTokenInit or NegTokenInit2 in its framing; nothing when the token is not exactly one.
[[nodiscard]] inline std::optional<neg_token_init> parse_init(view token) {
    const auto body = reading::exact(token, reading::application_0);
    const auto mechanism = body ? reading::first(*body) : std::nullopt;
    if (!mechanism || mechanism->tag != reading::object_identifier ||
        !std::ranges::equal(mechanism->content, detail::oid))
        return std::nullopt;
    const auto choice = reading::exact(mechanism->rest, reading::context(0));
    const auto sequence = choice ? reading::exact(*choice, reading::sequence) : std::nullopt;
    const auto members = sequence ? detail::members(*sequence) : std::nullopt;
    if (!members) return std::nullopt;
    const auto& [types, flags, mech_token, third, fourth] =
        *members; // flags are not looked at (MS-SPNG 3.1.5.3)
    neg_token_init out;
    const bool hints = detail::is_hints(third);
    if (!detail::take_mechanisms(types, out) || !detail::take(mech_token, reading::octet_string, out.token) ||
        !detail::take(hints ? fourth : third, reading::octet_string, out.mic))
        return std::nullopt;
    return out;
}

/// NegTokenResp; nothing when the token is not exactly one.
[[nodiscard]] inline std::optional<neg_token_resp> parse_resp(view token) {
    const auto choice = reading::exact(token, reading::context(1));
    const auto sequence = choice ? reading::exact(*choice, reading::sequence) : std::nullopt;
    const auto members = sequence ? detail::members(*sequence) : std::nullopt;
    if (!members) return std::nullopt;
    const auto& [state, mechanism, response, mic, unused] = *members;
    neg_token_resp out;
    if (!detail::take_state(state, out.state) ||
        !detail::take(mechanism, reading::object_identifier, out.mechanism) ||
        !detail::take(response, reading::octet_string, out.token) ||
        !detail::take(mic, reading::octet_string, out.mic))
        return std::nullopt;
    return out;
}

/// NegTokenInit with the DER of a MechTypeList and the first mechanism's token.
[[nodiscard]] inline bytes make_init(view mechanism_list, view mech_token) {
    return detail::framed_init(
        reading::make(reading::sequence, {reading::make(reading::context(0), {mechanism_list}),
                                          detail::field(2, reading::octet_string, mech_token)}));
}

/// NegTokenInit2, with which an acceptor begins; with the hint that Windows sends (MS-SPNG 3.2.5.2).
[[nodiscard]] inline bytes make_hint(view mechanism_list) {
    constexpr std::string_view name = "not_defined_in_RFC4178@please_ignore";
    return detail::framed_init(reading::make(
        reading::sequence,
        {reading::make(reading::context(0), {mechanism_list}),
         reading::make(
             reading::context(3),
             {reading::make(reading::sequence,
                            {detail::field(0, reading::general_string, std::as_bytes(std::span(name)))})})}));
}

[[nodiscard]] inline bytes make_resp(const neg_token_resp& from) {
    const std::array state{static_cast<std::byte>(from.state.value_or(neg_state::accept_completed))};
    const auto state_octet = from.state ? std::optional<view>(state) : std::nullopt;
    return reading::make(
        reading::context(1),
        {reading::make(reading::sequence, {detail::field(0, reading::enumerated, state_octet),
                                           detail::field(1, reading::object_identifier, from.mechanism),
                                           detail::field(2, reading::octet_string, from.token),
                                           detail::field(3, reading::octet_string, from.mic)})});
}

} // namespace sspi::wire::spnego
