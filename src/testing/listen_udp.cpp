// SPDX-License-Identifier: BSL-1.0
// The KDC on UDP: a datagram in, a datagram out.
#include "listeners.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <limits>

namespace sspi::testing::detail {
namespace {

class datagrams : public std::enable_shared_from_this<datagrams> {
  public:
    datagrams(udp::socket socket, std::shared_ptr<realm_state> realm)
        : socket_(std::move(socket)), realm_(std::move(realm)) {}

    void receive() {
        socket_.async_receive_from(
            boost::asio::buffer(request_), sender_,
            [self = shared_from_this()](boost::system::error_code failed, std::size_t length) {
                if (failed == boost::asio::error::operation_aborted) return;
                // Other failures are about one peer, such as an ICMP refusal of a reply.
                if (!failed) self->answer(length);
                self->receive();
            });
    }

  private:
    void answer(std::size_t length) {
        const auto reply = realm_->answer(std::span(request_).first(length), transport::datagram);
        boost::system::error_code lost; // what does not fit the socket buffer is lost, as datagrams are
        if (!reply.empty()) socket_.send_to(boost::asio::buffer(reply), sender_, 0, lost);
    }

    udp::socket socket_;
    std::shared_ptr<realm_state> realm_;
    udp::endpoint sender_;
    std::array<std::byte, std::numeric_limits<std::uint16_t>::max()> request_;
};

} // namespace

void listen_udp(udp::socket socket, std::shared_ptr<realm_state> realm) {
    socket.non_blocking(true);
    std::make_shared<datagrams>(std::move(socket), std::move(realm))->receive();
}

} // namespace sspi::testing::detail
