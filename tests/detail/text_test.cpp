// SPDX-License-Identifier: BSL-1.0
// Conversion between the Unicode encoding forms, and ASCII comparison.

#include <sspi/detail/text.hpp>

#include "../support/catch.hpp"

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sspi::detail;
using namespace std::string_view_literals;

const std::string sample = "a\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"
                           "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
const std::u16string sample16 = {u'a',   0x7F,   0x80,   0x7FF,  0x800,  0xD7FF,
                                 0xE000, 0xFFFF, 0xD800, 0xDC00, 0xDBFF, 0xDFFF};
const std::u32string sample32 = {U'a', 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};

/// UTF-8 of one code point, written from the table in RFC 3629 section 3 without its limits.
std::string raw_utf8(std::uint32_t c) {
    const auto byte = [](std::uint32_t b) { return static_cast<char>(static_cast<unsigned char>(b)); };
    if (c < 0x80) return {byte(c)};
    if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 63))};
    if (c < 0x10000) return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
    return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)),
            byte(0x80 | (c & 63))};
}

TEST_CASE("the boundaries of every encoding length convert both ways") {
    CHECK(to_utf8(std::u16string_view(sample16)) == sample);
    CHECK(to_utf8(std::u32string_view(sample32)) == sample);
    CHECK(to_utf8(std::string_view(sample)) == sample);
    CHECK(from_utf8<char16_t>(sample) == sample16);
    CHECK(from_utf8<char32_t>(sample) == sample32);
    CHECK(from_utf8<char>(sample) == sample);
}

TEST_CASE("wchar_t converts as the wide form of its size") {
    const auto wide = from_utf8<wchar_t>(sample);
    REQUIRE(wide);
    CHECK(wide->size() == (sizeof(wchar_t) == 4 ? sample32.size() : sample16.size()));
    CHECK(to_utf8(std::wstring_view(*wide)) == sample);
}

