// SPDX-License-Identifier: BSL-1.0
// Numbers for logons and tokens, as Windows' LUIDs: none is used again.
#pragma once

#include <sspi_types.h>

#include <atomic>
#include <cstdint>

namespace sspi::core {

/// Those below 1000 are of Windows' own logons.
[[nodiscard]] inline LUID next_luid() noexcept {
    static std::atomic<std::uint64_t> last{0xFFFF};
    const auto number = ++last;
    return {static_cast<DWORD>(number), static_cast<LONG>(number >> 32)};
}

} // namespace sspi::core
