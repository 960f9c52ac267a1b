// SPDX-License-Identifier: BSL-1.0
// Streams over TCP on loopback: the functions that block, many messages, and many connections some of which misbehave.
// SSPI_TEST_MESSAGES and SSPI_TEST_CONNECTIONS say how many.
#include "sides.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/resource.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <random>
#include <thread>
#include <tuple>

using namespace sspi;
using namespace sspi::test;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

[[nodiscard]] int number_from(const char* variable, int usual) {
    const char* const text = std::getenv(variable);
    return text != nullptr ? std::atoi(text) : usual;
}

/// A listener, and connections to it.
struct loopback {
    explicit loopback(asio::io_context& context) : listener(context, {asio::ip::address_v4::loopback(), 0}) {}
    [[nodiscard]] tcp::endpoint address() const { return listener.local_endpoint(); }
    tcp::acceptor listener;
};

constexpr auto with_error = asio::as_tuple(asio::use_awaitable);

/// Sends back what it reads, to the end.
template <class Stream>
asio::awaitable<error_code> echo(Stream& side) {
    std::array<char, 1000> octets{};
    for (;;) {
        const auto [error, count] = co_await side.async_read_some(asio::buffer(octets), with_error);
        if (error) co_return error;
        const auto [failed, written] =
            co_await asio::async_write(side, asio::buffer(octets, count), with_error);
        if (failed) co_return failed;
    }
}

/// What became of a server's connections.
struct tally {
    std::atomic<int> ended{0}, failed{0}, refused{0};
    [[nodiscard]] int all() const { return ended + failed + refused; }
};
asio::awaitable<void> serve(tcp::socket socket, tally& count) {
    stream<tcp::socket> side(std::move(socket), acceptor(usual_server()));
    const auto [error] = co_await side.async_handshake(with_error);
    if (error)
        ++count.refused;
    else
        ++(co_await echo(side) == asio::error::eof ? count.ended : count.failed);
}
asio::awaitable<void> listen(tcp::acceptor& at, tally& count) {
    for (;;) {
        auto [error, socket] = co_await at.async_accept(asio::make_strand(at.get_executor()), with_error);
        if (error) co_return;
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket), count), asio::detached);
    }
}

enum class manner { good, hangs_up, sends_garbage, is_cancelled, is_destroyed, stalls };

asio::awaitable<void> talk(stream<tcp::socket>& side, int messages) {
    for (int i = 0; i != messages; ++i) {
        const auto text = "message " + std::to_string(i);
        std::string back(text.size(), ' ');
        co_await asio::async_write(side, asio::buffer(text), asio::use_awaitable);
        co_await asio::async_read(side, asio::buffer(back), asio::use_awaitable);
        if (text != back) throw std::runtime_error("not what was sent");
    }
}

/// A client that ends badly: at once after its connection, in its handshake, or while it reads.
asio::awaitable<void> misbehave(stream<tcp::socket> made, manner how, std::chrono::microseconds after) {
    const auto executor = co_await asio::this_coro::executor;
    std::optional<stream<tcp::socket>> side(std::move(made));
    asio::cancellation_signal signal;
    asio::steady_timer timer(executor, after), end(executor, 60s);
    bool over = false;
    char octet = 0;
    const auto ends = [&](error_code, std::size_t = 0) {
        over = true;
        end.cancel();
    };
    side->async_handshake(asio::bind_cancellation_slot(signal.slot(), [&](error_code error) {
        if (error || !side) return ends(error);
        side->async_read_some(asio::buffer(&octet, 1), asio::bind_cancellation_slot(signal.slot(), ends));
    }));
    co_await timer.async_wait(asio::use_awaitable);
    if (how == manner::hangs_up) side->next_layer().close();
    if (how == manner::is_cancelled) signal.emit(asio::cancellation_type::terminal);
    if (how == manner::is_destroyed) side.reset();
    if (!over) co_await end.async_wait(with_error);
    if (!over) throw std::runtime_error("it never ended");
}

/// One client.
asio::awaitable<void> visit(tcp::endpoint where, manner how, unsigned seed) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    co_await socket.async_connect(where, asio::use_awaitable);
    std::mt19937 random(seed);
    const std::chrono::microseconds after(random() % 20'000);
    if (how == manner::sends_garbage) {
        std::array<unsigned char, 64> garbage{};
        for (auto& each : garbage)
            each = static_cast<unsigned char>(random());
        co_await asio::async_write(socket, asio::buffer(garbage), asio::use_awaitable);
        co_return;
    }
    stream<tcp::socket> side(std::move(socket), usual_client(), service());
    if (how != manner::good && how != manner::stalls)
        co_return co_await misbehave(std::move(side), how, after);
    co_await side.async_handshake(asio::use_awaitable);
    co_await talk(side, 10);
    asio::steady_timer timer(executor, after);
    if (how == manner::stalls) co_await timer.async_wait(asio::use_awaitable);
    if (how == manner::good) co_await side.async_shutdown(asio::use_awaitable);
}

} // namespace

