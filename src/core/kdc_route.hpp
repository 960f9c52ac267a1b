// SPDX-License-Identifier: BSL-1.0
// What a caller's route has delivered.
#pragma once

#include "../gss/kdc_route.hpp"

#include <chrono>
#include <span>
#include <utility>

namespace sspi::core {

class collected_replies {
  public:
    /// Called by C code: what there is no memory for is lost, as on a network.
    void add(std::span<const std::byte> reply, std::chrono::milliseconds delay) noexcept {
        try {
            replies_.push_back({{reply.begin(), reply.end()}, delay});
        } catch (...) {
        }
    }

    [[nodiscard]] gss::route_answer answer(bool reachable) && {
        return {.replies = std::move(replies_), .reachable = reachable};
    }

  private:
    std::vector<gss::route_reply> replies_;
};

} // namespace sspi::core
