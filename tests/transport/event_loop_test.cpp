// SPDX-License-Identifier: BSL-1.0
// Tests of calls that wait for the network at one time, on one reactor.
#include "../support/catch.hpp"
#include "open_descriptors.hpp"
#include "waiting_loops.hpp"

#include <boost/asio/post.hpp>
#include <trace.hpp>

#include <atomic>
#include <barrier>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace std::chrono_literals;
using namespace sspi::test;

namespace {

using clock_type = std::chrono::steady_clock;

} // namespace

TEST_CASE("each call that waits holds its own socket and no other descriptor") {
    wait_for(1ms); // the reactor is there
    const auto before = open_descriptors();
    constexpr int count = 8;
    {
        const waiters all(count);
        CHECK(open_descriptors() - before == count);
    }
    CHECK(open_descriptors() == before);
}

TEST_CASE("whoever is stopped goes at once, the first as well as the others, in any order") {
    waiters all(6);
    for (const std::size_t which : {0u, 5u, 2u, 1u, 4u, 3u})
        CHECK(all.stop(which) < 500ms);
}

TEST_CASE("those who stay are served when the one who ran their handlers goes") {
    std::vector<std::thread> threads;
    const auto start = clock_type::now();
    for (int i = 0; i < 10; ++i)
        threads.emplace_back([i] { wait_for(std::chrono::milliseconds(20 * (i % 5))); });
    for (auto& each : threads)
        each.join();
    CHECK(clock_type::now() - start < 2s);
}

TEST_CASE("what a handler throws is thrown to its own call") {
    const waiters others(2);
    event_loop loop;
    CHECK_THROWS_AS(loop.run([&] { asio::post(loop.executor(), [] { throw std::range_error("mine"); }); }),
                    std::range_error);
    event_loop at_once;
    CHECK_THROWS_AS(at_once.run([] { throw std::range_error("mine"); }), std::range_error);
    event_loop after;
    CHECK_NOTHROW(after.run([&] { asio::post(after.executor(), [&] { after.stop(); }); }));
}

TEST_CASE("no handler runs once its call is over, and what it holds is gone with the loop") {
    const auto held = std::make_shared<int>(0);
    {
        event_loop loop;
        loop.run([&] {
            asio::post(loop.executor(), [&] { loop.stop(); });
            asio::post(loop.executor(), [&, held] { loop.stop(); });
        });
        asio::post(loop.executor(), [held] { ++*held; });
    }
    CHECK(*held == 0);
    CHECK(held.use_count() == 1);
}

TEST_CASE("the handlers of a call run one at a time, whoever runs them") {
    constexpr int calls = 8, rounds = 200;
    std::barrier together(calls);
    std::atomic<int> overlaps{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < calls; ++i)
        threads.emplace_back([&] {
            together.arrive_and_wait();
            event_loop loop;
            int left = rounds, within = 0; // of no atomic type: that is what is tested, under TSan too
            std::function<void()> next = [&] {
                if (++within != 1) ++overlaps;
                if (--left == 0)
                    loop.stop();
                else
                    asio::post(loop.executor(), next);
                --within;
            };
            loop.run([&] { asio::post(loop.executor(), next); });
            if (left != 0) ++overlaps;
        });
    for (auto& each : threads)
        each.join();
    CHECK(overlaps == 0);
}

TEST_CASE("what a handler traces is told by the thread of its call, and when that is over") {
    struct told {
        std::thread::id by{};
        std::string line{};
        bool waiting = true;
        bool while_waiting = false;
    } seen;
    const waiters others(1); // whose thread runs all handlers
    sspi::trace::listen(
        [](void* to, const char* line) {
            auto& out = *static_cast<told*>(to);
            out.by = std::this_thread::get_id();
            out.line = line;
            out.while_waiting = out.waiting;
        },
        &seen);
    std::thread::id ran{};
    {
        event_loop loop;
        loop.run([&] {
            asio::post(loop.executor(), [&] {
                ran = std::this_thread::get_id();
                sspi::trace::line("a step");
                seen.waiting = false;
                loop.stop();
            });
        });
    }
    sspi::trace::listen(nullptr, nullptr);
    CHECK(ran != std::this_thread::get_id());
    CHECK(seen.by == std::this_thread::get_id());
    CHECK_FALSE(seen.while_waiting);
    CHECK(seen.line.find("[" + std::to_string(::gettid()) + "] a step") != std::string::npos);
}
