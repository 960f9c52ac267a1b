// SPDX-License-Identifier: BSL-1.0
// The KDC on loopback sockets: a thread that runs the TCP and UDP listeners.
#include <sspi/testing/server.hpp>

#include "../../process/waiting.hpp"
#include "../realm/realm_state.hpp"
#include "listeners.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <csignal>
#include <optional>
#include <thread>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

using boost::asio::ip::address;
using boost::system::error_code;

struct sockets {
    detail::tcp::acceptor stream;
    detail::udp::socket datagrams;
};

template <class socket, class endpoint>
[[nodiscard]] socket bound(boost::asio::io_context& io, const endpoint& to) {
    socket made(io, to.protocol());
    detail::keep_private(made);
    if (to.address().is_v6()) made.set_option(boost::asio::ip::v6_only(true));
    if constexpr (std::is_same_v<socket, detail::tcp::acceptor>)
        made.set_option(boost::asio::socket_base::reuse_address(true));
    made.bind(to);
    return made;
}

[[nodiscard]] sockets open(boost::asio::io_context& io, const address& on, std::uint16_t port) {
    auto stream = bound<detail::tcp::acceptor>(io, detail::tcp::endpoint(on, port));
    stream.listen();
    const auto chosen = stream.local_endpoint().port();
    return {std::move(stream), bound<detail::udp::socket>(io, detail::udp::endpoint(on, chosen))};
}

/// Whether a failure says that the machine has no such address, and not that somebody else has the port.
[[nodiscard]] bool is_absent(error_code failed) {
    return failed == boost::system::errc::address_not_available ||
           failed == boost::system::errc::address_family_not_supported ||
           failed == boost::system::errc::protocol_not_supported;
}

/// The sockets of a server: those of IPv4, and those of IPv6 on the same port where there is IPv6.
struct listening {
    sockets v4;
    std::optional<sockets> v6;
};

[[nodiscard]] listening open_both(boost::asio::io_context& io, std::uint16_t port) {
    listening opened{open(io, boost::asio::ip::address_v4::loopback(), port), std::nullopt};
    try {
        opened.v6.emplace(
            open(io, boost::asio::ip::address_v6::loopback(), opened.v4.stream.local_endpoint().port()));
    } catch (const boost::system::system_error& failed) {
        if (!is_absent(failed.code())) throw;
    }
    return opened;
}

/// With port 0 the first socket chooses, and another choice is made when that port is taken for one of the others.
[[nodiscard]] listening open_all(boost::asio::io_context& io, std::uint16_t port) {
    for (int attempts_left = port == 0 ? 100 : 1;; --attempts_left) {
        try {
            return open_both(io, port);
        } catch (const boost::system::system_error& failed) {
            if (attempts_left > 1 && failed.code() == boost::asio::error::address_in_use) continue;
            throw error("cannot listen on 127.0.0.1 port " + std::to_string(port) + ": " +
                            failed.code().message(),
                        failed.code().value());
        }
    }
}

/// A thread that is made in this time gets none of the process's signals: they are for its other threads.
class signals_elsewhere {
  public:
    signals_elsewhere() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &former_);
    }
    ~signals_elsewhere() { pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
    signals_elsewhere(const signals_elsewhere&) = delete;
    signals_elsewhere& operator=(const signals_elsewhere&) = delete;

  private:
    sigset_t former_{};
};

} // namespace

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing

namespace sspi::testing::detail {

answers respond(realm_state& realm, std::span<const std::byte> request, transport by) noexcept {
    try {
        return realm.respond(request, by);
    } catch (...) {
        // Without memory there is no answer.
    }
    return {{}, true};
}

} // namespace sspi::testing::detail

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

class server::impl {
  public:
    impl(const realm& served, const server_options& options) {
        auto opened = open_all(io_, options.port);
        port_ = opened.v4.stream.local_endpoint().port();
        ipv6_ = opened.v6.has_value();
        listen(std::move(opened.v4), served, options);
        if (opened.v6) listen(std::move(*opened.v6), served, options);
        const signals_elsewhere none;
        thread_ = std::jthread([this] { run(); });
    }

    ~impl() { io_.stop(); }

    /// In a child after fork() there is nobody to wait for, and what the thread held is held for ever.
    [[nodiscard]] bool is_a_parents() const noexcept { return !forked_.is_current(); }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] bool ipv6() const noexcept { return ipv6_; }

  private:
    static void listen(sockets on, const realm& served, const server_options& options) {
        detail::listen_tcp(std::move(on.stream), served.state(), options);
        detail::listen_udp(std::move(on.datagrams), served.state());
    }

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

    process::since_fork forked_{};
    boost::asio::io_context io_{1};
    std::uint16_t port_ = 0;
    bool ipv6_ = false;
    std::jthread thread_;
};

server::server(const realm& served, const server_options& options)
    : impl_(std::make_unique<impl>(served, options)) {}
server::~server() {
    if (impl_ && impl_->is_a_parents()) (void)impl_.release();
}
server::server(server&&) noexcept = default;
server& server::operator=(server&&) noexcept = default;

std::uint16_t server::port() const noexcept {
    return impl_->port();
}

bool server::has_ipv6() const noexcept {
    return impl_->ipv6();
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
