// SPDX-License-Identifier: BSL-1.0
// Whose code it was: the first frame outside of the C and C++ libraries says.
#pragma once

#include <span>

namespace sspi::test {

struct blame {
    bool ours = false;
    char where[200] = "?"; // module and offset
};

[[nodiscard]] blame blame_for(std::span<void* const> frames) noexcept;

/// All of them, one a line, for who looks for the cause.
void print_frames(std::span<void* const> frames) noexcept;

} // namespace sspi::test
