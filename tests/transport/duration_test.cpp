// SPDX-License-Identifier: BSL-1.0
// Tests of times as krb5.conf writes them.
#include <support/catch.hpp>

#include <transport/duration.hpp>

using namespace std::chrono_literals;
using sspi::transport::parse_duration;

TEST_CASE("a time has a unit, or is in seconds") {
    CHECK(parse_duration("250ms") == 250ms);
    CHECK(parse_duration("3s") == 3s);
    CHECK(parse_duration("2m") == 2min);
    CHECK(parse_duration("7") == 7s);
    CHECK(parse_duration("86400") == 24h);
}

TEST_CASE("what is no time, or none to wait, is not taken for one") {
    for (const auto* const text : {"", "s", "ms", "-1", "+1", "1h", "3 s", "3s ", "0", "0ms", "1.5s", "86401",
                                   "1441m", "99999999999999999999", "9223372036854775807m"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text).has_value());
    }
}
