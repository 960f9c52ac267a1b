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

[[nodiscard]] inline key_constant constant_of(std::uint32_t usage, purpose what) noexcept {
    return {static_cast<std::byte>(usage >> 24), static_cast<std::byte>(usage >> 16),
            static_cast<std::byte>(usage >> 8), static_cast<std::byte>(usage), static_cast<std::byte>(what)};
}

/// RFC 3961 section 5.1: `in`, each copy rotated right by 13 bits more than the one before, added up with
/// end-around carry in pieces of `out`'s size.
inline void n_fold(std::span<const std::byte> in, std::span<std::byte> out) noexcept {
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

/// DK of RFC 3961 section 5.1, for AES, where any octets are a key. False when OpenSSL fails.
[[nodiscard]] inline bool derive_simplified(std::span<const std::byte> base,
                                            std::span<const std::byte> constant,
                                            std::span<std::byte> out) noexcept {
    aes_cbc cipher;
    if (!cipher.use(aes_cbc::way::encrypt, base)) return false;
    block state;
    n_fold(constant, state);
    bool good = true;
    while (!out.empty() && good) {
        cipher.restart();
        good = cipher.run(state);
        const auto part = std::min(out.size(), state.size());
        std::copy_n(state.begin(), part, out.begin());
        out = out.subspan(part);
    }
    wipe_object(state);
    return good;
}

/// KDF-HMAC-SHA2 of RFC 8009 section 3, without a context.
template <class Hash>
void derive_sha2(std::span<const std::byte> base, std::span<const std::byte> label,
                 std::span<std::byte> out) {
    const auto bits = static_cast<std::uint32_t>(out.size() * 8);
    const hmac_key<Hash> key(base);
    hmac<Hash> mac(key);
    constexpr std::array one{std::byte{}, std::byte{}, std::byte{}, std::byte{1}};
    mac.update(one);
    mac.update(label);
    const std::array end{std::byte{}, std::byte{}, std::byte{}, static_cast<std::byte>(bits >> 8),
                         static_cast<std::byte>(bits)};
    mac.update(end);
    mac.finish(out);
}

} // namespace sspi::messages::openssl
