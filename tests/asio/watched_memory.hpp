// SPDX-License-Identifier: BSL-1.0
// The program's allocation functions, which tell what they are asked for. Included by one file of a program.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace sspi::test {

inline std::atomic<std::size_t> allocations{0};
inline std::atomic<std::size_t> largest_allocation{0};

[[nodiscard]] inline void* watched(std::size_t size) noexcept {
    ++allocations;
    if (size > largest_allocation) largest_allocation = size;
    return std::malloc(size != 0 ? size : 1);
}

} // namespace sspi::test

void* operator new(std::size_t size) {
    if (auto* const out = sspi::test::watched(size)) return out;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return sspi::test::watched(size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
