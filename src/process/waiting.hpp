// SPDX-License-Identifier: BSL-1.0
// Waiting for other threads, of whom a child after fork() has none.
#pragma once

#include "forks.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace sspi::process {

/// A lock whose thread is on an errand while it waits for a condition.
class waiting_lock {
  public:
    explicit waiting_lock(std::mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
    waiting_lock(const waiting_lock&) = delete;
    waiting_lock& operator=(const waiting_lock&) = delete;
    ~waiting_lock() { mutex_.unlock(); }

    // For std::condition_variable_any.
    void unlock() {
        mutex_.unlock();
        errand_.emplace();
    }
    void lock() {
        errand_.reset();
        mutex_.lock();
    }

  private:
    std::mutex& mutex_;
    std::optional<errand> errand_{};
};

/// Whether something that was noted under a mutex is of this process, or its parent's.
class since_fork {
  public:
    /// True the first time after a fork.
    [[nodiscard]] bool is_new() noexcept { return std::exchange(seen_, forks()) != forks(); }
    [[nodiscard]] bool is_current() const noexcept { return seen_ == forks(); }

  private:
    unsigned seen_ = forks();
};

/// A condition. In a child of a process where somebody waited for it, it is made anew: the former one would wait for those
/// to leave, and stays as it is. All calls but `notify_all` are made with the mutex held.
class condition {
  public:
    condition() { std::construct_at(place()); }
    condition(const condition&) = delete;
    condition& operator=(const condition&) = delete;
    ~condition() {
        if (waiting_ == 0 || forked_.is_current()) std::destroy_at(get());
    }

    template <class Done>
    bool wait(waiting_lock& lock, const std::stop_token& cancelled, Done&& done) {
        const counted here(renewed());
        return get()->wait(lock, cancelled, std::forward<Done>(done));
    }
    template <class Time, class Done>
    bool wait_until(waiting_lock& lock, const std::stop_token& cancelled, const Time& limit, Done&& done) {
        const counted here(renewed());
        return get()->wait_until(lock, cancelled, limit, std::forward<Done>(done));
    }
    void notify_all() noexcept { get()->notify_all(); }

    /// In a child, before the first that looks at what was noted here.
    condition& renewed() {
        if (forked_.is_new() && std::exchange(waiting_, 0u) != 0) std::construct_at(place());
        return *this;
    }

  private:
    struct counted {
        explicit counted(condition& of) noexcept : of_(of) { ++of_.waiting_; }
        counted(const counted&) = delete;
        counted& operator=(const counted&) = delete;
        ~counted() { --of_.waiting_; }

      private:
        condition& of_;
    };

    [[nodiscard]] std::condition_variable_any* place() noexcept {
        return reinterpret_cast<std::condition_variable_any*>(octets_);
    }
    [[nodiscard]] std::condition_variable_any* get() noexcept { return std::launder(place()); }

    alignas(std::condition_variable_any) std::byte octets_[sizeof(std::condition_variable_any)];
    unsigned waiting_ = 0;
    since_fork forked_{};
};

/// Whose turn it is. Looked at with a mutex held.
class turn_holder {
  public:
    [[nodiscard]] bool nobody() noexcept { return now() == std::thread::id(); }
    [[nodiscard]] bool this_thread() noexcept { return now() == std::this_thread::get_id(); }
    /// It was another thread's when this process was made of its parent.
    [[nodiscard]] bool left_behind() noexcept {
        (void)now();
        return left_behind_;
    }
    void take() noexcept { holder_ = std::this_thread::get_id(); }
    void give_back() noexcept { holder_ = {}; }

  private:
    /// A child has nobody but the thread that forked.
    [[nodiscard]] std::thread::id now() noexcept {
        if (forked_.is_new() && holder_ != std::thread::id() && holder_ != std::this_thread::get_id()) {
            holder_ = {};
            left_behind_ = true;
        }
        return holder_;
    }

    std::thread::id holder_{};
    bool left_behind_ = false;
    since_fork forked_{};
};

/// Calls of a function that somebody may take away, who waits for them. Those of a parent's other threads never end in
/// its child, where they are not waited for.
class calls_under_way {
  public:
    /// As long as one lives, a call is under way.
    class one {
      public:
        explicit one(calls_under_way& of) noexcept : of_(of), in_(of.begin()) {}
        one(const one&) = delete;
        one& operator=(const one&) = delete;
        ~one() { of_.end(in_); }

      private:
        calls_under_way& of_;
        const std::uint32_t in_;
    };

    /// Holding nothing, and on an errand.
    void wait_for_all() noexcept {
        const errand meanwhile;
        for (auto now = state_.load(); now >> 32 == forks() && static_cast<std::uint32_t>(now) != 0;
             now = state_.load())
            state_.wait(now);
    }

  private:
    [[nodiscard]] std::uint32_t begin() noexcept {
        const std::uint32_t in = forks();
        auto before = state_.load();
        while (!state_.compare_exchange_weak(before,
                                             before >> 32 == in ? before + 1 : std::uint64_t{in} << 32 | 1))
            ;
        return in;
    }
    void end(std::uint32_t in) noexcept {
        if (in != forks()) return; // it began in the parent
        state_.fetch_sub(1);
        state_.notify_all();
    }

    std::atomic<std::uint64_t> state_{std::uint64_t{forks()} << 32}; // which process, and how many
};

} // namespace sspi::process
