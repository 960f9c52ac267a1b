// SPDX-License-Identifier: BSL-1.0
// Serves an embedded realm on loopback TCP and UDP, for programs in other processes.
#pragma once

#include <sspi/testing/export.hpp>
#include <sspi/testing/realm.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// How a server takes requests, and how many.
struct server_options {
    std::uint16_t port = 0; ///< TCP and UDP; 0: one that is free for both
    /// How long a TCP connection may take to deliver a whole request, or to take its answer once that is due.
    std::chrono::milliseconds patience = std::chrono::seconds(10);
    std::size_t max_request =
        128 * 1024; ///< octets in one TCP request; a longer one is refused (RFC 4120, 7.2.2)
    /// At once. The next one takes the place of that which has kept the KDC waiting for a request the longest. The same
    /// happens when the process has no descriptor left.
    std::size_t max_connections = 256;
};

/// A KDC that listens on 127.0.0.1, and on [::1] where there is IPv6, on a thread of its own, from construction to
/// destruction. The thread gets no signals, and programs that the process starts do not inherit its sockets.
///
/// What is not a Kerberos request gets no answer over UDP, and the end of the connection over TCP.
class SSPI_TESTING_API server {
  public:
    /// Starts to listen. Throws `error` when the port is taken.
    explicit server(const realm& served, const server_options& options = {});
    ~server();
    server(server&&) noexcept;
    server& operator=(server&&) noexcept;
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// The port, the same for TCP and UDP.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Whether it listens on [::1] as well.
    [[nodiscard]] bool has_ipv6() const noexcept;

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
