// SPDX-License-Identifier: BSL-1.0
// Keys, and the plaintext of messages that are refused, are not left behind: neither on the stack nor in memory that is given
// back.
#include "protection_pair.hpp"

#include <messages/openssl_keys.hpp>
#include <messages/openssl_pbkdf2.hpp>
#include <messages/string_to_key.hpp>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include <pthread.h>
#if defined(__APPLE__)
#include <malloc/malloc.h>
#else
#include <malloc.h>
#endif

using namespace sspi;
using namespace sspi::test;
using namespace sspi::messages;

namespace {

/// A secret, known again by eight octets of it in a row, which are no accident.
class pattern {
  public:
    pattern() = default;
    explicit pattern(std::span<const std::byte> secret) {
        for (std::size_t i = 0; i + sizeof(std::uint64_t) <= secret.size(); ++i) {
            parts_.push_back(part_at(secret, i));
            first_.set(parts_.back() & 0xFFFF);
        }
        std::ranges::sort(parts_);
    }
    [[nodiscard]] bool is_in(std::span<const std::byte> memory) const {
        if (parts_.empty()) return false;
        for (std::size_t i = 0; i + sizeof(std::uint64_t) <= memory.size(); ++i) {
            const auto part = part_at(memory, i);
            if (first_[part & 0xFFFF] && std::ranges::binary_search(parts_, part)) return true;
        }
        return false;
    }

  private:
    [[nodiscard]] static std::uint64_t part_at(std::span<const std::byte> octets, std::size_t at) {
        std::uint64_t out;
        std::memcpy(&out, octets.data() + at, sizeof out);
        return out;
    }

    std::vector<std::uint64_t> parts_;
    std::bitset<0x10000> first_;
};

// AddressSanitizer has variables in memory of its own, where they cannot be looked for.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool variables_are_on_the_stack = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool variables_are_on_the_stack = false;
#else
constexpr bool variables_are_on_the_stack = true;
#endif
#else
constexpr bool variables_are_on_the_stack = true;
#endif

/// What memory that is given back is searched for.
const pattern* looked_for = nullptr;
bool found_in_returned_memory = false;

/// The function on a stack of its own; whether part of the secret is there afterwards.
[[nodiscard]] bool leaves(const pattern& secret, std::function<void()> function) {
    std::vector<std::byte> stack(1 << 18);
    pthread_attr_t attributes;
    REQUIRE(pthread_attr_init(&attributes) == 0);
    REQUIRE(pthread_attr_setstack(&attributes, stack.data(), stack.size()) == 0);
    pthread_t thread;
    const auto run = [](void* of) -> void* {
        (*static_cast<std::function<void()>*>(of))();
        return nullptr;
    };
    REQUIRE(pthread_create(&thread, &attributes, run, &function) == 0);
    REQUIRE(pthread_join(thread, nullptr) == 0);
    pthread_attr_destroy(&attributes);
    return secret.is_in(stack);
}

/// SHA's words as this machine writes them.
[[nodiscard]] octet_string words_of(std::span<const std::byte> octets, std::size_t size) {
    octet_string out(octets.begin(), octets.end());
    for (std::size_t i = 0; i + size <= out.size(); i += size)
        std::reverse(out.begin() + static_cast<std::ptrdiff_t>(i),
                     out.begin() + static_cast<std::ptrdiff_t>(i + size));
    return out;
}

template <class Hash>
void first_block_is_not_left() {
    const auto password = octet_string_of("correct horse"), salt = octet_string_of("SSPI.TESTalice");
    octet_string first(Hash::digest), key(Hash::digest);
    openssl::pbkdf2<Hash>(password, {}, salt, 1, first);
    const auto stretch = [&] { openssl::pbkdf2<Hash>(password, {}, salt, 3, key); };
    stretch();
    CHECK_FALSE(leaves(pattern(first), stretch));
    const auto words = words_of(first, sizeof(typename Hash::words::value_type));
    CHECK_FALSE(leaves(pattern(words), stretch));
    CHECK_FALSE(leaves(pattern(key), stretch));
}

/// Ke of what the initiator seals.
[[nodiscard]] octet_string sealing_key(std::int32_t enctype) {
    const auto base = key_for(enctype);
    octet_string out(base.size());
    const auto constant = openssl::constant_of(24, openssl::purpose::encryption); // KG-USAGE-INITIATOR-SEAL
    if (enctype < 19)
        REQUIRE(openssl::derive_simplified(base, constant, out));
    else if (enctype == 19)
        openssl::derive_sha2<openssl::sha256>(base, constant, out);
    else
        openssl::derive_sha2<openssl::sha384>(base, constant, out);
    return out;
}

} // namespace

