// SPDX-License-Identifier: BSL-1.0
// What a PAC says of an account: as domain controllers write it, and with lies in it.
#include "pac_octets.hpp"

#include <support/catch.hpp>
#include <wire/pac_account.hpp>

#include <chrono>

using namespace sspi;
using namespace sspi::test;

namespace {

[[nodiscard]] std::optional<wire::pac_logon_info> logon(const logon_sample& sample) {
    return wire::pac_logon_info_reader::read(octets(sample.written()));
}

[[nodiscard]] std::optional<wire::pac_account> account(const logon_sample& sample,
                                                       const std::optional<octets>& upn = std::nullopt) {
    pac_sample all{.buffers = {{1, sample.written()}}};
    if (upn) all.buffers.emplace_back(12, *upn);
    const auto written = all.written();
    return wire::account_in(*wire::pac::read(written));
}

[[nodiscard]] std::string text(const wire::pac_group& group) {
    return group.id.text() + ' ' + std::to_string(group.attributes);
}

} // namespace

TEST_CASE("an account has its names, numbers, times and groups of all three lists") {
    const auto read = logon({.extra = {{"S-1-18-1", 7}, {"S-1-5-21-7-8-9-1500", 16}}});
    REQUIRE(read.has_value());
    CHECK(read->account == "alice");
    CHECK(read->domain == "CORP");
    CHECK(read->user.text() == "S-1-5-21-1-2-3-1105");
    CHECK(read->primary_group.text() == "S-1-5-21-1-2-3-513");
    CHECK(read->account_control == 0x10);
    REQUIRE(read->groups.size() == 5);
    CHECK(text(read->groups[0]) == "S-1-5-21-1-2-3-513 7");
    CHECK(text(read->groups[1]) == "S-1-5-21-1-2-3-1201 7");
    CHECK(text(read->groups[2]) == "S-1-18-1 7");
    CHECK(text(read->groups[3]) == "S-1-5-21-7-8-9-1500 16");
    CHECK(text(read->groups[4]) == "S-1-5-21-1-2-3-1301 536870919");
    CHECK_FALSE(read->logoff);
    CHECK_FALSE(read->kickoff);
    CHECK(read->password_set->time_since_epoch().count() == 13300000000 - 11644473600);
    CHECK(read->password_must_change->time_since_epoch().count() == 13400000000 - 11644473600);
}

TEST_CASE("lists that UserFlags does not tell of do not count") {
    const auto read = logon({.flags = 0});
    REQUIRE(read.has_value());
    CHECK(read->groups.size() == 2);
    CHECK(logon({.flags = 0x20})->groups.size() == 3);
    CHECK(logon({.flags = 0x200})->groups.size() == 3);
}

TEST_CASE("an account without a number is the first of the other identifiers") {
    const auto read = logon({.user = 0, .extra = {{"S-1-5-21-7-8-9-1500", 7}, {"S-1-18-1", 7}}});
    REQUIRE(read.has_value());
    CHECK(read->user.text() == "S-1-5-21-7-8-9-1500");
    CHECK(text(read->groups[2]) == "S-1-18-1 7");
    CHECK_FALSE(logon({.user = 0, .extra = {}}));
    CHECK_FALSE(logon({.user = 0, .flags = 0}));
}

TEST_CASE("a thousand groups are read, and none") {
    logon_sample sample;
    sample.groups.clear();
    for (std::uint32_t i = 0; i < 1000; ++i)
        sample.groups.emplace_back(2000 + i, 7);
    sample.extra.clear();
    for (std::uint32_t i = 0; i < 1000; ++i)
        sample.extra.emplace_back("S-1-5-21-7-8-9-" + std::to_string(3000 + i), 7);
    const auto read = logon(sample);
    REQUIRE(read.has_value());
    CHECK(read->groups.size() == 2001);
    CHECK(read->groups[1999].id.text() == "S-1-5-21-7-8-9-3999");
    const auto none = logon({.groups = {}, .flags = 0, .extra = {}, .resource_domain = {}, .resources = {}});
    REQUIRE(none.has_value());
    CHECK(none->groups.empty());
}

TEST_CASE("counts that lie make it unreadable") {
    const std::uint32_t lie = GENERATE(0U, 1U, 3U, 0x20000000U, 0x20000001U, 0x80000000U, 0xFFFFFFFFU);
    CAPTURE(lie);
    CHECK_FALSE(logon({.told_groups = lie}));
    CHECK_FALSE(logon({.counted_groups = lie}));
    CHECK_FALSE(logon({.told_groups = lie, .counted_groups = lie}));
    const std::vector<logon_sample::membership> two{{"S-1-18-1", 7}, {"S-1-18-2", 7}};
    CHECK_FALSE(logon({.extra = two, .told_extra = lie}));
    CHECK_FALSE(logon({.extra = two, .counted_extra = lie}));
    CHECK_FALSE(logon({.resources = {{1301, 7}, {1302, 7}}, .told_resources = lie}));
    CHECK_FALSE(logon({.counted_parts = lie}));
}

