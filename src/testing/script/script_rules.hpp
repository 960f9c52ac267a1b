// SPDX-License-Identifier: BSL-1.0
// The rules of a realm.
#pragma once

#include "../../process/forks.hpp"
#include "rule_state.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace sspi::testing::detail {

/// What the script has for a request.
struct chosen_action {
    action act{};
    std::string rule{}; ///< what it does, in words
};

/// Thread-safe.
class script_rules {
  public:
    void add(std::shared_ptr<rule::state> made);
    void clear();
    [[nodiscard]] std::vector<std::string> unused() const;

    /// Counts the request in every rule that it is for, and takes what the newest of them does.
    [[nodiscard]] chosen_action choose(const request_seen& seen) const;

  private:
    [[nodiscard]] std::vector<std::shared_ptr<rule::state>> all() const;

    mutable sspi::process::visiting_mutex mutex_;
    std::vector<std::shared_ptr<rule::state>> rules_;
};

} // namespace sspi::testing::detail
