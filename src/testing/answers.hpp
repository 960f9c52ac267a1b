// SPDX-License-Identifier: BSL-1.0
// What a KDC does with one request: answers, each at its time, silence, or nobody there.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace sspi::testing {

struct scripted_answer {
    std::vector<std::byte> reply;
    std::chrono::milliseconds delay{0};
};

struct answers {
    std::vector<scripted_answer> replies;
    bool unreachable = false;
};

} // namespace sspi::testing
