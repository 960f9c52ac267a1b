// SPDX-License-Identifier: BSL-1.0
// Fills a table of functions (imported.hpp) from the libraries that have them. What is filled has the libraries, a shortfall `missing`,
// and `for_each`, which calls what it is given with each object of the table, the library that has it, and its name.
#pragma once

#include "libraries.hpp"

#include <atomic>

namespace sspi::linkage {

/// Why a table is empty, for as long as the process lives.
class kept_shortfall {
  public:
    /// The first reason stays; false where there was one already.
    bool keep(const shortfall& why) noexcept {
        if (kept_.exchange(true)) return false;
        reason_ = why;
        readable_.store(true, std::memory_order_release);
        return true;
    }
    /// Empty where nothing is missing.
    [[nodiscard]] const char* text() const noexcept {
        return readable_.load(std::memory_order_acquire) ? reason_.text() : "";
    }

  private:
    shortfall reason_;
    std::atomic<bool> kept_{false}, readable_{false};
};

/// Whether the libraries have all names; if not, `in.missing` says what.
template <class Libraries>
[[nodiscard]] bool has_all(Libraries& in) noexcept {
    in.for_each([&](auto&, void* library, const char* name) { (void)find(library, name, in.missing); });
    return !in.missing.any();
}

/// Settles each, in the order of `for_each`: either all are called, or none.
template <class Libraries>
void settle_all(Libraries& in) noexcept {
    const bool complete = !in.missing.any();
    in.for_each([&](auto& each, void* library, const char* name) {
        each.settle(complete ? find(library, name, in.missing) : nullptr);
    });
}

} // namespace sspi::linkage
