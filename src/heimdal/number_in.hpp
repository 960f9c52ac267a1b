// SPDX-License-Identifier: BSL-1.0
// Numbers that came from outside into Heimdal's enumerations.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace sspi::heimdal {

/// The decoder stores whatever number came. Where that is none of the enumerators, C++ must not look at it as one of
/// them.
template <class Enumeration>
[[nodiscard]] std::int32_t number_in(const Enumeration& stored) noexcept {
    static_assert(std::is_enum_v<Enumeration> && sizeof stored == sizeof(std::int32_t));
    std::int32_t out = 0;
    std::memcpy(&out, &stored, sizeof out);
    return out;
}

} // namespace sspi::heimdal
