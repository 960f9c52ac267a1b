// SPDX-License-Identifier: BSL-1.0
// Executors and their contexts come and go as they do in programs: strands, contexts that are destroyed while a step waits,
// handlers of another context. SSPI_TEST_ROUNDS says how often. What is to be seen is seen by sanitizers.
#include "connected_sockets.hpp"
#include "sides.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;
using asio::ip::tcp;

namespace {

[[nodiscard]] int rounds(int usual) {
    const char* const text = std::getenv("SSPI_TEST_ROUNDS");
    return text != nullptr ? std::atoi(text) : usual;
}

/// A KDC that answers late, and not what was asked.
struct slow_kdc {
    slow_kdc() { SspiSetKdcRoute(realm, answer, nullptr); }
    ~slow_kdc() { SspiSetKdcRoute(realm, nullptr, nullptr); }
    slow_kdc(const slow_kdc&) = delete;
    slow_kdc& operator=(const slow_kdc&) = delete;

    static LONG answer(void*, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN, void*) {
        std::this_thread::sleep_for(3ms);
        return 1;
    }
    [[nodiscard]] static initiator client() {
        auto who = credential::outbound();
        who.user("alice@SLOW.TEST").password("secret");
        return {who.acquire(), "HTTP/web.slow.test@SLOW.TEST"};
    }
    static constexpr const char* realm = "SLOW.TEST";
};

template <class Stream>
void begin(Stream& side, result& where) {
    side.async_handshake(into(where));
}

} // namespace

TEST_CASE("a context is destroyed as soon as handshakes over its strands are through") {
    for (int i = 0, end = rounds(300); i != end; ++i) {
        auto context = std::make_unique<asio::io_context>();
        result client_shaken, server_shaken;
        {
            auto [one, other] = sockets<tcp::socket>(asio::any_io_executor(asio::make_strand(*context)),
                                                     asio::any_io_executor(asio::make_strand(*context)));
            stream<tcp::socket> client(std::move(one), usual_client(), service());
            stream<tcp::socket> server(std::move(other), acceptor(usual_server()));
            begin(client, client_shaken);
            begin(server, server_shaken);
            context->run();
        }
        context.reset();
        REQUIRE(client_shaken.over);
        REQUIRE(server_shaken.over);
        REQUIRE_FALSE(client_shaken.error);
        REQUIRE_FALSE(server_shaken.error);
    }
}

TEST_CASE("a stream, its strand and their context are destroyed while a step waits") {
    using strand = asio::strand<asio::io_context::executor_type>;
    using strand_socket = asio::basic_stream_socket<tcp, strand>;
    const slow_kdc kdc;
    for (int i = 0, end = rounds(300); i != end; ++i) {
        auto context = std::make_unique<asio::io_context>();
        result shaken;
        {
            auto [one, other] =
                sockets<strand_socket>(asio::make_strand(*context), asio::make_strand(*context));
            auto client = std::make_unique<stream<strand_socket>>(std::move(one), slow_kdc::client());
            begin(*client, shaken);
            context->run_for(std::chrono::microseconds(i % 40 * 100));
            client.reset();
            if (i % 2 == 0) context->poll();
        }
        context.reset();
    }
    std::this_thread::sleep_for(50ms); // the last steps end
}

TEST_CASE("the context of a handler is destroyed before the stream's") {
    const slow_kdc kdc;
    for (int i = 0, end = rounds(300); i != end; ++i) {
        asio::io_context context;
        auto handlers = std::make_unique<asio::io_context>();
        auto [one, other] = sockets<tcp::socket>(asio::any_io_executor(context.get_executor()),
                                                 asio::any_io_executor(context.get_executor()));
        stream<tcp::socket> client(std::move(one), slow_kdc::client());
        bool called = false;
        client.async_handshake(
            asio::bind_executor(asio::make_strand(*handlers), [&](error_code) { called = true; }));
        context.poll();
        if (i % 2 == 0) handlers->run_for(std::chrono::microseconds(i % 40 * 100));
        handlers.reset();
        CHECK((!called || i % 2 == 0));
        context.poll();
    }
    std::this_thread::sleep_for(50ms);
}
