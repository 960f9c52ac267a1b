// SPDX-License-Identifier: BSL-1.0
// PBKDF2 (RFC 8018 section 5.2). A round is two runs of the compression function and nothing else: OpenSSL's own function
// copies, pads and cleans up in each, which takes longer than the hashing.
#pragma once

#include "openssl_hmac.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::messages::openssl {

/// RFC 2104 section 2: what is longer than a block is hashed first.
template <class Hash>
[[nodiscard]] hmac_key<Hash> hmac_key_of(std::span<const std::byte> secret) {
    if (secret.size() <= Hash::block) return hmac_key<Hash>(secret);
    std::array<unsigned char, Hash::digest> digest;
    typename Hash::context context;
    Hash::begin(context);
    Hash::update(context, secret.data(), secret.size());
    Hash::finish(context, digest.data());
    hmac_key<Hash> out(std::as_bytes(std::span(digest)));
    wipe_object(context);
    wipe_object(digest);
    return out;
}

/// HMACs of digests. A digest is the beginning of a block, of which the rest is always the same.
template <class Hash>
class digest_hmac {
  public:
    using words = typename Hash::words;
    using word = typename words::value_type;
    static constexpr std::size_t digest_words = Hash::digest / sizeof(word);

    explicit digest_hmac(const hmac_key<Hash>& key) : key_(key) {
        constexpr auto bits = (Hash::block + Hash::digest) * 8; // with the block of the key
        block_[Hash::digest] = 0x80;
        block_[Hash::block - 2] = bits >> 8;
        block_[Hash::block - 1] = bits & 0xFF;
    }
    digest_hmac(const digest_hmac&) = delete;
    digest_hmac& operator=(const digest_hmac&) = delete;
    ~digest_hmac() {
        wipe_object(block_);
        wipe_object(context_);
    }

    /// In place of a digest, its HMAC.
    void replace(words& digest) noexcept {
        compress(key_.inner(), digest);
        compress(key_.outer(), digest);
    }

  private:
    /// In place of `digest`, what it makes of `state`. No copy of it is left anywhere else.
    void compress(const words& state, words& digest) noexcept {
        for (std::size_t i = 0; i < digest_words; ++i)
            for (std::size_t octet = 0; octet < sizeof(word); ++octet)
                block_[i * sizeof(word) + octet] =
                    static_cast<unsigned char>(digest[i] >> (8 * (sizeof(word) - 1 - octet)));
        Hash::restore(context_, state);
        Hash::take_block(context_, block_.data());
        Hash::save(context_, digest);
    }

    const hmac_key<Hash>& key_;
    std::array<unsigned char, Hash::block> block_{};
    typename Hash::context context_{};
};

/// One block of the output: F of the RFC.
template <class Hash>
class pbkdf2_block {
  public:
    using words = typename Hash::words;

    /// The salt is in two pieces.
    pbkdf2_block(const hmac_key<Hash>& key, std::span<const std::byte> salt_front,
                 std::span<const std::byte> salt, std::uint32_t number) {
        const std::array index{static_cast<std::byte>(number >> 24), static_cast<std::byte>(number >> 16),
                               static_cast<std::byte>(number >> 8), static_cast<std::byte>(number)};
        std::array<std::byte, Hash::digest> digest;
        hmac<Hash> first(key);
        first.update(salt_front);
        first.update(salt);
        first.update(index);
        first.finish(digest);
        for (std::size_t i = 0; i < digest.size(); ++i)
            last_[i / sizeof(word)] = last_[i / sizeof(word)] << 8 | std::to_integer<word>(digest[i]);
        sum_ = last_;
        wipe_object(digest);
    }
    pbkdf2_block(const pbkdf2_block&) = delete;
    pbkdf2_block& operator=(const pbkdf2_block&) = delete;
    ~pbkdf2_block() {
        wipe_object(last_);
        wipe_object(sum_);
    }

    void add_round(digest_hmac<Hash>& mac) noexcept {
        mac.replace(last_);
        for (std::size_t i = 0; i < sum_.size(); ++i)
            sum_[i] ^= last_[i];
    }

    /// The first octets of it.
    void write(std::span<std::byte> out) const noexcept {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] =
                static_cast<std::byte>(sum_[i / sizeof(word)] >> (8 * (sizeof(word) - 1 - i % sizeof(word))));
    }

  private:
    using word = typename words::value_type;
    words last_{};
    words sum_{};
};

template <class Hash>
void pbkdf2(std::span<const std::byte> password, std::span<const std::byte> salt_front,
            std::span<const std::byte> salt, std::uint32_t rounds, std::span<std::byte> out) {
    const auto key = hmac_key_of<Hash>(password);
    digest_hmac<Hash> mac(key);
    for (std::uint32_t number = 1; !out.empty(); ++number) {
        pbkdf2_block<Hash> next(key, salt_front, salt, number);
        for (std::uint32_t i = 1; i < rounds; ++i)
            next.add_round(mac);
        const auto part = std::min(out.size(), Hash::digest);
        next.write(out.first(part));
        out = out.subspan(part);
    }
}

} // namespace sspi::messages::openssl
