// SPDX-License-Identifier: BSL-1.0
// Addresses that are dead, and attempts that are given up at every point of their way.
#include "https_try.hpp"

using namespace sspi::test;
using namespace std::chrono_literals;
using enum sspi::gss::kdc_outcome;
using sspi::transport::attempt;

namespace {

/// A port on which nobody listens, and nobody else will while this lives.
class dead_port {
  public:
    dead_port() { socket_.bind({boost::asio::ip::address_v4::loopback(), 0}); }
    [[nodiscard]] tcp::endpoint address() const { return socket_.local_endpoint(); }

  private:
    boost::asio::io_context io_;
    tcp::socket socket_{io_, tcp::v4()};
};

/// A port whose queue is full: who connects hears nothing.
class silent_port {
  public:
    silent_port() {
        acceptor_.bind({boost::asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(0);
        for (auto& each : waiting_)
            each.async_connect(address(), [](const boost::system::error_code&) {});
    }
    [[nodiscard]] tcp::endpoint address() const { return acceptor_.local_endpoint(); }

  private:
    boost::asio::io_context io_;
    tcp::acceptor acceptor_{io_, tcp::v4()};
    tcp::socket waiting_[4] = {tcp::socket{io_, tcp::v4()}, tcp::socket{io_, tcp::v4()},
                               tcp::socket{io_, tcp::v4()}, tcp::socket{io_, tcp::v4()}};
};

tls_server::script hanging_after(const std::string& part) {
    return [part](tls_server::stream& client) {
        take_request(client);
        put(client, part);
        wait_for_end(client);
    };
}

std::chrono::milliseconds since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

/// Starts an attempt that hangs, gives it up after a moment, and sees that nothing comes after.
void give_up(const tcp::endpoint& address) {
    boost::asio::io_context io;
    tried out;
    auto attempt = make_attempt(io, {.addresses = {address}}, out);
    attempt->start();
    io.run_for(100ms);
    REQUIRE(out.told == 0);
    const auto start = std::chrono::steady_clock::now();
    attempt.reset();
    io.restart();
    CHECK(io.run_for(5s) < 10); // some handlers that are silent, and then there is no work
    CHECK(since(start) < 1s);
    CHECK(io.stopped());
    CHECK(out.told == 0);
}

} // namespace

TEST_CASE("a proxy without an address, and one where nobody listens") {
    CHECK(outcome_of({}) == tried{unresolved, "", "no address"});
    const dead_port dead;
    CHECK(outcome_of({.addresses = {dead.address()}}) == tried{refused, "", "127.0.0.1: Connection refused"});
    CHECK(outcome_of({.addresses = {dead.address(), dead.address()}}) ==
          tried{refused, "", "127.0.0.1: Connection refused; 127.0.0.1: Connection refused"});
    const tcp::endpoint no_unicast(boost::asio::ip::make_address("255.255.255.255"), 1);
    CHECK(outcome_of({.addresses = {no_unicast}}).outcome == unreachable);
}

TEST_CASE("a dead or silent address does not keep from the next") {
    const tls_server server(good_certificate(), sending(http_answer(envelope_of("a reply"))));
    const dead_port dead;
    const silent_port silent;
    const auto start = std::chrono::steady_clock::now();
    CHECK(outcome_of({.addresses = {dead.address(), server.address()}}) == tried{answered, "a reply"});
    CHECK(outcome_of({.addresses = {silent.address(), server.address()}}) == tried{answered, "a reply"});
    CHECK(outcome_of({.addresses = {silent.address(), dead.address(), server.address()}}) ==
          tried{answered, "a reply"});
    CHECK(outcome_of({.addresses = {server.address(), silent.address()}}) == tried{answered, "a reply"});
    CHECK(since(start) < 5s);
}

TEST_CASE("an attempt can be given up at every point") {
    SECTION("while it connects") {
        give_up(silent_port().address());
    }
    SECTION("in the handshake") {
        const tls_server server([](tcp::socket& client) { wait_for_end(client); });
        give_up(server.address());
    }
    SECTION("before an answer") {
        give_up(tls_server(good_certificate(), hanging_after("")).address());
    }
    SECTION("in the header") {
        const tls_server server(good_certificate(), hanging_after("HTTP/1.1 200"));
        give_up(server.address());
    }
    SECTION("in the body") {
        const tls_server server(good_certificate(),
                                hanging_after("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
        give_up(server.address());
    }
}

TEST_CASE("an attempt can be given up before it starts, and before it has begun") {
    const tls_server server(good_certificate(), sending(http_answer(envelope_of("a reply"))));
    boost::asio::io_context io;
    tried out;
    make_attempt(io, {.addresses = {server.address()}}, out);
    auto started = make_attempt(io, {.addresses = {server.address()}}, out);
    started->start();
    started.reset();
    io.run();
    CHECK(out.told == 0);
    CHECK(server.connections() == 0);
}

TEST_CASE("an attempt can be destroyed by the one who is told of its end") {
    const tls_server server(good_certificate(), sending(http_answer(envelope_of("a reply"))));
    boost::asio::io_context io;
    std::unique_ptr<attempt> only;
    int told = 0;
    only = sspi::transport::https_attempt(
        io.get_executor(), {{"localhost", server.address().port(), "/"}, {server.address()}},
        sspi::transport::tls_trust(test_anchors()), "EXAMPLE.TEST", {}, [&](auto outcome, auto, auto) {
            ++told;
            CHECK(outcome == answered);
            only.reset();
        });
    only->start();
    io.run();
    CHECK(told == 1);
}

TEST_CASE("an io_context may go with work of attempts that were given up") {
    const tls_server server(good_certificate(), hanging_after("HTTP/1.1 200"));
    const silent_port silent;
    tried out;
    for (const auto& address : {server.address(), silent.address()})
        for (const auto before : {0ms, 1ms, 50ms}) {
            boost::asio::io_context io;
            const auto attempt = make_attempt(io, {.addresses = {address, address}}, out);
            attempt->start();
            io.run_for(before);
        }
    CHECK(out.told == 0);
}

TEST_CASE("attempts at one time on one io_context each have their own end") {
    const tls_server good(good_certificate(), sending_and_closing(http_answer(envelope_of("a reply"))));
    const tls_server bad(issued({.hosts = "DNS:other.sspi.test"}), sending_and_closing(""));
    const dead_port dead;
    boost::asio::io_context io;
    tried outcomes[9];
    std::vector<std::unique_ptr<attempt>> all;
    for (int i = 0; i < 9; ++i) {
        const auto address = i % 3 == 0 ? good.address() : i % 3 == 1 ? bad.address() : dead.address();
        all.push_back(make_attempt(io, {.addresses = {address}}, outcomes[i]));
        all.back()->start();
    }
    io.run_for(20s);
    for (int i = 0; i < 9; ++i)
        CHECK(outcomes[i].outcome == (i % 3 == 0 ? answered : i % 3 == 1 ? distrusted : refused));
}
