// SPDX-License-Identifier: BSL-1.0
// A blocking call in the queue of a pool.
#pragma once

#include <sspi/asio/impl/blocking_call.hpp>

#include <memory>
#include <utility>

namespace sspi::impl {

/// A pool that goes without running it gives the call up.
class queued_call {
  public:
    explicit queued_call(std::shared_ptr<blocking_call> call) noexcept : call_(std::move(call)) {}
    queued_call(queued_call&&) noexcept = default;
    queued_call& operator=(queued_call&&) = delete;
    ~queued_call() {
        if (call_) call_->give_up();
    }
    void operator()() { std::exchange(call_, nullptr)->make(); }

  private:
    std::shared_ptr<blocking_call> call_;
};

} // namespace sspi::impl