TEST_CASE("a name whose sizes do not agree makes it unreadable") {
    CHECK(logon({.told_room = 12, .counted_room = 6})); // with room for a terminator
    CHECK_FALSE(logon({.told_size = 8}));
    CHECK_FALSE(logon({.told_size = 9, .told_room = 10}));
    CHECK_FALSE(logon({.told_size = 12}));
    CHECK_FALSE(logon({.told_room = 12}));
    CHECK_FALSE(
        logon({.told_size = 0xFFFE, .told_room = 0xFFFE, .counted_room = 0x7FFF, .counted_size = 0x7FFF}));
    CHECK_FALSE(logon({.offset = 1}));
    CHECK_FALSE(logon({.counted_size = 4}));
    CHECK_FALSE(logon({.account = u"al\xDC00"
                                  u"ce"}));
    CHECK_FALSE(logon({.account = std::u16string(u"alice\0", 6)}));
    CHECK_FALSE(logon({.account = u""}));
    CHECK_FALSE(logon({.domain = u""}));
}

TEST_CASE("members without the domain that they are of make it unreadable") {
    CHECK_FALSE(logon({.domain_id = ""}));
    CHECK_FALSE(logon({.resource_domain = ""}));
    CHECK_FALSE(logon({.domain_id = "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15"}));
}

TEST_CASE("a serialization that is cut off, or goes on, or has other headers, is unreadable") {
    const auto all = logon_sample().written();
    REQUIRE(wire::pac_logon_info_reader::read(all));
    for (std::size_t size = 0; size < all.size(); ++size)
        CHECK_FALSE(wire::pac_logon_info_reader::read(
            octets(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size))));
    auto longer = all;
    longer.resize(all.size() + 7);
    CHECK(wire::pac_logon_info_reader::read(longer));
    longer.resize(all.size() + 8);
    CHECK_FALSE(wire::pac_logon_info_reader::read(longer));
    write_at(longer, 8, all.size() - 16 + 8, 4); // which it tells of
    CHECK_FALSE(wire::pac_logon_info_reader::read(longer));
    for (const std::size_t at : {0U, 1U, 2U, 8U, 16U}) {
        auto other = all;
        other[at] ^= std::byte{0x10};
        if (at == 16) write_at(other, at, 0, 4); // no value
        CAPTURE(at);
        CHECK_FALSE(wire::pac_logon_info_reader::read(other));
    }
}

TEST_CASE("whatever octet is another, what is read stays within") {
    const auto all = logon_sample().written();
    std::size_t still_read = 0;
    for (std::size_t at = 0; at < all.size(); ++at)
        for (const auto value : {std::byte{0}, std::byte{0xFF}, std::byte{0x80}}) {
            auto other = all;
            other[at] = value;
            if (wire::pac_logon_info_reader::read(other)) ++still_read;
        }
    CHECK(still_read > 0); // numbers and attributes may be any
}

TEST_CASE("an account is DOMAIN\\account, and has its UPN where that is told") {
    const auto plain = account({});
    REQUIRE(plain.has_value());
    CHECK(plain->down_level_name() == "CORP\\alice");
    CHECK(plain->upn.empty());
    const auto whole = account({}, upn_sample().written());
    REQUIRE(whole.has_value());
    CHECK(whole->upn == "alice@corp.example");
    CHECK(whole->dns_domain == "CORP.EXAMPLE");
    CHECK(account({}, upn_sample{.extended = false}.written()));
}

TEST_CASE("buffers that do not agree tell of nobody") {
    CHECK_FALSE(account({}, upn_sample{.user = "S-1-5-21-1-2-3-500"}.written()));
    CHECK_FALSE(account({}, upn_sample{.upn = u"alice\n@corp.example"}.written()));
    CHECK_FALSE(account({}, octets(11)));
    CHECK_FALSE(account({.account = u"CORP\\alice"}));
    CHECK_FALSE(account({.account = u"alice\n"}));
    CHECK_FALSE(account({.domain = u"CORP\\OTHER"}));
    const auto none = pac_sample{.buffers = {{12, upn_sample().written()}}}.written();
    CHECK_FALSE(wire::account_in(*wire::pac::read(none)));
}

TEST_CASE("parts of a UPN's buffer that overlap, or lie out of it, tell of nobody") {
    const auto read = [](const upn_sample& sample) {
        return wire::pac_upn_info_reader::read(octets(sample.written())).has_value();
    };
    CHECK(read({}));
    CHECK_FALSE(read({.domain_offset = std::uint16_t{0}}));
    CHECK_FALSE(read({.domain_offset = std::uint16_t{20}}));
    CHECK_FALSE(read({.domain_offset = std::uint16_t{24}})); // where the UPN is
    CHECK_FALSE(read({.domain_offset = std::uint16_t{0xFFF0}}));
    CHECK_FALSE(read({.domain_size = std::uint16_t{0xFFFE}}));
    CHECK_FALSE(read({.domain_size = std::uint16_t{23}}));
    const auto all = upn_sample().written();
    for (std::size_t size = 0; size + 8 < all.size(); ++size)
        CHECK_FALSE(wire::pac_upn_info_reader::read(
            octets(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size))));
}
