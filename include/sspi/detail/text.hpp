// SPDX-License-Identifier: BSL-1.0
// Strict conversion between UTF-8, UTF-16 and UTF-32, and comparison of ASCII names.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace sspi::detail {

/// Code units by width; wchar_t counts as whichever of the two wide forms it has.
template <class Char>
inline constexpr bool is_utf8_unit = sizeof(Char) == 1;
template <class Char>
inline constexpr bool is_utf16_unit = sizeof(Char) == 2;
template <class Char>
inline constexpr bool is_utf32_unit = sizeof(Char) == 4;

/// What `next` returns for an ill-formed sequence. No code point has this value.
inline constexpr char32_t ill_formed = 0xFFFFFFFF;

[[nodiscard]] constexpr bool is_surrogate(char32_t c) noexcept {
    return c >= 0xD800 && c <= 0xDFFF;
}
[[nodiscard]] constexpr bool is_scalar(char32_t c) noexcept {
    return c <= 0x10FFFF && !is_surrogate(c);
}

/// Reads code units from memory of any alignment: identities hold them behind `unsigned short *`.
template <class Char>
class unit_reader {
  public:
    constexpr unit_reader(const void* data, std::size_t units) noexcept
        : bytes_(static_cast<const unsigned char*>(data)), units_(units) {}

    [[nodiscard]] bool done() const noexcept { return at_ >= units_; }

    /// The next code point, or `ill_formed`. Must not be called when done.
    [[nodiscard]] char32_t next() noexcept {
        const auto first = take();
        if constexpr (is_utf8_unit<Char>) return after_lead_byte(first);
        if constexpr (is_utf16_unit<Char>) return after_first_unit(first);
        return is_scalar(first) ? first : ill_formed;
    }

  private:
    [[nodiscard]] char32_t take() noexcept {
        Char unit;
        std::memcpy(&unit, bytes_ + at_++ * sizeof unit, sizeof unit);
        return static_cast<char32_t>(static_cast<std::make_unsigned_t<Char>>(unit));
    }

    // RFC 3629 section 3: the shortest form only, no surrogates, nothing beyond U+10FFFF.
    [[nodiscard]] char32_t after_lead_byte(char32_t lead) noexcept {
        if (lead < 0x80) return lead;
        const int following = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        if (lead < 0xC2 || lead > 0xF4) return ill_formed;
        auto code = lead & (0x3Fu >> following);
        for (int i = 0; i < following; ++i) {
            if (done()) return ill_formed;
            const auto byte = take();
            if ((byte & 0xC0) != 0x80) return ill_formed;
            code = (code << 6) | (byte & 0x3F);
        }
        constexpr char32_t shortest[] = {0, 0x80, 0x800, 0x10000};
        return code >= shortest[following] && is_scalar(code) ? code : ill_formed;
    }

    [[nodiscard]] char32_t after_first_unit(char32_t first) noexcept {
        if (!is_surrogate(first)) return first;
        if (first >= 0xDC00 || done()) return ill_formed;
        const auto second = take();
        if (second < 0xDC00 || second > 0xDFFF) return ill_formed;
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    }

    const unsigned char* bytes_;
    std::size_t units_;
    std::size_t at_ = 0;
};

/// Appends one scalar value to any string of UTF-8, UTF-16 or UTF-32 units.
template <class String>
void append_scalar(String& out, char32_t c) {
    using Char = typename String::value_type;
    const auto put = [&out](char32_t unit) { out.push_back(static_cast<Char>(unit)); };
    if constexpr (is_utf32_unit<Char>) {
        put(c);
    } else if constexpr (is_utf16_unit<Char>) {
        if (c >= 0x10000) put(0xD800 + ((c - 0x10000) >> 10));
        put(c >= 0x10000 ? 0xDC00 + ((c - 0x10000) & 0x3FF) : c);
    } else {
        if (c >= 0x10000) put(0xF0 | (c >> 18));
        if (c >= 0x800) put((c >= 0x10000 ? 0x80 : 0xE0) | ((c >> 12) & (c >= 0x10000 ? 0x3F : 0x0F)));
        if (c >= 0x80) put((c >= 0x800 ? 0x80 : 0xC0) | ((c >> 6) & (c >= 0x800 ? 0x3F : 0x1F)));
        put(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
    }
}

/// Converts `units` code units at `data` onto the end of `out`; false, with `out` partly filled, when
/// ill-formed.
template <class Char, class String>
[[nodiscard]] bool transcode(const void* data, std::size_t units, String& out) {
    unit_reader<Char> reader(data, units);
    while (!reader.done()) {
        const auto c = reader.next();
        if (c == ill_formed) return false;
        append_scalar(out, c);
    }
    return true;
}

/// UTF-8 of `units` code units at `data`, which need not be aligned; nothing when they are ill-formed.
template <class Char>
[[nodiscard]] std::optional<std::string> to_utf8_from(const void* data, std::size_t units) {
    std::string out;
    out.reserve(units);
    if (!transcode<Char>(data, units, out)) return std::nullopt;
    return out;
}

/// UTF-8 of the text, or nothing when it is ill-formed. For `char` this only checks.
template <class Char>
[[nodiscard]] std::optional<std::string> to_utf8(std::basic_string_view<Char> text) {
    return to_utf8_from<Char>(text.data(), text.size());
}

/// The text in the form `Char` has, or nothing when it is not UTF-8.
template <class Char>
[[nodiscard]] std::optional<std::basic_string<Char>> from_utf8(std::string_view text) {
    std::basic_string<Char> out;
    out.reserve(text.size());
    if (!transcode<char>(text.data(), text.size(), out)) return std::nullopt;
    return out;
}

// The <cctype> functions follow the locale; names of packages and realms must not.
[[nodiscard]] constexpr char ascii_upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] inline std::string ascii_upper(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::transform(text.begin(), text.end(), std::back_inserter(out), [](char c) { return ascii_upper(c); });
    return out;
}

[[nodiscard]] constexpr bool equal_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return ascii_upper(x) == ascii_upper(y); });
}

} // namespace sspi::detail
