// SPDX-License-Identifier: BSL-1.0
// A test of fork() beside threads that wait for the network.
#include <support/catch.hpp>
#include <support/child.hpp>

#include "waiting_loops.hpp"

#include <sys/resource.h>

#include <exception>

using namespace std::chrono_literals;
using namespace sspi::test;

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

TEST_CASE("a child of a process whose threads wait has a reactor of its own") {
    const waiters all(3);
    const child other([] {
        wait_for(5ms);
        std::thread([] { wait_for(5ms); }).join();
        return true;
    });
    CHECK(other.ends() == "well");
    wait_for(1ms);
}

TEST_CASE("a child that has no descriptors for a reactor leaves its parent's alone, and gets one later") {
    const waiters all(3);
    const child other([] {
        const bool refused = allow_descriptors(3) && cannot_wait();
        if (!refused || !allow_descriptors(256)) return false;
        wait_for(5ms);
        return true;
    });
    CHECK(other.ends() == "well");
    wait_for(1ms);
}

TEST_CASE("a child may stop what its parent's threads wait for, which are not there") {
    waiters all(4);
    const child other([&] {
        for (std::size_t i = 0; i < 4; ++i)
            all.tell_to_stop(i);
        wait_for(5ms);
        return true;
    });
    CHECK(other.ends() == "well");
    CHECK(all.stop(2) < 500ms);
}
