// SPDX-License-Identifier: BSL-1.0
// What a realm sends for one request, and when: data for whoever sends it.
#pragma once

#include <sspi/testing/export.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// One message to send.
struct scripted_answer {
    std::vector<std::byte> reply;
    std::chrono::milliseconds delay{0}; ///< from when the request was answered
};

/// No replies: silence, unless the KDC is not even to be reached.
struct answers {
    std::vector<scripted_answer> replies;
    bool unreachable = false;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
