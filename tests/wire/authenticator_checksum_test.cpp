// SPDX-License-Identifier: BSL-1.0
// Flags and channel bindings in an authenticator: genuine ones, and ones whose lengths lie.
#include <support/catch.hpp>
#include <wire/authenticator_checksum.hpp>

#include <initializer_list>
#include <vector>

using namespace sspi;
using namespace sspi::wire;
using detail::gss_flag;
using detail::sent_bindings;

namespace {

using bytes = std::vector<std::byte>;

[[nodiscard]] bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}

[[nodiscard]] bytes element(int tag, const bytes& content) {
    auto out = octets({tag, static_cast<int>(content.size())});
    out.insert(out.end(), content.begin(), content.end());
    return out;
}

[[nodiscard]] bytes operator+(bytes left, const bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

const auto no_hash = bytes(16);
const auto empty_hash =
    octets({0x44, 0x10, 0x18, 0x52, 0x52, 0x08, 0x45, 0x77, 0x05, 0xBF, 0x09, 0xA8, 0xEE, 0x3C, 0x10, 0x93});

[[nodiscard]] bytes checksum(const bytes& hash) {
    return octets({16, 0, 0, 0}) + hash + octets({0x3E, 0x60, 0, 0});
}

/// One element of authorization data.
[[nodiscard]] bytes entry(const bytes& type, const bytes& data) {
    return element(0x30, element(0xA0, element(0x02, type)) + element(0xA1, element(0x04, data)));
}

const auto etypes = entry(octets({0x00, 0x81}), octets({0x30, 0x03, 0x02, 0x01, 0x12}));
const auto options = entry(octets({0x00, 0x8F}), octets({0x00, 0x40, 0x00, 0x00}));

} // namespace

TEST_CASE("a checksum tells its flags, and bindings of none, no and some channel apart") {
    const auto none = parse_checksum(checksum(no_hash));
    REQUIRE(none);
    CHECK(none->bindings == sent_bindings::none);
    CHECK(none->flags == static_cast<gss_flag>(0x603E));
    CHECK(parse_checksum(checksum(empty_hash))->bindings == sent_bindings::empty);
    for (std::size_t i = 0; i < empty_hash.size(); ++i) {
        auto other = empty_hash;
        other[i] ^= std::byte{1};
        CHECK(parse_checksum(checksum(other))->bindings == sent_bindings::some);
        auto almost_none = no_hash;
        almost_none[i] = std::byte{1};
        CHECK(parse_checksum(checksum(almost_none))->bindings == sent_bindings::some);
    }
}

TEST_CASE("a checksum may go on with delegated tickets, but not end early or count otherwise") {
    const auto whole = checksum(no_hash);
    CHECK(parse_checksum(whole + octets({1, 0, 2, 0, 5, 5})));
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(parse_checksum({whole.data(), size}));
    for (std::size_t i = 0; i < 4; ++i) {
        auto lying = whole;
        lying[i] ^= std::byte{0x80};
        CHECK_FALSE(parse_checksum(lying));
    }
}

TEST_CASE("a client announces bindings with AD-AUTH-DATA-AP-OPTIONS, alone or after others") {
    CHECK(announces_bindings(element(0x30, options)));
    CHECK(announces_bindings(element(0x30, etypes + options)));
    CHECK(announces_bindings(element(0x30, options + etypes)));
    CHECK_FALSE(announces_bindings(element(0x30, etypes)));
    CHECK_FALSE(announces_bindings(element(0x30, {})));
    CHECK_FALSE(announces_bindings({}));
    const auto unverified_target = entry(octets({0x00, 0x8F}), octets({0x00, 0x80, 0x00, 0x00}));
    CHECK_FALSE(announces_bindings(element(0x30, unverified_target)));
    const auto other_type = entry(octets({0x00, 0x8E}), octets({0x00, 0x40, 0x00, 0x00}));
    CHECK_FALSE(announces_bindings(element(0x30, other_type)));
    const auto short_options = entry(octets({0x00, 0x8F}), octets({0x00, 0x40}));
    CHECK_FALSE(announces_bindings(element(0x30, short_options)));
}

TEST_CASE("authorization data that is cut off or changed announces nothing that it does not say") {
    const auto whole = element(0x30, etypes + options);
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(announces_bindings({whole.data(), size}));
    for (std::size_t place = 2 + etypes.size(); place + 4 < whole.size(); ++place)
        for (const int value : {0x00, 0x01, 0x7F, 0x80, 0x84, 0xFF}) {
            auto changed = whole;
            changed[place] = static_cast<std::byte>(value);
            if (changed == whole) continue;
            CAPTURE(place, value);
            CHECK_FALSE(announces_bindings(changed));
        }
    CHECK_FALSE(announces_bindings(octets({0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF})));
    CHECK_FALSE(announces_bindings(octets({0x30, 0x80})));
}

TEST_CASE("a checksum that is made is read back, and has the hash of the bindings where RFC 4121 has it") {
    binding_hash hash{};
    hash.fill(std::byte{7});
    const auto made = make_checksum(hash, gss_flag::mutual | gss_flag::extended_error);
    const auto read = parse_checksum(made);
    REQUIRE(read.has_value());
    CHECK(read->flags == (gss_flag::mutual | gss_flag::extended_error));
    CHECK(read->bindings == sent_bindings::some);
    CHECK(made[0] == std::byte{16});
    CHECK(made[4] == std::byte{7});
    CHECK(made[20] == std::byte{2});
    CHECK(made[21] == std::byte{0x40});
}

TEST_CASE(
    "channel bindings are hashed as numbers of four octets, little-endian, each text behind its length") {
    CHECK(hashed_octets({}) == bytes(20));
    CHECK(hashed_octets({.initiator_address_type = 2,
                         .initiator_address = octets({1, 2}),
                         .acceptor_address_type = 0x100,
                         .acceptor_address = {},
                         .application_data = octets({9})}) ==
          octets({2, 0, 0, 0, 2, 0, 0, 0, 1, 2, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9}));
}
