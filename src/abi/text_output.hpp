// SPDX-License-Identifier: BSL-1.0
// Text for a buffer of the caller, whose size is counted in characters.
#pragma once

#include <sspi/detail/text.hpp>

#include <sspi_types.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sspi::abi {

template <class Char>
class text_output {
  public:
    explicit text_output(std::string_view utf8) {
        auto encoded = detail::from_utf8<Char>(utf8);
        if (!encoded) throw std::invalid_argument("not UTF-8");
        text_ = *std::move(encoded);
    }

    /// In characters, with the terminating null.
    [[nodiscard]] ULONG size() const noexcept { return static_cast<ULONG>(text_.size() + 1); }
    [[nodiscard]] bool fits(ULONG room) const noexcept { return text_.size() < room; }
    void write(Char* out) const noexcept { std::copy_n(text_.c_str(), text_.size() + 1, out); }

  private:
    std::basic_string<Char> text_;
};

} // namespace sspi::abi
