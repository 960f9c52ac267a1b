// SPDX-License-Identifier: BSL-1.0
// The keys that RFC 3961 and RFC 8009 derive from another key.
#pragma once

#include "openssl_aes.hpp"
#include "openssl_hmac.hpp"

#include <sspi/detail/secret.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>

namespace sspi::messages::openssl {

/// What a derived key is for (RFC 3961 section 5.3).
enum class purpose : std::uint8_t { checksum = 0x99, encryption = 0xAA, integrity = 0x55 };

using key_constant = std::array<std::byte, 5>;

[[nodiscard]] constexpr key_constant constant_of(std::uint32_t usage, purpose what) noexcept {
    return {static_cast<std::byte>(usage >> 24), static_cast<std::byte>(usage >> 16),
            static_cast<std::byte>(usage >> 8), static_cast<std::byte>(usage), static_cast<std::byte>(what)};
}

/// RFC 3961 section 5.1: `in`, each copy rotated right by 13 bits more than the one before, added up with
/// end-around carry in pieces of `out`'s size.
constexpr void n_fold(std::span<const std::byte> in, std::span<std::byte> out) noexcept {
    const auto total = std::lcm(in.size(), out.size());
    const auto bits = in.size() * 8;
    std::ranges::fill(out, std::byte{});
    unsigned carry = 0;
    for (std::size_t i = total; i-- > 0;) {
        // The octet at i of all the copies: of one that is rotated, it begins at this bit of `in`.
        const auto rotation = 13 * (i / in.size()) % bits;
        const auto bit = (i % in.size() * 8 + bits - rotation) % bits;
        const auto high = std::to_integer<unsigned>(in[bit / 8]) << 8;
        const auto low = std::to_integer<unsigned>(in[(bit / 8 + 1) % in.size()]);
        auto& sum = out[i % out.size()];
        carry += std::to_integer<unsigned>(sum) + ((high | low) >> (8 - bit % 8) & 0xFF);
        sum = static_cast<std::byte>(carry);
        carry >>= 8;
    }
    for (std::size_t i = out.size(); carry != 0; carry >>= 8) {
        i = (i == 0 ? out.size() : i) - 1;
        carry += std::to_integer<unsigned>(out[i]);
        out[i] = static_cast<std::byte>(carry);
    }
}

[[nodiscard]] constexpr block folded(const key_constant& constant) noexcept {
    block out{};
    n_fold(constant, out);
    return out;
}

/// Of tickets, AP-REQs and AP-REPs (RFC 4120 7.5.1), and of a context's messages (RFC 4121 section 2).
inline constexpr std::array<std::uint32_t, 7> folded_usages{2, 11, 12, 22, 23, 24, 25};
inline constexpr std::array purposes{purpose::checksum, purpose::encryption, purpose::integrity};

/// Their constants, folded when this is compiled.
inline constexpr auto folded_beforehand = [] {
    std::array<std::array<block, purposes.size()>, folded_usages.size()> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        for (std::size_t j = 0; j < purposes.size(); ++j)
            out[i][j] = folded(constant_of(folded_usages[i], purposes[j]));
    return out;
}();

[[nodiscard]] inline block folded_constant_of(std::uint32_t usage, purpose what) noexcept {
    const auto known = std::ranges::find(folded_usages, usage) - folded_usages.begin();
    if (static_cast<std::size_t>(known) == folded_usages.size()) return folded(constant_of(usage, what));
    const auto place = std::ranges::find(purposes, what) - purposes.begin();
    return folded_beforehand[static_cast<std::size_t>(known)][static_cast<std::size_t>(place)];
}

/// DK of RFC 3961 section 5.1 with one key, for AES, where any octets are a key. False when OpenSSL fails.
class simplified_derivation {
  public:
    explicit simplified_derivation(std::span<const std::byte> base) noexcept
        : usable_(cipher_.use(aes_cbc::way::encrypt, base)) {}

    [[nodiscard]] bool derive(std::uint32_t usage, purpose what, std::span<std::byte> out) noexcept {
        return derive(folded_constant_of(usage, what), out);
    }
    /// With a constant that was folded.
    [[nodiscard]] bool derive(block state, std::span<std::byte> out) noexcept {
        bool good = usable_;
        while (!out.empty() && good) {
            cipher_.restart();
            good = cipher_.run(state);
            const auto part = std::min(out.size(), state.size());
            std::copy_n(state.begin(), part, out.begin());
            out = out.subspan(part);
        }
        wipe_object(state);
        return good;
    }

  private:
    aes_cbc cipher_;
    bool usable_;
};

/// KDF-HMAC-SHA2 of RFC 8009 section 3 with one key, without a context.
template <class Hash>
class sha2_derivation {
  public:
    explicit sha2_derivation(std::span<const std::byte> base) : key_(base) {}

    [[nodiscard]] bool derive(std::uint32_t usage, purpose what, std::span<std::byte> out) {
        derive(constant_of(usage, what), out);
        return true;
    }
    void derive(std::span<const std::byte> label, std::span<std::byte> out) {
        const auto bits = static_cast<std::uint32_t>(out.size() * 8);
        hmac<Hash> mac(key_);
        constexpr std::array one{std::byte{}, std::byte{}, std::byte{}, std::byte{1}};
        mac.update(one);
        mac.update(label);
        const std::array end{std::byte{}, std::byte{}, std::byte{}, static_cast<std::byte>(bits >> 8),
                             static_cast<std::byte>(bits)};
        mac.update(end);
        mac.finish(out);
    }

  private:
    const hmac_key<Hash> key_;
};

/// One key, by a constant of any length.
[[nodiscard]] inline bool derive_simplified(std::span<const std::byte> base,
                                            std::span<const std::byte> constant,
                                            std::span<std::byte> out) noexcept {
    block state;
    n_fold(constant, state);
    return simplified_derivation(base).derive(state, out);
}
template <class Hash>
void derive_sha2(std::span<const std::byte> base, std::span<const std::byte> label,
                 std::span<std::byte> out) {
    sha2_derivation<Hash>(base).derive(label, out);
}

} // namespace sspi::messages::openssl
