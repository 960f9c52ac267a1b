// SPDX-License-Identifier: BSL-1.0
// Secrets are gone when their owner lets go of them.

#include <sspi/detail/secret.hpp>

#include "../support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <type_traits>
#include <vector>

namespace {

/// What a watched block held at the moment it was freed.
struct free_watch {
    void* block = nullptr;
    std::size_t size = 0;
    std::array<unsigned char, 64> held{};
    int freed = 0;
};
free_watch watch;

void release(void* block) noexcept {
    if (block != nullptr && block == watch.block) {
        std::memcpy(watch.held.data(), block, std::min(watch.size, watch.held.size()));
        ++watch.freed;
        watch.block = nullptr;
    }
    std::free(block);
}

} // namespace

// The only way to look at memory that is being freed without reading it afterwards.
void* operator new[](std::size_t size) {
    if (void* block = std::malloc(size != 0 ? size : 1)) return block;
    throw std::bad_alloc();
}
void operator delete[](void* block) noexcept {
    release(block);
}
void operator delete[](void* block, std::size_t) noexcept {
    release(block);
}

namespace {

using namespace sspi::detail;

constexpr std::string_view text = "correct horse battery";

template <class Secret>
void watch_memory_of(const Secret& secret) {
    watch = {};
    watch.block = const_cast<void*>(static_cast<const void*>(secret.data()));
    watch.size = secret.capacity();
    watch.held.fill(0xFF);
}

bool was_wiped() {
    return watch.freed == 1 &&
           std::all_of(watch.held.begin(), watch.held.begin() + static_cast<long>(watch.size),
                       [](unsigned char c) { return c == 0; });
}

static_assert(!std::is_copy_constructible_v<secret_string> && !std::is_copy_assignable_v<secret_string>);
static_assert(std::is_nothrow_move_constructible_v<secret_string>);
static_assert(!std::is_copy_constructible_v<secret_bytes> && std::is_nothrow_move_assignable_v<secret_bytes>);

TEST_CASE("the watch sees what a block holds when it is freed") {
    auto block = std::make_unique<char[]>(text.size());
    std::memcpy(block.get(), text.data(), text.size());
    watch = {};
    watch.block = block.get();
    watch.size = text.size();
    block.reset();
    REQUIRE(watch.freed == 1);
    CHECK(std::memcmp(watch.held.data(), text.data(), text.size()) == 0);
}

TEST_CASE("wiping clears exactly the bytes given") {
    std::array<std::byte, 6> bytes;
    bytes.fill(std::byte{0xAA});
    wipe(std::span(bytes).subspan(1, 4));
    CHECK(bytes.front() == std::byte{0xAA});
    CHECK(bytes.back() == std::byte{0xAA});
    CHECK(std::all_of(bytes.begin() + 1, bytes.end() - 1, [](std::byte b) { return b == std::byte{0}; }));
    wipe({});
}

TEST_CASE("a password is wiped when it is destroyed") {
    {
        const secret_string secret(text);
        REQUIRE(secret.view() == text);
        watch_memory_of(secret);
    }
    CHECK(was_wiped());
}

TEST_CASE("a password is wiped when another one is assigned over it") {
    secret_string secret(text);
    watch_memory_of(secret);
    secret = secret_string(std::string_view("other"));
    CHECK(was_wiped());
    CHECK(secret.view() == "other");
}

TEST_CASE("a key is wiped when it is destroyed") {
    {
        const secret_bytes key(std::as_bytes(std::span(text)));
        REQUIRE(key.view().size() == text.size());
        watch_memory_of(key);
    }
    CHECK(was_wiped());
}

TEST_CASE("moving takes the secret along and leaves nothing behind") {
    secret_string from(text);
    const secret_string to(std::move(from));
    CHECK(to.view() == text);
    CHECK(from.empty()); // NOLINT(bugprone-use-after-move): the promise under test
    CHECK(from.capacity() == 0);
}

TEST_CASE("assigning a password to itself keeps it") {
    secret_string secret(text);
    auto& same = secret;
    secret = std::move(same);
    CHECK(secret.view() == text);
}

TEST_CASE("a password is NUL-terminated for C functions, even an empty one") {
    CHECK(std::strlen(secret_string(text).c_str()) == text.size());
    CHECK(*secret_string().c_str() == '\0');
    CHECK(*secret_string(std::size_t{16}).c_str() == '\0');
}

TEST_CASE("a buffer of zero bytes can be filled in place") {
    auto key = secret_bytes::of_size(16);
    REQUIRE(key.view().size() == 16);
    CHECK(std::all_of(key.view().begin(), key.view().end(), [](std::byte b) { return b == std::byte{0}; }));
    key.units()[3] = std::byte{7};
    CHECK(key.view()[3] == std::byte{7});
}

} // namespace
