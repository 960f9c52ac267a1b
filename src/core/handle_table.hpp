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
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace sspi::core {

/// What a handle's two words say. Never (0,0), and neither word all-ones, so that callers can mark their own.
struct handle_words {
    std::uintptr_t lower = 0; // slot
    std::uintptr_t upper = 0; // kind and generation

    friend bool operator==(const handle_words&, const handle_words&) = default;
};

enum class handle_kind : std::uintptr_t { credential = 1, context = 2, cancellation = 3 };

/// Objects of one kind by handle. A lookup takes no lock: each slot counts those who look at its object. Who takes an
/// object out closes the slot to newcomers and does not wait; the last who looks at it puts the slot in order. A handle
/// whose object was taken out stays known as deleted until its slot has been used by 2^55 others (2^23 where a word has
/// 32 bits).
template <class Object>
class handle_table {
    // On a cache line of its own, so that threads with different handles do not meet.
    struct alignas(64) slot {
        std::atomic<std::uint64_t> use{closed | vacant};
        std::atomic<std::uintptr_t> generation{0};
        std::shared_ptr<Object> object; // changed by one who has the slot alone
    };

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
        s.object = std::move(object);
        const handle_words words{index + 1, upper_word(s.generation.load(std::memory_order_relaxed))};
        s.use.fetch_and(~(closed | vacant), std::memory_order_release);
        return words;
    }

    /// A live object that stays as long as this looks at it, or none. For the length of a call that asks nobody else for
    /// anything: meanwhile the object cannot be replaced.
    class pinned {
      public:
        pinned(pinned&& other) noexcept
            : table_(other.table_), slot_(std::exchange(other.slot_, nullptr)), index_(other.index_) {}
        pinned& operator=(pinned&&) = delete;
        ~pinned() {
            if (slot_ != nullptr) table_->leave(*slot_, index_);
        }

        explicit operator bool() const noexcept { return slot_ != nullptr; }
        [[nodiscard]] Object* operator->() const noexcept { return slot_->object.get(); }
        [[nodiscard]] Object& operator*() const noexcept { return *slot_->object; }

      private:
        friend handle_table;
        pinned() = default;
        pinned(handle_table& table, slot& s, std::size_t index) noexcept
            : table_(&table), slot_(&s), index_(index) {}

        handle_table* table_ = nullptr;
        slot* slot_ = nullptr;
        std::size_t index_ = 0;
    };

    /// Nothing when the handle is not a live one of this table.
    [[nodiscard]] pinned pin(const handle_words& words) {
        slot* const s = addressed(words);
        if (s == nullptr) return {};
        const auto before = enter(*s, words.lower - 1);
        pinned out(*this, *s, words.lower - 1);
        if ((before & closed) == 0 && is_now(*s, words)) return out;
        return {};
    }

    /// Null when the handle is not a live one of this table.
    [[nodiscard]] std::shared_ptr<Object> find_live(const handle_words& words) {
        const auto found = pin(words);
        return found ? found.slot_->object : nullptr;
    }

    /// Puts another object in a live handle's place; false when the handle is not live. Who has a pointer to the former
    /// one keeps it alive; who has it pinned is waited for.
    [[nodiscard]] bool replace(const handle_words& words, std::shared_ptr<Object> by) {
        for (;;) {
            const auto found = pin(words);
            if (!found) return false;
            auto& use = found.slot_->use;
            if ((use.fetch_or(changing, std::memory_order_acquire) & changing) != 0) continue; // by another
            while ((use.load(std::memory_order_acquire) & looking) != 1)
                std::this_thread::yield();
            const bool live = (use.load(std::memory_order_acquire) & closed) == 0;
            if (live) found.slot_->object.swap(by); // the former one is destroyed after everything
            use.fetch_and(~changing, std::memory_order_release);
            return live;
        }
    }

    enum class removal { removed, already_removed, unknown };

    /// Takes the object out. Who still uses it keeps it alive; nobody else can find it.
    removal remove(const handle_words& words) {
        slot* const s = addressed(words);
        if (s == nullptr) return removal::unknown;
        auto before = enter(*s, words.lower - 1);
        const pinned here(*this, *s, words.lower - 1);
        if (!is_now(*s, words)) {
            const auto now = s->generation.load(std::memory_order_relaxed);
            return was_issued(words, now) ? removal::already_removed : removal::unknown;
        }
        if ((before & closed) == 0) before = s->use.fetch_or(closed, std::memory_order_acq_rel);
        if ((before & closed) == 0) return removal::removed;
        return (before & vacant) == 0 ? removal::already_removed : removal::unknown;
    }

  private:
    // How many look at a slot's object, and above that number:
    static constexpr std::uint64_t closed = std::uint64_t{1} << 63; // the object is not to be found any more
    static constexpr std::uint64_t vacant = std::uint64_t{1} << 62; // and there is none
    static constexpr std::uint64_t changing = std::uint64_t{1}
                                              << 61;                // another object is about to be put there
    static constexpr std::uint64_t ending = std::uint64_t{1} << 60; // the object is being taken out
    static constexpr std::uint64_t looking = ending - 1;

    /// Counts one more, and says how the slot was.
    [[nodiscard]] std::uint64_t enter(slot& s, std::size_t index) noexcept {
        for (;;) {
            const auto before = s.use.fetch_add(1, std::memory_order_acquire);
            if ((before & changing) == 0) return before;
            leave(s, index);
            while ((s.use.load(std::memory_order_acquire) & changing) != 0)
                std::this_thread::yield();
        }
    }

    void leave(slot& s, std::size_t index) noexcept {
        if (s.use.fetch_sub(1, std::memory_order_acq_rel) != (closed | 1)) return;
        // The last one. Somebody may have come and gone since, and found it closed: one of those is it then.
        auto expected = closed;
        if (!s.use.compare_exchange_strong(expected, closed | ending, std::memory_order_acq_rel)) return;
        const auto taken = std::exchange(s.object, nullptr); // destroyed after the lock
        s.generation.store(next(s.generation.load(std::memory_order_relaxed)), std::memory_order_relaxed);
        // Not before: a vacant slot of the generation that a handle names has never had that handle.
        s.use.fetch_xor(ending | vacant, std::memory_order_release);
        const std::scoped_lock lock(free_mutex_);
        free_.push_back(index);
    }

    [[nodiscard]] bool is_now(const slot& s, const handle_words& words) const noexcept {
        return upper_word(s.generation.load(std::memory_order_relaxed)) == words.upper;
    }

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
            s.generation.store(first_generation_, std::memory_order_relaxed);
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
