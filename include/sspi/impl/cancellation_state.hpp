// SPDX-License-Identifier: BSL-1.0
// A cancellation handle with its owner, and which one a thread obeys.
#pragma once

#include <sspi/impl/category.hpp>

#include <atomic>
#include <memory>
#include <utility>

namespace sspi::impl {

#if defined(_WIN32)

class cancellation_state {
  public:
    void cancel() noexcept { cancelled_ = true; }
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

  private:
    std::atomic<bool> cancelled_ = false;
};

class cancellation_use {
  public:
    explicit cancellation_use(std::shared_ptr<cancellation_state> by) noexcept : by_(std::move(by)) {}

  private:
    std::shared_ptr<cancellation_state> by_;
};

#else

class cancellation_state {
  public:
    cancellation_state() { unnoted(SspiCreateCancellation(&handle_)).check("sspi::cancellation"); }
    cancellation_state(const cancellation_state&) = delete;
    cancellation_state& operator=(const cancellation_state&) = delete;
    ~cancellation_state() { SspiFreeCancellation(&handle_); }

    void cancel() noexcept {
        cancelled_ = true;
        SspiCancel(&handle_);
    }
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }
    [[nodiscard]] SspiCancellation handle() const noexcept { return handle_; }

  private:
    SspiCancellation handle_{};
    std::atomic<bool> cancelled_ = false;
};

/// The innermost scope's of this thread, or NULL.
inline thread_local const cancellation_state* obeyed = nullptr;

/// The library does not tell what a thread obeys, so the scopes remember it.
class cancellation_use {
  public:
    explicit cancellation_use(std::shared_ptr<cancellation_state> by)
        : by_(std::move(by)), before_(std::exchange(obeyed, by_.get())) {
        obey(obeyed);
    }
    cancellation_use(const cancellation_use&) = delete;
    cancellation_use& operator=(const cancellation_use&) = delete;
    ~cancellation_use() {
        obeyed = before_;
        obey(obeyed);
    }

  private:
    static void obey(const cancellation_state* state) noexcept {
        auto handle = state != nullptr ? state->handle() : SspiCancellation{};
        SspiUseCancellation(state != nullptr ? &handle : nullptr);
    }

    std::shared_ptr<cancellation_state> by_;
    const cancellation_state* before_;
};

#endif

} // namespace sspi::impl
