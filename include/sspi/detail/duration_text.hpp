// SPDX-License-Identifier: BSL-1.0
// Spans of time as people say them.
#pragma once

#include <chrono>
#include <cstdint>
#include <iterator>
#include <string>

namespace sspi::detail {

struct duration_unit {
    std::int64_t seconds;
    const char* name;
};
inline constexpr duration_unit duration_units[] = {
    {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};

[[nodiscard]] inline std::string counted(std::int64_t count, const char* of) {
    return std::to_string(count) + ' ' + of + (count == 1 ? "" : "s");
}

/// "11 minutes", "2 hours 5 minutes": the largest unit, and the one below it where that is not nothing. "300 milliseconds"
/// below a second. Without sign.
[[nodiscard]] inline std::string duration_text(std::chrono::milliseconds span) {
    const auto count = span.count() < 0 ? -span.count() : span.count();
    if (count > 0 && count < 1000) return counted(count, "millisecond");
    auto left = (count + 500) / 1000;
    for (const auto* unit = std::begin(duration_units); unit != std::end(duration_units); ++unit) {
        if (left < unit->seconds) continue;
        auto out = counted(left / unit->seconds, unit->name);
        const bool last = unit + 1 == std::end(duration_units);
        left %= unit->seconds;
        // Seconds do not matter beside minutes.
        if (!last && unit[1].seconds > 1 && left >= unit[1].seconds)
            out += ' ' + counted(left / unit[1].seconds, unit[1].name);
        return out;
    }
    return counted(0, "second");
}

} // namespace sspi::detail
