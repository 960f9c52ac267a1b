// SPDX-License-Identifier: BSL-1.0
// The KDC on TCP: requests and answers with their length in front, several on a connection.
#include "listeners.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/endian/arithmetic.hpp>

#include <array>

namespace sspi::testing::detail {
namespace {

using boost::system::error_code;

/// One client's connection. It ends when the client closes it, is too slow, or sends what is not a request.
class connection : public std::enable_shared_from_this<connection> {
  public:
    connection(tcp::socket socket, std::shared_ptr<realm_state> realm, const server_options& options)
        : socket_(std::move(socket)), patience_(socket_.get_executor()), realm_(std::move(realm)),
          options_(options) {}

    void start() {
        watch();
        read_length();
    }

  private:
    /// One limit on the whole of a request and its answer: a client that trickles octets gets no more time.
    void watch() {
        patience_.expires_after(options_.patience);
        patience_.async_wait([self = shared_from_this()](error_code stopped) {
            if (!stopped) self->close();
        });
    }

    void close() {
        error_code ignored;
        patience_.cancel();
        socket_.close(ignored);
    }

    /// A completion handler that goes on with a member function, or ends the connection.
    [[nodiscard]] auto then(void (connection::*next)()) {
        return [self = shared_from_this(), next](error_code failed, std::size_t) {
            if (failed || !self->socket_.is_open()) return self->close();
            ((*self).*next)();
        };
    }

    void read_length() {
        boost::asio::async_read(socket_, boost::asio::buffer(&length_, sizeof(length_)),
                                then(&connection::read_request));
    }

    /// The high bit is reserved, and a length that the KDC does not take is answered so (RFC 4120, 7.2.2).
    void read_request() {
        if (length_ > options_.max_request) {
            return_and(realm_->refusal(KRB5KRB_ERR_FIELD_TOOLONG), &connection::linger);
            return;
        }
        request_.resize(length_);
        boost::asio::async_read(socket_, boost::asio::buffer(request_), then(&connection::answer));
    }

    void answer() { return_and(realm_->answer(request_, transport::stream), &connection::next_request); }

    void return_and(std::vector<std::byte> reply, void (connection::*next)()) {
        if (reply.empty()) return close();
        reply_ = std::move(reply);
        reply_length_ = static_cast<std::uint32_t>(reply_.size());
        const std::array buffers{boost::asio::buffer(&reply_length_, sizeof(reply_length_)),
                                 boost::asio::buffer(reply_)};
        boost::asio::async_write(socket_, buffers, then(next));
    }

    void next_request() { start(); }

    /// Lets the client read the last answer: closing with its octets unread would reset the connection.
    void linger() {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        request_.resize(1024);
        socket_.async_read_some(boost::asio::buffer(request_), then(&connection::linger));
    }

    tcp::socket socket_;
    boost::asio::steady_timer patience_;
    std::shared_ptr<realm_state> realm_;
    server_options options_;
    boost::endian::big_uint32_t length_{};
    boost::endian::big_uint32_t reply_length_{};
    std::vector<std::byte> request_;
    std::vector<std::byte> reply_;
};

class acceptor : public std::enable_shared_from_this<acceptor> {
  public:
    acceptor(tcp::acceptor listening, std::shared_ptr<realm_state> realm, const server_options& options)
        : listening_(std::move(listening)), pause_(listening_.get_executor()), realm_(std::move(realm)),
          options_(options) {}

    void accept() {
        listening_.async_accept([self = shared_from_this()](error_code failed, tcp::socket socket) {
            if (failed == boost::asio::error::operation_aborted) return;
            if (failed) return self->pause();
            self->serve(std::move(socket));
            self->accept();
        });
    }

  private:
    /// With no descriptor left, accepting would fail at once again and again.
    void pause() {
        pause_.expires_after(std::chrono::milliseconds(50));
        pause_.async_wait([self = shared_from_this()](error_code stopped) {
            if (!stopped) self->accept();
        });
    }

    void serve(tcp::socket socket) {
        std::erase_if(connections_, [](const auto& each) { return each.expired(); });
        if (connections_.size() >= options_.max_connections) return; // which closes the socket
        const auto made = std::make_shared<connection>(std::move(socket), realm_, options_);
        connections_.push_back(made);
        made->start();
    }

    tcp::acceptor listening_;
    boost::asio::steady_timer pause_;
    std::shared_ptr<realm_state> realm_;
    server_options options_;
    std::vector<std::weak_ptr<connection>> connections_;
};

} // namespace

void listen_tcp(tcp::acceptor listening, std::shared_ptr<realm_state> realm, const server_options& options) {
    std::make_shared<acceptor>(std::move(listening), std::move(realm), options)->accept();
}

} // namespace sspi::testing::detail
