// SPDX-License-Identifier: BSL-1.0
// One of the two shared libraries: LIBRARY is its name.
#include "library.hpp"

#include <sspi/asio/stream.hpp>

VISIBLE two_libraries::library two_libraries::LIBRARY() {
    return {.refused = sspi::errc::logon_denied,
            .truncated = sspi::stream_errc::stream_truncated,
            .refused_stream = std::error_code(sspi::errc::logon_denied),
            .pool_of_one = [] { sspi::handshake_threads(1); },
            .scope =
                [] {
                    const sspi::cancellation mine;
                    const sspi::cancellation::scope obeys(mine);
                }};
}
