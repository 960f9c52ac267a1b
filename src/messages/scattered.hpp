// SPDX-License-Identifier: BSL-1.0
// A message in pieces as one stream of bytes, read and written where the pieces stand.
#pragma once

#include "protection.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

namespace sspi::messages {

inline constexpr std::size_t cipher_block = 16;

/// What is sealed: something in front of the caller's segments, and something behind them. Of sign-only segments the
/// stream's bytes know nothing; they stand between them.
struct scattered {
    std::span<std::byte> front;
    segments message;
    std::span<std::byte> back;

    [[nodiscard]] std::size_t pieces() const noexcept { return message.size() + 2; }
    [[nodiscard]] segment piece(std::size_t i) const noexcept {
        if (i == 0) return {.content = front};
        return i <= message.size() ? message[i - 1] : segment{.content = back};
    }
};

/// A place in the stream.
class cursor {
  public:
    explicit cursor(const scattered& of) noexcept : of_(&of) {}

    /// What is left of the piece here that belongs to the stream; empty at the end only.
    [[nodiscard]] std::span<std::byte> run() noexcept {
        while (piece_ < of_->pieces()) {
            const auto p = of_->piece(piece_);
            if (!p.sign_only && offset_ < p.content.size()) return p.content.subspan(offset_);
            next_piece();
        }
        return {};
    }
    /// The next piece if it is signed only, and moves on from it; empty if it is not. Pieces of no bytes are passed.
    [[nodiscard]] std::span<std::byte> take_sign_only() noexcept {
        while (piece_ < of_->pieces()) {
            const auto p = of_->piece(piece_);
            if (offset_ < p.content.size() && !p.sign_only) return {};
            next_piece();
            if (p.sign_only && !p.content.empty()) return p.content;
        }
        return {};
    }
    /// Within the run.
    void skip(std::size_t size) noexcept { offset_ += size; }

    void advance(std::size_t size) noexcept {
        while (size > 0) {
            const auto step = std::min(run().size(), size);
            skip(step);
            size -= step;
        }
    }
    void read(std::span<std::byte> into) noexcept {
        while (!into.empty()) {
            const auto from = run().first(std::min(run().size(), into.size()));
            std::memcpy(into.data(), from.data(), from.size()); // std::ranges::copy goes byte by byte here
            skip(from.size());
            into = into.subspan(from.size());
        }
    }
    void write(std::span<const std::byte> from) noexcept {
        while (!from.empty()) {
            const auto to = run().first(std::min(run().size(), from.size()));
            std::memcpy(to.data(), from.data(), to.size());
            skip(to.size());
            from = from.subspan(to.size());
        }
    }

  private:
    void next_piece() noexcept {
        ++piece_;
        offset_ = 0;
    }

    const scattered* of_;
    std::size_t piece_ = 0;
    std::size_t offset_ = 0;
};

[[nodiscard]] inline bool overlap(std::span<const std::byte> a, std::span<const std::byte> b) noexcept {
    return !a.empty() && !b.empty() && a.data() < b.data() + b.size() && b.data() < a.data() + a.size();
}

/// Whether no byte that is written stands in two places. So many pieces that comparing them all would take longer than
/// a copy are taken for overlapping, unless their addresses ascend.
[[nodiscard]] inline bool disjoint(segments message, std::span<const std::byte> token) noexcept {
    constexpr std::size_t most = 32;
    bool ascending = true;
    const std::byte* end = nullptr;
    for (const auto& s : message) {
        if (!s.sign_only && overlap(s.content, token)) return false;
        if (s.content.empty()) continue;
        ascending = ascending && s.content.data() >= end;
        end = s.content.data() + s.content.size();
    }
    if (ascending) return true;
    if (message.size() > most) return false;
    for (std::size_t i = 0; i < message.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (!(message[i].sign_only && message[j].sign_only) &&
                overlap(message[i].content, message[j].content))
                return false;
    return true;
}

} // namespace sspi::messages
