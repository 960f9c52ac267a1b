// SPDX-License-Identifier: BSL-1.0
// Memory beside the heap: what lives for minutes does not keep the holes between what lives for a moment.
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include <sys/mman.h>

namespace sspi::core {

/// So many zeroed values, in pages of their own, which are the system's again when it goes.
template <class Value>
class own_pages {
  public:
    static_assert(std::is_trivial_v<Value>);

    own_pages() = default;
    explicit own_pages(std::size_t count) : count_(count) {
        void* const got = ::mmap(nullptr, count * sizeof(Value), PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (got == MAP_FAILED) throw std::bad_alloc();
        first_ = static_cast<Value*>(got);
    }
    own_pages(own_pages&& other) noexcept
        : first_(std::exchange(other.first_, nullptr)), count_(std::exchange(other.count_, 0)) {}
    own_pages& operator=(own_pages&& other) noexcept {
        std::swap(first_, other.first_);
        std::swap(count_, other.count_);
        return *this;
    }
    own_pages(const own_pages&) = delete;
    own_pages& operator=(const own_pages&) = delete;
    ~own_pages() {
        if (first_ != nullptr) ::munmap(first_, count_ * sizeof(Value));
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] Value& operator[](std::size_t at) noexcept { return first_[at]; }
    [[nodiscard]] const Value& operator[](std::size_t at) const noexcept { return first_[at]; }
    [[nodiscard]] std::span<const Value> all() const noexcept { return {first_, count_}; }

  private:
    Value* first_ = nullptr;
    std::size_t count_ = 0;
};

} // namespace sspi::core
