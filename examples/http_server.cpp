// SPDX-License-Identifier: BSL-1.0
// A server of HTTP that lets clients log in with Negotiate (RFC 4559), over TLS with channel bindings.
#include "http_login.hpp"
#include "tls_bindings.hpp"

#include <sspi/sspi.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

extern "C" {
#include "options.h"
}

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::use_awaitable;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

using parser = http::request_parser<http::string_body>;
using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

struct settings {
    sspi::credential server;
    sspi::acceptor_options login{.request = {}};
    std::optional<sspi::sid> group{};      // none: everybody who can prove a name
    std::optional<asio::ssl::context> tls; // none: plain HTTP
};

response answer_to(const request& asked, http::status status, const std::string& text, bool keep) {
    response out(status, asked.version(), text);
    out.set(http::field::content_type, "text/plain; charset=utf-8");
    out.keep_alive(keep && asked.keep_alive());
    out.prepare_payload();
    return out;
}

response answer(const request& asked, example::http_login& login) {
    const auto verdict =
        login.judge(asked.count(http::field::authorization), asked[http::field::authorization]);
    if (!verdict.reason.empty()) std::cerr << "Refused: " << verdict.reason << std::endl;
    const auto text = verdict.status == 200   ? "Hello, " + verdict.who + "\n"
                      : verdict.status == 403 ? std::string("You may not enter.\n")
                                              : std::string("Who are you?\n");
    auto out = answer_to(asked, http::status(verdict.status), text, !verdict.close);
    if (!verdict.authenticate.empty()) out.set(http::field::www_authenticate, verdict.authenticate);
    if (verdict.status == 200)
        std::cout << asked.method_string() << ' ' << asked.target() << ": " << verdict.who << std::endl;
    return out;
}

// The answer to what could not be read, where there is one.
std::optional<response> complaint(const parser& read, const boost::system::error_code& error) {
    auto status = http::status::bad_request;
    if (error == http::error::header_limit)
        status = http::status::request_header_fields_too_large;
    else if (error == http::error::body_limit)
        status = http::status::payload_too_large;
    else if (error.category() != make_error_code(http::error::bad_method).category())
        return std::nullopt;
    if (error == http::error::end_of_stream) return std::nullopt;
    return answer_to(read.get(), status, error.message() + "\n", false);
}

template <class Stream>
asio::awaitable<void> serve(Stream& client, const settings& how) {
    example::http_login login(how.server, how.login, how.group);
    beast::flat_buffer buffer;
    for (bool more = true; more;) {
        parser read;
        read.header_limit(128 * 1024); // a token may have 48 KiB, before base64
        read.body_limit(64 * 1024);
        boost::system::error_code error;
        beast::get_lowest_layer(client).expires_after(30s);
        co_await http::async_read(client, buffer, read, asio::redirect_error(use_awaitable, error));
        auto reply = error ? complaint(read, error) : answer(read.get(), login);
        if (!reply) break;
        more = reply->keep_alive();
        co_await http::async_write(client, *reply, use_awaitable);
    }
}

asio::awaitable<void> serve(tcp::socket socket, settings& how) {
    beast::tcp_stream plain(std::move(socket));
    if (!how.tls) {
        co_await serve(plain, how);
        plain.socket().shutdown(tcp::socket::shutdown_send);
        co_return;
    }
    beast::ssl_stream<beast::tcp_stream> client(std::move(plain), *how.tls);
    client.next_layer().expires_after(30s);
    co_await client.async_handshake(asio::ssl::stream_base::server, use_awaitable);
    co_await serve(client, how);
    co_await client.async_shutdown(use_awaitable);
}

asio::awaitable<void> listen(tcp::acceptor& at, settings& how) {
    for (;;) {
        boost::system::error_code error;
        auto socket = co_await at.async_accept(asio::redirect_error(use_awaitable, error));
        if (error) continue;
        // A step of an acceptor asks no KDC and takes microseconds, so it may be made here.
        asio::co_spawn(at.get_executor(), serve(std::move(socket), how), [](std::exception_ptr thrown) {
            try {
                if (thrown) std::rethrow_exception(thrown);
            } catch (const std::exception& why) {
                std::cerr << "A connection ended: " << why.what() << std::endl;
            }
        });
    }
}

void use_tls(settings& how, const char* certificate, const char* key, bool required) {
    auto& tls = how.tls.emplace(asio::ssl::context::tls_server);
    tls.use_certificate_chain_file(certificate);
    tls.use_private_key_file(key, asio::ssl::context::pem);
    how.login.bindings = example::tls_bindings(SSL_CTX_get0_certificate(tls.native_handle()));
    how.login.rule = required ? sspi::bindings_rule::required : sspi::bindings_rule::optional;
}

sspi::sid group_of(const char* text) {
    const auto group = sspi::sid::parse(text);
    if (!group) throw std::runtime_error("this is no SID: " + std::string(text));
    return *group;
}

void run(settings& how, const char* port) {
    asio::io_context io(1);
    tcp::acceptor at(io,
                     {asio::ip::address_v4::loopback(), static_cast<asio::ip::port_type>(std::atoi(port))});
    std::cout << "Listening on port " << at.local_endpoint().port() << std::endl;
    asio::signal_set stop(io, SIGINT, SIGTERM);
    stop.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
    asio::co_spawn(io, listen(at, how), asio::detached);
    io.run();
}

} // namespace

int main(int count, char** values) {
    const char *port = "0", *keytab = nullptr, *certificate = nullptr, *key = nullptr, *group = nullptr;
    int optional_bindings = 0;
    const option_row rows[] = {
        {"--port", &port, nullptr, "where to listen, on 127.0.0.1; 0: any free one"},
        {"--keytab", &keytab, nullptr, "the service's keys, not those of the default keytab"},
        {"--certificate", &certificate, nullptr, "a file in PEM, for HTTPS"},
        {"--key", &key, nullptr, "the file with its private key"},
        {"--group", &group, nullptr, "let in its members alone: a SID, as S-1-5-21-1-2-3-1201"},
        {"--optional-bindings", nullptr, &optional_bindings, "let in clients without channel bindings, too"},
        {nullptr, nullptr, nullptr, nullptr},
    };
    if (parse_options(count, values, rows) == 0 || (certificate != nullptr) != (key != nullptr)) return 2;
    try {
        settings how;
        auto server = sspi::credential::inbound();
        if (keytab != nullptr) server.keytab(keytab);
        how.server = server.acquire();
        if (group != nullptr) how.group = group_of(group);
        if (certificate != nullptr) use_tls(how, certificate, key, optional_bindings == 0);
        run(how, port);
    } catch (const std::exception& why) {
        std::cerr << why.what() << '\n';
        return 1;
    }
    return 0;
}
