// SPDX-License-Identifier: BSL-1.0
// A client of HTTP that logs in with Negotiate (RFC 4559), over TLS with channel bindings.
#include "http_address.hpp"
#include "http_negotiate.hpp"
#include "tls_bindings.hpp"

#include <sspi/sspi.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
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
#include <memory>
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
using namespace std::chrono_literals;

namespace {

using request = http::request<http::empty_body>;
using response = http::response<http::string_body>;
using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

enum exit_status { good, failed, misused, login_failed, login_refused, page_refused };

// The server does not let us in, and does not say why.
struct refused : std::runtime_error {
    using runtime_error::runtime_error;
};

struct settings {
    example::http_address where;
    std::string connect_host, connect_port; // in place of those of the address
    std::string target;                     // the service's name
    sspi::credential who;
    int times = 1;
    bool send_bindings = true;
    asio::ssl::context tls{asio::ssl::context::tls_client};
};

asio::awaitable<void> connect(plain_stream& to, const settings& how) {
    asio::ip::tcp::resolver resolver(to.get_executor());
    to.expires_after(30s);
    const auto found = co_await resolver.async_resolve(how.connect_host, how.connect_port, use_awaitable);
    co_await to.async_connect(found, use_awaitable);
}

asio::awaitable<void> open(std::optional<plain_stream>& stream, settings& how) {
    co_await connect(stream.emplace(co_await asio::this_coro::executor), how);
}
asio::awaitable<void> open(std::optional<tls_stream>& stream, settings& how) {
    auto& made = stream.emplace(co_await asio::this_coro::executor, how.tls);
    made.set_verify_callback(asio::ssl::host_name_verification(how.where.host));
    SSL_set_tlsext_host_name(made.native_handle(), how.where.host.c_str());
    co_await connect(made.next_layer(), how);
    co_await made.async_handshake(asio::ssl::stream_base::client, use_awaitable);
}

sspi::channel_bindings bindings_of(plain_stream&) {
    return {};
}
sspi::channel_bindings bindings_of(tls_stream& stream) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(stream.native_handle()), X509_free);
    return example::tls_bindings(certificate.get());
}

// What a response says of Negotiate: of several fields, the first that offers it.
std::optional<example::negotiate_word> offer_in(const response& answer) {
    const auto [begin, end] = answer.equal_range(http::field::www_authenticate);
    for (auto field = begin; field != end; ++field)
        if (auto found = example::find_negotiate(field->value())) return found;
    return std::nullopt;
}

template <class Stream>
class client {
  public:
    explicit client(settings& how) : how_(how) {}

    // Gets the page, and logs in if that is what it takes. Who is logged in stays so, with servers that authenticate
    // connections; others ask again, and are answered.
    asio::awaitable<response> get() {
        request ask(http::verb::get, how_.where.path, 11);
        ask.set(http::field::host, how_.where.host_field());
        auto answer = co_await exchange(ask);
        if (answer.result() == http::status::unauthorized) answer = co_await log_in(ask, std::move(answer));
        co_return answer;
    }

  private:
    asio::awaitable<response> log_in(request& ask, response answer) {
        sspi::initiator login(how_.who, how_.target,
                              {.request = sspi::feature::mutual_authentication,
                               .required = sspi::feature::mutual_authentication,
                               .bindings = how_.send_bindings ? bindings_ : sspi::channel_bindings()});
        auto said = offer_in(answer);
        for (bool begun = false; answer.result() == http::status::unauthorized; begun = true) {
            if (!said) throw refused("the server does not offer Negotiate");
            if (begun && (said->token.empty() || login.done())) throw refused("the server refuses the login");
            // The first step asks a KDC. With more to do than this one connection, it belongs in another thread.
            ask.set(http::field::authorization, example::negotiate_field(login.step(said->token).token));
            answer = co_await exchange(ask);
            said = offer_in(answer);
        }
        // The last token proves who the server is.
        if (!login.done() && said && !said->token.empty()) static_cast<void>(login.step(said->token));
        if (!login.done()) throw refused("the server did not prove who it is");
        tell(login);
        co_return answer;
    }

