// SPDX-License-Identifier: BSL-1.0
// Octets that come in at one end and go out at the other, in one piece of memory that is kept.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace sspi::impl {

class octet_buffer {
  public:
    [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
    [[nodiscard]] std::span<std::byte> octets() noexcept {
        return std::span(memory_).subspan(begin_, size());
    }
    [[nodiscard]] std::span<const std::byte> octets() const noexcept {
        return std::span(memory_).subspan(begin_, size());
    }

    /// Room behind the octets for at least so many more: all of it that is there. Spans that were given out before are void.
    [[nodiscard]] std::span<std::byte> prepare(std::size_t least) {
        if (memory_.size() - end_ < least) make_room(least);
        return std::span(memory_).subspan(end_);
    }
    /// So many of what was prepared are octets now.
    void commit(std::size_t count) noexcept { end_ += std::min(count, memory_.size() - end_); }
    /// So many have gone out at the front.
    void consume(std::size_t count) noexcept {
        begin_ += std::min(count, size());
        if (begin_ == end_) begin_ = end_ = 0;
    }
    void append(std::span<const std::byte> octets) {
        std::ranges::copy(octets, prepare(octets.size()).begin());
        commit(octets.size());
    }

  private:
    static constexpr std::size_t least_memory = 0x1000;

    void make_room(std::size_t least) {
        std::ranges::copy(octets(), memory_.begin());
        end_ -= begin_;
        begin_ = 0;
        if (memory_.size() - end_ < least) memory_.resize(std::max({end_ + least, 2 * end_, least_memory}));
    }

    std::vector<std::byte> memory_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace sspi::impl
