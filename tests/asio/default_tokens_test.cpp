// SPDX-License-Identifier: BSL-1.0
// Completion tokens that nobody names: the executor's default, deferred where it has none, and as_default_on.
#include "connected_sockets.hpp"
#include "sides.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <exception>
#include <string>
#include <type_traits>

using namespace sspi;
using namespace sspi::test;
using asio::ip::tcp;

namespace {

using plain = stream<tcp::socket>;
using awaiting = asio::use_awaitable_t<>::as_default_on_t<plain>;
using telling = asio::as_tuple_t<asio::use_awaitable_t<>>::as_default_on_t<plain>;

static_assert(!std::is_void_v<asio::default_completion_token_t<plain::executor_type>>);
static_assert(
    std::is_same_v<asio::default_completion_token_t<awaiting::executor_type>, asio::use_awaitable_t<>>);
static_assert(std::is_same_v<awaiting::executor_type, awaiting::next_layer_type::executor_type>);
static_assert(std::is_same_v<plain::rebind_executor<asio::io_context::executor_type>::other,
                             stream<asio::basic_stream_socket<tcp, asio::io_context::executor_type>>>);
static_assert(std::is_convertible_v<plain::executor_type, asio::any_io_executor>);

/// With a token and no condition, and with both, whatever is read into: looked at by the compiler.
template <class Stream>
[[maybe_unused]] void reads(Stream& from, std::array<asio::mutable_buffer, 2>& many, std::string& text,
                            asio::streambuf& buffer) {
    const auto handler = [](error_code, std::size_t) {};
    asio::async_read(from, many, handler);
    asio::async_read(from, asio::dynamic_buffer(text), handler);
    asio::async_read(from, buffer, asio::use_future);
    asio::async_read(from, many, asio::transfer_exactly(3), handler);
    asio::async_read(from, asio::dynamic_buffer(text), asio::transfer_exactly(3), handler);
    asio::async_read(from, buffer, asio::transfer_exactly(3), asio::use_future);
}
[[maybe_unused]] constexpr auto reads_from_stream = &reads<plain>;

/// Runs both, and throws what one of them threw.
void run(asio::io_context& context, asio::awaitable<void> one, asio::awaitable<void> other) {
    std::exception_ptr failed;
    const auto note = [&](const std::exception_ptr& what) {
        if (what) failed = what;
    };
    asio::co_spawn(context, std::move(one), note);
    asio::co_spawn(context, std::move(other), note);
    context.run();
    if (failed) std::rethrow_exception(failed);
}

template <class Stream>
asio::awaitable<void> greet(Stream side) {
    co_await side.async_handshake();
    co_await asio::async_write(side, asio::buffer("hello\n", 6));
    co_await side.async_shutdown();
}
template <class Stream>
asio::awaitable<void> hear(Stream side, std::string& line) {
    co_await side.async_handshake();
    co_await asio::async_read_until(side, asio::dynamic_buffer(line), '\n');
}

} // namespace

TEST_CASE("functions of a stream, and Asio's on top of it, are awaited without a token") {
    connection between;
    std::string line;
    run(between.context, greet(plain(std::move(between.client), usual_client(), service())),
        hear(plain(std::move(between.server), acceptor(usual_server())), line));
    CHECK(line == "hello\n");
}

TEST_CASE("a stream is made into one with another default, as its layer is") {
    connection between;
    std::string line;
    run(between.context,
        greet(asio::use_awaitable_t<>::as_default_on(
            plain(std::move(between.client), usual_client(), service()))),
        hear(awaiting(std::move(between.server), acceptor(usual_server())), line));
    CHECK(line == "hello\n");
}

TEST_CASE("also between the handshake and what follows") {
    connection between;
    std::string text(5, ' ');
    const auto client = [&]() -> asio::awaitable<void> {
        plain side(std::move(between.client), usual_client(), service());
        co_await side.async_handshake();
        co_await side.async_write_some(asio::buffer("first", 5));
        telling same(std::move(side));
        const auto [error, count] = co_await same.async_write_some(asio::buffer("second", 6));
        CHECK_FALSE(error);
        CHECK(count == 6);
        CHECK(same.channel().client_name().find("alice") != std::string::npos);
    };
    const auto server = [&]() -> asio::awaitable<void> {
        plain side(std::move(between.server), acceptor(usual_server()));
        co_await side.async_handshake();
        co_await asio::async_read(side, asio::buffer(text));
        text.resize(11);
        telling same(std::move(side));
        const auto [error, count] = co_await asio::async_read(same, asio::buffer(text.data() + 5, 6));
        CHECK_FALSE(error);
    };
    run(between.context, client(), server());
    CHECK(text == "firstsecond");
}
