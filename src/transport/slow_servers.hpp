// SPDX-License-Identifier: BSL-1.0
// Servers that did not answer lately, by protocol and address: they are asked after the others for a while.
#pragma once

#include "../never_destroyed.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace sspi::transport {

class slow_servers {
  public:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds remembered{60};

    void add(const std::string& where, clock::time_point now = clock::now()) {
        const std::scoped_lock lock(mutex_);
        if (since_.size() >= most) since_.clear(); // who asks so many servers has lost nothing but a moment
        since_[where] = now;
    }
    void remove(const std::string& where) {
        const std::scoped_lock lock(mutex_);
        since_.erase(where);
    }
    [[nodiscard]] bool contains(const std::string& where, clock::time_point now = clock::now()) {
        const std::scoped_lock lock(mutex_);
        const auto found = since_.find(where);
        if (found == since_.end()) return false;
        if (now - found->second < remembered) return true;
        since_.erase(found);
        return false;
    }

  private:
    static constexpr std::size_t most = 256;

    std::mutex mutex_;
    std::map<std::string, clock::time_point> since_;
};

/// Of the process, and used at exit too.
[[nodiscard]] inline slow_servers& slow_ones() {
    static never_destroyed<slow_servers> instance;
    return instance.get();
}

} // namespace sspi::transport
