// SPDX-License-Identifier: BSL-1.0
// The two object identifiers under which SPNEGO knows Kerberos, and the list of mechanisms that is made of them.
#pragma once

#include "der.hpp"

#include <algorithm>
#include <array>

namespace sspi::wire {

/// 1.2.840.113554.1.2.2 (RFC 4121 1).
inline constexpr std::array kerberos_oid{std::byte{0x2A}, std::byte{0x86}, std::byte{0x48},
                                         std::byte{0x86}, std::byte{0xF7}, std::byte{0x12},
                                         std::byte{0x01}, std::byte{0x02}, std::byte{0x02}};
/// 1.2.840.48018.1.2.2, the same cut to 16 bits, which Windows went on to use (MS-SPNG 3.1.5.2).
inline constexpr std::array microsoft_kerberos_oid{std::byte{0x2A}, std::byte{0x86}, std::byte{0x48},
                                                   std::byte{0x82}, std::byte{0xF7}, std::byte{0x12},
                                                   std::byte{0x01}, std::byte{0x02}, std::byte{0x02}};

[[nodiscard]] constexpr bool is_kerberos(view oid) {
    return std::ranges::equal(oid, kerberos_oid) || std::ranges::equal(oid, microsoft_kerberos_oid);
}

/// What this side offers, in its order of preference: the DER of a MechTypeList.
[[nodiscard]] inline bytes offered_mechanisms() {
    return reading::make(reading::sequence,
                         {reading::make(reading::object_identifier, {view(kerberos_oid)}),
                          reading::make(reading::object_identifier, {view(microsoft_kerberos_oid)})});
}

/// A Kerberos token whose framing (RFC 2743 3.1) names `from`, with `to` in its place; any other as it is. An
/// initiator that was told to use Microsoft's identifier may frame its tokens with it as well.
[[nodiscard]] inline bytes reframed(view token, view from, view to) {
    bytes out(token.begin(), token.end());
    const auto body = reading::exact(token, reading::application_0);
    const auto mechanism = body ? reading::first(*body) : std::nullopt;
    if (mechanism && mechanism->tag == reading::object_identifier &&
        std::ranges::equal(mechanism->content, from))
        std::ranges::copy(to, out.begin() + (mechanism->content.data() - token.data()));
    return out;
}

} // namespace sspi::wire
