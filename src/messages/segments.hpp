// SPDX-License-Identifier: BSL-1.0
// Between a message in the caller's segments and the same in one piece. Sign-only segments are not part of either.
#pragma once

#include "protection.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace sspi::messages {

[[nodiscard]] inline std::size_t data_size(segments message) {
    std::size_t size = 0;
    for (const auto& s : message)
        if (!s.sign_only) size += s.content.size();
    return size;
}

inline void gather(segments message, std::span<std::byte> into) {
    for (const auto& s : message) {
        if (s.sign_only) continue;
        std::ranges::copy(s.content, into.begin());
        into = into.subspan(s.content.size());
    }
}

inline void scatter(std::span<const std::byte> from, segments message) {
    for (const auto& s : message) {
        if (s.sign_only) continue;
        std::ranges::copy(from.first(s.content.size()), s.content.begin());
        from = from.subspan(s.content.size());
    }
}

} // namespace sspi::messages
