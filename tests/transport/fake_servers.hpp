// SPDX-License-Identifier: BSL-1.0
// Servers on loopback addresses that answer, misbehave, or say nothing.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace sspi::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using octets = std::vector<std::byte>;

[[nodiscard]] inline octets octets_of(std::initializer_list<int> values) {
    octets out;
    for (const int each : values)
        out.push_back(static_cast<std::byte>(each));
    return out;
}

/// A DER element of that tag around what is given.
[[nodiscard]] inline octets element(int tag, const octets& content) {
    octets out = octets_of({tag});
    if (content.size() < 0x80) {
        out.push_back(static_cast<std::byte>(content.size()));
    } else {
        const auto more =
            octets_of({0x82, static_cast<int>(content.size() >> 8), static_cast<int>(content.size() & 0xFF)});
        out.insert(out.end(), more.begin(), more.end());
    }
    out.insert(out.end(), content.begin(), content.end());
    return out;
}

[[nodiscard]] inline octets joined(std::initializer_list<octets> parts) {
    octets out;
    for (const auto& each : parts)
        out.insert(out.end(), each.begin(), each.end());
    return out;
}

[[nodiscard]] inline octets text_octets(std::string_view text) {
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

/// What looks like an AS-REQ, and like its answer.
[[nodiscard]] inline octets request_of(std::size_t size = 100) {
    return element(0x6A, octets(size, std::byte{0x11}));
}
[[nodiscard]] inline octets reply_with(int mark = 0x22) {
    return element(0x6B, octets(50, static_cast<std::byte>(mark)));
}
/// RFC 4120 5.9.1, with nothing more than is looked at.
[[nodiscard]] inline octets krb_error(int code, std::string_view text = "") {
    auto members = joined({element(0xA4, element(0x18, text_octets("20260131120000Z"))),
                           element(0xA6, element(0x02, octets_of({code})))});
    if (!text.empty()) members = joined({members, element(0xAB, element(0x1B, text_octets(text)))});
    return element(0x7E, element(0x30, members));
}

/// Runs what the servers of one test do, on a thread of its own.
class background {
  public:
    background() : work_(io_.get_executor()), thread_([this] { io_.run(); }) {}
    ~background() {
        io_.stop();
        thread_.join();
    }
    background(const background&) = delete;
    background& operator=(const background&) = delete;
    [[nodiscard]] asio::io_context& io() { return io_; }

  private:
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    std::thread thread_;
};

/// Answers a datagram, or does not. Called on the thread of the background.
using responder = std::function<std::optional<octets>(const octets& request)>;

class udp_server {
  public:
    udp_server(background& on, const std::string& address, responder answer, std::uint16_t port = 0)
        : state_(std::make_shared<state>(on.io(), udp::endpoint(asio::ip::make_address(address), port),
                                         std::move(answer))) {
        state_->receive();
    }
    [[nodiscard]] std::uint16_t port() const { return state_->port; }
    [[nodiscard]] int asked() const { return state_->asked; }
    /// Answers come from another port from now on.
    void answer_from_elsewhere() { state_->elsewhere = true; }

  private:
    struct state : std::enable_shared_from_this<state> {
        state(asio::io_context& io, const udp::endpoint& where, responder answering)
            : socket(io, where), other(io, udp::endpoint(where.address(), 0)), answer(std::move(answering)),
              port(socket.local_endpoint().port()) {}
        void receive() {
            buffer.resize(65536);
            socket.async_receive_from(
                asio::buffer(buffer), from,
                [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
                    if (!error)
                        self->reply(
                            {self->buffer.begin(), self->buffer.begin() + static_cast<std::ptrdiff_t>(size)});
                    if (!error) self->receive();
                });
        }
        void reply(const octets& request) {
            ++asked;
            boost::system::error_code ignored;
            if (const auto out = answer(request))
                (elsewhere ? other : socket).send_to(asio::buffer(*out), from, 0, ignored);
        }
        udp::socket socket, other;
        responder answer;
        const std::uint16_t port;
        std::atomic<int> asked{0};
        std::atomic<bool> elsewhere{false};
        udp::endpoint from;
        octets buffer;
    };
    std::shared_ptr<state> state_;
};

/// Serves one connection after the other; `serve` reads and writes as it likes, with blocking calls on its own thread.
class tcp_server {
  public:
    using serving = std::function<void(tcp::socket&)>;

    tcp_server(const std::string& address, serving serve, std::uint16_t port = 0)
        : acceptor_(io_, tcp::endpoint(asio::ip::make_address(address), port)),
          port_(acceptor_.local_endpoint().port()),
          thread_([this, serve = std::move(serve)] { run(serve); }) {}
    ~tcp_server() {
        stopping_ = true;
        boost::system::error_code ignored;
        tcp::socket waker(io_);
        waker.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
    }
    tcp_server(const tcp_server&) = delete;
    tcp_server& operator=(const tcp_server&) = delete;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int connections() const { return connections_; }

  private:
    void run(const serving& serve) {
        for (;;) {
            boost::system::error_code error;
            tcp::socket socket(io_);
            acceptor_.accept(socket, error);
            if (stopping_ || error) return;
            ++connections_;
            try {
                serve(socket);
            } catch (const boost::system::system_error&) { // the client went away
            }
        }
    }

    asio::io_context io_;
    tcp::acceptor acceptor_;
    const std::uint16_t port_;
    std::atomic<bool> stopping_{false};
    std::atomic<int> connections_{0};
    std::thread thread_;
};

[[nodiscard]] inline octets read_framed(tcp::socket& from) {
    std::array<unsigned char, 4> header{};
    asio::read(from, asio::buffer(header));
    octets out(std::size_t{header[2]} << 8 | header[3]);
    asio::read(from, asio::buffer(out));
    return out;
}

[[nodiscard]] inline octets framed(const octets& message, std::size_t claimed = 0) {
    const auto size = static_cast<std::uint32_t>(claimed != 0 ? claimed : message.size());
    return joined({octets_of({static_cast<int>(size >> 24), static_cast<int>(size >> 16 & 0xFF),
                              static_cast<int>(size >> 8 & 0xFF), static_cast<int>(size & 0xFF)}),
                   message});
}

[[nodiscard]] inline tcp_server::serving answers_with(octets reply) {
    return [reply = std::move(reply)](tcp::socket& client) {
        (void)read_framed(client);
        asio::write(client, asio::buffer(framed(reply)));
    };
}

/// A port on which datagrams and connections come in and nobody says anything.
class silent_server {
  public:
    explicit silent_server(const std::string& address = "127.0.0.1")
        : acceptor_(io_, tcp::endpoint(asio::ip::make_address(address), 0)),
          socket_(io_, udp::endpoint(asio::ip::make_address(address), acceptor_.local_endpoint().port())) {}
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    asio::io_context io_;
    tcp::acceptor acceptor_;
    udp::socket socket_;
};

/// A port where nobody listens: it is taken on another address, so that the system gives it to nobody else.
class refusing_port {
  public:
    refusing_port() : held_(io_, udp::endpoint(asio::ip::make_address("127.0.0.9"), 0)) {}
    [[nodiscard]] std::uint16_t port() const { return held_.local_endpoint().port(); }

  private:
    asio::io_context io_;
    udp::socket held_;
};

} // namespace sspi::test
