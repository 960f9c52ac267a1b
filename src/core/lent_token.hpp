// SPDX-License-Identifier: BSL-1.0
// The token that a context lends who asks for SECPKG_ATTR_ACCESS_TOKEN: one, which goes with the context.
#pragma once

#include "tokens.hpp"

#include <cstdint>
#include <mutex>
#include <utility>

namespace sspi::core {

class lent_token {
  public:
    lent_token() = default;
    lent_token(const lent_token&) = delete;
    lent_token& operator=(const lent_token&) = delete;
    ~lent_token() {
        if (word_ != 0) tokens().remove(word_);
    }

    /// The word of its handle; made at the first time.
    [[nodiscard]] std::uintptr_t get(shared_identity client) {
        const std::scoped_lock lock(mutex_);
        if (word_ == 0) word_ = new_token(std::move(client));
        return word_;
    }

  private:
    std::mutex mutex_;
    std::uintptr_t word_ = 0;
};

} // namespace sspi::core
