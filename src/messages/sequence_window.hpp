// SPDX-License-Identifier: BSL-1.0
// Which sequence numbers were seen: replays, gaps and reordering of received messages (RFC 2743 1.2.3).
#pragma once

#include <cstdint>

namespace sspi::messages {

class sequence_window {
  public:
    enum class verdict { expected, gap, late, duplicate, too_old };

    sequence_window(std::uint64_t first, bool detect_replay, bool detect_order) noexcept
        : next_(first), detect_replay_(detect_replay), detect_order_(detect_order) {}

    /// What was seen so far, to go on from in another process.
    struct state {
        std::uint64_t next = 0;
        std::uint64_t seen = 0;
    };
    /// `seen` before the first message.
    static constexpr std::uint64_t nothing_missed = ~std::uint64_t{0};
    [[nodiscard]] state save() const noexcept { return {next_, seen_}; }
    void restore(const state& from) noexcept {
        next_ = from.next;
        seen_ = from.seen;
    }

    /// Notes an authenticated message's number. Numbers of messages that failed verification never come here,
    /// so that a forged one cannot move the window.
    verdict note(std::uint64_t number) noexcept {
        const std::uint64_t ahead = number - next_;
        if (ahead < half_range) {
            advance(ahead);
            return ahead == 0 ? verdict::expected : verdict::gap;
        }
        const std::uint64_t behind = next_ - number; // 1 is the newest number seen
        if (behind > width) return verdict::too_old;
        const std::uint64_t bit = std::uint64_t{1} << (behind - 1);
        if ((seen_ & bit) != 0) return verdict::duplicate;
        seen_ |= bit;
        return verdict::late;
    }

    /// Whether a message with this verdict is to be given to the caller.
    [[nodiscard]] bool acceptable(verdict v) const noexcept {
        switch (v) {
        case verdict::expected:
            return true;
        case verdict::gap:
        case verdict::late:
            return !detect_order_;
        case verdict::duplicate:
        case verdict::too_old:
            return !detect_order_ && !detect_replay_;
        }
        return false;
    }

  private:
    static constexpr std::uint64_t half_range = std::uint64_t{1} << 63;
    static constexpr std::uint64_t width = 64;

    void advance(std::uint64_t ahead) noexcept {
        const std::uint64_t shift = ahead + 1;
        seen_ = shift < width ? seen_ << shift : 0;
        seen_ |= 1;
        next_ += shift;
    }

    std::uint64_t next_;
    // Bit n: number next_ - 1 - n was seen. What lies before the first message counts as seen.
    std::uint64_t seen_ = nothing_missed;
    bool detect_replay_;
    bool detect_order_;
};

} // namespace sspi::messages
