// SPDX-License-Identifier: BSL-1.0
// HMAC by OpenSSL's hash functions, from states in which the key was taken in already.
#pragma once

#include "wipe_object.hpp"

// The functions that OpenSSL calls deprecated (hence OPENSSL_SUPPRESS_DEPRECATED in the build) work on memory of ours. A
// keyed state of the others can only be kept by allocating a copy of it for every message, twice.
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <sspi/detail/secret.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

namespace sspi::messages::openssl {

/// What is kept of a hash function's state after one whole block.
struct sha1 {
    using context = SHA_CTX;
    using words = std::array<SHA_LONG, 5>;
    static constexpr std::size_t block = 64, digest = 20;

    static void begin(context& c) { SHA1_Init(&c); }
    static void update(context& c, const void* data, std::size_t size) { SHA1_Update(&c, data, size); }
    static void finish(context& c, unsigned char* out) { SHA1_Final(out, &c); }
    static void take_block(context& c, const unsigned char* data) { SHA1_Transform(&c, data); }
    static void save(const context& c, words& w) { w = {c.h0, c.h1, c.h2, c.h3, c.h4}; }
    static void restore(context& c, const words& w) {
        c.h0 = w[0], c.h1 = w[1], c.h2 = w[2], c.h3 = w[3], c.h4 = w[4];
        c.Nl = block * 8;
        c.Nh = 0;
        c.num = 0;
    }
};

/// What the functions of SHA-2 have in common, whatever the width of their words. States are copied whole: what reads them
/// next does so by the register, and would wait for words written one by one.
template <class Context, class Word, std::size_t Block, std::size_t Digest>
struct sha2 {
    using context = Context;
    using words = std::array<Word, 8>;
    static constexpr std::size_t block = Block, digest = Digest;

    static void save(const context& c, words& w) { std::memcpy(w.data(), c.h, sizeof w); }
    static void restore(context& c, const words& w) {
        std::memcpy(c.h, w.data(), sizeof w);
        c.Nl = block * 8;
        c.Nh = 0;
        c.num = 0;
        c.md_len = digest;
    }
};

struct sha256 : sha2<SHA256_CTX, SHA_LONG, 64, 32> {
    static void begin(context& c) { SHA256_Init(&c); }
    static void update(context& c, const void* data, std::size_t size) { SHA256_Update(&c, data, size); }
    static void finish(context& c, unsigned char* out) { SHA256_Final(out, &c); }
    static void take_block(context& c, const unsigned char* data) { SHA256_Transform(&c, data); }
};

struct sha384 : sha2<SHA512_CTX, SHA_LONG64, 128, 48> {
    static void begin(context& c) { SHA384_Init(&c); }
    static void update(context& c, const void* data, std::size_t size) { SHA384_Update(&c, data, size); }
    static void finish(context& c, unsigned char* out) { SHA384_Final(out, &c); }
    static void take_block(context& c, const unsigned char* data) { SHA512_Transform(&c, data); }
};

/// A key for HMAC (RFC 2104), of at most one block. Read by any number of threads.
template <class Hash>
class hmac_key {
  public:
    hmac_key() = default;
    explicit hmac_key(std::span<const std::byte> key) {
        take_in(key, std::byte{0x36}, inner_);
        take_in(key, std::byte{0x5C}, outer_);
    }
    hmac_key(const hmac_key&) = default;
    hmac_key& operator=(const hmac_key&) = default;
    ~hmac_key() { wipe_object(*this); }

    [[nodiscard]] const typename Hash::words& inner() const noexcept { return inner_; }
    [[nodiscard]] const typename Hash::words& outer() const noexcept { return outer_; }

  private:
    static void take_in(std::span<const std::byte> key, std::byte pad, typename Hash::words& state) {
        std::array<std::byte, Hash::block> first;
        first.fill(pad);
        for (std::size_t i = 0; i < key.size(); ++i)
            first[i] ^= key[i];
        typename Hash::context c;
        Hash::begin(c);
        Hash::update(c, first.data(), first.size());
        Hash::save(c, state);
        wipe_object(first);
        wipe_object(c);
    }

    typename Hash::words inner_{};
    typename Hash::words outer_{};
};

/// One computation.
template <class Hash>
class hmac {
  public:
    explicit hmac(const hmac_key<Hash>& key) noexcept : key_(key) { Hash::restore(context_, key.inner()); }
    hmac(const hmac&) = delete;
    hmac& operator=(const hmac&) = delete;
    ~hmac() { wipe_object(context_); }

    void update(std::span<const std::byte> data) noexcept {
        if (!data.empty()) Hash::update(context_, data.data(), data.size());
    }
    /// The first bytes of the result, as many as `out` has.
    void finish(std::span<std::byte> out) noexcept {
        std::array<unsigned char, Hash::digest> digest;
        Hash::finish(context_, digest.data());
        Hash::restore(context_, key_.outer());
        Hash::update(context_, digest.data(), digest.size());
        Hash::finish(context_, digest.data());
        std::ranges::copy(std::as_bytes(std::span(digest)).first(out.size()), out.begin());
        wipe_object(digest); // a derived key, or what a forger would have needed
    }
    /// Whether that is what `expected` says, in a time that does not depend on where it differs.
    [[nodiscard]] bool matches(std::span<const std::byte> expected) noexcept {
        std::array<std::byte, Hash::digest> own;
        const auto part = std::span(own).first(expected.size());
        finish(part);
        const bool same = CRYPTO_memcmp(part.data(), expected.data(), expected.size()) == 0;
        detail::wipe(part);
        return same;
    }

  private:
    const hmac_key<Hash>& key_;
    typename Hash::context context_;
};

} // namespace sspi::messages::openssl
