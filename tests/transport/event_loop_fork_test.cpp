// SPDX-License-Identifier: BSL-1.0
// A test of fork() beside threads that wait for the network.
#include "../support/catch.hpp"
#include "waiting_loops.hpp"

#include <sys/wait.h>
#include <unistd.h>

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
