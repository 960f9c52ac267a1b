// SPDX-License-Identifier: BSL-1.0
// A blocking socket to a port on 127.0.0.1 or [::1] that waits for nothing longer than ten seconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace sspi::testing {

enum class socket_kind { stream, datagram };
enum class address_family { ipv4, ipv6 };

class loopback_socket {
  public:
    /// Connects; throws `std::system_error`.
    loopback_socket(socket_kind kind, std::uint16_t port, address_family family = address_family::ipv4);
    /// Takes over a socket that is not connected yet.
    explicit loopback_socket(int descriptor) : descriptor_(descriptor) { limit_time(); }
    ~loopback_socket();
    loopback_socket(loopback_socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    loopback_socket(const loopback_socket&) = delete;
    loopback_socket& operator=(const loopback_socket&) = delete;
    loopback_socket& operator=(loopback_socket&&) = delete;

    /// Sends all of it, or says that the connection has ended.
    bool send(std::span<const std::byte> data);

    /// Sends a request with its length in front (RFC 4120, 7.2.2).
    bool send_framed(std::span<const std::byte> data);

    /// What comes next, at most `most` octets: empty at the end of the connection, nothing when time is up.
    [[nodiscard]] std::optional<std::vector<std::byte>> receive(std::size_t most = 65536);

    /// An answer with its length in front, without that length: nothing when the connection ends first.
    [[nodiscard]] std::optional<std::vector<std::byte>> receive_framed();

    /// Whether the other side ends the connection, sending nothing more.
    [[nodiscard]] bool ends();

    /// Ends the connection with a reset.
    void reset();

    /// Connects what was taken over, by IPv4; throws `std::system_error`.
    void connect_to(std::uint16_t port) const;

  private:
    void limit_time() const;
    [[nodiscard]] std::optional<std::vector<std::byte>> receive_exactly(std::size_t length);

    int descriptor_;
};

} // namespace sspi::testing
