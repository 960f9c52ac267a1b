// SPDX-License-Identifier: BSL-1.0
// Local time as the contract wants it, in zones with odd offsets and with summer time.
#include <core/local_time.hpp>
#include <support/catch.hpp>

#include <cstdlib>
#include <ctime>

using namespace sspi::core;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

/// A zone in POSIX form, which needs no zone files.
class time_zone {
  public:
    explicit time_zone(const char* rule) {
        setenv("TZ", rule, 1);
        tzset();
    }
    time_zone(const time_zone&) = delete;
    time_zone& operator=(const time_zone&) = delete;
    ~time_zone() {
        unsetenv("TZ");
        tzset();
    }
};

constexpr sys_seconds winter{seconds(1768478400)}; // 2026-01-15T12:00:00Z
constexpr sys_seconds summer{seconds(1784116800)}; // 2026-07-15T12:00:00Z
constexpr std::int64_t epoch = 116444736000000000; // 1970 in 100 ns since 1601

[[nodiscard]] std::int64_t filetime(sys_seconds at, int offset) {
    return epoch + (at.time_since_epoch().count() + offset) * 10000000;
}

} // namespace

TEST_CASE("the offset of the zone is added, also an odd or a negative one") {
    {
        const time_zone utc("UTC0");
        CHECK(local_filetime(winter) == filetime(winter, 0));
    }
    {
        const time_zone kathmandu("NPT-5:45");
        CHECK(local_filetime(winter) == filetime(winter, 20700));
    }
    const time_zone marquesas("MART9:30");
    CHECK(local_filetime(winter) == filetime(winter, -34200));
}

TEST_CASE("the offset is the one that holds at that time, not now") {
    const time_zone berlin("CET-1CEST,M3.5.0,M10.5.0/3");
    CHECK(local_filetime(winter) == filetime(winter, 3600));
    CHECK(local_filetime(summer) == filetime(summer, 7200));
}

TEST_CASE("no end is never") {
    CHECK(local_filetime(std::nullopt) == 0x7FFFFFFFFFFFFFFF);
}
