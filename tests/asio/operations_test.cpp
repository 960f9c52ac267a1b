// SPDX-License-Identifier: BSL-1.0
// Completion tokens, executors, allocators: what every asynchronous operation of Asio's kind has to heed.
#include "sides.hpp"
#include "watched_memory.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <cstdlib>
#include <memory>
#include <thread>
#include <tuple>

using namespace sspi;
using namespace sspi::test;

namespace {

/// Counts, and belongs to one thread.
struct counted {
    std::thread::id home = std::this_thread::get_id();
    std::size_t made = 0;
    std::size_t live = 0;
};
template <class T>
struct counting_allocator {
    using value_type = T;
    explicit counting_allocator(counted& where) : count(&where) {}
    template <class U>
    counting_allocator(const counting_allocator<U>& other) : count(other.count) {} // NOLINT: meant to convert
    T* allocate(std::size_t n) {
        if (std::this_thread::get_id() != count->home) std::abort();
        ++count->made;
        ++count->live;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n) {
        if (std::this_thread::get_id() != count->home) std::abort();
        --count->live;
        std::allocator<T>().deallocate(p, n);
    }
    friend bool operator==(const counting_allocator& a, const counting_allocator& b) {
        return a.count == b.count;
    }
    counted* count;
};

/// Two streams over sockets of the system.
struct socket_pair {
    using socket = asio::local::stream_protocol::socket;

    socket_pair() {
        socket one(context), other(context);
        asio::local::connect_pair(one, other);
        client.emplace(std::move(one), usual_client(), service());
        server.emplace(std::move(other), acceptor(usual_server()));
    }
    asio::io_context context{};
    std::optional<stream<socket>> client{};
    std::optional<stream<socket>> server{};
};

/// Whether a function that begins an operation also ends it.
template <class Begin>
void expect_later(asio::io_context& context, Begin&& begin) {
    bool beginning = true, over = false;
    begin([&](error_code, std::size_t = 0) {
        CHECK_FALSE(beginning);
        over = true;
    });
    beginning = false;
    CHECK_FALSE(over);
    run_until(context, [&] { return over; });
}

} // namespace

TEST_CASE("no handler is called by the function that it was given to") {
    pair<> both;
    auto& client = *both.client;
    auto& context = both.context;
    char octet = 0;
    const auto read = [&](std::size_t size) {
        expect_later(context,
                     [&](auto handler) { client.async_read_some(asio::buffer(&octet, size), handler); });
    };
    read(1); // not connected
    expect_later(context, [&](auto handler) { client.async_write_some(asio::buffer("x", 1), handler); });
    expect_later(context, [&](auto handler) { client.async_shutdown(handler); });
    both.establish();
    read(0);
    write_all(context, *both.server, "several octets");
    read(1);
    read(1);                                                                       // it is there already
    expect_later(context, [&](auto handler) { client.async_handshake(handler); }); // connected already
    expect_later(context, [&](auto handler) { client.async_write_some(asio::buffer("x", 0), handler); });
    expect_later(context, [&](auto handler) { client.async_write_some(asio::buffer("x", 1), handler); });
    expect_later(context, [&](auto handler) { client.async_shutdown(handler); });
    expect_later(context, [&](auto handler) { client.async_shutdown(handler); });
}

TEST_CASE("what cannot be done now says so") {
    pair<> both;
    CHECK(read_error(both.context, *both.client) == asio::error::not_connected);
    result early;
    both.client->async_shutdown(into(early));
    run_until(both.context, [&] { return early.over; });
    CHECK(early.error == asio::error::not_connected);
    CHECK_FALSE(both.client->channel().established());
    CHECK(both.client->level() == protection_level::none);
    both.establish();

    char octet = 0;
    result first;
    both.client->async_read_some(asio::buffer(&octet, 1), into(first));
    CHECK(read_error(both.context, *both.client) == asio::error::already_started);
    write_all(both.context, *both.server, "x");
    run_until(both.context, [&] { return first.over; });
    CHECK(octet == 'x');
    write_all(both.context, *both.server, "y");
    CHECK(read_exactly(both.context, *both.client, 1) == "y");

    both.client->next_layer().script().stalls_at = both.client->next_layer().script().operations + 1;
    result second, third, fourth;
    both.client->async_write_some(asio::buffer("a", 1), into(second));
    both.client->async_write_some(asio::buffer("b", 1), into(third));
    both.client->async_shutdown(into(fourth));
    run_until(both.context, [&] { return third.over && fourth.over; });
    CHECK(third.error == asio::error::already_started);
    CHECK(fourth.error == asio::error::already_started);
    CHECK_FALSE(second.over);
}

