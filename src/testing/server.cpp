// SPDX-License-Identifier: BSL-1.0
// The KDC on loopback sockets: a thread that runs the TCP and UDP listeners.
#include <sspi/testing/server.hpp>

#include "listeners.hpp"
#include "realm_state.hpp"

#include <boost/asio/io_context.hpp>

#include <thread>

namespace sspi::testing {
namespace {

using sockets = std::pair<detail::tcp::acceptor, detail::udp::socket>;

/// Opens both sockets on one port. With port 0 the TCP socket chooses, and another choice is made when that
/// port is taken for UDP.
[[nodiscard]] sockets open(boost::asio::io_context& io, std::uint16_t port) {
    const auto loopback = boost::asio::ip::address_v4::loopback();
    for (int attempts_left = port == 0 ? 100 : 1;; --attempts_left) {
        try {
            detail::tcp::acceptor stream(io, {loopback, port});
            detail::udp::socket datagrams(io, {loopback, stream.local_endpoint().port()});
            return {std::move(stream), std::move(datagrams)};
        } catch (const boost::system::system_error& failed) {
            if (attempts_left > 1) continue;
            throw error("cannot listen on 127.0.0.1 port " + std::to_string(port) + ": " +
                            failed.code().message(),
                        failed.code().value());
        }
    }
}

} // namespace

class server::impl {
  public:
    impl(const realm& served, const server_options& options) {
        auto [stream, datagrams] = open(io_, options.port);
        port_ = stream.local_endpoint().port();
        detail::listen_tcp(std::move(stream), served.state(), options);
        detail::listen_udp(std::move(datagrams), served.state());
        thread_ = std::jthread([this] { run(); });
    }

    ~impl() { io_.stop(); }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  private:
    /// A request that fails, for want of memory, costs its sender the answer and nobody else.
    void run() noexcept {
        while (!io_.stopped()) {
            try {
                io_.run();
            } catch (...) {
                continue;
            }
        }
    }

    boost::asio::io_context io_{1};
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

server::server(const realm& served, const server_options& options)
    : impl_(std::make_unique<impl>(served, options)) {}
server::~server() = default;
server::server(server&&) noexcept = default;
server& server::operator=(server&&) noexcept = default;

std::uint16_t server::port() const noexcept {
    return impl_->port();
}

} // namespace sspi::testing
