// SPDX-License-Identifier: BSL-1.0
// What a caller's route has delivered.
#pragma once

#include "../gss/kdc_route.hpp"

#include <chrono>
#include <new>
#include <span>
#include <utility>

namespace sspi::core {

class collected_replies {
  public:
    /// Called by C code.
    void add(std::span<const std::byte> reply, std::chrono::milliseconds delay) noexcept {
        try {
            replies_.push_back({{reply.begin(), reply.end()}, delay});
        } catch (...) {
            lost_ = true;
        }
    }

    /// Throws where there was no memory for a reply.
    [[nodiscard]] gss::route_answer answer(bool reachable) && {
        if (lost_) throw std::bad_alloc();
        return {.replies = std::move(replies_), .reachable = reachable};
    }

  private:
    std::vector<gss::route_reply> replies_;
    bool lost_ = false;
};

} // namespace sspi::core
