// SPDX-License-Identifier: BSL-1.0
// What a KDC sends, before the mechanism reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sspi::gss {

/// Whether a number belongs to KRB-ERROR. Heimdal has its own errors behind them in one table, and adds the table's base
/// to whatever came: others become errors of its library, of the system, or success.
[[nodiscard]] constexpr bool is_protocol_error(std::int32_t number) noexcept {
    return number >= 0 && number < 128;
}

/// An error with a number that does not exist as KRB_ERR_GENERIC; everything else as it is. With the number that makes
/// Heimdal's sum zero, its client takes an error for a ticket and follows a null pointer.
[[nodiscard]] std::vector<std::byte> with_known_number(std::vector<std::byte> reply);

} // namespace sspi::gss
