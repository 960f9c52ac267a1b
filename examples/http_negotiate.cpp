// SPDX-License-Identifier: BSL-1.0
// Header fields of HTTP with Negotiate in them.
#include "http_negotiate.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace example {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool same_scheme(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

// Takes the text up to the next comma that is in no quoted string off the front.
std::string_view next_item(std::string_view& list) {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < list.size() && (quoted || list[end] != ','); ++end) {
        if (list[end] == '"') quoted = !quoted;
        if (quoted && list[end] == '\\' && end + 1 < list.size()) ++end;
    }
    const auto item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    return trimmed(item);
}

} // namespace

std::string to_base64(std::span<const std::byte> bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (; !bytes.empty(); bytes = bytes.subspan(std::min<std::size_t>(3, bytes.size()))) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8 | (i < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i]) : 0);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= bytes.size() ? letters[group >> (18 - 6 * i) & 63] : '=';
    }
    return text;
}

std::optional<octets> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    octets bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pad = i + padding >= text.size();
        const auto value = pad ? 0 : letters.find(text[i]);
        if (value == letters.npos) return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(value);
        if (i % 4 != 3) continue;
        for (const int shift : {16, 8, 0})
            bytes.push_back(static_cast<std::byte>(group >> shift & 0xFF));
    }
    bytes.resize(bytes.size() - padding);
    return bytes;
}

std::optional<negotiate_word> find_negotiate(std::string_view field) {
    while (!field.empty()) {
        const auto item = next_item(field);
        const auto scheme = item.substr(0, item.find_first_of(" \t"));
        if (!same_scheme(scheme, "Negotiate")) continue;
        auto token = from_base64(trimmed(item.substr(scheme.size())));
        return token ? negotiate_word{.token = std::move(*token)} : negotiate_word{.malformed = true};
    }
    return std::nullopt;
}

} // namespace example
