// SPDX-License-Identifier: BSL-1.0
// Digests that are remembered until a time: a flat table with open addressing.
#pragma once

#include "own_pages.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace sspi::core {

/// Not for two threads at a time. Times are in seconds; they begin with 2 and never go back.
class replay_table {
  public:
    using seconds = std::uint32_t;
    /// Of a keyed hash: another opening is taken for a copy once in 2^64, of all that are remembered.
    using digest = std::array<std::uint32_t, 2>;

    struct entry {
        digest of;
        seconds end; // never_used, ended, or when
    };
    static_assert(sizeof(entry) == 12);

    enum class verdict { added, known, full };

    /// A table is filled to between 5/8 and 4/5, so that one of these costs no more than 20 octets; the first page apart.
    static constexpr std::size_t most_octets_each = 20;
    static constexpr std::size_t first_slots = 4096 / sizeof(entry);

    explicit replay_table(std::size_t most_slots) : most_slots_(most_slots) {}

    /// Known: it was added before, and its end has not come. Nothing is forgotten before its end, to make room either.
    [[nodiscard]] verdict add(const digest& what, seconds end, seconds now) {
        auto place = look_for(what, now);
        if (place.found) return verdict::known;
        if (!place.reused && (used_ + 1) * 5 > slots_.size() * 4) {
            if (!make_room(now)) return verdict::full;
            place = look_for(what, now);
        }
        if (!place.reused) ++used_;
        slots_[place.at] = {what, end};
        return verdict::added;
    }

    /// The one that was added with this end.
    void forget(const digest& what, seconds end) noexcept {
        if (slots_.empty()) return;
        for (auto at = home(what); slots_[at].end != never_used; at = next(at))
            if (slots_[at].end == end && slots_[at].of == what) {
                slots_[at].end = ended;
                return;
            }
    }

    [[nodiscard]] std::size_t count(seconds now) const noexcept {
        return static_cast<std::size_t>(
            std::ranges::count_if(slots_.all(), [now](const entry& each) { return each.end > now; }));
    }
    [[nodiscard]] std::size_t octets() const noexcept { return slots_.size() * sizeof(entry); }

  private:
    static constexpr seconds never_used = 0, ended = 1;

    struct spot {
        std::size_t at = 0;
        bool found = false;
        bool reused = false; // it was somebody's whose end has come
    };

    /// In a table of any size.
    [[nodiscard]] std::size_t home(const digest& what) const noexcept {
        return static_cast<std::size_t>(std::uint64_t{what[0]} * slots_.size() >> 32);
    }
    [[nodiscard]] std::size_t next(std::size_t at) const noexcept {
        return at + 1 == slots_.size() ? 0 : at + 1;
    }

    /// Where it is, or where it would go. There is always a slot that was never used.
    [[nodiscard]] spot look_for(const digest& what, seconds now) const noexcept {
        spot out;
        if (slots_.empty()) return out;
        auto at = home(what);
        for (; slots_[at].end != never_used; at = next(at)) {
            if (slots_[at].end > now) {
                if (slots_[at].of == what) return {.at = at, .found = true};
            } else if (!out.reused) {
                out = {.at = at, .reused = true};
            }
        }
        if (!out.reused) out.at = at;
        return out;
    }

    /// Only those whose end is still to come are taken along. Where there is no more room, that is tried once in a second.
    [[nodiscard]] bool make_room(seconds now) {
        if (slots_.size() == most_slots_ && tried_ == now) return false;
        tried_ = now;
        const auto living = count(now);
        const auto slots = std::min(std::max(first_slots, (living + 1) * 8 / 5), most_slots_);
        if ((living + 1) * 5 > slots * 4) return false;
        own_pages<entry> old(slots);
        std::swap(old, slots_);
        used_ = 0;
        for (const auto& each : old.all())
            if (each.end > now) {
                slots_[look_for(each.of, now).at] = each;
                ++used_;
            }
        return true;
    }

    const std::size_t most_slots_;
    own_pages<entry> slots_;
    std::size_t used_ = 0; // slots that are not never_used
    seconds tried_ = 0;
};

} // namespace sspi::core
