// SPDX-License-Identifier: BSL-1.0
// The process's threads for work that may wait for KDCs: one set, whoever has the work done, made as they are needed.
#pragma once

#include "cancellation.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <deque>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace sspi::core {

/// Called once: with 1 on one of the threads, or with 0 where the process ends first.
struct work {
    void (*function)(void* context, int make) = nullptr;
    void* context = nullptr;
    obeyed obeys{};
};

/// A program's signals are for its own threads: while this lives, the calling thread and those that it makes get none.
class signals_blocked {
  public:
    signals_blocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    signals_blocked(const signals_blocked&) = delete;
    signals_blocked& operator=(const signals_blocked&) = delete;
    ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_{};
};

class work_threads {
  public:
    enum class answer { taken, ending, no_thread };
    static constexpr std::size_t usual = 32; // they wait and seldom compute

    explicit work_threads(std::size_t most) : most_(most) {}
    work_threads(const work_threads&) = delete;
    work_threads& operator=(const work_threads&) = delete;
    ~work_threads() { end(); }

    [[nodiscard]] answer add(work what) {
        const std::lock_guard lock(mutex_);
        if (ending_) return answer::ending;
        bury();
        if (idle_ <= queue_.size() && threads_.size() < most_) begin_thread();
        if (threads_.empty()) return answer::no_thread;
        queue_.push_back(std::move(what));
        waking_.notify_one();
        return answer::taken;
    }

    /// Those above it end when they have nothing to do.
    void at_most(std::size_t threads) {
        const std::lock_guard lock(mutex_);
        if (ending_) return;
        most_ = threads;
        while (idle_ < queue_.size() && threads_.size() < most_)
            if (!begin_thread()) break;
        waking_.notify_all();
    }
    /// How many there are, and how many of them have nothing to do.
    [[nodiscard]] std::size_t size() {
        const std::lock_guard lock(mutex_);
        return threads_.size();
    }
    [[nodiscard]] std::size_t idle() {
        const std::lock_guard lock(mutex_);
        return idle_;
    }

    /// What is queued is not made, and what is under way is cancelled and waited for.
    void end() {
        std::deque<work> dropped;
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
            dropped.swap(queue_);
            for (const auto& each : threads_)
                if (each.obeys) each.obeys->cancel();
        }
        waking_.notify_all();
        for (const auto& each : dropped)
            each.function(each.context, 0);
        join();
    }

  private:
    struct worker {
        std::thread thread{};
        std::shared_ptr<cancellation> obeys{}; // the work that it does
    };
    using place = std::list<worker>::iterator;

    /// Whether there is one more. Without resources for it those that there are have to do.
    bool begin_thread() {
        const signals_blocked here;
        std::list<worker> made;
        try {
            made.emplace_back();
            made.back().thread = std::thread([this, at = made.begin()] { run(at); });
        } catch (const std::exception&) {
            return false;
        }
        threads_.splice(threads_.end(), made); // it waits for the lock
        return true;
    }

    void run(place self) {
        std::unique_lock lock(mutex_);
        while (wait(lock)) {
            const auto next = std::move(queue_.front());
            queue_.pop_front();
            self->obeys = next.obeys.by;
            lock.unlock();
            make(next);
            lock.lock();
            self->obeys.reset();
        }
        if (!ending_) ended_.splice(ended_.end(), threads_, self);
    }
    /// Whether there is work.
    [[nodiscard]] bool wait(std::unique_lock<std::mutex>& lock) {
        ++idle_;
        waking_.wait(lock, [&] { return ending_ || !queue_.empty() || threads_.size() > most_; });
        --idle_;
        return !ending_ && !queue_.empty() && threads_.size() <= most_;
    }
    static void make(const work& what) {
        thread_cancellation() = what.obeys;
        what.function(what.context, 1);
        thread_cancellation() = {};
    }

    /// Those that have ended, or are about to.
    void bury() {
        for (auto& each : ended_)
            each.thread.join();
        ended_.clear();
    }
    void join() {
        for (auto* const list : {&threads_, &ended_})
            for (auto& each : *list) {
                if (!each.thread.joinable()) continue;
                if (each.thread.get_id() == std::this_thread::get_id())
                    each.thread.detach(); // it is the one that ends the process
                else
                    each.thread.join();
            }
    }

    std::mutex mutex_;
    std::condition_variable waking_;
    std::deque<work> queue_;
    std::list<worker> threads_;
    std::list<worker> ended_;
    std::size_t most_;
    std::size_t idle_ = 0;
    bool ending_ = false;
};

/// The set of one process. A child of fork() has none of its parent's threads, and perhaps its locks held for ever: it makes a
/// set of its own, and leaves the other alone.
struct process_threads {
    explicit process_threads(const process_threads* parents) : before(parents) {}

    const pid_t process = getpid();
    const process_threads* const before; // the parent's
    work_threads threads{work_threads::usual};
};

inline std::atomic<process_threads*> newest_threads{nullptr};

/// Ends the threads when the process ends: before what the library and those below it keep for the process goes, which was
/// there when the first credential was made.
inline void end_newest_threads() noexcept {
    auto* const newest = newest_threads.load(std::memory_order_acquire);
    if (newest != nullptr && newest->process == getpid()) newest->threads.end();
}

[[nodiscard]] inline work_threads& threads_of_process() {
    [[maybe_unused]] static const bool they_end = std::atexit(end_newest_threads) == 0;
    auto* newest = newest_threads.load(std::memory_order_acquire);
    while (newest == nullptr || newest->process != getpid()) {
        auto made = std::make_unique<process_threads>(newest);
        if (newest_threads.compare_exchange_strong(newest, made.get(), std::memory_order_acq_rel))
            newest = made.release(); // never destroyed, as the other tables
    }
    return newest->threads;
}

} // namespace sspi::core
