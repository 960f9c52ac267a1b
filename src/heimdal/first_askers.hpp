// SPDX-License-Identifier: BSL-1.0
// Several threads that need the same new ticket: one asks for it, the others wait.
#pragma once

#include "../failure.hpp"
#include "../gss/kdc_wait.hpp"
#include "words.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace sspi::heimdal {

/// Those who need one ticket.
class line_for_ticket {
  public:
    /// When it is a thread's turn, either nobody has asked since it came, or somebody has.
    [[nodiscard]] taking_turns& turns() noexcept { return turns_; }

    [[nodiscard]] std::uint64_t refusals() const {
        const std::scoped_lock lock(mutex_);
        return refusals_;
    }
    /// What a KDC said to somebody after there had been so many refusals: it would say the same again.
    [[nodiscard]] std::optional<failure> refusal_after(std::uint64_t seen) const {
        const std::scoped_lock lock(mutex_);
        return refusals_ == seen ? std::nullopt : last_;
    }
    void refuse(const failure& why) {
        const std::scoped_lock lock(mutex_);
        ++refusals_;
        last_ = why;
    }

  private:
    taking_turns turns_;
    mutable std::mutex mutex_;
    std::uint64_t refusals_ = 0;
    std::optional<failure> last_;
};

/// The lines of one credential, by what the tickets are for.
class first_askers {
  public:
    using time = std::chrono::sys_seconds;

    [[nodiscard]] std::shared_ptr<line_for_ticket> join(const std::string& service) {
        const std::scoped_lock lock(mutex_);
        if (lines_.size() >= most)
            std::erase_if(lines_, [](const auto& each) { return each.second.expired(); });
        auto& place = lines_[service];
        auto out = place.lock();
        if (!out) place = out = std::make_shared<line_for_ticket>();
        return out;
    }

    /// A ticket that was obtained, but is not found again without a look through all of them, needs nobody to wait until
    /// it ends.
    void pass_until(const std::string& service, time end) {
        const std::scoped_lock lock(mutex_);
        if (passed_.size() >= most) passed_.clear();
        passed_[service] = end;
    }
    [[nodiscard]] bool may_pass(const std::string& service, time now) const {
        const std::scoped_lock lock(mutex_);
        const auto found = passed_.find(service);
        return found != passed_.end() && now < found->second;
    }

  private:
    static constexpr std::size_t most = 1000;

    mutable std::mutex mutex_;
    std::map<std::string, std::weak_ptr<line_for_ticket>> lines_;
    std::map<std::string, time> passed_;
};

} // namespace sspi::heimdal
