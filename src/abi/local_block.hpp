// SPDX-License-Identifier: BSL-1.0
// Memory that callers release with LocalFree of <windows.h>, which is free() of the C library.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace sspi::abi {

/// The library's until it is given to the caller.
template <class T>
class local_block {
  public:
    explicit local_block(std::size_t count) : memory_(static_cast<T*>(std::malloc(count * sizeof(T)))) {
        if (!memory_) throw std::bad_alloc();
    }

    [[nodiscard]] T* get() const noexcept { return memory_.get(); }
    [[nodiscard]] T* give() noexcept { return memory_.release(); }

  private:
    struct freed {
        void operator()(T* memory) const noexcept { std::free(memory); }
    };

    std::unique_ptr<T, freed> memory_;
};

} // namespace sspi::abi
