// SPDX-License-Identifier: BSL-1.0
// The KDC on TCP: requests and answers with their length in front, several on a connection.
#include "connections.hpp"
#include "listeners.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/endian/arithmetic.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace sspi::testing::detail {
namespace {

using boost::system::error_code;
using clock = std::chrono::steady_clock;

/// One client's connection. It ends when the client closes it, is too slow, or sends what is not a request, and when
/// others need its place.
class connection final : public closable, public std::enable_shared_from_this<connection> {
  public:
    connection(tcp::socket socket, std::shared_ptr<realm_state> realm, const server_options& options,
               std::shared_ptr<connections> among)
        : socket_(std::move(socket)), patience_(socket_.get_executor()), delay_(socket_.get_executor()),
          realm_(std::move(realm)), options_(options), place_(std::in_place, std::move(among), *this) {}

    void start() {
        place_->wait();
        watch(options_.patience);
        read_length();
    }

    void close() override {
        error_code ignored;
        patience_.cancel();
        delay_.cancel();
        socket_.close(ignored);
        place_.reset();
    }

  private:
    /// One limit on the whole of a request, and one on its answer: a client that trickles octets gets no more time.
    void watch(std::chrono::milliseconds limit) {
        patience_.expires_after(limit);
        patience_.async_wait([self = shared_from_this()](error_code stopped) {
            if (!stopped && self->patience_.expiry() <= clock::now()) self->close();
        });
    }

    /// A completion handler that goes on with a member function, or ends the connection.
    [[nodiscard]] auto then(void (connection::*next)()) {
        return [self = shared_from_this(), next](error_code failed, std::size_t) {
            if (failed || !self->place_) return self->close();
            self->go_on(next);
        };
    }

    /// Without memory a connection ends, and the others go on.
    void go_on(void (connection::*next)()) noexcept {
        try {
            (this->*next)();
        } catch (...) {
            close();
        }
    }

    void read_length() {
        boost::asio::async_read(socket_, boost::asio::buffer(&length_, sizeof(length_)),
                                then(&connection::read_request));
    }

    /// The high bit is reserved, and a length that the KDC does not take is answered so (RFC 4120, 7.2.2). Memory for a
    /// request comes with its octets, not with their number.
    void read_request() {
        if (length_ > options_.max_request) {
            write(realm_->refusal(KRB5KRB_ERR_FIELD_TOOLONG), &connection::linger);
            return;
        }
        request_.clear();
        boost::asio::async_read(socket_, boost::asio::dynamic_buffer(request_),
                                boost::asio::transfer_exactly(length_), then(&connection::answer));
    }

    void answer() {
        place_->serve();

        auto found = respond(*realm_, request_, transport::stream);
        asked_ = clock::now();
        if (found.unreachable) return close();
        answers_ = std::move(found.replies);
        std::ranges::stable_sort(answers_, {}, &scripted_answer::delay);
        next_answer_ = 0;
        const auto longest = answers_.empty() ? std::chrono::milliseconds(0) : answers_.back().delay;
        watch(longest + options_.patience);
        go_on_answering();
    }

    /// The next answer at its time; after the last one, the next request.
    void go_on_answering() {
        if (next_answer_ == answers_.size()) return start();
        const auto due = asked_ + answers_[next_answer_].delay;
        if (due <= clock::now()) return send_answer();
        delay_.expires_at(due);
        delay_.async_wait([next = then(&connection::send_answer)](error_code stopped) { next(stopped, 0); });
    }

    void send_answer() { write(std::move(answers_[next_answer_++].reply), &connection::go_on_answering); }

    void write(std::vector<std::byte> reply, void (connection::*next)()) {
        reply_ = std::move(reply);
        reply_length_ = static_cast<std::uint32_t>(reply_.size());
        const std::array buffers{boost::asio::buffer(&reply_length_, sizeof(reply_length_)),
                                 boost::asio::buffer(reply_)};
        boost::asio::async_write(socket_, buffers, then(next));
    }

    /// Lets the client read the last answer: closing with its octets unread would reset the connection.
    void linger() {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_send, ignored);
        request_.resize(1024);
        socket_.async_read_some(boost::asio::buffer(request_), then(&connection::linger));
    }

    tcp::socket socket_;
    boost::asio::steady_timer patience_;
    boost::asio::steady_timer delay_;
    std::shared_ptr<realm_state> realm_;
    server_options options_;
    std::optional<connections::place> place_; ///< none once it is closed
    boost::endian::big_uint32_t length_{};
    boost::endian::big_uint32_t reply_length_{};
    std::vector<std::byte> request_;
    clock::time_point asked_;
    std::vector<scripted_answer> answers_;
    std::size_t next_answer_ = 0;
    std::vector<std::byte> reply_;
};

class acceptor : public std::enable_shared_from_this<acceptor> {
  public:
    acceptor(tcp::acceptor listening, std::shared_ptr<realm_state> realm, const server_options& options)
        : listening_(std::move(listening)), pause_(listening_.get_executor()), realm_(std::move(realm)),
          options_(options), connections_(std::make_shared<connections>(options.max_connections)) {}

    void accept() {
        listening_.async_accept([self = shared_from_this()](error_code failed, tcp::socket socket) {
            if (failed == boost::asio::error::operation_aborted) return;
            if (!failed)
                self->serve(std::move(socket));
            else if (failed != boost::asio::error::connection_aborted && !self->connections_->make_room())
                return self->pause();
            self->accept();
        });
    }

  private:
    /// With no descriptor left and none to give back, accepting would fail at once again and again.
    void pause() {
        pause_.expires_after(std::chrono::milliseconds(50));
        pause_.async_wait([self = shared_from_this()](error_code stopped) {
            if (!stopped) self->accept();
        });
    }

    void serve(tcp::socket socket) noexcept {
        try {
            keep_private(socket);
            if (connections_->full()) connections_->make_room();
            std::make_shared<connection>(std::move(socket), realm_, options_, connections_)->start();
        } catch (...) {
            // Without memory for it this connection is closed, and the next one is accepted.
        }
    }

    tcp::acceptor listening_;
    boost::asio::steady_timer pause_;
    std::shared_ptr<realm_state> realm_;
    server_options options_;
    std::shared_ptr<connections> connections_;
};

} // namespace

void listen_tcp(tcp::acceptor listening, std::shared_ptr<realm_state> realm, const server_options& options) {
    std::make_shared<acceptor>(std::move(listening), std::move(realm), options)->accept();
}

} // namespace sspi::testing::detail
