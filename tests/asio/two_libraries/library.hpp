// SPDX-License-Identifier: BSL-1.0
// What each of two shared libraries, which were compiled with these headers and hide all they can, says of itself.
#pragma once

#include <boost/system/error_code.hpp>

#include <system_error>

#define VISIBLE __attribute__((visibility("default")))

namespace two_libraries {

struct library {
    std::error_code refused;                  // errc::logon_denied
    boost::system::error_code truncated;      // stream_errc::stream_truncated
    boost::system::error_code refused_stream; // errc::logon_denied, as a stream has it
    void (*pool_of_one)();                    // handshake_threads(1)
    void (*scope)();                          // of a cancellation of its own, which comes and goes
};

VISIBLE library first();
VISIBLE library second();

} // namespace two_libraries
