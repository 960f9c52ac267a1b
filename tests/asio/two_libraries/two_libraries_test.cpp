// SPDX-License-Identifier: BSL-1.0
// Two shared libraries with the C++ headers in one program, each with hidden symbols bound to itself: there is one of
// everything that a process has once.
#include "../sides.hpp"
#include "library.hpp"

#include <chrono>
#include <deque>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;

TEST_CASE("error codes of two libraries are equal, and equal to the program's") {
    const auto one = two_libraries::first(), two = two_libraries::second();
    CHECK(one.refused == two.refused);
    CHECK(one.refused == errc::logon_denied);
    CHECK(one.refused.message() == make_error_code(errc::logon_denied).message());
    CHECK(one.refused == std::errc::permission_denied);
    CHECK(one.truncated == two.truncated);
    CHECK(one.truncated == stream_errc::stream_truncated);
    CHECK(one.refused_stream == two.refused_stream);
    CHECK(std::error_code(one.refused_stream) == errc::logon_denied);
}

TEST_CASE("a scope in a library gives back the program's cancellation") {
    const auto one = two_libraries::first();
    initiator client(client_credential(), service());
    cancellation stop;
    stop.cancel();
    const cancellation::scope obeys(stop);
    one.scope();
    std::error_code error;
    (void)client.step({}, error);
    CHECK(error == errc::cancelled);
}

TEST_CASE("what a library says of the pool holds for the program's handshakes") {
    static const auto silent = [](void*, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN,
                                  void*) -> LONG { return 0; };
    SspiSetKdcRoute("MUTE.TEST", silent, nullptr);
    two_libraries::second().pool_of_one();
    asio::io_context context;
    auto [here, there] = connected(context.get_executor());
    auto who = credential::outbound().user("alice@MUTE.TEST").password("secret").kdc_timeouts(60s, 60s);
    result waits;
    std::optional<stream<memory_layer>> waiting;
    waiting.emplace(std::move(here), initiator(who.acquire(), "HTTP/web.mute.test@MUTE.TEST"));
    begin_handshake(*waiting, waits);
    context.run_for(50ms);
    pair<> both;
    begin_handshake(*both.client, both.shaken[0]);
    begin_handshake(*both.server, both.shaken[1]);
    both.context.run_for(100ms);
    CHECK_FALSE(both.shaken[0].over);
    waiting.reset();
    context.restart();
    context.run();
    run_until(both.context, [&] { return both.shaken[0].over && both.shaken[1].over; });
    CHECK_FALSE(both.shaken[0].error);
    CHECK(waits.error == asio::error::operation_aborted);
    handshake_threads(0);
    SspiSetKdcRoute("MUTE.TEST", nullptr, nullptr);
}
