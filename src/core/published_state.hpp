// SPDX-License-Identifier: BSL-1.0
// What a context says of itself to those who ask, also while one of its legs waits for a KDC.
#pragma once

#include "../exchange/exchange.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace sspi::core {

class context;

/// As the last leg that ended left it. Its lock is never held while anybody is waited for or called.
class published_state {
  public:
    struct values {
        std::uint32_t attributes = 0; // ISC_RET_ or ASC_RET_ bits
        status failure = status::ok;  // that ended the exchange
        exchange::agreement agreed = exchange::agreement::open;
    };

    explicit published_state(const values& first) noexcept : values_(first) {}

    [[nodiscard]] values get() const noexcept {
        const std::scoped_lock lock(mutex_);
        return values_;
    }
    void put(const values& latest) noexcept {
        const std::scoped_lock lock(mutex_);
        values_ = latest;
    }

    /// The context that is being established to take this one's place; null without one.
    [[nodiscard]] std::shared_ptr<context> successor() const noexcept {
        const std::scoped_lock lock(mutex_);
        return successor_;
    }
    /// The former one is the caller's to let go, without the lock.
    [[nodiscard]] std::shared_ptr<context> exchange_successor(std::shared_ptr<context> next) noexcept {
        const std::scoped_lock lock(mutex_);
        return std::exchange(successor_, std::move(next));
    }

  private:
    mutable std::mutex mutex_;
    values values_;
    std::shared_ptr<context> successor_;
};

} // namespace sspi::core
