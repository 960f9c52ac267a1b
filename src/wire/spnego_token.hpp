// SPDX-License-Identifier: BSL-1.0
// SPNEGO's tokens (RFC 4178 4.2, MS-SPNG 2.2.1), read and written. What is read points into the token.
#pragma once

#include "gss_framing.hpp"

#include <sspi/detail/mechanism_oids.hpp>

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

/// [0] to [4], in order. Members with higher numbers are for later versions (RFC 4178 4.2.1 and 4.2.2 end in "...").
[[nodiscard]] constexpr std::optional<der::members<5>> members(const std::optional<view>& sequence) {
    return der::sequence_of<5>(sequence, der::unknown::passed_over);
}

/// Takes the content of an element of this type out of an optional field; false when something else is in it.
[[nodiscard]] constexpr bool take(const std::optional<view>& field, std::uint8_t tag,
                                  std::optional<view>& into) {
    if (!field) return true;
    into = der::exact(field, tag);
    return into.has_value();
}

[[nodiscard]] inline bool take_mechanisms(const std::optional<view>& field, neg_token_init& into) {
    auto list = der::exact(field, der::tag::sequence);
    if (!list || list->empty()) return false;
    into.mechanism_list = *field;
    while (!list->empty()) {
        const auto e = der::first(*list);
        if (!e || e->tag != der::tag::object_identifier || e->content.empty()) return false;
        into.mechanisms.push_back(e->content);
        list = e->rest;
    }
    return true;
}

/// [3] is the MIC in RFC 4178, and a SEQUENCE of hints, which mean nothing, in MS-SPNG's NegTokenInit2.
[[nodiscard]] constexpr bool is_hints(const std::optional<view>& field) {
    return der::exact(field, der::tag::sequence).has_value();
}

[[nodiscard]] constexpr bool take_state(const std::optional<view>& field, std::optional<neg_state>& into) {
    std::optional<view> value;
    if (!take(field, der::tag::enumerated, value)) return false;
    if (!value) return true;
    if (value->size() != 1 || std::to_integer<unsigned>(value->front()) > 3) return false;
    into = static_cast<neg_state>(value->front());
    return true;
}

/// A field of this number and type; nothing without a value.
[[nodiscard]] inline bytes field(unsigned number, std::uint8_t tag, const std::optional<view>& value) {
    if (!value) return {};
    return der::plain_element(der::context(number), {der::plain_element(tag, {*value})});
}

/// The [0] of a NegotiationToken, framed (RFC 4178 4.2).
[[nodiscard]] inline bytes framed_init(view inner_sequence) {
    const auto choice = der::plain_element(der::context(0), {inner_sequence});
    return framed_for(sspi::detail::spnego_oid, {}, choice);
}

} // namespace detail

/// NegTokenInit or NegTokenInit2 in its framing; nothing when the token is not exactly one.
[[nodiscard]] inline std::optional<neg_token_init> parse_init(view token) {
    const auto inner = inner_token(token, sspi::detail::spnego_oid);
    const auto choice = der::exact(inner, der::context(0));
    const auto members = detail::members(choice);
    if (!members) return std::nullopt;
    const auto& [types, flags, mech_token, third, fourth] =
        *members; // flags are not looked at (MS-SPNG 3.1.5.3)
    neg_token_init out;
    const bool hints = detail::is_hints(third);
    if (!detail::take_mechanisms(types, out) ||
        !detail::take(mech_token, der::tag::octet_string, out.token) ||
        !detail::take(hints ? fourth : third, der::tag::octet_string, out.mic))
        return std::nullopt;
    return out;
}

/// NegTokenResp; nothing when the token is not exactly one.
[[nodiscard]] inline std::optional<neg_token_resp> parse_resp(view token) {
    const auto members = detail::members(der::exact(token, der::context(1)));
    if (!members) return std::nullopt;
    const auto& [state, mechanism, response, mic, unused] = *members;
    neg_token_resp out;
    if (!detail::take_state(state, out.state) ||
        !detail::take(mechanism, der::tag::object_identifier, out.mechanism) ||
        !detail::take(response, der::tag::octet_string, out.token) ||
        !detail::take(mic, der::tag::octet_string, out.mic))
        return std::nullopt;
    return out;
}

/// NegTokenInit with the DER of a MechTypeList and the first mechanism's token.
[[nodiscard]] inline bytes make_init(view mechanism_list, view mech_token) {
    return detail::framed_init(
        der::plain_element(der::tag::sequence, {der::plain_element(der::context(0), {mechanism_list}),
                                                detail::field(2, der::tag::octet_string, mech_token)}));
}

/// NegTokenInit2, with which an acceptor begins; with the hint that Windows sends (MS-SPNG 3.2.5.2).
[[nodiscard]] inline bytes make_hint(view mechanism_list) {
    constexpr std::string_view name = "not_defined_in_RFC4178@please_ignore";
    return detail::framed_init(der::plain_element(
        der::tag::sequence,
        {der::plain_element(der::context(0), {mechanism_list}),
         der::plain_element(
             der::context(3),
             {der::plain_element(der::tag::sequence, {detail::field(0, der::tag::general_string,
                                                                    std::as_bytes(std::span(name)))})})}));
}

[[nodiscard]] inline bytes make_resp(const neg_token_resp& from) {
    const std::array state{static_cast<std::byte>(from.state.value_or(neg_state::accept_completed))};
    const auto state_octet = from.state ? std::optional<view>(state) : std::nullopt;
    return der::plain_element(
        der::context(1), {der::plain_element(der::tag::sequence,
                                             {detail::field(0, der::tag::enumerated, state_octet),
                                              detail::field(1, der::tag::object_identifier, from.mechanism),
                                              detail::field(2, der::tag::octet_string, from.token),
                                              detail::field(3, der::tag::octet_string, from.mic)})});
}

} // namespace sspi::wire::spnego
