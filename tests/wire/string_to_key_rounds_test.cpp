// SPDX-License-Identifier: BSL-1.0
// What string-to-key parameters say, and how much of it is put up with.
#include <support/catch.hpp>
#include <wire/string_to_key_rounds.hpp>

#include <array>
#include <vector>

using namespace sspi::wire;

namespace {

[[nodiscard]] std::array<std::byte, 4> octets(std::uint32_t number) {
    return {static_cast<std::byte>(number >> 24), static_cast<std::byte>(number >> 16),
            static_cast<std::byte>(number >> 8), static_cast<std::byte>(number)};
}

} // namespace

TEST_CASE("without parameters the usual number of rounds is meant") {
    CHECK(string_to_key_rounds(17, {}) == 4096);
    CHECK(string_to_key_rounds(18, {}) == 4096);
    CHECK(string_to_key_rounds(19, {}) == 32768);
    CHECK(string_to_key_rounds(20, {}) == 32768);
}

TEST_CASE("the number is the network's, up to a limit, and zero means more than that") {
    CHECK(string_to_key_rounds(18, octets(1)) == 1);
    CHECK(string_to_key_rounds(18, octets(0x010203)) == 0x010203);
    CHECK(string_to_key_rounds(20, octets(most_string_to_key_rounds)) == most_string_to_key_rounds);
    for (const std::uint32_t number : {0U, most_string_to_key_rounds + 1, 0x80000000U, 0xFFFFFFFFU})
        for (const std::int32_t enctype : {17, 18, 19, 20})
            CHECK_FALSE(string_to_key_rounds(enctype, octets(number)).has_value());
}

TEST_CASE("parameters of another size say nothing") {
    for (const std::size_t size : {1U, 2U, 3U, 5U, 8U, 4096U})
        CHECK_FALSE(string_to_key_rounds(18, std::vector<std::byte>(size, std::byte{1})).has_value());
}

TEST_CASE("the enctypes of AES have rounds") {
    for (const std::int32_t enctype : {17, 18, 19, 20})
        CHECK(has_string_to_key_rounds(enctype));
    for (const std::int32_t enctype : {0, 1, 3, 16, 21, 23, -18})
        CHECK_FALSE(has_string_to_key_rounds(enctype));
}
