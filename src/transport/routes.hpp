// SPDX-License-Identifier: BSL-1.0
// Functions of this process that answer for a realm, in place of the network.
#pragma once

#include "../gss/kdc_route.hpp"
#include "../never_destroyed.hpp"
#include "../process/waiting.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <utility>

namespace sspi::transport {

/// One realm's function. Its end waits for the calls under way.
class route {
  public:
    explicit route(gss::kdc_route answer) : answer_(std::move(answer)) {}

    /// Nothing once it has ended.
    [[nodiscard]] std::optional<gss::route_answer> ask(const std::string& realm,
                                                       std::span<const std::byte> request) const {
        const process::calls_under_way::one here(calls_);
        if (ended_) return std::nullopt;
        return answer_(realm, request);
    }

    void end() {
        ended_ = true;
        calls_.wait_for_all();
    }

  private:
    const gss::kdc_route answer_;
    mutable process::calls_under_way calls_;
    std::atomic<bool> ended_ = false;
};

class route_table {
  public:
    [[nodiscard]] std::shared_ptr<const route> find(const std::string& realm) const {
        const std::shared_lock lock(mutex_);
        const auto found = routes_.find(realm);
        return found == routes_.end() ? nullptr : found->second;
    }

    /// Instead of the one before, which has ended when this returns. An empty function: nobody.
    void set(const std::string& realm, gss::kdc_route answer) {
        auto next = answer ? std::make_shared<route>(std::move(answer)) : nullptr;
        std::shared_ptr<route> former;
        {
            const std::unique_lock lock(mutex_);
            auto& place = routes_[realm];
            former = std::exchange(place, next);
            if (!next) routes_.erase(realm);
        }
        if (former) former->end();
    }

  private:
    mutable std::shared_mutex mutex_;
    std::map<std::string, std::shared_ptr<route>> routes_;
};

/// Routes may be taken away by destructors that run at exit.
[[nodiscard]] inline route_table& routes() {
    static never_destroyed<route_table> instance;
    return instance.get();
}

} // namespace sspi::transport
