// SPDX-License-Identifier: BSL-1.0
// What tests of bad input share: outputs that tell whether a call wrote to them, and ways to spoil a token.
#pragma once

#include <support/catch.hpp>
#include <support/peers.hpp>

#include <sspi/detail/status.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace sspi::test {

[[nodiscard]] inline std::string status_text(SECURITY_STATUS code) {
    const auto known = name(static_cast<status>(code));
    return known.empty() ? std::to_string(code) : std::string(known);
}

[[nodiscard]] inline bool is_one_of(SECURITY_STATUS code, std::initializer_list<SECURITY_STATUS> allowed) {
    return std::ranges::find(allowed, code) != allowed.end();
}

/// No live handle, so that a call that writes one is noticed; all-ones, as callers mark their own.
inline constexpr SecHandle marked_handle{~ULONG_PTR{0}, ~ULONG_PTR{0}};

[[nodiscard]] inline bool same_handle(const SecHandle& a, const SecHandle& b) {
    return a.dwLower == b.dwLower && a.dwUpper == b.dwUpper;
}

/// The outputs of an establishment call, filled with a pattern before it.
class leg_outputs {
  public:
    leg_outputs() { expiry.QuadPart = marked_time; }
    leg_outputs(const leg_outputs&) = delete;
    leg_outputs& operator=(const leg_outputs&) = delete;

    [[nodiscard]] SecBufferDesc* list() noexcept { return &list_; }
    [[nodiscard]] bytes token() const { return {memory_.begin(), memory_.begin() + buffer_.cbBuffer}; }

    /// Whether all are still as they were before the call.
    [[nodiscard]] bool untouched() const {
        return same_handle(handle, marked_handle) && untouched_but_handle();
    }
    [[nodiscard]] bool untouched_but_handle() const {
        return attributes == marked_word && expiry.QuadPart == marked_time &&
               buffer_.pvBuffer == memory_.data() && buffer_.cbBuffer == memory_.size() &&
               buffer_.BufferType == SECBUFFER_TOKEN &&
               std::ranges::all_of(memory_, [](std::byte b) { return b == marked_byte; });
    }

    SecHandle handle = marked_handle;
    ULONG attributes = marked_word;
    TimeStamp expiry;

  private:
    static constexpr std::byte marked_byte{0xA5};
    static constexpr ULONG marked_word = 0xA5A5A5A5;
    static constexpr LONGLONG marked_time = 0x5A5A5A5A5A5A5A5A;

    bytes memory_ = bytes(4096, marked_byte);
    SecBuffer buffer_ = buffer(SECBUFFER_TOKEN, memory_);
    SecBufferDesc list_ = descriptor({&buffer_, 1});
};

/// The token in memory of exactly its size, so that a sanitizer sees a read behind its end.
class token_input {
  public:
    explicit token_input(std::span<const std::byte> token) : memory_(token.begin(), token.end()) {
        memory_.shrink_to_fit();
        buffer_ = buffer(SECBUFFER_TOKEN, memory_);
        list_ = descriptor({&buffer_, 1});
    }
    token_input(const token_input&) = delete;
    token_input& operator=(const token_input&) = delete;

    [[nodiscard]] SecBufferDesc* list() noexcept { return &list_; }

  private:
    bytes memory_;
    SecBuffer buffer_{};
    SecBufferDesc list_{};
};

/// Every length that is not the genuine one: 1 up to it, and longer by 1 and by 100.
[[nodiscard]] inline std::vector<bytes> of_wrong_length(const bytes& genuine) {
    std::vector<bytes> out;
    for (std::size_t size = 1; size < genuine.size(); ++size)
        out.emplace_back(genuine.begin(), genuine.begin() + static_cast<std::ptrdiff_t>(size));
    for (const std::size_t more : {1U, 100U}) {
        out.push_back(genuine);
        out.back().resize(genuine.size() + more);
    }
    return out;
}

/// One octet of a token that is another than it was.
struct octet_change {
    std::size_t place;
    std::byte keep; // what is left of the old octet...
    std::byte flip; // ...and then changed

    /// Nothing where the octet would stay as it is.
    [[nodiscard]] std::optional<bytes> applied_to(const bytes& genuine) const {
        if (place >= genuine.size()) return std::nullopt;
        auto out = genuine;
        out[place] = (out[place] & keep) ^ flip;
        if (out[place] == genuine[place]) return std::nullopt;
        return out;
    }
    [[nodiscard]] std::string text() const {
        return "octet " + std::to_string(place) + " & " + std::to_string(std::to_integer<int>(keep)) + " ^ " +
               std::to_string(std::to_integer<int>(flip));
    }
};

/// Each octet put to 0x00 and to 0xFF, and every bit of the first ones flipped.
[[nodiscard]] inline std::vector<octet_change> octet_changes(std::size_t size, std::size_t every_bit_before) {
    std::vector<octet_change> out;
    for (std::size_t place = 0; place < size; ++place) {
        out.push_back({place, std::byte{0}, std::byte{0x00}});
        out.push_back({place, std::byte{0}, std::byte{0xFF}});
        for (unsigned bit = 0; bit < 8 && place < every_bit_before; ++bit)
            out.push_back({place, std::byte{0xFF}, static_cast<std::byte>(1U << bit)});
    }
    return out;
}

[[nodiscard]] inline bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}

/// Where these octets stand in a token; they must stand there once.
[[nodiscard]] inline std::size_t place_of(const bytes& token, const bytes& what) {
    const auto found = std::search(token.begin(), token.end(), what.begin(), what.end());
    REQUIRE(found != token.end());
    REQUIRE(std::search(found + 1, token.end(), what.begin(), what.end()) == token.end());
    return static_cast<std::size_t>(found - token.begin());
}

} // namespace sspi::test
