// SPDX-License-Identifier: BSL-1.0
// A context handle with its owner.
#pragma once

#include <sspi/features.hpp>
#include <sspi/impl/category.hpp>

#include <cstdint>

namespace sspi::impl {

struct calls; // see calls.hpp

/// One side of an exchange, shared by the object that steps and the channels that use what comes of it. Only the object
/// that steps changes it, and what it changes is settled when there can be a channel.
class context_state {
  public:
    context_state() noexcept = default;
    context_state(const context_state&) = delete;
    context_state& operator=(const context_state&) = delete;
    ~context_state() { release(); }

    /// A copy, which calls of the C contract may take a pointer to.
    [[nodiscard]] CtxtHandle handle() const noexcept { return handle_; }
    [[nodiscard]] bool live() const noexcept { return live_; }
    void take(CtxtHandle handle) noexcept {
        handle_ = handle;
        live_ = true;
    }
    void release() noexcept {
        if (live_) DeleteSecurityContext(&handle_);
        live_ = false;
        handle_ = {};
    }

    features granted{};
    std::uint32_t attributes = 0; // ISC_RET_ or ASC_RET_ bits
    bool established = false;

  private:
    CtxtHandle handle_{};
    bool live_ = false;
};

} // namespace sspi::impl
