// SPDX-License-Identifier: BSL-1.0
// Tries over UDP and TCP (RFC 4120 7.2).
#pragma once

#include "attempt.hpp"
#include "message.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <chrono>
#include <memory>

namespace sspi::transport {

/// A request, shared by all tries of it.
struct request {
    service to = service::kdc;
    bytes message{};
    bool proof = false; ///< of a password or key, which a server may count
};
using shared_request = std::shared_ptr<const request>;

/// `again`: after which time without an answer the datagram is sent once more, twice at most; never, where it is zero.
[[nodiscard]] std::unique_ptr<attempt> udp_attempt(const boost::asio::any_io_executor& io,
                                                   const boost::asio::ip::udp::endpoint& server,
                                                   shared_request what, std::chrono::milliseconds again,
                                                   attempt_done done);

[[nodiscard]] std::unique_ptr<attempt> tcp_attempt(const boost::asio::any_io_executor& io,
                                                   const boost::asio::ip::tcp::endpoint& server,
                                                   shared_request what, attempt_done done);

/// The longest answer that is taken over a connection.
inline constexpr std::size_t longest_reply = 1024 * 1000;

} // namespace sspi::transport
