// SPDX-License-Identifier: BSL-1.0
// The opening that an acceptor's leg took: remembered once its answer was delivered.
#pragma once

#include "replay_cache.hpp"

#include <optional>

namespace sspi::core {

/// Of one context, whose legs are not made by two threads at a time.
class opening final : public gss::opening_judge {
  public:
    [[nodiscard]] result<void> admit(const gss::authenticator& seen) override {
        asked_ = true;
        auto reserved = accepted_tokens().reserve(seen, replay_cache::clock::now());
        if (!reserved) return reserved.error();
        held_.emplace(std::move(*reserved));
        return {};
    }

    /// No context is established without that.
    [[nodiscard]] bool was_asked() const noexcept { return asked_; }

    /// The answer was delivered: no copy is taken any more.
    void keep() noexcept {
        if (held_) held_->keep();
        held_.reset();
    }
    /// It may come again.
    void drop() noexcept { held_.reset(); }

  private:
    bool asked_ = false;
    std::optional<replay_cache::reservation> held_;
};

} // namespace sspi::core
