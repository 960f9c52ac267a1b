// SPDX-License-Identifier: BSL-1.0
// Openings that were accepted by this process, so that a copy is refused (RFC 4120 3.2.3).
#pragma once

#include "../gss/authenticator.hpp"
#include "../never_destroyed.hpp"
#include "keyed_hash.hpp"
#include "replay_table.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <span>
#include <utility>

namespace sspi::core {

/// Of each is kept a hash and the time from which on nobody would accept it. When there is no more room an opening is
/// refused: nothing is forgotten before its time.
class replay_cache {
  public:
    using clock = std::chrono::steady_clock;

    /// 192 MiB, for 13.4 million openings: 20 000 a second, of ten minutes each. While a part grows, a former one is there
    /// beside it. sspi.h and the README name these numbers.
    static constexpr std::size_t most_slots = std::size_t{1} << 24;
    static constexpr std::size_t most_octets = most_slots * sizeof(replay_table::entry);

  private:
    static constexpr std::size_t part_count = 8; // each with a lock of its own

    struct part {
        explicit part(std::size_t slots) : table(slots) {}
        mutable std::mutex mutex;
        replay_table table;
    };

  public:
    explicit replay_cache(std::size_t slots = most_slots) : replay_cache(slots / part_count, all_parts()) {}

    /// An opening in use. It is forgotten again unless it is kept: one whose answer could not be delivered may come again.
    class reservation {
      public:
        reservation(part& in, const replay_table::digest& of, replay_table::seconds end) noexcept
            : in_(&in), of_(of), end_(end) {}
        reservation(reservation&& other) noexcept
            : in_(std::exchange(other.in_, nullptr)), of_(other.of_), end_(other.end_) {}
        reservation& operator=(reservation&&) = delete;
        reservation(const reservation&) = delete;
        reservation& operator=(const reservation&) = delete;
        ~reservation() {
            if (in_ == nullptr) return;
            const std::scoped_lock lock(in_->mutex);
            in_->table.forget(of_, end_);
        }
        void keep() noexcept { in_ = nullptr; }

      private:
        part* in_;
        replay_table::digest of_;
        replay_table::seconds end_;
    };

    /// Fails when this opening is in use, or was accepted within its lifetime, and when there is no room.
    [[nodiscard]] result<reservation> reserve(const gss::authenticator& opening, clock::time_point now) {
        using verdict = replay_table::verdict;
        const auto at = place_of(opening);
        const auto end = seconds_of(std::chrono::ceil<std::chrono::seconds>(now + opening.lifetime));
        auto& in = parts_[at.part];
        const std::scoped_lock lock(in.mutex);
        switch (in.table.add(at.of, end, seconds_of(now))) {
        case verdict::added:
            return reservation(in, at.of, end);
        case verdict::known:
            return failed_with(status::logon_denied, reason::replayed_token);
        case verdict::full:
            break;
        }
        return failed_with(status::insufficient_memory,
                           "more tokens were accepted within their lifetime than can be remembered");
    }

    [[nodiscard]] std::size_t size(clock::time_point now) const {
        return sum([now](const part& each) { return each.table.count(seconds_of(now)); });
    }
    [[nodiscard]] std::size_t octets() const {
        return sum([](const part& each) { return each.table.octets(); });
    }

  private:
    using all_parts = std::make_index_sequence<part_count>;

    template <std::size_t... I>
    replay_cache(std::size_t slots_each, std::index_sequence<I...>)
        : parts_{((void)I, part(slots_each))...} {}

    /// Rounded down, behind the two that the table has a meaning for.
    [[nodiscard]] static replay_table::seconds seconds_of(clock::time_point when) {
        using std::chrono::seconds;
        return static_cast<replay_table::seconds>(
            std::chrono::floor<seconds>(when.time_since_epoch()).count() + 2);
    }

    [[nodiscard]] static keyed_hash::key random_key() {
        std::random_device random;
        const auto word = [&random] { return std::uint64_t{random()} << 32 | random(); };
        const auto first = word();
        return {first, word()};
    }

    /// What is remembered, and which part has it.
    struct place {
        replay_table::digest of;
        std::uint64_t part;
    };
    [[nodiscard]] place place_of(const gss::authenticator& opening) const {
        keyed_hash hash(key_);
        hash.add(opening.client.size());
        hash.add(std::as_bytes(std::span(opening.client)));
        hash.add(opening.ciphertext);
        const auto [low, high] = hash.finish();
        return {{static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32)}, high % part_count};
    }

    template <class Of>
    [[nodiscard]] std::size_t sum(Of of) const {
        std::size_t out = 0;
        for (const auto& each : parts_) {
            const std::scoped_lock lock(each.mutex);
            out += of(each);
        }
        return out;
    }

    const keyed_hash::key key_ = random_key();
    std::array<part, part_count> parts_;
};

/// Contexts may be deleted at exit.
[[nodiscard]] inline replay_cache& accepted_tokens() {
    static never_destroyed<replay_cache> instance;
    return instance.get();
}

} // namespace sspi::core
