// SPDX-License-Identifier: BSL-1.0
// What a fuzzer's input says, taken octet by octet: choices, numbers, texts. Past its end everything is zero.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::fuzz {

using bytes = std::vector<std::byte>;
using view = std::span<const std::byte>;

/// Ends the process, as a crash does, when what has to hold does not.
inline void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

[[nodiscard]] inline view view_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}
[[nodiscard]] inline bytes bytes_of(std::string_view text) {
    const auto from = view_of(text);
    return {from.begin(), from.end()};
}
[[nodiscard]] inline std::string text_of(view from) {
    return {reinterpret_cast<const char*>(from.data()), from.size()};
}

class program {
  public:
    explicit program(view input) : left_(input) {}
    program(const std::uint8_t* data, std::size_t size) : program(std::as_bytes(std::span(data, size))) {}

    [[nodiscard]] bool over() const noexcept { return left_.empty(); }
    [[nodiscard]] std::size_t left() const noexcept { return left_.size(); }

    std::uint8_t octet() {
        if (left_.empty()) return 0;
        const auto out = std::to_integer<std::uint8_t>(left_.front());
        left_ = left_.subspan(1);
        return out;
    }
    std::uint32_t number(int octets = 2) {
        std::uint32_t out = 0;
        while (octets-- > 0)
            out = out << 8 | octet();
        return out;
    }
    /// Below `limit`, which is not 0.
    std::size_t below(std::size_t limit) { return (limit <= 0x100 ? octet() : number()) % limit; }
    bool flag() { return (octet() & 1) != 0; }

    view take(std::size_t most) {
        const auto out = left_.first(std::min(most, left_.size()));
        left_ = left_.subspan(out.size());
        return out;
    }
    /// Behind its length, of one octet.
    view counted() { return take(octet()); }
    std::string text() { return text_of(counted()); }
    view rest() { return take(left_.size()); }

  private:
    view left_;
};

} // namespace sspi::fuzz
