// SPDX-License-Identifier: BSL-1.0
// Security identifiers: their text, their octets, and what is neither.
#include "../support/catch.hpp"

#include <sspi/detail/sid.hpp>

#include <vector>

using sspi::detail::sid;

namespace {

[[nodiscard]] std::vector<std::byte> octets(std::initializer_list<int> values) {
    std::vector<std::byte> out;
    for (const int each : values)
        out.push_back(static_cast<std::byte>(each));
    return out;
}

} // namespace

TEST_CASE("an identifier is read from its text, and written the same") {
    for (const auto* const text : {"S-1-5-32-544", "S-1-1-0", "S-1-5-21-1004336348-1177238915-682003330-1105",
                                   "S-1-18-1", "S-1-4294967295-1", "S-1-0x100000000-4294967295",
                                   "S-1-0xFFFFFFFFFFFF-0", "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15"}) {
        CAPTURE(text);
        const auto read = sid::parse(text);
        if (std::string_view(text) == "S-1-0x100000000-4294967295") {
            CHECK_FALSE(read); // twelve digits, or it is not the form
            continue;
        }
        REQUIRE(read.has_value());
        CHECK(read->text() == text);
    }
    CHECK(sid::parse("s-1-5-18")->text() == "S-1-5-18");
    CHECK(sid::parse("S-1-0x000100000000-1")->text() == "S-1-0x000100000000-1");
}

TEST_CASE("what is not an identifier is not read as one") {
    for (const auto* const text : {"",
                                   "S",
                                   "S-1",
                                   "S-1-",
                                   "S-1-5",
                                   "S-1-5-",
                                   "S-1-5--1",
                                   "S-1--5-1",
                                   "S-2-5-32",
                                   "S-1-5-32-544-",
                                   "T-1-5-32",
                                   "S-1-5-32-4294967296",
                                   "S-1-4294967296-1",
                                   "S-1-5-032",
                                   "S-1-05-32",
                                   "S-1-5-0x20",
                                   "S-1-5- 32",
                                   "S-1-5-+32",
                                   "S-1-5-32 ",
                                   "S-1-0x0000000000FF-1",
                                   "S-1-0x-1",
                                   "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16",
                                   "alice"}) {
        CAPTURE(text);
        CHECK_FALSE(sid::parse(text));
    }
}

TEST_CASE("an identifier is read from its octets, to the last") {
    const auto administrators = octets({1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0});
    CHECK(sid::read(administrators)->text() == "S-1-5-32-544");
    auto longer = administrators;
    longer.push_back({});
    CHECK_FALSE(sid::read(longer));
    for (std::size_t size = 0; size < administrators.size(); ++size)
        CHECK_FALSE(sid::read(std::span(administrators).first(size)));
    auto other = administrators;
    other[0] = std::byte{2};
    CHECK_FALSE(sid::read(other));
    other = administrators;
    other[1] = std::byte{16};
    CHECK_FALSE(sid::read(other));
    CHECK_FALSE(sid::read(octets({1, 0, 0, 0, 0, 0, 0, 5})));
    CHECK(sid::read(octets({1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0}))->authority() ==
          sid::largest_authority);
}

TEST_CASE("identifiers are the same, or have an order") {
    CHECK(sid::parse("S-1-5-32-544") == sid::parse("s-1-5-32-544"));
    CHECK(*sid::parse("S-1-5-32-544") < *sid::parse("S-1-5-32-545"));
    CHECK(*sid::parse("S-1-5-32") < *sid::parse("S-1-5-32-544"));
    CHECK(*sid::parse("S-1-1-9") < *sid::parse("S-1-5-1"));
    CHECK(sid() < *sid::parse("S-1-0-0"));
}

TEST_CASE("a domain's identifier makes those of its accounts, as far as there is room") {
    const auto domain = *sid::parse("S-1-5-21-1-2-3");
    CHECK(domain.with(500)->text() == "S-1-5-21-1-2-3-500");
    CHECK(domain.with(500)->parts().back() == 500);
    CHECK_FALSE(sid().with(500));
    CHECK_FALSE(sid::parse("S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15")->with(500));
    CHECK(sid().empty());
    CHECK(sid().text().empty());
    CHECK_FALSE(sid::of(sid::largest_authority + 1, domain.parts()));
    CHECK_FALSE(sid::of(5, {}));
}
