// SPDX-License-Identifier: BSL-1.0
// A program without exceptions and type information: the forms with error codes are all that it needs.
#include <sspi/asio/stream.hpp>
#include <sspi/sasl.hpp>
#include <sspi/sspi.hpp>
#include <sspi/testing/local_realm.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#if defined(__cpp_exceptions)
#error "meant to be compiled with -fno-exceptions"
#endif

// Boost asks programs without exceptions for these.
namespace boost {
struct source_location;
void throw_exception(const std::exception& what) {
    std::fprintf(stderr, "%s\n", what.what());
    std::abort();
}
void throw_exception(const std::exception& what, const source_location&) {
    throw_exception(what);
}
} // namespace boost

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

const sspi::testing::local_realm& realm() {
    static const sspi::testing::local_realm it({{"alice", "secret"}}, {"HTTP/web.sspi.test"});
    return it;
}
std::string service() {
    return "HTTP/web.sspi.test@" + realm().name();
}
sspi::credential client(std::error_code& error) {
    return sspi::credential::outbound().user("alice@" + realm().name()).password("secret").acquire(error);
}
sspi::credential server(std::error_code& error) {
    return sspi::credential::inbound().keytab(realm().keytab()).acquire(error);
}

bool exchange() {
    std::error_code error, other;
    sspi::initiator one(client(error), service());
    sspi::acceptor two(server(other));
    if (error || other) return false;
    auto token = one.step({}, error).token;
    while (!error && !token.empty()) {
        token = two.step(token, error).token;
        if (!error && !token.empty()) token = one.step(token, error).token;
    }
    const auto from = one.channel(error), to = two.channel(other);
    if (error || other) return false;
    const std::string text = "hello";
    const auto sealed = from.wrap(std::as_bytes(std::span(text)), sspi::protection::encrypted, error);
    return !error && to.unwrap_copy(sealed, sspi::protection::encrypted, error).size() == 5 && !error;
}

bool refusal() {
    std::error_code error;
    sspi::initiator one(client(error), "HTTP/nobody.sspi.test@" + realm().name());
    if (error) return false;
    (void)one.step({}, error);
    return error == sspi::errc::target_unknown && !sspi::last_error_detail().hint.empty();
}

bool handshake() {
    asio::io_context context;
    tcp::acceptor listener(context, {asio::ip::address_v4::loopback(), 0});
    tcp::socket near(context), far(context);
    near.connect(listener.local_endpoint());
    listener.accept(far);
    std::error_code error, other;
    sspi::stream<tcp::socket> one(std::move(near), client(error), service());
    sspi::stream<tcp::socket> two(std::move(far), sspi::acceptor(server(other)));
    int well = 0;
    one.async_handshake([&](boost::system::error_code failed) { well += !failed; });
    two.async_handshake([&](boost::system::error_code failed) { well += !failed; });
    context.run();
    return well == 2;
}

} // namespace

int main() {
    const bool good = exchange() && refusal() && handshake();
    std::puts(good ? "all as it should be" : "something failed");
    return good ? 0 : 1;
}
