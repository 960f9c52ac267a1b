// SPDX-License-Identifier: BSL-1.0
// Two streams that talk to each other through memory, in a realm that is this program's own.
#pragma once

#include "memory_layer.hpp"

#include <sspi/asio/stream.hpp>
#include <sspi/testing/local_realm.hpp>
#include <support/catch.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::test {

/// OpenSSL loses the error state of the thread that first uses it, when that ends before the process does. So it is first
/// used here, and not by a thread of a pool.
inline testing::local_realm realm_after_first_use() {
    testing::local_realm realm({{"alice", "secret"}}, {"HTTP/web.sspi.test"});
    initiator client(credential::outbound().cache(realm.cache("alice")).acquire(),
                     "HTTP/web.sspi.test@" + realm.name());
    acceptor server(credential::inbound().keytab(realm.keytab()).acquire());
    REQUIRE(client.step(server.step(client.step().token).token).next == want::nothing);
    return realm;
}
inline testing::local_realm& realm_of_streams() {
    static auto realm = realm_after_first_use();
    return realm;
}
/// With its realm, which the machine's configuration does not know.
[[nodiscard]] inline std::string service() {
    return "HTTP/web.sspi.test@" + realm_of_streams().name();
}

/// Alice with her ticket-granting ticket: the first of her contexts asks the KDC.
[[nodiscard]] inline credential client_credential(std::string_view package = packages::negotiate) {
    return credential::outbound().package(package).cache(realm_of_streams().cache("alice")).acquire();
}
[[nodiscard]] inline credential server_credential(std::string_view package = packages::negotiate) {
    return credential::inbound().package(package).keytab(realm_of_streams().keytab()).acquire();
}
/// The same ones for all tests that do not look at what the KDC was asked.
[[nodiscard]] inline const credential& usual_client() {
    static const auto it = client_credential();
    return it;
}
[[nodiscard]] inline const credential& usual_server() {
    static const auto it = server_credential();
    return it;
}

/// What became of an operation.
struct result {
    bool over = false;
    error_code error{};
    std::size_t count = 0;
};
/// A handler that notes it.
[[nodiscard]] inline auto into(result& where) {
    return [&where](error_code error, std::size_t count = 0) {
        CHECK_FALSE(where.over);
        where = {true, error, count};
    };
}

/// Begin operations, which note what became of them and obey the slot. Compiled once, in sides.cpp, for each framing.
template <class Framing>
using memory_stream = stream<memory_layer, Framing>;
template <class Framing>
void begin_handshake(memory_stream<Framing>& side, result& where, asio::cancellation_slot slot = {});
template <class Framing>
void begin_read_some(memory_stream<Framing>& side, asio::mutable_buffer to, result& where,
                     asio::cancellation_slot slot = {});
template <class Framing>
void begin_write_some(memory_stream<Framing>& side, asio::const_buffer from, result& where,
                      asio::cancellation_slot slot = {});
template <class Framing>
void begin_shutdown(memory_stream<Framing>& side, result& where, asio::cancellation_slot slot = {});
/// Of all that the buffer has.
template <class Framing>
void begin_read(memory_stream<Framing>& side, asio::mutable_buffer to, result& where);
template <class Framing>
void begin_write(memory_stream<Framing>& side, asio::const_buffer from, result& where);

/// Runs until a condition is true. The tests' own patience ends after a minute.
inline void run_until(asio::io_context& context, const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
        REQUIRE(std::chrono::steady_clock::now() < end);
        context.restart();
        context.run_one_for(std::chrono::milliseconds(100));
    }
}
/// Runs what can run now.
inline void settle(asio::io_context& context) {
    context.restart();
    context.poll();
}

template <class Framing = framing::length_prefixed>
struct pair {
    using side = memory_stream<Framing>;

    explicit pair(Framing of_client = {}, Framing of_server = {})
        : pair(usual_client(), usual_server(), of_client, of_server) {}
    pair(const credential& who, const credential& whose, Framing of_client, Framing of_server)
        : pair(initiator(who, service(), {.request = of_client.request(), .required = {}}), whose, of_client,
               of_server) {}
    pair(initiator who, const credential& whose, Framing of_client, Framing of_server) {
        auto [one, other] = connected(context.get_executor());
        client.emplace(std::move(one), std::move(who), of_client);
        server.emplace(std::move(other), acceptor(whose), of_server);
    }

    /// Both sides' handshakes, until both are over.
    void shake_hands() {
        begin_handshake(*client, shaken[0]);
        begin_handshake(*server, shaken[1]);
        run_until(context, [&] {
            // Who fails hangs up.
            if (shaken[0].error) client->next_layer().close();
            if (shaken[1].error) server->next_layer().close();
            return shaken[0].over && shaken[1].over;
        });
    }
    void establish() {
        shake_hands();
        INFO(shaken[0].error.message() << " / " << shaken[1].error.message());
        REQUIRE_FALSE(shaken[0].error);
        REQUIRE_FALSE(shaken[1].error);
    }

    asio::io_context context{};
    std::optional<side> client{};
    std::optional<side> server{};
    result shaken[2]{};
};

template <class Stream>
void write_all(asio::io_context& context, Stream& to, std::string_view text) {
    result written;
    begin_write(to, asio::buffer(text), written);
    run_until(context, [&] { return written.over; });
    CHECK_FALSE(written.error);
    CHECK(written.count == text.size());
}
template <class Stream>
[[nodiscard]] std::string read_exactly(asio::io_context& context, Stream& from, std::size_t size) {
    std::string text(size, '\0');
    result got;
    begin_read(from, asio::buffer(text), got);
    run_until(context, [&] { return got.over; });
    CHECK_FALSE(got.error);
    text.resize(got.count);
    return text;
}
/// One read; its error.
template <class Stream>
[[nodiscard]] error_code read_error(asio::io_context& context, Stream& from) {
    char octet = 0;
    result got;
    begin_read_some(from, asio::buffer(&octet, 1), got);
    run_until(context, [&] { return got.over; });
    CHECK(got.count == 0);
    return got.error;
}

} // namespace sspi::test
