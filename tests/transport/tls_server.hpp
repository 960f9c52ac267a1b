// SPDX-License-Identifier: BSL-1.0
// A server on the loopback that does with each connection what a test says, on a thread of its own.
#pragma once

#include "certificates.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace sspi::test {

using boost::asio::ip::tcp;

class tls_server {
  public:
    using stream = boost::asio::ssl::stream<tcp::socket>;
    using raw_script = std::function<void(tcp::socket&)>;
    using script = std::function<void(stream&)>;

    explicit tls_server(raw_script each)
        : acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}), each_(std::move(each)),
          thread_([this] { serve(); }) {}

    tls_server(const certificate& with, script each, int last_version = 0)
        : tls_server([tls = context_of(with, last_version), run = std::move(each)](tcp::socket& socket) {
              stream over(std::move(socket), *tls);
              boost::system::error_code error;
              over.handshake(stream::server, error);
              if (!error) run(over);
              over.next_layer().close(error);
          }) {}

    /// What runs has to end by itself: it does when clients go.
    ~tls_server() {
        stopping_ = true;
        boost::system::error_code ignored;
        tcp::socket(io_).connect(address(), ignored);
        thread_.join();
    }
    tls_server(const tls_server&) = delete;
    tls_server& operator=(const tls_server&) = delete;

    [[nodiscard]] tcp::endpoint address() const { return acceptor_.local_endpoint(); }
    [[nodiscard]] int connections() const noexcept { return connections_; }

  private:
    static std::shared_ptr<boost::asio::ssl::context> context_of(const certificate& with, int last_version) {
        auto out = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
        const auto pem = with.pem(), key = with.key_pem();
        out->use_certificate_chain(boost::asio::buffer(pem));
        out->use_private_key(boost::asio::buffer(key), boost::asio::ssl::context::pem);
        if (last_version != 0) {
            SSL_CTX_set_cipher_list(out->native_handle(), "DEFAULT:@SECLEVEL=0");
            SSL_CTX_set_max_proto_version(out->native_handle(), last_version);
        }
        return out;
    }

    void serve() {
        while (!stopping_) {
            boost::system::error_code error;
            tcp::socket socket(io_);
            acceptor_.accept(socket, error);
            if (error || stopping_) continue;
            ++connections_;
            socket.set_option(tcp::no_delay(true));
            each_(socket);
        }
    }

    boost::asio::io_context io_;
    tcp::acceptor acceptor_;
    raw_script each_;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    std::thread thread_;
};

template <class Stream>
void put(Stream& to, const std::string& text) {
    boost::system::error_code ignored;
    boost::asio::write(to, boost::asio::buffer(text), ignored);
}

/// Until the other side ends it.
template <class Stream>
void wait_for_end(Stream& with) {
    boost::system::error_code error;
    char some[4096];
    while (!error)
        with.read_some(boost::asio::buffer(some), error);
}

struct seen_request {
    std::string head; // up to and with the empty line
    std::string body;
};

/// Reads one whole request, whose body has a Content-Length.
template <class Stream>
seen_request take_request(Stream& from) {
    boost::system::error_code error;
    std::string text;
    const auto head = boost::asio::read_until(from, boost::asio::dynamic_buffer(text), "\r\n\r\n", error);
    if (error) return {};
    const std::string field = "Content-Length: ";
    const auto at = text.find(field);
    const auto length = at == text.npos ? 0 : std::stoul(text.substr(at + field.size()));
    const auto missing = head + length - std::min(text.size(), head + length);
    if (missing > 0)
        boost::asio::read(from, boost::asio::dynamic_buffer(text), boost::asio::transfer_exactly(missing),
                          error);
    return {text.substr(0, head), text.substr(head)};
}

} // namespace sspi::test
