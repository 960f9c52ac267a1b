// SPDX-License-Identifier: BSL-1.0
// Strings that callers pass, in whatever width, as UTF-8.
#pragma once

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

} // namespace sspi::abi