TEST_CASE("the functions that block do what the others do") {
    asio::io_context context;
    loopback here(context);
    auto other = std::async(std::launch::async, [&] {
        asio::io_context own;
        stream<tcp::socket> server(here.listener.accept(own), acceptor(usual_server()));
        server.handshake();
        std::string text(5, ' ');
        asio::read(server, asio::buffer(text));
        asio::write(server, asio::buffer("hello back", 10));
        error_code end, none;
        const auto more = server.read_some(asio::buffer(text), end);
        const auto nothing = server.write_some(asio::buffer("", 0), none);
        server.shutdown();
        return std::tuple(text, end, more, none, nothing);
    });
    stream<tcp::socket> client(tcp::socket(context), usual_client(), service());
    char octet = 0;
    CHECK_THROWS_AS(client.read_some(asio::buffer(&octet, 1)), boost::system::system_error);
    CHECK_THROWS_AS(client.write_some(asio::buffer(&octet, 1)), boost::system::system_error);
    CHECK_THROWS_AS(client.shutdown(), boost::system::system_error);
    client.lowest_layer().connect(here.address());
    client.handshake();
    CHECK_THROWS_AS(client.handshake(), boost::system::system_error);
    CHECK(client.write_some(asio::buffer("hello", 5)) == 5);
    std::string text(10, ' ');
    asio::read(client, asio::buffer(text));
    CHECK(text == "hello back");
    client.shutdown();
    error_code error;
    CHECK(client.write_some(asio::buffer("x", 1), error) == 0);
    CHECK(error == asio::error::shut_down);
    CHECK(client.read_some(asio::buffer(text), error) == 0);
    CHECK(error == asio::error::eof);
    CHECK(other.get() == std::tuple("hello", error_code(asio::error::eof), 0, error_code(), 0));
}

TEST_CASE("a stream takes a reference to its next layer, and blocks also where octets pass as they are") {
    asio::io_context context;
    loopback here(context);
    using bare = framing::negotiate_stream;
    const bare how{.required = protection_level::none};
    auto other = std::async(std::launch::async, [&] {
        asio::io_context own;
        stream<tcp::socket, bare> server(here.listener.accept(own), acceptor(usual_server()), how);
        server.handshake();
        std::string text(5, ' ');
        asio::read(server, asio::buffer(text));
        asio::write(server, asio::buffer(text));
        return server.level();
    });
    tcp::socket socket(context);
    socket.connect(here.address());
    stream<tcp::socket&, bare> client(socket, usual_client(), service(), how);
    client.handshake();
    asio::write(client, asio::buffer("naked", 5));
    std::string text(5, ' ');
    asio::read(client, asio::buffer(text));
    CHECK(text == "naked");
    CHECK(other.get() == protection_level::none);
    CHECK(&client.next_layer() == &socket);
}

TEST_CASE("many small messages come whole and in order, both ways at once") {
    const int messages = number_from("SSPI_TEST_MESSAGES", 20'000);
    asio::io_context context;
    loopback here(context);
    stream<tcp::socket> client(tcp::socket(asio::make_strand(context)), usual_client(), service());
    client.lowest_layer().connect(here.address());
    stream<tcp::socket> server(here.listener.accept(asio::make_strand(context)), acceptor(usual_server()));
    std::atomic<int> over{0};
    const auto send = [&](auto& side) -> asio::awaitable<void> {
        for (int i = 0; i != messages; ++i)
            co_await asio::async_write(side, asio::buffer(&i, sizeof i), asio::use_awaitable);
        co_await side.async_shutdown(asio::use_awaitable);
        ++over;
    };
    const auto receive = [&](auto& side) -> asio::awaitable<void> {
        for (int i = 0, got = -1; i != messages; ++i) {
            co_await asio::async_read(side, asio::buffer(&got, sizeof got), asio::use_awaitable);
            if (got != i) co_return;
        }
        char octet = 0;
        const auto [error, count] = co_await side.async_read_some(asio::buffer(&octet, 1), with_error);
        if (error == asio::error::eof) ++over;
    };
    const auto run = [&](auto& side) -> asio::awaitable<void> {
        co_await side.async_handshake(asio::use_awaitable);
        const auto executor = side.get_executor();
        asio::co_spawn(executor, send(side), asio::detached);
        asio::co_spawn(executor, receive(side), asio::detached);
    };
    asio::co_spawn(client.get_executor(), run(client), asio::detached);
    asio::co_spawn(server.get_executor(), run(server), asio::detached);
    std::jthread helper([&] { context.run(); });
    context.run();
    helper.join();
    CHECK(over == 4);
}

TEST_CASE("many connections, of which some hang up, stall, send garbage, are cancelled or destroyed") {
    const int connections = number_from("SSPI_TEST_CONNECTIONS", 300);
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    asio::io_context context;
    loopback here(context);
    tally count;
    std::atomic<int> gone{0}, broken{0};
    asio::co_spawn(context, listen(here.listener, count), asio::detached);
    for (int i = 0; i != connections; ++i) {
        const auto how = i % 2 == 0 ? manner::good : static_cast<manner>(1 + i / 2 % 5);
        asio::co_spawn(asio::make_strand(context), visit(here.address(), how, static_cast<unsigned>(i)),
                       [&](const std::exception_ptr& failed) {
                           if (failed) ++broken;
                           if (++gone == connections) asio::post(context, [&] { here.listener.close(); });
                       });
    }
    std::jthread helper([&] { context.run(); });
    context.run();
    helper.join();
    CHECK(gone == connections);
    CHECK(broken == 0);
    CHECK(count.all() == connections);
    CHECK(count.ended >= (connections + 1) / 2);
}