TEST_CASE("a read and a write are under way at the same time") {
    pair<> both;
    both.establish();
    char octet = 0;
    result read;
    both.client->async_read_some(asio::buffer(&octet, 1), into(read));
    write_all(both.context, *both.client, "while it waits");
    CHECK(read_exactly(both.context, *both.server, 14) == "while it waits");
    CHECK_FALSE(read.over);
    write_all(both.context, *both.server, "!");
    run_until(both.context, [&] { return read.over; });
    CHECK(octet == '!');
}

TEST_CASE("operations go on in a stream that was moved") {
    pair<> both;
    both.client->async_handshake(into(both.shaken[0]));
    std::optional<pair<>::side> moved(std::move(*both.client));
    both.client.reset();
    both.server->async_handshake(into(both.shaken[1]));
    run_until(both.context, [&] { return both.shaken[0].over && both.shaken[1].over; });
    CHECK_FALSE(both.shaken[0].error);
    write_all(both.context, *both.server, "hello");
    CHECK(read_exactly(both.context, *moved, 5) == "hello");
}

TEST_CASE("handlers may be moved only") {
    pair<> both;
    result client, server;
    const auto noted = [](result& where) {
        return [&where, owned = std::make_unique<int>(1)](error_code error, std::size_t count = 0) {
            where = {true, error, count + static_cast<std::size_t>(*owned)};
        };
    };
    both.client->async_handshake(noted(client));
    both.server->async_handshake(noted(server));
    run_until(both.context, [&] { return client.over && server.over; });
    CHECK_FALSE(client.error);
    char octet = 0;
    result read, written;
    both.server->async_read_some(asio::buffer(&octet, 1), noted(read));
    both.client->async_write_some(asio::buffer("x", 1), noted(written));
    run_until(both.context, [&] { return read.over && written.over; });
    CHECK(read.count == 2);
    CHECK(written.count == 2);
    result ended;
    both.client->async_shutdown(noted(ended));
    run_until(both.context, [&] { return ended.over; });
}

TEST_CASE("futures, deferred and detached operations") {
    pair<> both;
    std::jthread runner([&, work = asio::make_work_guard(both.context)]() mutable {
        both.context.run_for(std::chrono::seconds(60));
    });
    auto client = both.client->async_handshake(asio::use_future);
    auto server = both.server->async_handshake(asio::use_future);
    client.get();
    server.get();
    std::string text(5, ' ');
    auto read = asio::async_read(*both.server, asio::buffer(text), asio::use_future);
    auto later = both.client->async_write_some(asio::buffer("hello", 5), asio::deferred);
    CHECK(std::move(later)(asio::use_future).get() == 5);
    CHECK(read.get() == 5);
    CHECK(text == "hello");
    both.client->async_shutdown(asio::detached);
    char octet = 0;
    auto end = both.server->async_read_some(asio::buffer(&octet, 1), asio::use_future);
    CHECK_THROWS_AS(end.get(), boost::system::system_error);
    both.context.stop();
}

