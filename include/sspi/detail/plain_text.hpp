// SPDX-License-Identifier: BSL-1.0
// Text from elsewhere made fit for a terminal and a log: one line of UTF-8 without control characters, bounded.
#pragma once

#include <sspi/detail/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace sspi::detail {

/// What moves a cursor, ends a line, or turns the direction of what follows it.
[[nodiscard]] constexpr bool is_control(char32_t c) noexcept {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || // C0, DEL, C1, line ends
           c == 0x200E || c == 0x200F || c == 0x061C ||                         // marks of direction
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||      // embeddings and isolates
           (c >= 0xE0000 && c <= 0xE007F) || c == 0xFEFF;                       // tags that nobody sees
}

/// Control characters become spaces and what is not UTF-8 becomes U+FFFD; white space around it goes. Longer text
/// ends with "...", which counts.
[[nodiscard]] inline std::string plain_text(std::string_view from, std::size_t most) {
    constexpr std::string_view more = "...";
    std::string out;
    std::size_t whole = 0; // of the text that has room for `more` behind it
    unit_reader<char> reader(from.data(), from.size());
    while (!reader.done() && out.size() <= most) {
        const auto c = reader.next();
        if (c == U' ' || is_control(c)) {
            if (!out.empty()) out += ' ';
        } else {
            append_scalar(out, c == ill_formed ? U'\uFFFD' : c);
        }
        if (out.size() + more.size() <= most) whole = out.size();
    }
    if (out.size() > most) out.replace(whole, std::string::npos, more.substr(0, most - whole));
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

} // namespace sspi::detail
