// SPDX-License-Identifier: BSL-1.0
// Tables of settings, and the values that they take.
#pragma once

#include <sspi/testing/enctype.hpp>
#include <sspi/testing/error.hpp>
#include <sspi/testing/settings.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::testing::detail {

/// A value that a setting cannot take. What it wants instead is in the table.
struct unfit {};

/// One setting: its name, what it wants, as it stands after "wants", and how a value is applied.
template <class target>
struct setting {
    std::string_view key;
    std::string_view wants;
    void (*apply)(target& options, std::string_view value);
};

/// What several settings want.
inline constexpr std::string_view a_switch = "yes or no";
inline constexpr std::string_view a_span = "a time span such as 10h, with the units ms, s, m, h and d";
inline constexpr std::string_view a_signed_span =
    "a time span such as 5m or -5m, with the units ms, s, m, h and d";
inline constexpr std::string_view a_moment =
    "a date such as 2030-01-31 or 2030-01-31T12:00:00Z, or a time from now such as +2h or -1d";
inline constexpr std::string_view enctype_list = "a comma-separated list of enctype names";
inline constexpr std::string_view a_number = "a number";

/// Each throws `unfit`.
[[nodiscard]] bool to_switch(std::string_view text);
[[nodiscard]] std::uint64_t to_number(std::string_view text, std::uint64_t most); ///< decimal, or 0x...
[[nodiscard]] std::chrono::milliseconds to_signed_span(std::string_view text);
[[nodiscard]] std::chrono::milliseconds to_span(std::string_view text);
[[nodiscard]] std::chrono::seconds to_seconds(std::string_view text);
[[nodiscard]] std::chrono::system_clock::time_point to_moment(std::string_view text);
[[nodiscard]] std::vector<enctype> to_enctypes(std::string_view text);
[[nodiscard]] std::vector<std::string> to_list(std::string_view text);
[[nodiscard]] std::string to_text(std::string_view text); ///< not empty
[[nodiscard]] std::vector<std::byte> to_octets(std::string_view text);

/// Without the blanks around it.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// A value that a message may show: on one line, and not for pages.
[[nodiscard]] std::string shown(std::string_view value);

/// The names of a table, for a message.
template <class row>
[[nodiscard]] std::string names_of(std::span<const row> table) {
    std::string all;
    for (const auto& each : table)
        all += (all.empty() ? "" : ", ") + std::string(each.key);
    return all;
}

template <class target>
void apply(std::span<const setting<target>> table, target& options, std::string_view key,
           std::string_view value) {
    const auto row = std::ranges::find(table, key, &setting<target>::key);
    if (row == table.end()) throw unknown_setting(key, names_of(table));
    try {
        row->apply(options, value);
    } catch (const unfit&) {
        throw error("'" + std::string(key) + "' wants " + std::string(row->wants) + ", not '" + shown(value) +
                    "'");
    }
}

} // namespace sspi::testing::detail
