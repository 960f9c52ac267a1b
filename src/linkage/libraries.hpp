// SPDX-License-Identifier: BSL-1.0
// Libraries that are loaded when they are first wanted, and stay.
#pragma once

#include <array>
#include <cstdio>

namespace sspi::linkage {

/// Why functions are missing. Of a fixed size, so that it can be kept where there is no memory.
class shortfall {
  public:
    void say(const char* format, const char* what) noexcept {
        if (text_[0] == '\0') std::snprintf(text_.data(), text_.size(), format, what);
    }
    [[nodiscard]] bool any() const noexcept { return text_[0] != '\0'; }
    [[nodiscard]] const char* text() const noexcept { return text_.data(); }

  private:
    std::array<char, 256> text_{};
};

/// A library as the build met it.
struct library_name {
    const char* soname;
    const char* path; // where the soname alone does not find it
};

/// The library, which is never closed again; null, with the reason, where it cannot be loaded. Its names are nobody
/// else's: whoever loads or links it gets the same one.
[[nodiscard]] void* load(const library_name& name, shortfall& missing) noexcept;

/// What the library, or one that it needs, calls so. The program is not asked.
[[nodiscard]] void* find(void* library, const char* name, shortfall& missing) noexcept;

} // namespace sspi::linkage
