// SPDX-License-Identifier: BSL-1.0
// Sockets that are connected over loopback.
#pragma once

#include "memory_layer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tuple>
#include <utility>

namespace sspi::test {

/// Both ends of a connection over loopback.
template <class Socket, class Executor>
[[nodiscard]] std::pair<Socket, Socket> sockets(const Executor& one, const Executor& other) {
    asio::io_context context;
    asio::ip::tcp::acceptor listener(context, {asio::ip::address_v4::loopback(), 0});
    std::pair<Socket, Socket> out{Socket(one), Socket(other)};
    out.first.connect(listener.local_endpoint());
    listener.accept(out.second);
    return out;
}

struct connection {
    connection() {
        std::tie(client, server) =
            sockets<asio::ip::tcp::socket>(context.get_executor(), context.get_executor());
    }
    asio::io_context context{};
    asio::ip::tcp::socket client{context};
    asio::ip::tcp::socket server{context};
};

} // namespace sspi::test
