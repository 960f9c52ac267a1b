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

struct server_options {
    std::uint16_t port = 0; ///< TCP and UDP; 0: one that is free for both
    /// How long a TCP connection may take to deliver a whole request, or to take its answer.
    std::chrono::milliseconds patience = std::chrono::seconds(10);
    std::size_t max_request =
        128 * 1024; ///< octets in one TCP request; a longer one is refused (RFC 4120, 7.2.2)
    std::size_t max_connections = 256; ///< at once; the next ones are closed as soon as they are accepted
};

/// A KDC that listens on 127.0.0.1, on a thread of its own, from construction to destruction.
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

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace sspi::testing
