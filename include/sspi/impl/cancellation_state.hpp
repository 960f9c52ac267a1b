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

/// The library knows what a thread obeys, whichever shared library or function of the C contract had it do so.
class cancellation_use {
  public:
    explicit cancellation_use(std::shared_ptr<cancellation_state> by) : by_(std::move(by)) {
        auto handle = by_->handle();
        static_cast<void>(SspiExchangeCancellation(&handle, &before_));
    }
    cancellation_use(const cancellation_use&) = delete;
    cancellation_use& operator=(const cancellation_use&) = delete;
    ~cancellation_use() {
        if (SspiExchangeCancellation(&before_, nullptr) != SEC_E_OK) // its owner has freed it
            SspiUseCancellation(nullptr);
    }

  private:
    std::shared_ptr<cancellation_state> by_;
    SspiCancellation before_{};
};

#endif

/// The handle, for functions of the C contract that take one.
struct cancellation_access {
    template <class Cancellation>
    [[nodiscard]] static auto handle(const Cancellation& of) noexcept {
        return of.state_->handle();
    }
};

} // namespace sspi::impl
