// SPDX-License-Identifier: BSL-1.0
// The two ways a KDC listens (RFC 4120, 7.2). Each runs until the io_context of its socket stops.
#pragma once

#include "../kdc/answers.hpp"
#include "../realm/realm_state.hpp"

#include <sspi/testing/server.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <memory>

#include <fcntl.h>

namespace sspi::testing::detail {

using boost::asio::ip::tcp;
using boost::asio::ip::udp;

/// Answers each request on each connection (7.2.2).
void listen_tcp(tcp::acceptor acceptor, std::shared_ptr<realm_state> realm, const server_options& options);

/// Answers each datagram with one (7.2.1).
void listen_udp(udp::socket socket, std::shared_ptr<realm_state> realm);

/// What the KDC does with a request. It does not throw: who asks for too much is left without an answer, and the
/// others are served.
[[nodiscard]] answers respond(realm_state& realm, std::span<const std::byte> request, transport by) noexcept;

/// Keeps a socket from the programs that this process starts.
template <class socket>
void keep_private(socket& of) noexcept {
    fcntl(of.native_handle(), F_SETFD, FD_CLOEXEC);
}

} // namespace sspi::testing::detail
