// SPDX-License-Identifier: BSL-1.0
// The reader of NDR: headers, alignment, and the end.
#include "pac_octets.hpp"

#include <support/catch.hpp>
#include <wire/ndr.hpp>

using namespace sspi;
using namespace sspi::test;
using wire::ndr_reader;

namespace {

[[nodiscard]] octets eight() {
    octets out;
    put(out, 0x0807060504030201, 8);
    return out;
}

} // namespace

TEST_CASE("numbers of a serialization are read in little endian, each where it is aligned") {
    const auto all = serialized(eight());
    auto read = ndr_reader::of(all);
    REQUIRE(read.has_value());
    CHECK(read->number8() == 1);
    CHECK(read->number16() == 0x0403); // the second octet fills up
    CHECK(read->number32() == 0x08070605);
    CHECK(read->good());
    CHECK(read->done());
    CHECK(read->number8() == 0);
    CHECK_FALSE(read->good());
    CHECK_FALSE(read->done());
}

TEST_CASE("a serialization has headers of its kind, and the length that they tell") {
    const auto with = [](std::size_t at, std::uint64_t value, std::size_t size) {
        auto all = serialized(eight());
        write_at(all, at, value, size);
        return ndr_reader::of(all).has_value();
    };
    CHECK(with(0, 1, 1));
    CHECK_FALSE(with(0, 2, 1));
    CHECK_FALSE(with(1, 0, 1)); // big endian
    CHECK_FALSE(with(2, 16, 2));
    CHECK(with(4, 0, 4));
    CHECK(with(12, 0xCCCCCCCC, 4));
    CHECK_FALSE(with(8, 0, 4));
    CHECK_FALSE(with(8, 4, 4));
    CHECK_FALSE(with(8, 7, 4));
    CHECK_FALSE(with(8, 16, 4));
    CHECK_FALSE(with(8, 0xFFFFFFF8, 4));
    const auto all = serialized(eight());
    for (std::size_t size = 0; size < all.size(); ++size)
        CHECK_FALSE(ndr_reader::of(octets(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size))));
}

TEST_CASE("eight octets that nobody read are not an end") {
    const auto all = serialized(eight());
    auto read = ndr_reader::of(all);
    CHECK_FALSE(read->done());
    (void)read->number8();
    CHECK(read->done());
}

TEST_CASE("an array is as long as was told, and no longer than what is there") {
    octets value;
    put(value, 2, 4);
    put(value, 0, 8);
    const auto all = serialized(value); // and four to fill up
    const auto counted = [&](std::uint32_t count, std::size_t element) {
        auto read = ndr_reader::of(all);
        read->counted(count, element);
        return read->good();
    };
    CHECK(counted(2, 4));
    CHECK(counted(2, 6));
    CHECK_FALSE(counted(2, 8));
    CHECK_FALSE(counted(1, 4));
    CHECK_FALSE(counted(0x80000002, 4));
}

TEST_CASE("after something that does not hold, nothing is good") {
    const auto all = serialized(eight());
    auto read = ndr_reader::of(all);
    read->require(true);
    CHECK(read->good());
    read->require(false);
    CHECK_FALSE(read->good());
    CHECK(read->number32() == 0);
    CHECK(read->octets(1).empty());
    CHECK_FALSE(read->pointer());
}
