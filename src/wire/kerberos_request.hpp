// SPDX-License-Identifier: BSL-1.0
// What of an AS-REQ (RFC 4120 5.4.1) matters to those who carry it: whether it proves that somebody knows a password.
#pragma once

#include "der.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace sspi::wire {

namespace preauthentication {

/// Types of padata that ask for something or hand something back, and prove nothing: PA-PAC-REQUEST, PA-FX-COOKIE,
/// PA-REQ-ENC-PA-REP, PA-AS-FRESHNESS, PA-PAC-OPTIONS.
inline constexpr std::array<std::uint32_t, 5> without_proof{128, 133, 149, 150, 167};

/// PA-DATA ::= SEQUENCE { padata-type [1] Int32, padata-value [2] OCTET STRING }
[[nodiscard]] constexpr bool proves_something(view entry) {
    const auto members = der::sequence_of<3>(entry);
    const auto type = members ? der::unsigned_in((*members)[1]) : std::nullopt;
    return !type || std::ranges::find(without_proof, *type) == without_proof.end();
}

} // namespace preauthentication

/// Whether only who knows a password or a key could make this AS-REQ: it has an encrypted timestamp, a challenge, or padata
/// of which nothing is known. A KDC that refuses such a request may count it towards the lock-out of the account.
[[nodiscard]] constexpr bool carries_proof(view request) {
    constexpr std::uint8_t as_req = 0x6A;
    const auto members = der::sequence_of<5>(der::exact(request, as_req));
    auto rest = members ? der::exact((*members)[3], der::tag::sequence) : std::nullopt;
    if (!rest) return false;
    for (auto e = der::first(*rest); e; e = der::first(e->rest))
        if (preauthentication::proves_something(e->whole)) return true;
    return false;
}

} // namespace sspi::wire
