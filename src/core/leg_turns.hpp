// SPDX-License-Identifier: BSL-1.0
// The legs of one context take turns, however long one waits for a KDC. Nothing else about a context needs a turn.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace sspi::core {

class leg_turns {
  public:
    class turn {
      public:
        explicit turn(leg_turns& of) noexcept : of_(&of) {}
        turn(turn&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
        turn& operator=(turn&&) = delete;
        ~turn() {
            if (of_ != nullptr) of_->end();
        }

      private:
        leg_turns* of_;
    };

    /// Waits for the others. Nothing for a thread that is within a leg of this context already: a function of the
    /// caller's that is called there, to answer in a KDC's place, would wait for itself.
    [[nodiscard]] std::optional<turn> take() {
        const auto me = std::this_thread::get_id();
        if (owner_.load(std::memory_order_relaxed) == me) return std::nullopt;
        mutex_.lock();
        owner_.store(me, std::memory_order_relaxed);
        return turn(*this);
    }

  private:
    void end() noexcept {
        owner_.store({}, std::memory_order_relaxed);
        mutex_.unlock();
    }

    std::mutex mutex_;
    std::atomic<std::thread::id> owner_{};
};

} // namespace sspi::core
