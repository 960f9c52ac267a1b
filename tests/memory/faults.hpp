// SPDX-License-Identifier: BSL-1.0
// Allocations that fail when asked to, and a record of those that were not given back. malloc and its kin are the program's own.
#pragma once

#include <cstddef>
#include <span>

namespace sspi::test::faults {

/// Where an allocation was asked for: addresses of code, the innermost first.
struct origin {
    static constexpr int most = 20;
    void* frames[most];
    int depth = 0;

    [[nodiscard]] std::span<void* const> all() const noexcept {
        return {frames, static_cast<std::size_t>(depth)};
    }
};

enum class which { none, nth, nth_and_later };

/// Allocations are counted from here on, in `watched` stretches, and some of them fail.
void begin(which fail, long n) noexcept;

/// Where the first one failed; null as long as none has.
[[nodiscard]] const origin* first_failure() noexcept;

/// A stretch in which allocations are counted.
class watched {
  public:
    watched() noexcept;
    ~watched();
    watched(const watched&) = delete;
    watched& operator=(const watched&) = delete;
};

/// A stretch of this thread, within the other, that is somebody else's: the KDC's, say.
class left_alone {
  public:
    left_alone() noexcept;
    ~left_alone();
    left_alone(const left_alone&) = delete;
    left_alone& operator=(const left_alone&) = delete;

  private:
    const bool before_;
};

/// What is allocated from now on belongs to this round, until it is freed. 0: to none. `deep`: with its origin.
void record(int round, bool deep) noexcept;

/// A block of that round that was not freed; null when there is none, or no further one. Its origin is known if it was recorded so.
struct leak {
    const void* block = nullptr;
    std::size_t size = 0;
    origin from;
};
[[nodiscard]] const leak* find_leak(int round, const leak* after = nullptr) noexcept;

} // namespace sspi::test::faults
