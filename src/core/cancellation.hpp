// SPDX-License-Identifier: BSL-1.0
// What an SspiCancellation stands for, and which one the calling thread obeys.
#pragma once

#include "../gss/kdc_call.hpp"
#include "../never_destroyed.hpp"
#include "../process/of_thread.hpp"
#include "../process/waiting.hpp"
#include "handle_table.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <stop_token>

namespace sspi::core {

/// Cancels calls, those under way and all that follow, on every thread that uses it.
class cancellation {
  public:
    void cancel() {
        cancelled_.store(true, std::memory_order_release);
        source().request_stop();
    }
    /// Nobody can cancel with it any more; who used it uses none.
    void retire() noexcept { retired_.store(true, std::memory_order_release); }

    [[nodiscard]] std::stop_token token() const {
        return retired_.load(std::memory_order_acquire) ? std::stop_token() : source().get_token();
    }

  private:
    /// In a child another than its parent had: that one calls back who waited there.
    [[nodiscard]] std::stop_source source() const {
        const std::scoped_lock lock(mutex_);
        if (forked_.is_new()) {
            source_ = std::stop_source();
            if (cancelled_.load(std::memory_order_acquire)) source_.request_stop();
        }
        return source_;
    }

    mutable std::mutex mutex_;
    mutable process::since_fork forked_;
    mutable std::stop_source source_;
    std::atomic<bool> cancelled_{false};
    std::atomic<bool> retired_{false};
};

[[nodiscard]] inline handle_table<cancellation>& cancellations() {
    static never_destroyed<handle_table<cancellation>> instance(handle_kind::cancellation);
    return instance.get();
}

/// One that is obeyed, and its handle, by which it is given back; or none, and zeros.
struct obeyed {
    std::shared_ptr<cancellation> by{};
    handle_words words{};

    [[nodiscard]] std::stop_token token() const { return by ? by->token() : std::stop_token(); }
};

/// None: nobody cancels the thread's calls.
[[nodiscard]] inline obeyed& thread_cancellation() noexcept {
    return process::of_thread<obeyed>::get();
}

/// A call of this thread that may ask KDCs, made where it comes in and handed down from there.
struct asking : gss::kdc_call {
    explicit asking(gss::kdc_policy policy = {})
        : kdc_call(std::move(policy), thread_cancellation().token()) {}
};

} // namespace sspi::core
