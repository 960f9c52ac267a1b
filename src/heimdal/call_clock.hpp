// SPDX-License-Identifier: BSL-1.0
// Heimdal by the clock of the call.
#pragma once

#include "objects.hpp"
#include "words.hpp"

#include <cstdint>
#include <optional>

namespace sspi::heimdal {

/// As long as it lives, Heimdal goes by the clock of the call on this thread. Its GSS-API has a krb5_context of its own
/// there, which others in the process may use too: it is left alone by calls that go by the machine's clock.
class clock_of_call {
  public:
    clock_of_call() noexcept;
    ~clock_of_call();
    clock_of_call(const clock_of_call&) = delete;
    clock_of_call& operator=(const clock_of_call&) = delete;

  private:
    [[nodiscard]] static clock_of_call*& innermost() noexcept;

    clock_of_call* const outer_;
    const std::int32_t seconds_;
    std::optional<int> former_; // of the GSS-API
};

/// Back to it on this thread, after an exchange in which Heimdal noted how far a KDC's clock is from the machine's: that
/// would stand for good, and spoil exchanges with a KDC whose clock is right.
void resume_clock_of_call() noexcept;

/// Heimdal takes the clock from a cache when it asks a KDC with the tickets in it. For caches that are this library's own.
void keep_clock_of_call(krb5_ccache cache) noexcept;

} // namespace sspi::heimdal
