// SPDX-License-Identifier: BSL-1.0
// Random bytes for the fronts of sealed messages, from the kernel and many at a time.
#pragma once

#include "../process/forks.hpp"
#include "openssl_aes.hpp"

#include <sspi/detail/secret.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>
#endif

namespace sspi::messages {

/// False when the system has no random bytes.
[[nodiscard]] inline bool draw_confounder(std::span<std::byte, cipher_block> out) noexcept {
    constexpr std::size_t most = 256; // that getentropy gives at once
    struct pool {
        std::array<std::byte, most> bytes{};
        std::size_t used = most;
        unsigned forked = 0;
    };
    static thread_local constinit pool own{};
    const auto forked = process::forks(); // what was drawn before is the parent's as well
    if (own.used == most || own.forked != forked) {
        if (getentropy(own.bytes.data(), most) != 0) return false;
        own.used = 0;
        own.forked = forked;
    }
    const auto taken = std::span(own.bytes).subspan(own.used, out.size());
    std::ranges::copy(taken, out.begin());
    detail::wipe(taken);
    own.used += out.size();
    return true;
}

} // namespace sspi::messages
