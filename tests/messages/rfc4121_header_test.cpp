// SPDX-License-Identifier: BSL-1.0
// The 16 octets in front of an RFC 4121 token.
#include <messages/rfc4121_header.hpp>
#include <support/catch.hpp>

#include <initializer_list>
#include <vector>

using namespace sspi::messages::rfc4121;

namespace {

[[nodiscard]] std::vector<std::byte> octets_of(std::initializer_list<int> values) {
    std::vector<std::byte> out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}

} // namespace

TEST_CASE("a wrap header has the octets of RFC 4121 4.2.6.2") {
    const auto bytes = encode({.type = kind::wrap,
                               .flags = sealed | acceptor_subkey,
                               .extra_count = 0x0102,
                               .right_rotation_count = 0x0304,
                               .sequence = 0x0506070809101112});
    CHECK(std::ranges::equal(bytes, octets_of({0x05, 0x04, 0x06, 0xFF, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06,
                                               0x07, 0x08, 0x09, 0x10, 0x11, 0x12})));
}

TEST_CASE("a MIC header has the octets of RFC 4121 4.2.6.1") {
    const auto bytes = encode({.type = kind::mic, .flags = sent_by_acceptor, .sequence = 1});
    CHECK(std::ranges::equal(
        bytes, octets_of({0x04, 0x04, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1})));
}

TEST_CASE("a header comes back as it was, for every flag and number") {
    for (const auto type : {kind::wrap, kind::mic})
        for (int flags = 0; flags < 256; ++flags)
            for (const std::uint64_t sequence :
                 {std::uint64_t{0}, std::uint64_t{0xFFFFFFFF}, ~std::uint64_t{0}}) {
                header h{.type = type, .flags = static_cast<std::uint8_t>(flags), .sequence = sequence};
                if (type == kind::wrap) h.extra_count = h.right_rotation_count = 0xFFEE;
                const auto back = decode(type, encode(h));
                REQUIRE(back.has_value());
                CHECK(back->flags == h.flags);
                CHECK(back->extra_count == h.extra_count);
                CHECK(back->right_rotation_count == h.right_rotation_count);
                CHECK(back->sequence == h.sequence);
            }
}

TEST_CASE("what is cut short, of the other kind, or has another filler is no header") {
    for (const auto type : {kind::wrap, kind::mic}) {
        const auto good = encode({.type = type});
        CHECK_FALSE(decode(type == kind::wrap ? kind::mic : kind::wrap, good));
        for (std::size_t size = 0; size < good.size(); ++size)
            CHECK_FALSE(decode(type, std::span(good).first(size)));
        for (const std::size_t place : {0U, 1U, 3U, 4U, 5U, 6U, 7U})
            for (unsigned bit = 0; bit < 8; ++bit) {
                auto bad = good;
                bad[place] ^= static_cast<std::byte>(1U << bit);
                const bool free = type == kind::wrap && place >= 4; // EC and RRC
                CHECK(decode(type, bad).has_value() == free);
            }
    }
}
