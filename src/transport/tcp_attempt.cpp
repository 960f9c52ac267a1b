// SPDX-License-Identifier: BSL-1.0
// A try by connection: four octets of length in front of each message (RFC 4120 7.2.2).
#include "socket_attempt.hpp"
#include "socket_errors.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

namespace sspi::transport {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using gss::kdc_outcome;

/// Lives as long as a handler may be called; `stop` ends what it does.
class connection : public std::enable_shared_from_this<connection> {
  public:
    connection(const asio::any_io_executor& io, const tcp::endpoint& server, shared_request what,
               attempt_done done)
        : socket_(io), server_(server), what_(std::move(what)), done_(std::move(done)) {
        const auto size = what_->message.size();
        for (std::size_t i = 0; i < header_.size(); ++i)
            header_[i] = static_cast<std::byte>(size >> (24 - 8 * i) & 0xFF);
    }

    void start() {
        socket_.async_connect(server_, [self = shared_from_this()](const error_code& error) {
            error ? self->fail(error) : self->send();
        });
    }

    [[nodiscard]] bool connected() const noexcept { return connected_; }

    void stop() {
        error_code ignored;
        done_ = nullptr;
        socket_.close(ignored);
    }

  private:
    void send() {
        connected_ = true;
        const std::array<asio::const_buffer, 2> parts{asio::buffer(header_), asio::buffer(what_->message)};
        asio::async_write(socket_, parts, [self = shared_from_this()](const error_code& error, std::size_t) {
            error ? self->fail(error) : self->receive_length();
        });
    }

    void receive_length() {
        asio::async_read(socket_, asio::buffer(header_),
                         [self = shared_from_this()](const error_code& error, std::size_t) {
                             error ? self->fail(error) : self->receive();
                         });
    }

    void receive() {
        std::size_t size = 0;
        for (const auto octet : header_)
            size = size << 8 | std::to_integer<std::size_t>(octet);
        if (size == 0 || size > longest_reply)
            return finish(kdc_outcome::malformed, "an answer of " + std::to_string(size) + " octets");
        reply_.resize(size);
        asio::async_read(socket_, asio::buffer(reply_),
                         [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (error) return self->fail(error);
                             self->finish(outcome_of(self->what_->to, self->reply_), {});
                         });
    }

    void fail(const error_code& error) {
        reply_.clear();
        finish(outcome_of(error), error.message());
    }

    void finish(kdc_outcome how, std::string text) {
        if (!done_) return;
        const auto done = std::exchange(done_, nullptr);
        error_code ignored;
        socket_.close(ignored);
        done(how, std::move(reply_), std::move(text));
    }

    tcp::socket socket_;
    const tcp::endpoint server_;
    const shared_request what_;
    attempt_done done_;
    std::array<std::byte, 4> header_{};
    bytes reply_{};
    bool connected_ = false;
};

class by_connection final : public attempt {
  public:
    explicit by_connection(std::shared_ptr<connection> talk) : talk_(std::move(talk)) {}
    ~by_connection() override { talk_->stop(); }
    void start() override { talk_->start(); }
    bool accepted() const noexcept override { return talk_->connected(); }
    bool sent() const noexcept override { return talk_->connected(); }

  private:
    const std::shared_ptr<connection> talk_;
};

} // namespace

std::unique_ptr<attempt> tcp_attempt(const asio::any_io_executor& io, const tcp::endpoint& server,
                                     shared_request what, attempt_done done) {
    return std::make_unique<by_connection>(
        std::make_shared<connection>(io, server, std::move(what), std::move(done)));
}

} // namespace sspi::transport
