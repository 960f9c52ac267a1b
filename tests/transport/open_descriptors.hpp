// SPDX-License-Identifier: BSL-1.0
// How many descriptors this process has.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>

namespace sspi::test {

[[nodiscard]] inline std::ptrdiff_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all)) - 1; // not the one that looks
}

} // namespace sspi::test
