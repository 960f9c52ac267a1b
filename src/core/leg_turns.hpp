// SPDX-License-Identifier: BSL-1.0
// The legs of one context take turns, however long one waits for a KDC. Nothing else about a context needs a turn.
#pragma once

#include "../failure.hpp"
#include "../gss/kdc_call.hpp"
#include "../process/waiting.hpp"

#include <mutex>
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

    /// Waits for the others, until the call is cancelled. There is none for a thread that is within a leg of this context
    /// already: a function of the caller's that is called there, to answer in a KDC's place, would wait for itself.
    [[nodiscard]] result<turn> take(const gss::kdc_call& call) {
        process::waiting_lock lock(mutex_);
        if (owner_.this_thread())
            return refused_with(status::unsupported_function, "this thread is within a leg of the context");
        if (owner_.left_behind()) // with what the mechanism has of it
            return refused_with(status::internal_error,
                                "a leg of the context was under way when the process was forked");
        const auto nobodys = [this] { return owner_.nobody(); };
        if (!nobodys() && !free_.wait(lock, call.cancellation(), nobodys))
            return refused_with(status::cancelled, reason::cancelled,
                                "the call was cancelled before its turn");
        owner_.take();
        return turn(*this);
    }

  private:
    void end() noexcept {
        {
            const std::scoped_lock lock(mutex_);
            owner_.give_back();
            free_.renewed();
        }
        free_.notify_all(); // one that is woken may be about to give up
    }

    std::mutex mutex_;
    process::condition free_;
    process::turn_holder owner_;
};

} // namespace sspi::core
