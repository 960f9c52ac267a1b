// SPDX-License-Identifier: BSL-1.0
// Principals as the Kerberos library writes them: components with slashes between them, an at-sign, the realm, and a backslash
// before whatever of these belongs to a name.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::detail {

/// What a text says on both sides of the last at-sign that is not escaped; all of it is the name when there is none.
struct principal_parts {
    std::string_view name;
    std::string_view realm;
};

/// Where the last of these characters stands that no backslash takes its meaning from.
[[nodiscard]] constexpr std::size_t last_unescaped(std::string_view text, char wanted) noexcept {
    auto out = text.npos;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == wanted) out = i;
        if (text[i] == '\\') ++i; // and what it escapes
    }
    return out;
}

[[nodiscard]] constexpr principal_parts split_principal(std::string_view text) noexcept {
    const auto at = last_unescaped(text, '@');
    if (at == text.npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + 1)};
}

/// The realm of a principal's text; empty without one.
[[nodiscard]] constexpr std::string_view realm_in(std::string_view text) noexcept {
    return split_principal(text).realm;
}

/// Whether a principal's name has several components, as a service's has.
[[nodiscard]] constexpr bool has_components(std::string_view text) noexcept {
    return last_unescaped(split_principal(text).name, '/') != text.npos;
}

/// The text with a backslash before each of the characters that would separate parts of a principal name.
[[nodiscard]] inline std::string escaped(std::string_view text, std::string_view special) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (special.find(c) != special.npos) out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

/// The same without the backslashes; nothing where one stands before anything else.
[[nodiscard]] inline std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && (++i == text.size() || text.find_first_of("@/\\", i) != i))
            return std::nullopt;
        out.push_back(text[i]);
    }
    return out;
}

} // namespace sspi::detail
