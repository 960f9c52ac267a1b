// SPDX-License-Identifier: BSL-1.0
// Which names of realms DNS knows, as the calls of one credential found out. Each answer is believed for a minute.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace sspi::gss {

/// By the name of a service record, "_kerberos._udp.EXAMPLE.TEST". Safe from several threads. That nobody answered is
/// believed for as long as a call may take, so that it costs one call its time and not each: name servers come back.
class realm_findings {
  public:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds believed{60}, silence_believed{10};

    [[nodiscard]] std::optional<bool> find(const std::string& name, clock::time_point now = clock::now()) {
        const auto found = recent(name, now);
        return found && *found != said::nothing ? std::optional(*found == said::yes) : std::nullopt;
    }
    void note(const std::string& name, bool known, clock::time_point now = clock::now()) {
        put(name, known ? said::yes : said::no, now);
    }

    [[nodiscard]] bool silent(const std::string& name, clock::time_point now = clock::now()) {
        return recent(name, now) == said::nothing;
    }
    void note_silence(const std::string& name, clock::time_point now = clock::now()) {
        put(name, said::nothing, now);
    }

  private:
    static constexpr std::size_t most = 256;
    enum class said { yes, no, nothing };
    struct answer {
        said what = said::nothing;
        clock::time_point until{};
    };

    [[nodiscard]] std::optional<said> recent(const std::string& name, clock::time_point now) {
        const std::scoped_lock lock(mutex_);
        const auto found = answers_.find(name);
        if (found == answers_.end()) return std::nullopt;
        if (now < found->second.until) return found->second.what;
        answers_.erase(found);
        return std::nullopt;
    }
    void put(const std::string& name, said what, clock::time_point now) {
        const std::scoped_lock lock(mutex_);
        if (answers_.size() >= most) answers_.clear(); // who has so many has lost nothing but a moment
        answers_[name] = {what, now + (what == said::nothing ? silence_believed : believed)};
    }

    std::mutex mutex_;
    std::map<std::string, answer> answers_;
};

} // namespace sspi::gss
