// SPDX-License-Identifier: BSL-1.0
// The values that settings take.
#include "setting_values.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace sspi::testing::detail {
namespace {

using std::chrono::milliseconds;

struct unit_row {
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr std::array units{unit_row{"ms", 1},        unit_row{"s", 1000},       unit_row{"m", 60'000},
                           unit_row{"h", 3'600'000}, unit_row{"d", 86'400'000}, unit_row{"", 1000}};

[[nodiscard]] bool is_digit(char each) noexcept {
    return each >= '0' && each <= '9';
}

/// Takes a number of so many digits from the front.
[[nodiscard]] int digits(std::string_view& text, std::size_t count) {
    if (text.size() < count || !std::ranges::all_of(text.substr(0, count), is_digit)) throw unfit();
    int value = 0;
    std::from_chars(text.data(), text.data() + count, value);
    text.remove_prefix(count);
    return value;
}

void expect(std::string_view& text, char next) {
    if (!text.starts_with(next)) throw unfit();
    text.remove_prefix(1);
}

[[nodiscard]] std::chrono::seconds time_of_day(std::string_view& text) {
    expect(text, 'T');
    const std::chrono::hours hours(digits(text, 2));
    expect(text, ':');
    const std::chrono::minutes minutes(digits(text, 2));
    expect(text, ':');
    const std::chrono::seconds seconds(digits(text, 2));
    expect(text, 'Z');
    if (hours.count() > 23 || minutes.count() > 59 || seconds.count() > 59) throw unfit();
    return hours + minutes + seconds;
}

[[nodiscard]] unsigned nibble(char digit) {
    if (is_digit(digit)) return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
    throw unfit();
}

} // namespace

bool to_switch(std::string_view text) {
    if (text == "yes" || text == "true" || text == "on" || text == "1") return true;
    if (text == "no" || text == "false" || text == "off" || text == "0") return false;
    throw unfit();
}

std::uint64_t to_number(std::string_view text, std::uint64_t most) {
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal) text.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, failed] =
        std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    if (failed != std::errc() || end != text.data() + text.size() || value > most) throw unfit();
    return value;
}

milliseconds to_span(std::string_view text) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    const auto* const unit = std::ranges::find(units, text.substr(end), &unit_row::name);
    if (unit == units.end()) throw unfit();
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() * std::int64_t{1000}; // 68 years
    const auto count = to_number(text.substr(0, end), static_cast<std::uint64_t>(most / unit->milliseconds));
    return milliseconds(static_cast<std::int64_t>(count) * unit->milliseconds);
}

milliseconds to_signed_span(std::string_view text) {
    const bool back = text.starts_with('-');
    if (back || text.starts_with('+')) text.remove_prefix(1);
    return back ? -to_span(text) : to_span(text);
}

std::chrono::seconds to_seconds(std::string_view text) {
    return std::chrono::duration_cast<std::chrono::seconds>(to_span(text));
}

std::chrono::system_clock::time_point to_moment(std::string_view text) {
    using std::chrono::system_clock;
    if (text.starts_with('+') || text.starts_with('-')) return system_clock::now() + to_signed_span(text);
    const std::chrono::year year(digits(text, 4));
    expect(text, '-');
    const std::chrono::month month(static_cast<unsigned>(digits(text, 2)));
    expect(text, '-');
    const std::chrono::year_month_day date(year, month,
                                           std::chrono::day(static_cast<unsigned>(digits(text, 2))));
    // What a clock of nanoseconds can hold.
    if (!date.ok() || year < std::chrono::year(1678) || year > std::chrono::year(2261)) throw unfit();
    const auto time = text.empty() ? std::chrono::seconds(0) : time_of_day(text);
    if (!text.empty()) throw unfit();
    return std::chrono::sys_days(date) + time;
}

std::vector<enctype> to_enctypes(std::string_view text) {
    std::string names;
    for (const auto& each : to_list(text))
        names += (names.empty() ? "" : ",") + each;
    const auto types = parse_enctypes(names);
    if (!types) throw unfit();
    return *types;
}

std::vector<std::string> to_list(std::string_view text) {
    std::vector<std::string> all;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        all.push_back(to_text(trimmed(text.substr(0, comma))));
        more = comma != std::string_view::npos;
        if (more) text.remove_prefix(comma + 1);
    }
    return all;
}

std::string to_text(std::string_view text) {
    if (text.empty()) throw unfit();
    return std::string(text);
}

std::vector<std::byte> to_octets(std::string_view text) {
    if (text.size() % 2 != 0) throw unfit();
    std::vector<std::byte> all;
    for (; !text.empty(); text.remove_prefix(2))
        all.push_back(static_cast<std::byte>(nibble(text[0]) << 4 | nibble(text[1])));
    return all;
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\f\v";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string shown(std::string_view value) {
    constexpr std::size_t most = 60;
    std::string text;
    for (const char each : value.substr(0, most))
        text += each >= ' ' && each != '\x7f' ? each : static_cast<unsigned char>(each) >= 0x80 ? each : '?';
    return value.size() > most ? text + "..." : text;
}

} // namespace sspi::testing::detail
