// SPDX-License-Identifier: BSL-1.0
// fork() beside threads that are in the library: it waits until they hold nothing that a child would need.
#pragma once

#include "resident.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>

#include <pthread.h>

// A child has the thread that forked, and all memory as it was at that moment. What another thread held then is held for
// ever there: a mutex of ours, of Heimdal's, of OpenSSL's. So a thread says when it comes in (visit), and when it waits for
// somebody else or runs a caller's function, holding nothing (errand). What such threads leave behind is known: whose
// turn it was, which calls are under way. Whoever keeps that looks at forks(), which tells a child from its parent.
namespace sspi::process {

namespace inner {

// Threads count themselves in a few places, so that they do not meet there.
struct alignas(64) lane {
    std::atomic<std::uint32_t> within{0};
};
inline constinit std::array<lane, 32> lanes{};
inline constinit std::atomic<std::size_t> next_lane{0};

inline constinit std::atomic<bool> closed{false}; // a fork is under way, or about to be
inline constinit std::mutex forking;              // held meanwhile
inline constinit std::atomic<unsigned> generation{0};
inline constinit std::atomic<bool> unfit{false};
inline constinit bool emptied = false; // what the one who forks found

struct whereabouts {
    lane* counted = nullptr; // where this thread counts itself
    unsigned depth = 0;
    bool forks = false; // it is this thread that forks: handlers of others for that may call the library
};
[[nodiscard]] inline whereabouts& here() noexcept {
    thread_local constinit whereabouts own{};
    return own;
}

inline void come_in(const whereabouts& own) noexcept {
    for (;;) {
        own.counted->within.fetch_add(1, std::memory_order_seq_cst);
        if (!closed.load(std::memory_order_seq_cst) || own.forks) [[likely]]
            return;
        own.counted->within.fetch_sub(1, std::memory_order_release);
        const std::scoped_lock until_it_is_over(forking);
    }
}
inline void go_out(const whereabouts& own) noexcept {
    own.counted->within.fetch_sub(1, std::memory_order_release);
}

inline void begin(whereabouts& own) noexcept {
    if (own.depth++ != 0) return;
    if (own.counted == nullptr)
        own.counted = &lanes[next_lane.fetch_add(1, std::memory_order_relaxed) % lanes.size()];
    come_in(own);
}
inline void end(whereabouts& own) noexcept {
    if (--own.depth == 0) go_out(own);
}

[[nodiscard]] inline bool is_empty_but_for(std::uint32_t own) noexcept {
    std::uint32_t sum = 0;
    for (const auto& each : lanes)
        sum += each.within.load(std::memory_order_seq_cst);
    return sum == own;
}

/// Nobody is within for long. Who is, with a name service or a daemon that does not answer Heimdal, is not waited for
/// longer than this.
[[nodiscard]] inline bool wait_for_others(std::uint32_t own) noexcept {
    using namespace std::chrono_literals;
    constexpr auto patience = 10s;
    const auto limit = std::chrono::steady_clock::now() + patience;
    for (auto pause = std::chrono::microseconds(20); !is_empty_but_for(own);
         pause = std::min(2 * pause, std::chrono::microseconds(1ms))) {
        if (std::chrono::steady_clock::now() >= limit) return false;
        std::this_thread::sleep_for(pause);
    }
    return true;
}

[[nodiscard]] inline std::uint32_t own_visit() noexcept {
    return here().depth != 0 ? 1 : 0;
}

inline void before_fork() noexcept {
    forking.lock();
    closed.store(true, std::memory_order_seq_cst);
    here().forks = true;
    emptied = wait_for_others(own_visit());
}
inline void after_fork() noexcept {
    here().forks = false;
    closed.store(false, std::memory_order_seq_cst);
    forking.unlock();
}
inline void in_child() noexcept {
    for (auto& each : lanes)
        each.within.store(0, std::memory_order_relaxed);
    if (own_visit() != 0) here().counted->within.store(1, std::memory_order_relaxed);
    if (!emptied) unfit.store(true, std::memory_order_relaxed);
    generation.fetch_add(1, std::memory_order_relaxed);
    after_fork();
}

[[nodiscard]] inline bool watch() noexcept {
    stay_loaded();
    return pthread_atfork(before_fork, after_fork, in_child) == 0;
}
/// As soon as the library is loaded: those who are told of forks later wait for theirs before we do.
inline const bool watched = watch();

} // namespace inner

/// Another number in a child than in its parent.
[[nodiscard]] inline unsigned forks() noexcept {
    return inner::generation.load(std::memory_order_relaxed);
}

/// As long as one lives, its thread is in the library, and fork() waits for it.
class visit {
  public:
    visit() noexcept : own_(inner::here()) { inner::begin(own_); }
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;
    ~visit() { inner::end(own_); }

    /// False in a child that was made while another thread was in the midst of something: nothing here can be relied on.
    [[nodiscard]] explicit operator bool() const noexcept {
        return !inner::unfit.load(std::memory_order_relaxed);
    }

  private:
    inner::whereabouts& own_;
};

/// Within a visit: the thread holds nothing, and waits for somebody else or runs what is not ours.
class errand {
  public:
    errand() noexcept : own_(inner::here()), depth_(std::exchange(own_.depth, 0)) {
        if (depth_ != 0) inner::go_out(own_);
    }
    errand(const errand&) = delete;
    errand& operator=(const errand&) = delete;
    ~errand() {
        if (depth_ != 0) inner::come_in(own_);
        own_.depth = depth_;
    }

  private:
    inner::whereabouts& own_;
    const unsigned depth_;
};

/// A mutex for those who may not be within otherwise: fork() waits until nobody has it.
class visiting_mutex {
  public:
    void lock() {
        inner::begin(inner::here());
        mutex_.lock();
    }
    void unlock() {
        mutex_.unlock();
        inner::end(inner::here());
    }

  private:
    std::mutex mutex_;
};

/// A handler of a thread that waits on an errand: it runs within, and is gone before the thread waits on.
template <class Handler>
[[nodiscard]] auto within(Handler handler) {
    return [handler = std::move(handler)](auto&&... arguments) mutable {
        const visit here;
        auto now = std::move(handler);
        now(std::forward<decltype(arguments)>(arguments)...);
    };
}

} // namespace sspi::process
