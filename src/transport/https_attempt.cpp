// SPDX-License-Identifier: BSL-1.0
// One try at a KDC proxy, with Boost.Beast.
#include "https_attempt.hpp"

#include "../wire/kkdcp_message.hpp"
#include "address_race.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace sspi::transport {

namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using error_code = boost::system::error_code;
using enum gss::kdc_outcome;

constexpr std::uint32_t longest_header = 16 * 1024;
constexpr std::size_t longest_read = 64 * 1024; // octets that are read and not yet understood

gss::kdc_outcome outcome_of_connect(const error_code& error) {
    namespace on = boost::asio::error;
    return error == on::connection_refused ? refused : error == on::timed_out ? silent : unreachable;
}

http::request<http::string_body> request_to(const detail::kdc_proxy_address& proxy,
                                            wire::kkdcp::view envelope) {
    http::request<http::string_body> out(http::verb::post, proxy.path, 11);
    out.set(http::field::host, proxy.authority());
    out.set(http::field::user_agent, "sspi");
    out.set(http::field::content_type, "application/kerberos"); // MS-KKDCP 2.1
    out.set(http::field::cache_control, "no-cache");
    out.set(http::field::connection, "close");
    out.body().assign(reinterpret_cast<const char*>(envelope.data()), envelope.size());
    out.prepare_payload();
    return out;
}

std::string text_of(http::status status, unsigned number) {
    auto text = "HTTP status " + std::to_string(number);
    // The words for it are ours: the server's could be anything.
    if (status != http::status::unknown) text += " (" + std::string(http::obsolete_reason(status)) + ')';
    return number >= 300 && number < 400 ? text + ", redirects are not followed" : text;
}

/// What the attempt's handlers share. It tells its end once, unless it is given up first.
class exchange : public std::enable_shared_from_this<exchange> {
  public:
    exchange(const boost::asio::any_io_executor& io, https_server server, tls_trust trust,
             const std::string& realm, wire::kkdcp::view request, attempt_done done)
        : io_(io), server_(std::move(server)), trust_(std::move(trust)), done_(std::move(done)),
          request_(request_to(server_.proxy, wire::kkdcp::encode(realm, request).view())) {}

    /// Nothing is told from within it.
    void start() {
        boost::asio::post(io_, [self = shared_from_this()] {
            if (self->done_) self->connect();
        });
    }

    [[nodiscard]] bool accepted() const noexcept { return stream_.has_value(); }
    [[nodiscard]] bool sent() const noexcept { return sent_; }

    void give_up() noexcept {
        done_ = nullptr;
        close();
    }

  private:
    void close() noexcept {
        if (race_) race_->cancel();
        error_code ignored;
        if (stream_) stream_->next_layer().close(ignored);
    }

    void end(gss::kdc_outcome outcome, std::string text, wire::kkdcp::view reply = {}) {
        const auto done = std::exchange(done_, nullptr);
        close();
        done(outcome, {reply.begin(), reply.end()}, std::move(text));
    }

    /// A handler that calls a member, unless this was given up in the meantime.
    template <class Member>
    auto then(Member member) {
        return [self = shared_from_this(), member](const error_code& error, auto...) {
            if (self->done_) (self.get()->*member)(error);
        };
    }

    void connect() {
        if (server_.addresses.empty()) return end(unresolved, "no address");
        if (!trust_.problem().empty()) return end(distrusted, trust_.problem());
        race_ = std::make_shared<address_race>(
            io_, server_.addresses,
            [self = shared_from_this()](std::optional<tcp::socket> socket, const error_code& error,
                                        std::string text) {
                if (!socket) return self->end(outcome_of_connect(error), std::move(text));
                self->shake_hands(*std::move(socket));
            });
        race_->start();
    }

    void shake_hands(tcp::socket socket) {
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        stream_.emplace(std::move(socket), trust_.context());
        if (!expect_host(*stream_, server_.proxy.host))
            return end(distrusted, "no certificate can name this host");
        stream_->async_handshake(tls_stream::client, then(&exchange::send));
    }

    void send(const error_code& error) {
        if (error) return end_of_tls(error);
        sent_ = true;
        http::async_write(*stream_, request_, then(&exchange::read_header));
    }

    void read_header(const error_code& error) {
        if (error) return end_of_tls(error);
        answer_.header_limit(longest_header);
        answer_.body_limit(boost::none); // what comes with another status is not read
        http::async_read_header(*stream_, buffer_, answer_, then(&exchange::read_body));
    }

    void read_body(const error_code& error) {
        if (error) return end_of_http(error);
        const auto& header = answer_.get();
        if (header.result() != http::status::ok)
            return end(rejected, text_of(header.result(), header.result_int()));
        if (answer_.content_length().value_or(0) > wire::kkdcp::longest)
            return end(malformed, "the answer is too long");
        answer_.body_limit(wire::kkdcp::longest);
        http::async_read(*stream_, buffer_, answer_, then(&exchange::unwrap));
    }

    void unwrap(const error_code& error) {
        // A body without a length ends with the connection; the envelope tells whether it is whole, however that ended.
        const bool ends_by_end = answer_.need_eof() && error == boost::asio::ssl::error::stream_truncated;
        if (error && !ends_by_end) return end_of_http(error);
        const auto& body = answer_.get().body();
        const auto reply = wire::kkdcp::decode(std::as_bytes(std::span(body)));
        if (reply) return end(answered, {}, *reply);
        end(ends_by_end ? closed : malformed, "the answer is not a whole KDC-PROXY-MESSAGE");
    }

    void end_of_tls(const error_code& error) {
        auto [outcome, text] = failure_of(*stream_, error);
        end(outcome, std::move(text));
    }

    void end_of_http(const error_code& error) {
        if (error == http::error::end_of_stream || error == http::error::partial_message)
            return end(closed, "the server closed the connection");
        const bool of_http = error.category() == http::make_error_code(http::error::end_of_stream).category();
        return of_http ? end(malformed, "HTTP: " + error.message()) : end_of_tls(error);
    }

    boost::asio::any_io_executor io_;
    const https_server server_;
    const tls_trust trust_;
    attempt_done done_; // null once it was called or is not wanted any more
    const http::request<http::string_body> request_;
    std::shared_ptr<address_race> race_;
    std::optional<tls_stream> stream_;
    boost::beast::flat_buffer buffer_{longest_read};
    http::response_parser<http::string_body> answer_;
    bool sent_ = false;
};

class owned_exchange final : public attempt {
  public:
    explicit owned_exchange(std::shared_ptr<exchange> of) : exchange_(std::move(of)) {}
    ~owned_exchange() override { exchange_->give_up(); }
    owned_exchange(const owned_exchange&) = delete;
    owned_exchange& operator=(const owned_exchange&) = delete;

    void start() override { exchange_->start(); }
    bool accepted() const noexcept override { return exchange_->accepted(); }
    bool sent() const noexcept override { return exchange_->sent(); }

  private:
    const std::shared_ptr<exchange> exchange_;
};

} // namespace

std::unique_ptr<attempt> https_attempt(const boost::asio::any_io_executor& io, https_server server,
                                       tls_trust trust, std::string realm, std::span<const std::byte> request,
                                       attempt_done done) {
    return std::make_unique<owned_exchange>(
        std::make_shared<exchange>(io, std::move(server), std::move(trust), realm, request, std::move(done)));
}

} // namespace sspi::transport
