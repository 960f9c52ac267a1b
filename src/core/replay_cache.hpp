// SPDX-License-Identifier: BSL-1.0
// Opening tokens that were accepted by this process, so that a copy is refused (RFC 4120 3.2.3).
#pragma once

#include "../gss/mechanism.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace sspi::core {

class replay_cache {
  public:
    using clock = std::chrono::steady_clock;

    /// A token in use. It is forgotten again unless it is kept: a token that was not accepted, or whose answer could
    /// not be delivered, may come again.
    class reservation {
      public:
        reservation(replay_cache& cache, std::string identity)
            : cache_(&cache), identity_(std::move(identity)) {}
        reservation(reservation&& other) noexcept
            : cache_(std::exchange(other.cache_, nullptr)), identity_(std::move(other.identity_)) {}
        reservation& operator=(reservation&&) = delete;
        reservation(const reservation&) = delete;
        reservation& operator=(const reservation&) = delete;
        ~reservation() {
            if (cache_ != nullptr) cache_->forget(identity_);
        }
        void keep() noexcept { cache_ = nullptr; }

      private:
        replay_cache* cache_;
        std::string identity_;
    };

    /// Nothing when a token with this authenticator is in use, or was accepted within its lifetime.
    [[nodiscard]] std::optional<reservation> reserve(const gss::authenticator& seen, clock::time_point now) {
        const std::scoped_lock lock(mutex_);
        drop_expired(now);
        const auto expiry = by_expiry_.emplace(now + seen.lifetime, seen.identity);
        if (!by_identity_.emplace(seen.identity, expiry).second) {
            by_expiry_.erase(expiry);
            return std::nullopt;
        }
        return std::optional<reservation>(std::in_place, *this, seen.identity);
    }

    [[nodiscard]] std::size_t size() const {
        const std::scoped_lock lock(mutex_);
        return by_identity_.size();
    }

  private:
    using expiries = std::multimap<clock::time_point, std::string>;

    void forget(const std::string& identity) noexcept {
        const std::scoped_lock lock(mutex_);
        const auto found = by_identity_.find(identity);
        if (found == by_identity_.end()) return;
        by_expiry_.erase(found->second);
        by_identity_.erase(found);
    }

    void drop_expired(clock::time_point now) {
        while (!by_expiry_.empty() && by_expiry_.begin()->first <= now) {
            by_identity_.erase(by_expiry_.begin()->second);
            by_expiry_.erase(by_expiry_.begin());
        }
    }

    mutable std::mutex mutex_;
    expiries by_expiry_;
    std::unordered_map<std::string, expiries::iterator> by_identity_;
};

/// Never destroyed: contexts may be deleted at exit.
[[nodiscard]] inline replay_cache& accepted_tokens() {
    static replay_cache& instance = *std::make_unique<replay_cache>().release();
    return instance;
}

} // namespace sspi::core
