// SPDX-License-Identifier: BSL-1.0
// What a rule of a script is: which requests, what then, and how often.
#pragma once

#include "../../process/forks.hpp"

#include <sspi/testing/script.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// Reads the conditions of a rule.
struct request_match_access {
    /// Whether a request meets the conditions, the numbers of requests apart. `realm` is that of names without one.
    [[nodiscard]] static bool meets(const request_match& wanted, const request_seen& seen,
                                    const std::string& realm);
    /// Whether the rule is about the request of that number.
    [[nodiscard]] static bool counts(const request_match& wanted, std::size_t number) noexcept;
};

/// What is to be done about a request.
struct action {
    std::optional<error_reply> error{};
    std::vector<std::byte> octets{};
    std::optional<std::pair<password_result, std::string>> verdict{};
    std::optional<ticket_change> change{};
    bool dropped = false;
    bool unreachable = false;
    std::chrono::milliseconds delay{0};
    std::optional<std::size_t> length{};
    std::vector<std::pair<std::ptrdiff_t, std::uint8_t>> corruptions{};
    std::optional<std::chrono::milliseconds> again{};

    /// "KDC_ERR_CLIENT_REVOKED, 200 ms later"; empty when there is nothing to do.
    [[nodiscard]] std::string text() const;
};

class rule::state {
  public:
    /// Throws `error` when the realm cannot make that change.
    using change_check = std::function<void(const ticket_change&)>;

    state(request_match match, std::string realm, change_check can_change)
        : match_(std::move(match)), realm_(std::move(realm)), can_change_(std::move(can_change)) {}

    /// Counts a request that meets the conditions. Whether the rule is about it.
    [[nodiscard]] bool meets(const request_seen& seen);
    /// What is to be done, counted as done.
    [[nodiscard]] action use();

    void check(const ticket_change& change) const { can_change_(change); }

    template <class function>
    void change(function&& set) {
        const std::lock_guard lock(mutex_);
        set(action_);
    }

    void remove();
    [[nodiscard]] bool removed() const;
    [[nodiscard]] std::size_t matched() const;
    [[nodiscard]] std::size_t used() const;
    [[nodiscard]] std::string text() const;

  private:
    const request_match match_;
    const std::string realm_;
    const change_check can_change_;
    mutable sspi::process::visiting_mutex mutex_;
    action action_{};
    std::size_t matched_ = 0;
    std::size_t used_ = 0;
    bool removed_ = false;
};

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
