// SPDX-License-Identifier: BSL-1.0
// Random octets for confounders, keys and numbers, from the kernel and many at a time.
#pragma once

#include "../process/forks.hpp"

#include <sspi/detail/secret.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>
#endif

namespace sspi::messages {

/// At most as many as the kernel gives at once. False when the system has none.
[[nodiscard]] inline bool draw_random(std::span<std::byte> out) noexcept {
    constexpr std::size_t most = 256; // of getentropy
    struct pool {
        std::array<std::byte, most> octets{};
        std::size_t used = most;
        unsigned forked = 0;
    };
    static thread_local constinit pool own{};
    const auto forked = process::forks(); // what was drawn before is the parent's as well
    if (out.size() > most) return false;
    if (most - own.used < out.size() || own.forked != forked) {
        if (getentropy(own.octets.data(), most) != 0) return false;
        own.used = 0;
        own.forked = forked;
    }
    const auto taken = std::span(own.octets).subspan(own.used, out.size());
    std::ranges::copy(taken, out.begin());
    detail::wipe(taken);
    own.used += out.size();
    return true;
}

} // namespace sspi::messages
