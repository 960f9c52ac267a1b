// SPDX-License-Identifier: BSL-1.0
// The last requests of a realm.
#pragma once

#include "../../process/forks.hpp"

#include <sspi/testing/transcript.hpp>

#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

namespace sspi::testing::detail {

/// Thread-safe.
class transcript_log {
  public:
    explicit transcript_log(std::size_t limit) : limit_(limit) {}

    void add(request_seen seen) {
        const std::lock_guard lock(mutex_);
        seen_.push_back(std::move(seen));
        for (; seen_.size() > limit_; ++forgotten_)
            seen_.pop_front();
    }

    void clear() {
        const std::lock_guard lock(mutex_);
        seen_.clear();
        forgotten_ = 0;
    }

    [[nodiscard]] transcript copy() const {
        const std::lock_guard lock(mutex_);
        return {{seen_.begin(), seen_.end()}, forgotten_};
    }

  private:
    mutable sspi::process::visiting_mutex mutex_;
    const std::size_t limit_;
    std::deque<request_seen> seen_;
    std::size_t forgotten_ = 0;
};

} // namespace sspi::testing::detail
