// SPDX-License-Identifier: BSL-1.0
// Authorization data of a ticket (RFC 4120 5.2.6): where a PAC stands in it.
#pragma once

#include "der.hpp"
#include "octets.hpp"

#include <cstdint>
#include <optional>

namespace sspi::wire {

inline constexpr std::uint32_t ad_if_relevant = 1;
inline constexpr std::uint32_t ad_win2k_pac = 128;

/// The content of the first element of a type in AuthorizationData; nothing without one, and where they are malformed.
[[nodiscard]] inline std::optional<view> find_authorization(view data, std::uint32_t type) {
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

} // namespace sspi::wire
