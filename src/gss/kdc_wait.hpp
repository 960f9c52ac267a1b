// SPDX-License-Identifier: BSL-1.0
// Waiting that ends with the call it is for.
#pragma once

#include "../process/waiting.hpp"
#include "kdc_call.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

namespace sspi::gss {

/// Notes why a call asks no more; false then.
[[nodiscard]] inline bool goes_on(kdc_call& call, kdc_call::clock::time_point limit) {
    if (call.ended() != kdc_call::end::none) return false;
    if (call.cancellation().stop_requested())
        call.end_with(kdc_call::end::cancelled);
    else if (kdc_call::clock::now() >= limit)
        call.end_with(kdc_call::end::too_late);
    return call.ended() == kdc_call::end::none;
}

/// Waits until then. False when the call was cancelled, or its time is up, before.
[[nodiscard]] inline bool wait_until(kdc_call& call, kdc_call::clock::time_point when,
                                     kdc_call::clock::time_point limit) {
    std::mutex own;
    process::waiting_lock lock(own);
    process::condition nobody;
    while (goes_on(call, limit) && kdc_call::clock::now() < when)
        nobody.wait_until(lock, call.cancellation(), std::min(when, limit), [] { return false; });
    return call.ended() == kdc_call::end::none;
}

/// What one thread at a time does, which may take as long as KDCs take. The others wait no longer than their calls may.
class taking_turns {
  public:
    class turn {
      public:
        explicit turn(taking_turns& of) noexcept : of_(&of) {}
        turn(turn&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
        turn& operator=(turn&&) = delete;
        ~turn() {
            if (of_ != nullptr) of_->end();
        }

      private:
        taking_turns* of_;
    };

    /// Nothing when the call ended first. `limit(call)` is asked where it has to wait.
    template <class Limit>
    [[nodiscard]] std::optional<turn> take(kdc_call& call, Limit&& limit) {
        process::waiting_lock lock(mutex_);
        const auto free = [this] { return holder_.nobody(); };
        if (!free()) {
            const auto until = limit(call);
            while (!free() && goes_on(call, until))
                changed_.wait_until(lock, call.cancellation(), until, free);
            if (!free()) return std::nullopt;
        }
        holder_.take();
        return turn(*this);
    }

  private:
    void end() noexcept {
        {
            const std::scoped_lock lock(mutex_);
            holder_.give_back();
            changed_.renewed();
        }
        changed_.notify_all(); // one that is woken may be about to give up
    }

    std::mutex mutex_;
    process::condition changed_;
    process::turn_holder holder_;
};

} // namespace sspi::gss
