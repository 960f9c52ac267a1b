// SPDX-License-Identifier: BSL-1.0
// A try by datagram.
#include "socket_attempt.hpp"
#include "socket_errors.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace sspi::transport {

namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

/// Lives as long as a handler may be called; `stop` ends what it does.
class datagrams : public std::enable_shared_from_this<datagrams> {
  public:
    datagrams(const asio::any_io_executor& io, const udp::endpoint& server, shared_request what,
              std::chrono::milliseconds again, attempt_done done)
        : socket_(io), timer_(io), server_(server), what_(std::move(what)), again_(again),
          done_(std::move(done)) {}

    void start() {
        error_code error;
        socket_.open(server_.protocol(), error);
        // Connected, so that the system passes over what comes from elsewhere, and tells of a closed port.
        if (!error) socket_.connect(server_, error);
        if (!error) socket_.non_blocking(true, error);
        if (error) {
            asio::post(socket_.get_executor(), [self = shared_from_this(), error] { self->fail(error); });
            return;
        }
        receive();
        send();
    }

    void stop() {
        error_code ignored;
        done_ = nullptr;
        timer_.cancel();
        socket_.close(ignored);
    }

  private:
    void send() {
        error_code error;
        socket_.send(asio::buffer(what_->message), 0, error);
        if (error == asio::error::would_block) error = {}; // as good as lost on the way
        if (error) {
            asio::post(socket_.get_executor(), [self = shared_from_this(), error] { self->fail(error); });
            return;
        }
        if (again_.count() == 0 || ++sent_ == most_sent) return;
        timer_.expires_after(again_);
        timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
            if (!cancelled && self->done_) self->send();
        });
    }

    void receive() {
        reply_.resize(largest);
        socket_.async_receive(asio::buffer(reply_),
                              [self = shared_from_this()](const error_code& error, std::size_t size) {
                                  if (error) return self->fail(error);
                                  self->reply_.resize(size);
                                  self->finish(outcome_of(self->what_->to, self->reply_), {});
                              });
    }

    void fail(const error_code& error) {
        reply_.clear();
        finish(outcome_of(error), error.message());
    }

    void finish(gss::kdc_outcome how, std::string text) {
        if (!done_) return;
        const auto done = std::exchange(done_, nullptr);
        timer_.cancel();
        done(how, std::move(reply_), std::move(text));
    }

    static constexpr std::size_t largest = 65536;
    static constexpr int most_sent = 3;

    udp::socket socket_;
    asio::steady_timer timer_;
    const udp::endpoint server_;
    const shared_request what_;
    const std::chrono::milliseconds again_;
    attempt_done done_;
    bytes reply_{};
    int sent_ = 0;
};

class by_datagram final : public attempt {
  public:
    explicit by_datagram(std::shared_ptr<datagrams> talk) : talk_(std::move(talk)) {}
    ~by_datagram() override { talk_->stop(); }
    void start() override { talk_->start(); }
    bool sent() const noexcept override { return true; }

  private:
    const std::shared_ptr<datagrams> talk_;
};

} // namespace

std::unique_ptr<attempt> udp_attempt(const asio::any_io_executor& io, const udp::endpoint& server,
                                     shared_request what, std::chrono::milliseconds again,
                                     attempt_done done) {
    return std::make_unique<by_datagram>(
        std::make_shared<datagrams>(io, server, std::move(what), again, std::move(done)));
}

} // namespace sspi::transport
