// SPDX-License-Identifier: BSL-1.0
// Threads that start together and are waited for. Catch2 is not for several threads: what they find out is looked at
// afterwards.
#pragma once

#include <cstddef>
#include <latch>
#include <thread>
#include <utility>
#include <vector>

namespace sspi::test {

/// Runs body(0), body(1)... at the same time, as nearly as it can be had, and waits for all.
template <class Body>
void crowd(std::size_t count, Body&& body) {
    std::latch start(static_cast<std::ptrdiff_t>(count));
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back([&start, &body, i] {
            start.arrive_and_wait();
            body(i);
        });
}

} // namespace sspi::test
