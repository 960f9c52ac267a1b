// SPDX-License-Identifier: BSL-1.0
// Where a PAC stands in authorization data: the first of its type, and nothing in what is malformed.
#include <support/catch.hpp>
#include <wire/authorization_data.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>

using namespace sspi::wire;

namespace {

[[nodiscard]] bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const auto each : values)
        out.push_back(static_cast<std::byte>(each));
    return out;
}

[[nodiscard]] bool is(const std::optional<view>& found, std::initializer_list<int> expected) {
    return found && std::ranges::equal(*found, octets(expected));
}

} // namespace

TEST_CASE("the first element of a type is found") {
    const auto two = octets({0x30, 0x1B,                                                                //
                             0x30, 0x0B, 0xA0, 0x03, 0x02, 0x01, 0x01, 0xA1, 0x04, 0x04, 0x02, 7,    8, //
                             0x30, 0x0C, 0xA0, 0x04, 0x02, 0x02, 0x00, 0x80, 0xA1, 0x04, 0x04, 0x02, 9, 9});
    CHECK(is(find_authorization(two, ad_if_relevant), {7, 8}));
    CHECK(is(find_authorization(two, ad_win2k_pac), {9, 9}));
    CHECK_FALSE(find_authorization(two, 2));
    const auto empty = octets({0x30, 0x00});
    CHECK_FALSE(find_authorization(empty, ad_win2k_pac));
}

TEST_CASE("nothing is found in what is malformed, or behind it") {
    auto good = octets({0x30, 0x0D, 0x30, 0x0B, 0xA0, 0x03, 0x02, 0x01, 0x01, 0xA1, 0x04, 0x04, 0x02, 7, 8});
    REQUIRE(is(find_authorization(good, 1), {7, 8}));
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK_FALSE(find_authorization(view(good).first(size), 1));
    good.push_back(std::byte{0});
    CHECK_FALSE(find_authorization(good, 1));
    CHECK_FALSE(find_authorization(
        octets({0x30, 0x0D, 0x31, 0x0B, 0xA0, 0x03, 0x02, 0x01, 0x01, 0xA1, 0x04, 0x04, 0x02, 7, 8}), 1));
    CHECK_FALSE(find_authorization(
        octets({0x30, 0x0D, 0x30, 0x0B, 0xA0, 0x03, 0x02, 0x01, 0x01, 0xA1, 0x04, 0x05, 0x02, 7, 8}), 1));
}
