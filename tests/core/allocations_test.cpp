// SPDX-License-Identifier: BSL-1.0
// Memory handed out: what is released, and what is left alone.
#include <core/allocations.hpp>
#include <support/catch.hpp>

#include <algorithm>
#include <vector>

using namespace sspi::core;

TEST_CASE("memory is zeroed, aligned, and released once") {
    allocations memory;
    for (const std::size_t size : {1U, 7U, 16U, 1000U, 1U << 20}) {
        const auto block = memory.allocate(size);
        REQUIRE(block.size() == size);
        CHECK(reinterpret_cast<std::uintptr_t>(block.data()) % alignof(std::max_align_t) == 0);
        CHECK(std::ranges::all_of(block, [](std::byte b) { return b == std::byte{}; }));
        std::ranges::fill(block, std::byte{0xFF});
        CHECK(memory.release(block.data()));
        CHECK_FALSE(memory.release(block.data()));
    }
}

TEST_CASE("a block of no bytes has an address of its own") {
    allocations memory;
    const auto one = memory.allocate(0), other = memory.allocate(0);
    CHECK(one.data() != nullptr);
    CHECK(one.data() != other.data());
    CHECK(memory.release(one.data()));
    CHECK(memory.release(other.data()));
}

TEST_CASE("what was not handed out is not released") {
    allocations memory, others;
    const auto block = memory.allocate(64);
    int on_stack = 0;
    CHECK_FALSE(memory.release(nullptr));
    CHECK_FALSE(memory.release(&on_stack));
    CHECK_FALSE(memory.release(block.data() + block.size()));
    for (std::size_t i = 1; i < block.size(); ++i)
        CHECK_FALSE(memory.release(block.data() + i));
    CHECK_FALSE(others.release(block.data()));
    CHECK(memory.release(block.data()));
}

TEST_CASE("many blocks are told apart") {
    allocations memory;
    std::vector<std::byte*> blocks;
    for (std::size_t i = 0; i < 5000; ++i)
        blocks.push_back(memory.allocate(i % 50).data());
    std::ranges::reverse(blocks);
    for (auto* const block : blocks)
        if (!memory.release(block)) CHECK(block == nullptr);
    for (auto* const block : blocks)
        if (memory.release(block)) CHECK(block == nullptr);
}

TEST_CASE("an allocation that is not given away is released, one that is given is the caller's") {
    const void* kept = nullptr;
    {
        allocation block(10);
        kept = block.bytes().data();
        allocation moved(std::move(block));
        CHECK(moved.bytes().data() == kept);
    }
    CHECK_FALSE(caller_memory().release(kept));
    void* given = nullptr;
    {
        allocation block(10);
        given = block.give();
        CHECK(block.bytes().empty());
    }
    CHECK(caller_memory().release(given));
}