TEST_CASE("every Unicode scalar value converts to each form and back, and no surrogate does") {
    std::uint32_t wrong = 0;
    for (char32_t c = 0; c <= 0x110010; ++c) {
        const auto utf8 = to_utf8(std::u32string_view(&c, 1));
        const bool scalar = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
        if (utf8.has_value() != scalar) ++wrong;
        const auto raw = raw_utf8(c);
        if (from_utf8<char32_t>(raw).has_value() != scalar) ++wrong;
        if (!utf8) continue;
        const auto utf16 = from_utf8<char16_t>(*utf8);
        if (*utf8 != raw || !utf16 || to_utf8(std::u16string_view(*utf16)) != utf8) ++wrong;
        if (from_utf8<char32_t>(*utf8) != std::u32string(1, c)) ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_CASE("every sequence of one and two bytes is judged like RFC 3629 does") {
    std::uint32_t wrong = 0;
    for (std::uint32_t a = 0; a < 256; ++a) {
        const char one[] = {static_cast<char>(a)};
        if (to_utf8(std::string_view(one, 1)).has_value() != (a < 0x80)) ++wrong;
        for (std::uint32_t b = 0; b < 256; ++b) {
            const char two[] = {static_cast<char>(a), static_cast<char>(b)};
            const bool pair = a >= 0xC2 && a <= 0xDF && b >= 0x80 && b <= 0xBF;
            const bool ascii = a < 0x80 && b < 0x80;
            if (to_utf8(std::string_view(two, 2)).has_value() != (pair || ascii)) ++wrong;
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("ill-formed UTF-8 is refused wherever it stands") {
    const std::string_view faults[] = {
        "\xC0\x80"sv,         // overlong NUL
        "\xC1\xBF"sv,         // overlong
        "\xE0\x9F\xBF"sv,     // overlong
        "\xF0\x8F\xBF\xBF"sv, // overlong
        "\xED\xA0\x80"sv,     // surrogate
        "\xF4\x90\x80\x80"sv, // beyond U+10FFFF
        "\xF5\x80\x80\x80"sv, // beyond U+10FFFF
        "\xFC\x80\x80\x80"sv, // a lead byte of the withdrawn five- and six-byte forms
        "\xFF"sv,
        "\x80"sv,         // continuation without a lead
        "\xE2\x82"sv,     // cut short
        "\xF0\x9F\x98"sv, // cut short
        "\xC3("sv,        // lead without a continuation
        "\xE2\x82("sv,
    };
    for (const auto fault : faults) {
        INFO(std::string(fault));
        CHECK_FALSE(to_utf8(fault));
        CHECK_FALSE(to_utf8(std::string_view("ab" + std::string(fault))));
        CHECK_FALSE(from_utf8<char16_t>(std::string(fault) + "ab"));
        CHECK_FALSE(from_utf8<char32_t>(fault));
    }
}

TEST_CASE("text that ends inside a character is refused, whatever lies behind its end") {
    const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    for (std::size_t size = 0; size < sample.size(); ++size) {
        INFO(size);
        const bool inside = is_continuation(sample[size]);
        CHECK(to_utf8(std::string_view(sample).substr(0, size)).has_value() == !inside);
    }
    for (std::size_t size = 0; size < sample16.size(); ++size) {
        INFO(size);
        const bool inside = sample16[size] >= 0xDC00 && sample16[size] <= 0xDFFF;
        CHECK(to_utf8(std::u16string_view(sample16).substr(0, size)).has_value() == !inside);
    }
}

TEST_CASE("an unpaired surrogate is refused wherever it stands") {
    const std::u16string faults[] = {{0xD800},         {0xDC00},         {0xDBFF, u'a'},  {u'a', 0xDFFF},
                                     {0xDC00, 0xD800}, {0xD800, 0xD800}, {0xD800, 0xE000}};
    for (const auto& fault : faults) {
        CHECK_FALSE(to_utf8(std::u16string_view(fault)));
        CHECK_FALSE(to_utf8(std::u16string_view(u"ab" + fault)));
    }
}

TEST_CASE("empty text and embedded NULs are well-formed") {
    CHECK(to_utf8(std::u16string_view()) == "");
    CHECK(from_utf8<char32_t>("") == U"");
    CHECK(to_utf8_from<char16_t>(nullptr, 0) == "");
    CHECK(to_utf8(u"a\0b"sv) == std::string("a\0b", 3));
}

TEST_CASE("text at an odd address converts") {
    std::vector<unsigned char> memory(1 + sample16.size() * sizeof(char16_t));
    std::memcpy(memory.data() + 1, sample16.data(), memory.size() - 1);
    CHECK(to_utf8_from<char16_t>(memory.data() + 1, sample16.size()) == sample);
    memory.resize(1 + sample32.size() * sizeof(char32_t));
    std::memcpy(memory.data() + 1, sample32.data(), memory.size() - 1);
    CHECK(to_utf8_from<char32_t>(memory.data() + 1, sample32.size()) == sample);
}

TEST_CASE("only the letters a to z are raised") {
    std::string all;
    for (int c = 0; c < 256; ++c)
        all.push_back(static_cast<char>(c));
    const auto raised = ascii_upper(all);
    REQUIRE(raised.size() == all.size());
    for (std::size_t c = 0; c < all.size(); ++c) {
        INFO(c);
        CHECK(raised[c] == (c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : all[c]));
    }
}

TEST_CASE("names compare without regard to ASCII case and with regard to everything else") {
    CHECK(equal_ignoring_ascii_case("Kerberos", "kERBEROS"));
    CHECK(equal_ignoring_ascii_case("", ""));
    CHECK_FALSE(equal_ignoring_ascii_case("Kerberos", "Kerbero"));
    CHECK_FALSE(equal_ignoring_ascii_case("Kerbero", "Kerberos"));
    CHECK_FALSE(equal_ignoring_ascii_case("", "K"));
    CHECK_FALSE(equal_ignoring_ascii_case("[", "{")); // differ by 32, like letters do
    CHECK_FALSE(equal_ignoring_ascii_case("\xC3\xA4", "\xC3\x84"));
}

} // namespace
