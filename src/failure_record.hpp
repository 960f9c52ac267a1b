// SPDX-License-Identifier: BSL-1.0
// The last failure of a thread, a credential or a context, kept until somebody asks what went wrong.
#pragma once

#include "failure.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

namespace sspi {

/// A failure as it left the library. Immutable, so that any thread may read it.
struct failure_record {
    failure what{};
    std::uint32_t nt_status = 0; // the answer of a function that answers one
    std::string_view function{}; // static
    std::chrono::sys_seconds at{};
};
using shared_failure = std::shared_ptr<const failure_record>;

/// Where an object keeps its last one. Nothing is touched as long as nothing fails.
class failure_slot {
  public:
    void put(shared_failure latest) {
        const std::scoped_lock lock(mutex_);
        last_.swap(latest); // the former is destroyed after the lock
    }
    [[nodiscard]] shared_failure get() const {
        const std::scoped_lock lock(mutex_);
        return last_;
    }

  private:
    mutable std::mutex mutex_;
    shared_failure last_;
};

} // namespace sspi
