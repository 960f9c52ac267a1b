// SPDX-License-Identifier: BSL-1.0
// Streams in children of fork(), and processes that end while steps wait.
#include "sides.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <thread>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;

namespace {

LONG no_answer(void*, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN, void*) {
    return 0;
}

/// A client whose first step waits on a thread of the pool.
struct waiting_client {
    waiting_client() {
        SspiSetKdcRoute("MUTE.TEST", no_answer, nullptr);
        auto who = credential::outbound();
        who.user("alice@MUTE.TEST").password("secret").kdc_timeouts(60s, 60s);
        auto [here, there] = connected(context.get_executor());
        side.emplace(std::move(here), initiator(who.acquire(), "HTTP/web.mute.test@MUTE.TEST"));
        other.emplace(std::move(there));
        begin_handshake(*side, shaken);
        context.run_for(30ms);
    }
    asio::io_context context{};
    std::optional<stream<memory_layer>> side{};
    std::optional<memory_layer> other{};
    result shaken{};
};

[[nodiscard]] bool shakes_hands() {
    pair<> both;
    begin_handshake(*both.client, both.shaken[0]);
    begin_handshake(*both.server, both.shaken[1]);
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (!(both.shaken[0].over && both.shaken[1].over) && std::chrono::steady_clock::now() < end) {
        both.context.restart();
        both.context.run_one_for(100ms);
    }
    return both.shaken[0].over && both.shaken[1].over && !both.shaken[0].error && !both.shaken[1].error;
}

/// What a child's end says.
[[nodiscard]] int child(const std::function<void()>& body) {
    const auto which = fork();
    if (which == 0) {
        body();
        _exit(3);
    }
    int status = -1;
    REQUIRE(waitpid(which, &status, 0) == which);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("a child of fork() makes handshakes, whether its parent's threads are idle or busy") {
    REQUIRE(shakes_hands());
    CHECK(child([] { _exit(shakes_hands() ? 0 : 1); }) == 0);
    waiting_client busy;
    REQUIRE_FALSE(busy.shaken.over);
    CHECK(child([] {
              if (!shakes_hands()) _exit(1);
              _exit(child([] { _exit(shakes_hands() ? 0 : 1); }) == 0 ? 0 : 2); // and so does its child
          }) == 0);
    CHECK(shakes_hands());
    CHECK_FALSE(busy.shaken.over);
    busy.side.reset();
    run_until(busy.context, [&] { return busy.shaken.over; });
}

TEST_CASE("a process ends at once while a step waits for a silent KDC") {
    const auto began = std::chrono::steady_clock::now();
    CHECK(child([] {
              static waiting_client never; // destroyed after the pool has ended
              std::exit(never.shaken.over ? 1 : 0);
          }) == 0);
    CHECK(child([] {
              auto* const forgotten = std::make_unique<waiting_client>().release();
              std::exit(forgotten->shaken.over ? 1 : 0);
          }) == 0);
    CHECK(std::chrono::steady_clock::now() - began < 20s);
}
