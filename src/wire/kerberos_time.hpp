// SPDX-License-Identifier: BSL-1.0
// KerberosTime as messages carry it (RFC 4120 5.2.3).
#pragma once

#include "der.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace sspi::wire {

/// Seconds of "YYYYMMDDHHMMSSZ" (RFC 4120 5.2.3).
[[nodiscard]] inline std::optional<std::chrono::sys_seconds> parse_kerberos_time(view text) {
    using namespace std::chrono;
    if (text.size() != 15 || der::octet_at(text, 14) != 'Z') return std::nullopt;
    const auto number = [text](std::size_t from, std::size_t count) {
        int out = 0;
        for (std::size_t i = from; i < from + count; ++i) {
            const int digit = der::octet_at(text, i) - '0';
            out = digit < 0 || digit > 9 || out < 0 ? -1 : out * 10 + digit;
        }
        return out;
    };
    const auto hour = number(8, 2), minute = number(10, 2), second = number(12, 2);
    const year_month_day date{year(number(0, 4)), month(static_cast<unsigned>(number(4, 2))),
                              day(static_cast<unsigned>(number(6, 2)))};
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return std::nullopt;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

} // namespace sspi::wire
