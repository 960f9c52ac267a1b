// SPDX-License-Identifier: BSL-1.0
// SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012): a hash that nobody can make collide who has not the key.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::core {

class keyed_hash {
  public:
    using key = std::array<std::uint64_t, 2>;
    using digest = std::array<std::uint64_t, 2>;

    explicit constexpr keyed_hash(const key& with) noexcept
        : state_{with[0] ^ 0x736F6D6570736575, with[1] ^ 0x646F72616E646F6D ^ wide,
                 with[0] ^ 0x6C7967656E657261, with[1] ^ 0x7465646279746573} {}

    /// Text after text is hashed as one: who has several puts their sizes in front.
    constexpr void add(std::span<const std::byte> octets) noexcept {
        while (!octets.empty() && size_ % sizeof word_ != 0)
            add_first(octets);
        for (; octets.size() >= sizeof word_; octets = octets.subspan(sizeof word_)) {
            word_ = word_of(octets);
            size_ += sizeof word_;
            absorb();
        }
        while (!octets.empty())
            add_first(octets);
    }
    constexpr void add(std::uint64_t number) noexcept {
        std::array<std::byte, sizeof number> octets{};
        for (std::size_t i = 0; i < octets.size(); ++i)
            octets[i] = static_cast<std::byte>(number >> 8 * i & 0xFF);
        add(octets);
    }

    /// Of all that was added; the object is used up then.
    [[nodiscard]] constexpr digest finish() noexcept {
        word_ |= size_ << 56; // the size's last octet
        absorb();
        digest out{};
        state_[2] ^= wide;
        out[0] = squeezed();
        state_[1] ^= 0xDD;
        out[1] = squeezed();
        return out;
    }

  private:
    static constexpr std::uint64_t wide = 0xEE; // 128 bits, not 64

    constexpr void add_first(std::span<const std::byte>& octets) noexcept {
        word_ |= std::to_integer<std::uint64_t>(octets.front()) << 8 * (size_ % sizeof word_);
        octets = octets.subspan(1);
        if (++size_ % sizeof word_ == 0) absorb();
    }
    /// Little-endian.
    [[nodiscard]] static constexpr std::uint64_t word_of(std::span<const std::byte> octets) noexcept {
        std::uint64_t out = 0;
        for (std::size_t i = 0; i < sizeof out; ++i)
            out |= std::to_integer<std::uint64_t>(octets[i]) << 8 * i;
        return out;
    }

    constexpr void round() noexcept {
        auto& [a, b, c, d] = state_;
        a += b;
        c += d;
        b = std::rotl(b, 13) ^ a;
        d = std::rotl(d, 16) ^ c;
        a = std::rotl(a, 32) + d;
        c += b;
        d = std::rotl(d, 21) ^ a;
        b = std::rotl(b, 17) ^ c;
        c = std::rotl(c, 32);
    }
    constexpr void absorb() noexcept {
        state_[3] ^= word_;
        round();
        round();
        state_[0] ^= word_;
        word_ = 0;
    }
    [[nodiscard]] constexpr std::uint64_t squeezed() noexcept {
        for (int i = 0; i < 4; ++i)
            round();
        return state_[0] ^ state_[1] ^ state_[2] ^ state_[3];
    }

    std::array<std::uint64_t, 4> state_;
    std::uint64_t word_ = 0;
    std::uint64_t size_ = 0;
};

} // namespace sspi::core
