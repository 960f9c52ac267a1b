// SPDX-License-Identifier: BSL-1.0
// The SASL mechanisms that are packages with something around them, and how their first tokens begin.
#pragma once

#include <sspi/detail/text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sspi::detail {

struct sasl_profile {
    std::string_view name;
    std::string_view package;
    std::span<const std::uint8_t> mechanism; // its object identifier, in DER
};

inline constexpr std::array<std::uint8_t, 11> kerberos_oid{
    0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02}; // RFC 4121 section 1.1
inline constexpr std::array<std::uint8_t, 8> spnego_oid{0x06, 0x06, 0x2B, 0x06,
                                                        0x01, 0x05, 0x05, 0x02}; // RFC 4178 section 3

inline constexpr std::array<sasl_profile, 2> sasl_profiles{{
    {.name = "GSSAPI", .package = "Kerberos", .mechanism = kerberos_oid},
    {.name = "GSS-SPNEGO", .package = "Negotiate", .mechanism = spnego_oid},
}};

/// Null for a name that no mechanism has. Case does not matter.
[[nodiscard]] constexpr const sasl_profile* find_sasl_profile(std::string_view name) noexcept {
    const auto found = std::ranges::find_if(
        sasl_profiles, [name](const sasl_profile& p) { return equal_ignoring_ascii_case(p.name, name); });
    return found == sasl_profiles.end() ? nullptr : &*found;
}

/// What stands behind the tag and the length of an initial token (RFC 2743 section 3.1); empty for other tokens.
/// Only the beginning counts: the token may be cut off.
[[nodiscard]] constexpr std::span<const std::byte>
body_of_initial_token(std::span<const std::byte> token) noexcept {
    if (token.size() < 2 || token[0] != std::byte{0x60}) return {};
    const auto first = std::to_integer<std::size_t>(token[1]);
    const std::size_t more = first < 0x80 ? 0 : first & 0x7F; // octets of a long length, X.690 8.1.3.5
    if (first == 0x80 || more > 4 || token.size() - 2 < more) return {};
    return token.subspan(2 + more);
}

/// The profile whose mechanism a token names; null for none.
[[nodiscard]] constexpr const sasl_profile* identify_sasl_profile(std::span<const std::byte> token) noexcept {
    const auto body = body_of_initial_token(token);
    const auto begins_with = [body](std::span<const std::uint8_t> oid) {
        return body.size() >= oid.size() &&
               std::ranges::equal(body.first(oid.size()), oid, {},
                                  [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
    };
    const auto found =
        std::ranges::find_if(sasl_profiles, [&](const sasl_profile& p) { return begins_with(p.mechanism); });
    return found == sasl_profiles.end() ? nullptr : &*found;
}

} // namespace sspi::detail
