// SPDX-License-Identifier: BSL-1.0
// A call that may block, made by a thread of a pool, and who waits for it: a handler that never leaves its executor.
#pragma once

#include <sspi/cancellation.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace sspi::impl {

class call_waiter;
struct call_waiter_end {
    void operator()(call_waiter* waiter) const noexcept;
};
using call_waiter_owner = std::unique_ptr<call_waiter, call_waiter_end>;

/// Whoever waits for a call. It is told once, or destroyed without being told.
class call_waiter {
  public:
    /// Has the handler invoked by its executor, from any thread. `self` owns this object.
    virtual void post(call_waiter_owner self, const boost::system::error_code& error) = 0;
    /// Gives back its memory to where it is from.
    virtual void destroy() noexcept = 0;

  protected:
    ~call_waiter() = default;
};

inline void call_waiter_end::operator()(call_waiter* waiter) const noexcept {
    waiter->destroy();
}

/// The call, shared by the pool, which makes it, and by those who may give it up. Whoever comes first takes the waiter:
/// giving up does not wait for the call to end, and a call that was given up in the queue is never made. The pool may be the
/// last that has it, when the waiter's executor and all that belongs to it are gone: so there is nothing of them in it.
class blocking_call {
  public:
    explicit blocking_call(call_waiter_owner waiter) : waiter_(std::move(waiter)) {}
    virtual ~blocking_call() = default;
    blocking_call(const blocking_call&) = delete;
    blocking_call& operator=(const blocking_call&) = delete;

    /// On a thread of the pool.
    void make() {
        if (!wanted()) return;
        {
            const cancellation::scope here(cancellation_);
            work();
        }
        tell({});
    }
    /// Tells the waiter that the call was given up, or why it cannot be made. A call under way is cancelled, and nobody looks at
    /// what it does.
    void give_up(const boost::system::error_code& why = boost::asio::error::operation_aborted) {
        cancellation_.cancel();
        tell(why);
    }
    /// The same, telling nobody: the waiter's executor is about to go.
    void drop() {
        cancellation_.cancel();
        const auto gone = take();
    }
    /// What the call obeys; the waiter is told when it has ended.
    [[nodiscard]] cancellation& obeys() noexcept { return cancellation_; }

  protected:
    virtual void work() noexcept = 0;

  private:
    [[nodiscard]] bool wanted() {
        const std::lock_guard lock(mutex_);
        return waiter_ != nullptr;
    }
    [[nodiscard]] call_waiter_owner take() {
        const std::lock_guard lock(mutex_);
        return std::move(waiter_);
    }
    /// The lock is held while it is posted, so that drop() returns when nobody uses the executor any more.
    void tell(const boost::system::error_code& error) {
        const std::lock_guard lock(mutex_);
        if (waiter_ == nullptr) return;
        auto* const waiter = waiter_.get();
        waiter->post(std::move(waiter_), error);
    }

    std::mutex mutex_;
    call_waiter_owner waiter_;
    cancellation cancellation_;
};

/// Calls that are under way, for those who have to end them.
class call_list {
  public:
    void add(const std::shared_ptr<blocking_call>& call) {
        const std::lock_guard lock(mutex_);
        if (calls_.size() >= sweep_at_) {
            std::erase_if(calls_, [](const auto& each) { return each.expired(); });
            sweep_at_ = std::max(least_sweep, 2 * calls_.size());
        }
        calls_.push_back(call);
    }
    template <class Function>
    void for_each(Function&& function) {
        std::vector<std::weak_ptr<blocking_call>> all;
        {
            const std::lock_guard lock(mutex_);
            all = calls_;
        }
        for (const auto& each : all)
            if (const auto call = each.lock()) function(*call);
    }

  private:
    std::mutex mutex_;
    std::vector<std::weak_ptr<blocking_call>> calls_;
    static constexpr std::size_t least_sweep = 64;
    std::size_t sweep_at_ = least_sweep;
};

} // namespace sspi::impl
