// SPDX-License-Identifier: BSL-1.0
// A test of fork() beside threads that wait for the network.
#include "../support/catch.hpp"
#include "waiting_loops.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>

using namespace std::chrono_literals;
using namespace sspi::test;

TEST_CASE("a child of a process whose threads wait has a reactor of its own") {
    const waiters all(3);
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        alarm(10);
        wait_for(5ms);
        std::thread([] { wait_for(5ms); }).join();
        _exit(0);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    wait_for(1ms);
}

namespace {

[[nodiscard]] bool cannot_wait() {
    try {
        wait_for(1ms);
        return false;
    } catch (const std::exception&) {
        return true;
    }
}

[[nodiscard]] bool allow_descriptors(rlim_t count) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
    limit.rlim_cur = count;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

} // namespace

TEST_CASE("a child that has no descriptors for a reactor leaves its parent's alone, and gets one later") {
    const waiters all(3);
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        alarm(10);
        const bool refused = allow_descriptors(3) && cannot_wait();
        if (!refused || !allow_descriptors(256)) _exit(1);
        wait_for(5ms);
        _exit(0);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    wait_for(1ms);
}

TEST_CASE("a child may stop what its parent's threads wait for, which are not there") {
    waiters all(4);
    const auto child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        alarm(10);
        for (std::size_t i = 0; i < 4; ++i)
            all.tell_to_stop(i);
        wait_for(5ms);
        _exit(0);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(all.stop(2) < 500ms);
}
