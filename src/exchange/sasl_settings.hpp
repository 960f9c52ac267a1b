// SPDX-License-Identifier: BSL-1.0
// What the caller of a SASL exchange may set, and what the exchange finds out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <utility>

namespace sspi::exchange {

inline constexpr std::uint32_t default_sasl_size = 0xFFFF; // Microsoft: nf-sspi-saslsetcontextoption

struct sasl_values {
    std::uint32_t receive_size = default_sasl_size;
    std::uint32_t send_size = default_sasl_size;
    std::uint32_t send_limit = std::numeric_limits<std::uint32_t>::max(); // the peer's, once it is known
    bool authorization_allowed = true;
    std::string authorization; // the identity to act as: an initiator's own, or what came to an acceptor

    /// How many octets of a message may be sent at a time.
    [[nodiscard]] std::uint32_t sendable() const noexcept { return std::min(send_size, send_limit); }
};

/// Read and changed by callers while the exchange runs on another thread.
class sasl_settings {
  public:
    [[nodiscard]] sasl_values now() const {
        const std::scoped_lock lock(mutex_);
        return values_;
    }
    template <class Change>
    void change(Change&& how) {
        const std::scoped_lock lock(mutex_);
        std::forward<Change>(how)(values_);
    }

  private:
    mutable std::mutex mutex_;
    sasl_values values_;
};

} // namespace sspi::exchange