namespace {

[[nodiscard]] std::size_t size_of(void* memory) {
#if defined(__APPLE__)
    return malloc_size(memory);
#else
    return malloc_usable_size(memory);
#endif
}

} // namespace

void* operator new(std::size_t size) {
    if (void* const out = std::malloc(size)) return out;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    if (memory == nullptr) return;
    const std::span octets(static_cast<std::byte*>(memory), size_of(memory));
    if (looked_for != nullptr && looked_for->is_in(octets)) found_in_returned_memory = true;
    detail::wipe(octets); // who has it next is not taken for the one who left something in it
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    operator delete(memory);
}

TEST_CASE("what a function leaves is found") {
    const auto secret = octet_string_of("a secret of thirty-two octets...");
    const pattern known(secret);
    const bool left = leaves(known, [&] {
        std::array<std::byte, 64> copy;
        std::ranges::copy(secret, copy.begin());
        __asm__ __volatile__("" : : "r"(copy.data()) : "memory");
    });
    CHECK(left == variables_are_on_the_stack);
    looked_for = &known;
    { const octet_string copy(secret); }
    looked_for = nullptr;
    CHECK(std::exchange(found_in_returned_memory, false));
}

TEST_CASE("PBKDF2 leaves neither its first block nor the key") {
    first_block_is_not_left<openssl::sha1>();
    first_block_is_not_left<openssl::sha256>();
    first_block_is_not_left<openssl::sha384>();
}

TEST_CASE("the key of a password is not left") {
    const auto salt = octet_string_of("SSPI.TESTalice");
    for (const auto enctype : aes_enctypes) {
        CAPTURE(enctype);
        const password_recipe recipe{enctype, "correct horse", salt, 2};
        const auto key = string_to_key(recipe);
        REQUIRE(key.has_value());
        CHECK_FALSE(leaves(pattern(key->view()), [&] { (void)string_to_key(recipe); }));
    }
}

TEST_CASE("the keys of a context's messages are not left") {
    for (const auto enctype : aes_enctypes) {
        CAPTURE(enctype);
        const pattern key(sealing_key(enctype));
        CHECK_FALSE(leaves(key, [&] { (void)sealing_key(enctype); }));
        const side_options of{.enctype = enctype, .by = maker::openssl};
        CHECK_FALSE(leaves(key, [&] {
            const auto client = side(true, of), server = side(false, of);
            const octet_string token = wrap(*client, true, octet_string_of("message"));
            CHECK(open_status(*server, token, octet_string_of("message")) == status::ok);
        }));
    }
}

TEST_CASE("the plaintext of a message that is refused is not left") {
    for (const auto enctype : aes_enctypes)
        for (const std::size_t size : {0U, 5U, 17U, 32U, 1000U, 16384U, 40000U})
            for (const bool late : {false, true}) {
                CAPTURE(enctype, size, late);
                octet_string message(size);
                for (std::size_t i = 0; i < size; ++i)
                    message[i] = static_cast<std::byte>(i * 11 + i / 256 + 3);
                const side_options of{.enctype = enctype,
                                      .tokens = {.detect_replay = true, .detect_order = true},
                                      .by = maker::openssl};
                const auto client = side(true, of), server = side(false, of);
                auto token = wrap(*client, true, message);
                if (late)
                    CHECK(open_status(*server, token, message) == status::ok);
                else
                    token[20] ^= std::byte{1}; // of the header's copy, so that the message is what it was
                bool refused = false;
                const pattern known(message);
                looked_for = &known;
                const bool left = leaves(known, [&] { refused = server->open(token).has_error(); });
                looked_for = nullptr;
                CHECK(refused);
                CHECK_FALSE(left);
                CHECK_FALSE(std::exchange(found_in_returned_memory, false));
            }
}
