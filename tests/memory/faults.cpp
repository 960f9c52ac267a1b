// SPDX-License-Identifier: BSL-1.0
// malloc and its kin, around those of the C library (glibc).
#include "faults.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <execinfo.h>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace sspi::test::faults {

namespace {

constinit std::atomic<which> failing{which::none};
constinit std::atomic<long> first_to_fail{0};
constinit std::atomic<long> counted{0};
constinit std::atomic<bool> counting{false};
constinit std::atomic<bool> failed{false};
constinit origin where{};
thread_local constinit bool alone = false;

void take_origin(origin& out) noexcept {
    alone = true;
    out.depth = backtrace(out.frames, origin::most);
    alone = false;
}

[[nodiscard]] bool has_to_fail() noexcept {
    if (!counting.load(std::memory_order_relaxed) || alone) return false;
    const auto kind = failing.load(std::memory_order_relaxed);
    const auto at = counted.fetch_add(1, std::memory_order_relaxed);
    const auto n = first_to_fail.load(std::memory_order_relaxed);
    const bool now = kind == which::nth ? at == n : kind == which::nth_and_later && at >= n;
    if (!now) return false;
    if (!failed.exchange(true)) take_origin(where);
    errno = ENOMEM;
    return true;
}

/// Open addressing by the block's address; a slot that was used is never unused again until all are emptied.
struct slot {
    leak what;
    int round = 0;
};
constexpr std::size_t slots = std::size_t{1} << 14;
constinit slot table[slots];
const void* const freed = &table;
constinit std::atomic_flag table_is_used;
constinit std::atomic<int> current_round{0};
constinit std::atomic<bool> with_origin{false};

class table_lock {
  public:
    table_lock() noexcept {
        while (table_is_used.test_and_set(std::memory_order_acquire)) {
        }
    }
    ~table_lock() { table_is_used.clear(std::memory_order_release); }
    table_lock(const table_lock&) = delete;
    table_lock& operator=(const table_lock&) = delete;
};

[[nodiscard]] std::size_t home(const void* block) noexcept {
    return (reinterpret_cast<std::uintptr_t>(block) >> 4) * 0x9E3779B97F4A7C15 >> 50;
}

void put(const void* block, std::size_t size, int round) noexcept {
    origin from;
    if (with_origin.load(std::memory_order_relaxed)) take_origin(from);
    const table_lock lock;
    auto at = home(block);
    for (std::size_t tries = 0; tries < slots; ++tries, at = (at + 1) % slots)
        if (table[at].what.block == nullptr || table[at].what.block == freed) {
            table[at] = {{block, size, from}, round};
            return;
        }
}

/// The round that it belonged to; 0 if it was not recorded.
int take(const void* block) noexcept {
    const table_lock lock;
    auto at = home(block);
    for (std::size_t tries = 0; tries < slots && table[at].what.block != nullptr;
         ++tries, at = (at + 1) % slots)
        if (table[at].what.block == block) {
            table[at].what.block = freed;
            return table[at].round;
        }
    return 0;
}

[[nodiscard]] void* noted(void* block, std::size_t size) noexcept {
    const auto round = current_round.load(std::memory_order_relaxed);
    if (block != nullptr && round != 0 && !alone) put(block, size, round);
    return block;
}

constinit std::atomic<bool> ever_recorded{false};

} // namespace

void begin(which fail, long n) noexcept {
    failing = fail;
    first_to_fail = n;
    counted = 0;
    failed = false;
}

const origin* first_failure() noexcept {
    return failed ? &where : nullptr;
}

watched::watched() noexcept {
    counting = true;
}
watched::~watched() {
    counting = false;
}

left_alone::left_alone() noexcept : before_(alone) {
    alone = true;
}
left_alone::~left_alone() {
    alone = before_;
}

void record(int round, bool deep) noexcept {
    if (round == 1) {
        const table_lock lock;
        for (auto& each : table)
            each.what.block = nullptr;
    }
    with_origin = deep;
    ever_recorded = true;
    current_round = round;
}

const leak* find_leak(int round, const leak* after) noexcept {
    std::size_t at =
        after == nullptr ? 0 : static_cast<std::size_t>(reinterpret_cast<const slot*>(after) - table) + 1;
    for (; at < slots; ++at)
        if (table[at].round == round && table[at].what.block != nullptr && table[at].what.block != freed)
            return &table[at].what;
    return nullptr;
}

namespace {
void forget(void* block) noexcept {
    if (block != nullptr && ever_recorded.load(std::memory_order_relaxed)) take(block);
}
} // namespace

} // namespace sspi::test::faults

using namespace sspi::test;

extern "C" {

void* malloc(std::size_t size) {
    return faults::has_to_fail() ? nullptr : faults::noted(__libc_malloc(size), size);
}
void* calloc(std::size_t count, std::size_t size) {
    return faults::has_to_fail() ? nullptr : faults::noted(__libc_calloc(count, size), count * size);
}
/// What grows stays what it was: a table that is older than the round is not the round's.
void* realloc(void* block, std::size_t size) {
    if (block == nullptr) return malloc(size);
    if (faults::has_to_fail()) return nullptr;
    const auto round = faults::ever_recorded ? faults::take(block) : 0;
    void* const out = __libc_realloc(block, size);
    void* const now = out == nullptr && size != 0 ? block : out;
    if (now != nullptr && round != 0) faults::put(now, size, round);
    return out;
}
void free(void* block) {
    faults::forget(block);
    __libc_free(block);
}
void* memalign(std::size_t alignment, std::size_t size) {
    return faults::has_to_fail() ? nullptr : faults::noted(__libc_memalign(alignment, size), size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
    void* const block = memalign(alignment, size);
    if (block == nullptr) return ENOMEM;
    *out = block;
    return 0;
}

} // extern "C"
