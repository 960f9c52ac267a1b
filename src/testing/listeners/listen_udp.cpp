// SPDX-License-Identifier: BSL-1.0
// The KDC on UDP: a datagram in, a datagram out.
#include "listeners.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <limits>

namespace sspi::testing::detail {
namespace {

using boost::system::error_code;

class datagrams : public std::enable_shared_from_this<datagrams> {
  public:
    datagrams(udp::socket socket, std::shared_ptr<realm_state> realm)
        : socket_(std::move(socket)), pause_(socket_.get_executor()), realm_(std::move(realm)) {}

    void receive() {
        socket_.async_receive_from(boost::asio::buffer(request_), sender_,
                                   [self = shared_from_this()](error_code failed, std::size_t length) {
                                       if (failed == boost::asio::error::operation_aborted) return;
                                       if (failed && !about_one_peer(failed)) return self->pause();
                                       if (!failed) self->answer(length);
                                       self->receive();
                                   });
    }

  private:
    /// A datagram that waits for its time, and where it goes.
    struct later {
        boost::asio::steady_timer timer;
        udp::endpoint to;
        std::vector<std::byte> reply;
    };
    static constexpr std::size_t most_waiting = 4096;

    /// A refusal that ICMP brought, of an answer to somebody who has left.
    [[nodiscard]] static bool about_one_peer(error_code failed) {
        return failed == boost::asio::error::connection_refused ||
               failed == boost::asio::error::connection_reset;
    }

    /// With no memory for the socket, receiving would fail at once again and again.
    void pause() {
        pause_.expires_after(std::chrono::milliseconds(50));
        pause_.async_wait([self = shared_from_this()](error_code stopped) {
            if (!stopped) self->receive();
        });
    }

    void answer(std::size_t length) noexcept {
        auto found = respond(*realm_, std::span(request_).first(length), transport::datagram);
        try {
            for (auto& each : found.replies)
                each.delay.count() > 0 ? send_later(std::move(each)) : send(each.reply, sender_);
        } catch (...) {
            // Without memory for it an answer is lost, as datagrams are.
        }
    }

    void send(std::span<const std::byte> reply, const udp::endpoint& to) {
        error_code lost; // what does not fit the socket's buffer
        socket_.send_to(boost::asio::buffer(reply.data(), reply.size()), to, 0, lost);
    }

    void send_later(scripted_answer answer) {
        if (waiting_ >= most_waiting) return;
        auto made =
            std::make_shared<later>(later{boost::asio::steady_timer(socket_.get_executor(), answer.delay),
                                          sender_, std::move(answer.reply)});
        made->timer.async_wait([self = shared_from_this(), made](error_code stopped) {
            --self->waiting_;
            if (!stopped) self->send(made->reply, made->to);
        });
        ++waiting_;
    }

    udp::socket socket_;
    boost::asio::steady_timer pause_;
    std::shared_ptr<realm_state> realm_;
    udp::endpoint sender_;
    std::size_t waiting_ = 0;
    std::array<std::byte, std::numeric_limits<std::uint16_t>::max()> request_;
};

} // namespace

void listen_udp(udp::socket socket, std::shared_ptr<realm_state> realm) {
    socket.non_blocking(true);
    std::make_shared<datagrams>(std::move(socket), std::move(realm))->receive();
}

} // namespace sspi::testing::detail
