// SPDX-License-Identifier: BSL-1.0
// Time stamps.

#include <sspi/detail/timestamp.hpp>

#include "../support/catch.hpp"

#include <limits>

namespace {

using namespace sspi::detail;
using namespace std::chrono;

constexpr auto second_of(std::int64_t s) {
    return sys_seconds{seconds{s}};
}
constexpr auto last = std::numeric_limits<std::int64_t>::max();
constexpr auto first = std::numeric_limits<std::int64_t>::min();

TEST_CASE("known instants have the ticks that Windows gives them") {
    CHECK(to_filetime(sys_days{1970y / 1 / 1}, 0s) == 116444736000000000);
    CHECK(to_filetime(sys_days{1601y / 1 / 1}, 0s) == 0);
    CHECK(to_filetime(sys_days{2000y / 1 / 1}, 0s) == 125911584000000000);
    CHECK(to_filetime(sys_days{2038y / 1 / 19} + 3h + 14min + 8s, 0s) == 137919572480000000);
}

TEST_CASE("the offset moves the stamp to what a local clock shows") {
    CHECK(to_filetime(second_of(0), 1h) - to_filetime(second_of(0), 0s) == 3600 * ticks_per_second);
    CHECK(to_filetime(second_of(0), -5h - 30min) == to_filetime(second_of(-19800), 0s));
}

TEST_CASE("a stamp converts back to the instant it came from, whatever the offset") {
    for (const auto offset : {-12h + 0s, -30min + 0s, 0s, 1h + 0s, 5h + 45min + 0s, 14h + 0s})
        for (std::int64_t s = -11'000'000'000; s < 200'000'000'000; s += 999'999'937)
            CHECK(from_filetime(to_filetime(second_of(s), offset), offset) == second_of(s));
}

TEST_CASE("an instant too late is never, and one too early is the beginning") {
    constexpr auto latest = never / ticks_per_second - seconds_before_1970;
    CHECK(to_filetime(second_of(latest), 0s) < never);
    CHECK(to_filetime(second_of(latest), 0s) > never - ticks_per_second);
    CHECK(to_filetime(second_of(latest + 1), 0s) == never);
    CHECK(to_filetime(second_of(latest), 1s) == never);
    CHECK(to_filetime(second_of(last), 0s) == never);
    CHECK(to_filetime(second_of(last), 1h) == never);
    CHECK(to_filetime(second_of(last), -1h) == never);
    CHECK(to_filetime(second_of(-seconds_before_1970 - 1), 0s) == 0);
    CHECK(to_filetime(second_of(-seconds_before_1970), -1s) == 0);
    CHECK(to_filetime(second_of(first), -1h) == 0);
    CHECK(to_filetime(second_of(first), 1h) == 0);
}

TEST_CASE("never converts back to the end of time") {
    CHECK(from_filetime(never, 0s) == sys_seconds::max());
    CHECK(from_filetime(never, 14h) == sys_seconds::max());
    CHECK(from_filetime(never - 1, 0s) < sys_seconds::max());
}

TEST_CASE("a stamp between two seconds rounds down, and a negative one counts as zero") {
    CHECK(from_filetime(116444736000000000 + 9'999'999, 0s) == second_of(0));
    CHECK(from_filetime(116444736000000000 - 1, 0s) == second_of(-1));
    CHECK(from_filetime(-1, 0s) == from_filetime(0, 0s));
    CHECK(from_filetime(first, 0s) == sys_days{1601y / 1 / 1});
}

TEST_CASE("an absurd offset saturates instead of overflowing") {
    CHECK(from_filetime(0, seconds{last}) == sys_seconds::min());
    CHECK(from_filetime(never - 1, seconds{first}) == sys_seconds::max());
}

} // namespace