    asio::awaitable<response> exchange(const request& ask) {
        if (!stream_) {
            co_await open(stream_, how_);
            bindings_ = bindings_of(*stream_);
        }
        beast::get_lowest_layer(*stream_).expires_after(30s);
        co_await http::async_write(*stream_, ask, use_awaitable);
        http::response_parser<http::string_body> parser;
        parser.header_limit(128 * 1024); // tokens are long
        co_await http::async_read(*stream_, buffer_, parser, use_awaitable);
        if (!parser.get().keep_alive()) close();
        co_return parser.release();
    }
    void close() {
        stream_.reset();
        buffer_.clear();
    }

    void tell(const sspi::initiator& login) const {
        const auto names = login.principals();
        std::cout << "Logged in as " << names.client << " to " << names.server << " by "
                  << login.package().name
                  << (how_.send_bindings && !bindings_.empty() ? ", with channel bindings\n" : "\n");
    }

    settings& how_;
    std::optional<Stream> stream_;
    sspi::channel_bindings bindings_;
    beast::flat_buffer buffer_;
};

template <class Stream>
asio::awaitable<exit_status> run(settings& how) {
    client<Stream> web(how);
    auto status = good;
    for (int i = 0; i < how.times; ++i) {
        const auto answer = co_await web.get();
        std::cout << answer.result_int() << ' ' << answer.reason() << '\n' << answer.body() << std::endl;
        if (answer.result() != http::status::ok) status = page_refused;
    }
    co_return status;
}

// Everything that can go wrong arrives here; what SSPI has to say of it stands in the exception.
exit_status outcome(std::exception_ptr thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const sspi::system_error& error) {
        const auto& text = error.detail().text; // with names, hint and what the KDC said; empty on Windows
        std::cerr << "The login failed.\n" << (text.empty() ? error.what() : text) << '\n';
        return login_failed;
    } catch (const refused& error) {
        std::cerr << "The login was refused: " << error.what() << '\n';
        return login_refused;
    } catch (const boost::system::system_error& error) {
        std::cerr << "The connection failed: " << error.code().message() << '\n';
        return failed;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return failed;
    }
}

exit_status run(settings& how) {
    asio::io_context io(1);
    auto status = failed;
    const auto ended = [&](std::exception_ptr thrown, exit_status ended_with) {
        status = thrown ? outcome(thrown) : ended_with;
    };
    if (how.where.tls)
        asio::co_spawn(io, run<tls_stream>(how), ended);
    else
        asio::co_spawn(io, run<plain_stream>(how), ended);
    io.run();
    return status;
}

std::string text_or(const char* text, std::string otherwise) {
    return text != nullptr ? text : otherwise;
}

} // namespace

int main(int count, char** values) {
    const char *url = nullptr, *port = nullptr, *target = nullptr, *user = nullptr, *password = "",
               *ca = nullptr;
    const char* times = "1";
    int no_bindings = 0;
    const option_row rows[] = {
        {"--url", &url, nullptr, "http://host[:port][/path], or https"},
        {"--loopback", &port, nullptr, "connect to this port of 127.0.0.1, whatever the address says"},
        {"--target", &target, nullptr, "the service's name, if it is not HTTP/host"},
        {"--user", &user, nullptr, "log in as that user, not with the tickets at hand"},
        {"--password", &password, nullptr, "the user's password"},
        {"--ca", &ca, nullptr, "a file with the certificates to trust, not the system's"},
        {"--times", &times, nullptr, "how often to get the page"},
        {"--no-bindings", nullptr, &no_bindings, "send no channel bindings"},
        {nullptr, nullptr, nullptr, nullptr},
    };
    if (parse_options(count, values, rows) == 0 || url == nullptr) return misused;
    try {
        settings how;
        how.where = example::parse_http_address(url);
        how.connect_host = port != nullptr ? "127.0.0.1" : how.where.host;
        how.connect_port = text_or(port, how.where.port);
        how.target =
            text_or(target, sspi::service_principal{.service_class = "HTTP", .host = how.where.host}.text());
        auto credential = sspi::credential::outbound();
        if (user != nullptr) credential.user(user).password(password);
        how.who = credential.acquire();
        how.times = std::atoi(times);
        how.send_bindings = no_bindings == 0;
        how.tls.set_verify_mode(asio::ssl::verify_peer);
        if (ca != nullptr)
            how.tls.load_verify_file(ca);
        else
            how.tls.set_default_verify_paths();
        return run(how);
    } catch (...) {
        return outcome(std::current_exception());
    }
}
