// SPDX-License-Identifier: BSL-1.0
// Turns handle words into objects, and tells live, deleted and never-issued handles apart.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

namespace sspi::core {

/// What a handle's two words say. Never (0,0), and neither word all-ones, so that callers can mark their own.
struct handle_words {
    std::uintptr_t lower = 0; // slot
    std::uintptr_t upper = 0; // kind and generation

    friend bool operator==(const handle_words&, const handle_words&) = default;
};

enum class handle_kind : std::uintptr_t { credential = 1, context = 2, cancellation = 3 };

/// Objects of one kind by handle. Lookups of different handles do not meet: each slot has a lock of its own,
/// held for the copy of a pointer. A handle whose object was taken out stays known as deleted until its slot
/// has been used by 2^55 others (2^23 where a word has 32 bits).
template <class Object>
class handle_table {
  public:
    explicit handle_table(handle_kind kind) : kind_(kind), first_generation_(random_generation()) {}
    handle_table(const handle_table&) = delete;
    handle_table& operator=(const handle_table&) = delete;
    ~handle_table() {
        for (auto& owned : chunks_)
            delete_chunk(owned);
    }

    [[nodiscard]] handle_words insert(std::shared_ptr<Object> object) {
        const auto index = free_slot();
        slot& s = *find(index);
        const std::scoped_lock lock(s.mutex);
        s.object = std::move(object);
        return {index + 1, upper_word(s.generation)};
    }

    /// Null when the handle is not a live one of this table.
    [[nodiscard]] std::shared_ptr<Object> find_live(const handle_words& words) const {
        slot* const s = addressed(words);
        if (s == nullptr) return nullptr;
        const std::scoped_lock lock(s->mutex);
        return upper_word(s->generation) == words.upper ? s->object : nullptr;
    }

    enum class removal { removed, already_removed, unknown };

    /// Puts another object in a live handle's place; false when the handle is not live. Who still uses the former one
    /// keeps it alive.
    [[nodiscard]] bool replace(const handle_words& words, std::shared_ptr<Object> by) {
        slot* const s = addressed(words);
        if (s == nullptr) return false;
        const std::scoped_lock lock(s->mutex); // what was in the slot is destroyed after it
        if (upper_word(s->generation) != words.upper || !s->object) return false;
        s->object.swap(by);
        return true;
    }

    /// Takes the object out. Who still uses it keeps it alive; nobody else can find it.
    removal remove(const handle_words& words) {
        slot* const s = addressed(words);
        if (s == nullptr) return removal::unknown;
        std::shared_ptr<Object> taken; // destroyed after the lock
        {
            const std::scoped_lock lock(s->mutex);
            if (upper_word(s->generation) != words.upper || !s->object)
                return was_issued(words, s->generation) ? removal::already_removed : removal::unknown;
            taken = std::move(s->object);
            s->object = nullptr;
            s->generation = next(s->generation);
        }
        const std::scoped_lock lock(free_mutex_);
        free_.push_back(words.lower - 1);
        return removal::removed;
    }

  private:
    struct slot {
        std::mutex mutex;
        std::uintptr_t generation = 0;
        std::shared_ptr<Object> object;
    };

    static constexpr std::size_t chunk_size = 1024;
    static constexpr std::size_t most_chunks = 4096;
    using chunk = std::array<slot, chunk_size>;

    // upper word: 3 bits of kind above the generation; the topmost bits stay clear, so it is never all-ones.
    static constexpr int word_bits = std::numeric_limits<std::uintptr_t>::digits;
    static constexpr int generation_bits = word_bits - 8;
    static constexpr std::uintptr_t generation_mask = (std::uintptr_t{1} << generation_bits) - 1;

    [[nodiscard]] std::uintptr_t upper_word(std::uintptr_t generation) const {
        return static_cast<std::uintptr_t>(kind_) << generation_bits | generation;
    }
    [[nodiscard]] static std::uintptr_t next(std::uintptr_t generation) {
        return (generation + 1) & generation_mask;
    }
    /// A handle kept from another process, or made up, should not meet a generation that was used here.
    [[nodiscard]] static std::uintptr_t random_generation() {
        std::random_device entropy;
        const auto wide = std::uint64_t{entropy()} << 32 | entropy();
        return static_cast<std::uintptr_t>(wide) & generation_mask;
    }
    [[nodiscard]] bool was_issued(const handle_words& words, std::uintptr_t now) const {
        if (words.upper >> generation_bits != static_cast<std::uintptr_t>(kind_)) return false;
        const auto generation = words.upper & generation_mask;
        return ((generation - first_generation_) & generation_mask) <
               ((now - first_generation_) & generation_mask);
    }

    [[nodiscard]] slot* addressed(const handle_words& words) const {
        if (words.lower == 0 || words.lower > used_.load(std::memory_order_acquire)) return nullptr;
        return find(words.lower - 1);
    }
    [[nodiscard]] slot* find(std::size_t index) const {
        chunk* const c = chunks_[index / chunk_size].load(std::memory_order_acquire);
        return c == nullptr ? nullptr : &(*c)[index % chunk_size];
    }

    [[nodiscard]] std::size_t free_slot() {
        const std::scoped_lock lock(free_mutex_);
        if (!free_.empty()) {
            const auto index = free_.back();
            free_.pop_back();
            return index;
        }
        const auto index = used_.load(std::memory_order_relaxed);
        if (index == chunk_size * most_chunks) throw std::bad_alloc();
        if (free_.capacity() <= index) free_.reserve(2 * (index + 1)); // so that remove() cannot fail
        if (index % chunk_size == 0) add_chunk(index / chunk_size);
        used_.store(index + 1, std::memory_order_release);
        return index;
    }
    void add_chunk(std::size_t number) {
        auto fresh = std::make_unique<chunk>();
        for (auto& s : *fresh)
            s.generation = first_generation_;
        chunks_[number].store(fresh.release(), std::memory_order_release);
    }
    static void delete_chunk(std::atomic<chunk*>& owned) {
        const std::unique_ptr<chunk> last(owned.load(std::memory_order_acquire));
    }

    const handle_kind kind_;
    const std::uintptr_t first_generation_;
    std::array<std::atomic<chunk*>, most_chunks> chunks_{};
    std::atomic<std::size_t> used_{0};
    std::mutex free_mutex_;
    std::vector<std::size_t> free_;
};

} // namespace sspi::core