TEST_CASE("coroutines") {
    pair<> both;
    std::string heard;
    error_code end;
    const auto client = [&]() -> asio::awaitable<void> {
        co_await both.client->async_handshake(asio::use_awaitable);
        co_await asio::async_write(*both.client, asio::buffer("one line\nand more", 17), asio::use_awaitable);
        co_await both.client->async_shutdown(asio::use_awaitable);
    };
    const auto server = [&]() -> asio::awaitable<void> {
        co_await both.server->async_handshake(asio::use_awaitable);
        co_await asio::async_read_until(*both.server, asio::dynamic_buffer(heard), '\n', asio::use_awaitable);
        for (error_code error; !error;) {
            char more[10];
            std::tie(error, std::ignore) = co_await both.server->async_read_some(
                asio::buffer(more), asio::as_tuple(asio::use_awaitable));
            end = error;
        }
    };
    int over = 0;
    const auto note = [&](const std::exception_ptr& failed) {
        CHECK(failed == nullptr);
        ++over;
    };
    asio::co_spawn(both.context, client(), note);
    asio::co_spawn(both.context, server(), note);
    run_until(both.context, [&] { return over == 2; });
    CHECK(heard.substr(0, 9) == "one line\n");
    CHECK(end == asio::error::eof);
}

TEST_CASE("handlers, and all that happens on the way to them, run by their own executor") {
    pair<> both;
    auto strand = asio::make_strand(both.context);
    int over = 0;
    const auto here = [&] {
        return asio::bind_executor(strand, [&](error_code error, std::size_t = 0) {
            CHECK_FALSE(error);
            CHECK(strand.running_in_this_thread());
            ++over;
        });
    };
    both.client->async_handshake(here());
    both.server->async_handshake(here());
    run_until(both.context, [&] { return over == 2; });
    char octet = 0;
    both.server->async_read_some(asio::buffer(&octet, 1), here());
    both.client->async_write_some(asio::buffer("x", 1), here());
    run_until(both.context, [&] { return over == 4; });
    both.server->async_read_some(asio::buffer(&octet, 0), here());
    both.client->async_shutdown(here());
    run_until(both.context, [&] { return over == 6; });
}

TEST_CASE("memory on the way comes from the handler's allocator, in its own thread, and goes back there") {
    socket_pair both;
    counted count;
    int over = 0;
    const auto with = [&] {
        return asio::bind_allocator(counting_allocator<void>(count), [&](error_code error, std::size_t = 0) {
            CHECK_FALSE(error);
            CHECK(count.live == 0);
            ++over;
        });
    };
    const auto used = [&](auto&& begin) {
        const auto before = count.made;
        const auto enough = over + 1;
        begin();
        run_until(both.context, [&] { return over == enough; });
        CHECK(count.made > before);
    };
    result other;
    both.server->async_handshake(into(other));
    used([&] { both.client->async_handshake(with()); });
    run_until(both.context, [&] { return other.over; });
    used([&] { both.client->async_write_some(asio::buffer("x", 1), with()); });
    char octet = 0;
    used([&] { both.server->async_read_some(asio::buffer(&octet, 1), with()); });
    used([&] { both.client->async_shutdown(with()); });
    CHECK(count.live == 0);
}

TEST_CASE("messages cost no memory once the buffers have grown") {
    socket_pair both;
    auto& client = *both.client;
    auto& server = *both.server;
    std::size_t before = 0, after = 0;
    constexpr int warm = 50, all = 1000;
    const auto write = [&]() -> asio::awaitable<void> {
        co_await client.async_handshake(asio::use_awaitable);
        std::string text(3000, 't');
        for (int i = 0; i != all; ++i)
            co_await asio::async_write(client, asio::buffer(text), asio::use_awaitable);
    };
    const auto read = [&]() -> asio::awaitable<void> {
        co_await server.async_handshake(asio::use_awaitable);
        std::string text(3000, ' ');
        for (int i = 0; i != all; ++i) {
            if (i == warm) before = allocations;
            co_await asio::async_read(server, asio::buffer(text), asio::use_awaitable);
        }
        after = allocations;
    };
    asio::co_spawn(both.context, write(), asio::detached);
    asio::co_spawn(both.context, read(), asio::detached);
    both.context.run();
    REQUIRE(before != 0);
    CHECK(after - before <= 4); // buffers that had not met their largest yet
}
