// SPDX-License-Identifier: BSL-1.0
// Numbers that a client sent into Heimdal's enumerations.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace sspi::testing::detail {

/// A client may send types that the enumeration cannot hold.
template <class Enumeration>
[[nodiscard]] std::int32_t number_of(const Enumeration& stored) noexcept {
    static_assert(std::is_enum_v<Enumeration> && sizeof stored == sizeof(std::int32_t));
    std::int32_t number = 0;
    std::memcpy(&number, &stored, sizeof number);
    return number;
}

} // namespace sspi::testing::detail
