// SPDX-License-Identifier: BSL-1.0
// Why the last function that answered FALSE did so, for each thread.
#pragma once

#include <cstdint>

namespace sspi::core {

[[nodiscard]] inline std::uint32_t& last_error() noexcept {
    thread_local std::uint32_t code = 0;
    return code;
}

} // namespace sspi::core
