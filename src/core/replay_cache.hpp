// SPDX-License-Identifier: BSL-1.0
// Openings that were accepted by this process, so that a copy is refused (RFC 4120 3.2.3).
#pragma once

#include "../gss/authenticator.hpp"
#include "replay_table.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace sspi::core {

/// Of each is kept a hash and the time from which on nobody would accept it. When there is no more room an opening is
/// refused: nothing is forgotten before its time.
class replay_cache {
  public:
    using clock = std::chrono::steady_clock;

    /// 320 MiB, for 12.5 million openings: 20 000 a second, of ten minutes each. While a part grows, the half of one more
    /// is there beside it. sspi.h and the README name these numbers.
    static constexpr std::size_t most_slots = std::size_t{1} << 24;
    static constexpr std::size_t most_octets = most_slots * sizeof(replay_table::entry);

    explicit replay_cache(std::size_t slots = most_slots) {
        parts_.reserve(part_count);
        for (std::size_t i = 0; i < part_count; ++i)
            parts_.push_back(std::make_unique<part>(slots / part_count));
    }

    /// An opening in use. It is forgotten again unless it is kept: one whose answer could not be delivered may come again.
    class reservation {
      public:
        reservation(replay_cache& cache, const replay_table::digest& of, replay_table::seconds end)
            : cache_(&cache), of_(of), end_(end) {}
        reservation(reservation&& other) noexcept
            : cache_(std::exchange(other.cache_, nullptr)), of_(other.of_), end_(other.end_) {}
        reservation& operator=(reservation&&) = delete;
        reservation(const reservation&) = delete;
        reservation& operator=(const reservation&) = delete;
        ~reservation() {
            if (cache_ != nullptr) cache_->forget(of_, end_);
        }
        void keep() noexcept { cache_ = nullptr; }

      private:
        replay_cache* cache_;
        replay_table::digest of_;
        replay_table::seconds end_;
    };

    /// Fails when this opening is in use, or was accepted within its lifetime, and when there is no room.
    [[nodiscard]] result<reservation> reserve(const gss::authenticator& opening, clock::time_point now) {
        using verdict = replay_table::verdict;
        const auto of = digest_of(opening);
        const auto end = seconds_of(std::chrono::ceil<std::chrono::seconds>(now + opening.lifetime));
        auto& in = part_of(of);
        const std::scoped_lock lock(in.mutex);
        switch (in.table.add(of, end, seconds_of(now))) {
        case verdict::added:
            return reservation(*this, of, end);
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
    static constexpr std::size_t part_count = 16; // each with a lock of its own

    struct part {
        explicit part(std::size_t slots) : table(slots) {}
        mutable std::mutex mutex;
        replay_table table;
    };

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

    [[nodiscard]] replay_table::digest digest_of(const gss::authenticator& opening) const {
        keyed_hash hash(key_);
        hash.add(opening.client.size());
        hash.add(std::as_bytes(std::span(opening.client)));
        hash.add(opening.ciphertext);
        const auto [low, high] = hash.finish();
        return {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32),
                static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)};
    }

    [[nodiscard]] part& part_of(const replay_table::digest& of) { return *parts_[of[3] % part_count]; }

    void forget(const replay_table::digest& of, replay_table::seconds end) noexcept {
        auto& in = part_of(of);
        const std::scoped_lock lock(in.mutex);
        in.table.forget(of, end);
    }

    template <class Of>
    [[nodiscard]] std::size_t sum(Of of) const {
        std::size_t out = 0;
        for (const auto& each : parts_) {
            const std::scoped_lock lock(each->mutex);
            out += of(*each);
        }
        return out;
    }

    const keyed_hash::key key_ = random_key();
    std::vector<std::unique_ptr<part>> parts_;
};

/// Never destroyed: contexts may be deleted at exit.
[[nodiscard]] inline replay_cache& accepted_tokens() {
    static replay_cache& instance = *std::make_unique<replay_cache>().release();
    return instance;
}

} // namespace sspi::core
