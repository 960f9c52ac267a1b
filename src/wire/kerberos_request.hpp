// SPDX-License-Identifier: BSL-1.0
// What of an AS-REQ (RFC 4120 5.4.1) matters to those who carry it: whether it proves that somebody knows a password.
#pragma once

#include "authenticator_checksum.hpp"
#include "kerberos_token.hpp"

#include <algorithm>
#include <array>

namespace sspi::wire {

namespace preauthentication {

/// Types of padata that ask for something or hand something back, and prove nothing: PA-PAC-REQUEST, PA-FX-COOKIE,
/// PA-REQ-ENC-PA-REP, PA-AS-FRESHNESS, PA-PAC-OPTIONS.
inline constexpr std::array<std::uint32_t, 5> without_proof{128, 133, 149, 150, 167};

/// PA-DATA ::= SEQUENCE { padata-type [1] Int32, padata-value [2] OCTET STRING }
[[nodiscard]] constexpr bool proves_something(framing::view entry) {
    const auto type = framing::member(entry, 0xA1);
    const auto number = type ? framing::exact_element(*type, 0x02) : std::nullopt;
    const auto value = number ? framing::small_integer(*number) : std::nullopt;
    return !value || std::ranges::find(without_proof, *value) == without_proof.end();
}

} // namespace preauthentication

/// Whether only who knows a password or a key could make this AS-REQ: it has an encrypted timestamp, a challenge, or padata
/// of which nothing is known. A KDC that refuses such a request may count it towards the lock-out of the account.
[[nodiscard]] constexpr bool carries_proof(framing::view request) {
    const auto body = framing::exact_element(request, 0x6A);
    const auto members = body ? framing::exact_element(*body, 0x30) : std::nullopt;
    const auto padata = members ? framing::member(*members, 0xA3) : std::nullopt;
    auto rest = padata ? framing::exact_element(*padata, 0x30) : std::nullopt;
    if (!rest) return false;
    for (auto e = framing::first_element(*rest); e; e = framing::first_element(e->rest))
        if (preauthentication::proves_something(e->content)) return true;
    return false;
}

} // namespace sspi::wire
