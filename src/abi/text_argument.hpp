// SPDX-License-Identifier: BSL-1.0
// Strings that callers pass, in whatever width, as UTF-8.
#pragma once

#include "../failure.hpp"

#include <sspi/detail/text.hpp>

#include <sspi.h>

#include <optional>
#include <string>
#include <string_view>

namespace sspi::abi {

/// Nothing for NULL and for text that is not valid in its encoding.
template <class Char>
[[nodiscard]] std::optional<std::string> text_argument(const Char* text) {
    if (text == nullptr) return std::nullopt;
    return detail::to_utf8(std::basic_string_view<Char>(text));
}

template <class Char>
inline constexpr std::string_view encoding = sizeof(Char) == 1   ? "UTF-8"
                                             : sizeof(Char) == 2 ? "UTF-16"
                                                                 : "UTF-32";

/// A text that is there and cannot be read: neither missing nor unknown, whatever status those have too.
template <class Char>
[[nodiscard]] failure unreadable(status code, std::string_view what) {
    return refused_with(code, std::string(what) + " is not valid " + std::string(encoding<Char>));
}

/// A text that is needed; `code` is what its lack is answered with, and what is no text.
template <class Char>
[[nodiscard]] result<std::string> needed_text(const Char* text, status code, std::string_view what) {
    if (text == nullptr) return refused_with(code, std::string(what) + " is missing");
    auto out = text_argument(text);
    if (!out) return unreadable<Char>(code, what);
    return *std::move(out);
}

} // namespace sspi::abi
