// SPDX-License-Identifier: BSL-1.0
// Which names of realms DNS knows, as the calls of one credential found out. Each answer is believed for a minute.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace sspi::gss {

/// By the name of a service record, "_kerberos._udp.EXAMPLE.TEST". Safe from several threads. What was not answered is not in
/// it: a name server that is silent now may answer the next call.
class realm_findings {
  public:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds believed{60};

    [[nodiscard]] std::optional<bool> find(const std::string& name, clock::time_point now = clock::now()) {
        const std::scoped_lock lock(mutex_);
        const auto found = answers_.find(name);
        if (found == answers_.end()) return std::nullopt;
        if (now - found->second.at < believed) return found->second.known;
        answers_.erase(found);
        return std::nullopt;
    }
    void note(const std::string& name, bool known, clock::time_point now = clock::now()) {
        const std::scoped_lock lock(mutex_);
        if (answers_.size() >= most) answers_.clear(); // who has so many has lost nothing but a moment
        answers_[name] = {known, now};
    }

  private:
    static constexpr std::size_t most = 256;
    struct answer {
        bool known = false;
        clock::time_point at{};
    };

    std::mutex mutex_;
    std::map<std::string, answer> answers_;
};

} // namespace sspi::gss
