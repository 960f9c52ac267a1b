// SPDX-License-Identifier: BSL-1.0
// Authorization data of tickets and authenticators (RFC 4120 5.2.6).
#pragma once

#include "der.hpp"
#include "octets.hpp"

#include <cstdint>
#include <optional>

namespace sspi::wire {

inline constexpr std::uint32_t ad_if_relevant = 1;
inline constexpr std::uint32_t ad_win2k_pac = 128;
inline constexpr std::uint32_t ad_etype_negotiation = 129; // RFC 4537 4
inline constexpr std::uint32_t ad_ap_options = 143;        // [MS-KILE] 3.2.5.8

/// The content of the first element of a type in AuthorizationData; nothing without one, and where they are malformed.
[[nodiscard]] constexpr std::optional<view> find_authorization(view data, std::uint32_t type) {
    auto rest = der::exact(data, der::tag::sequence);
    while (rest && !rest->empty()) {
        const auto element = der::first(*rest);
        if (!element) return std::nullopt;
        const auto parts = der::sequence_of<2>(element->whole);
        if (!parts) return std::nullopt;
        if (der::unsigned_in((*parts)[0]) == type) return der::exact((*parts)[1], der::tag::octet_string);
        rest = element->rest;
    }
    return std::nullopt;
}

/// The first of a client's enctypes (RFC 4537 4) of which `takes` says yes.
template <class Takes>
[[nodiscard]] constexpr std::optional<std::int32_t> enctype_of_list(view negotiation, Takes&& takes) {
    auto list = der::exact(negotiation, der::tag::sequence);
    while (list && !list->empty()) {
        const auto e = der::first(*list);
        if (!e || e->tag != der::tag::integer) return std::nullopt;
        const auto number = der::unsigned_value(e->content); // those that are negative are nobody's here
        if (number && *number <= 0x7FFF && takes(static_cast<std::int32_t>(*number)))
            return static_cast<std::int32_t>(*number);
        list = e->rest;
    }
    return std::nullopt;
}

} // namespace sspi::wire
