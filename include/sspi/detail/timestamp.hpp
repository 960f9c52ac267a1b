// SPDX-License-Identifier: BSL-1.0
// Between UTC and the 100-nanosecond ticks since 1601 of a TimeStamp.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

namespace sspi::detail {

/// The TimeStamp of something that does not expire, also the largest one.
inline constexpr std::int64_t never = 0x7FFFFFFFFFFFFFFF;

inline constexpr std::int64_t ticks_per_second = 10'000'000;

/// From 1601-01-01 to 1970-01-01.
inline constexpr std::int64_t seconds_before_1970 = 11'644'473'600;

/// The sum, or the nearest number that fits.
[[nodiscard]] constexpr std::int64_t saturating_sum(std::int64_t a, std::int64_t b) noexcept {
    using limits = std::numeric_limits<std::int64_t>;
    if (b > 0 && a > limits::max() - b) return limits::max();
    if (b < 0 && a < limits::min() - b) return limits::min();
    return a + b;
}

/// The TimeStamp of an instant, as a clock shows it that is ahead of UTC by the offset (zero gives UTC).
/// An instant too late to express is `never`, one before 1601 is 0.
[[nodiscard]] constexpr std::int64_t to_filetime(std::chrono::sys_seconds utc,
                                                 std::chrono::seconds offset_from_utc) noexcept {
    const auto local = saturating_sum(utc.time_since_epoch().count(), offset_from_utc.count());
    if (local < -seconds_before_1970) return 0;
    if (local > never / ticks_per_second - seconds_before_1970) return never;
    return (local + seconds_before_1970) * ticks_per_second;
}

/// The instant of a TimeStamp, rounded down to a second; `never` gives sys_seconds::max(), and negative
/// stamps count as 0.
[[nodiscard]] constexpr std::chrono::sys_seconds
from_filetime(std::int64_t stamp, std::chrono::seconds offset_from_utc) noexcept {
    using std::chrono::seconds;
    using std::chrono::sys_seconds;
    if (stamp == never) return sys_seconds::max();
    const auto local = (stamp < 0 ? 0 : stamp) / ticks_per_second - seconds_before_1970;
    // -1 - x stands for -x, because the least offset has no negative.
    const auto utc = saturating_sum(local + 1, -1 - offset_from_utc.count());
    return sys_seconds{seconds{utc}};
}

} // namespace sspi::detail
