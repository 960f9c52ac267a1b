// SPDX-License-Identifier: BSL-1.0
// The SASL mechanisms that are packages with something around them.
#pragma once

#include <sspi/detail/mechanism_oids.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace sspi::detail {

struct sasl_profile {
    std::string_view name;
    std::string_view package;
    std::span<const std::byte> mechanism; // its object identifier
};

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

} // namespace sspi::detail
