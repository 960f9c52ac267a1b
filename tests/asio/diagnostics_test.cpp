// SPDX-License-Identifier: BSL-1.0
// What is known of a failure goes with the exception or the error code, to those who do not have the stream any more.
#include "connected_sockets.hpp"
#include "wire.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <exception>
#include <future>
#include <optional>

using namespace sspi;
using namespace sspi::test;
using asio::ip::tcp;

namespace {

[[nodiscard]] std::string nobody() {
    return "HTTP/nobody.sspi.test@" + realm_of_streams().name();
}
[[nodiscard]] bool has(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

/// As the synchronous interface says it, and with the target.
void tells(const stream_exception& failed, std::string_view where) {
    CHECK(is(failed.code(), errc::target_unknown));
    CHECK(failed.target() == nobody());
    CHECK_FALSE(failed.detail().hint.empty());
    CHECK(failed.detail().kerberos_name == "KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN");
    CHECK(std::string(failed.what()) == std::string(where) + " with " + nobody() + ": " +
                                            failed.code().message() + " " + failed.detail().hint);
}
[[nodiscard]] stream_exception thrown(const std::exception_ptr& what) {
    REQUIRE(what);
    try {
        std::rethrow_exception(what);
    } catch (const stream_exception& failed) {
        return failed;
    }
}

} // namespace

TEST_CASE("a handshake that blocks throws what the step would have thrown, and is gone then") {
    connection between;
    std::optional<stream_exception> told;
    try {
        stream<tcp::socket> client(std::move(between.client), usual_client(), nobody());
        client.handshake();
    } catch (const stream_exception& failed) {
        told = failed;
    }
    REQUIRE(told);
    tells(*told, "sspi::stream::handshake");
    try {
        initiator same(usual_client(), nobody());
        (void)same.step();
        FAIL();
    } catch (const sspi::system_error& failed) {
        CHECK(failed.code() == std::error_code(told->code()));
        CHECK(failed.detail().hint == told->detail().hint);
    }
}

TEST_CASE("co_await throws it with with_diagnostics") {
    connection between;
    std::exception_ptr what;
    const auto shake = [&]() -> asio::awaitable<void> {
        stream<tcp::socket> client(std::move(between.client), usual_client(), nobody());
        co_await client.async_handshake(with_diagnostics(asio::use_awaitable));
    };
    asio::co_spawn(between.context, shake(), [&](const std::exception_ptr& failed) { what = failed; });
    between.context.run();
    tells(thrown(what), "sspi::stream::handshake");
}

TEST_CASE("other tokens give it, too") {
    connection between;
    std::optional<stream<tcp::socket>> client;
    client.emplace(std::move(between.client), usual_client(), nobody());
    auto future = client->async_handshake(with_diagnostics(asio::use_future));
    between.context.run();
    client.reset();
    CHECK_THROWS_AS(future.get(), stream_exception);
}

TEST_CASE("diagnostics stand beside an error code, and are empty after success") {
    diagnostics more{"stale", {.status = 1, .hint = "stale"}};
    {
        connection between;
        error_code error;
        stream<tcp::socket> client(std::move(between.client), usual_client(), nobody());
        client.async_handshake(more, [&](error_code failed) { error = failed; });
        between.context.run();
        CHECK(is(error, errc::target_unknown));
    }
    CHECK(more.target == nobody());
    CHECK_FALSE(more.detail.hint.empty());
    connection between;
    stream<tcp::socket> client(std::move(between.client), usual_client(), service());
    stream<tcp::socket> server(std::move(between.server), acceptor(usual_server()));
    auto other = std::async(std::launch::async, [&] {
        diagnostics of_server{"stale", {}};
        error_code error;
        server.handshake(error, of_server);
        return !error && of_server.target.empty();
    });
    error_code error;
    client.async_handshake(more, [&](error_code failed) { error = failed; });
    between.context.run();
    CHECK(other.get());
    CHECK_FALSE(error);
    CHECK(more.target.empty());
    CHECK(more.detail.empty());
}

TEST_CASE("a message that was altered says so where it is read") {
    connection between;
    std::exception_ptr what;
    const auto server = [&]() -> asio::awaitable<void> {
        stream<tcp::socket> side(std::move(between.server), acceptor(usual_server()));
        co_await side.async_handshake(with_diagnostics(asio::use_awaitable));
        char text[8];
        const auto count =
            co_await side.async_read_some(asio::buffer(text), with_diagnostics(asio::use_awaitable));
        CHECK(count == 4);
        co_await side.async_read_some(asio::buffer(text), with_diagnostics(asio::use_awaitable));
    };
    const auto client = [&]() -> asio::awaitable<void> {
        stream<tcp::socket> side(std::move(between.client), usual_client(), service());
        co_await side.async_handshake(with_diagnostics(asio::use_awaitable));
        co_await side.async_write_some(asio::buffer("good", 4), with_diagnostics(asio::use_awaitable));
        const auto bad = big(4) + octets("evil");
        co_await side.next_layer().async_write_some(asio::buffer(bad), asio::use_awaitable);
        co_await side.async_shutdown(with_diagnostics(asio::use_awaitable));
    };
    asio::co_spawn(between.context, server(), [&](const std::exception_ptr& failed) { what = failed; });
    asio::co_spawn(between.context, client(), [&](const std::exception_ptr& failed) { CHECK_FALSE(failed); });
    between.context.run();
    const auto failed = thrown(what);
    CHECK(is(failed.code(), errc::invalid_token));
    CHECK(failed.target().empty());
    CHECK(failed.detail().status_name == "SEC_E_INVALID_TOKEN");
    CHECK(has(failed.what(), "sspi::stream::read_some: "));
}

TEST_CASE("an error that is not the library's has no detail of another one") {
    by_hand<framing::length_prefixed> peer(client_of());
    std::exception_ptr what;
    peer.tested->async_handshake(with_diagnostics([&](const std::exception_ptr& failed) { what = failed; }));
    (void)peer.heard(5);
    peer.say(big(0x7FFFFFFF));
    run_until(peer.context, [&] { return what != nullptr; });
    const auto failed = thrown(what);
    CHECK(failed.code() == stream_errc::frame_too_large);
    CHECK(failed.detail().empty());
    CHECK(failed.target() == service());
}
