// SPDX-License-Identifier: BSL-1.0
// Times to wait, as krb5.conf writes them.
#pragma once

#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>

namespace sspi::transport {

/// "250ms", "3s", "2m", or seconds without a unit. Nothing for other text, and for more than a day.
[[nodiscard]] inline std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    using namespace std::chrono;
    constexpr auto longest = duration_cast<milliseconds>(hours(24)).count();
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || number < 0 || number > longest) return std::nullopt;
    const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    milliseconds out{number};
    if (unit == "m")
        out = minutes(number);
    else if (unit.empty() || unit == "s")
        out = seconds(number);
    else if (unit != "ms")
        return std::nullopt;
    if (out.count() == 0 || out.count() > longest) return std::nullopt;
    return out;
}

} // namespace sspi::transport
