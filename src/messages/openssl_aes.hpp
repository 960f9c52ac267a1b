// SPDX-License-Identifier: BSL-1.0
// AES in CBC mode by OpenSSL, with the ciphertext stealing of RFC 3962 over scattered bytes.
#pragma once

#include "scattered.hpp"
#include "wipe_object.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace sspi::messages::openssl {

using block = std::array<std::byte, cipher_block>;

/// One key in one direction. Not for two threads at a time. What fails once leaves the chain undefined.
class aes_cbc {
  public:
    enum class way { encrypt, decrypt };

    aes_cbc() = default;
    aes_cbc(const aes_cbc&) = delete;
    aes_cbc& operator=(const aes_cbc&) = delete;
    ~aes_cbc() { wipe_object(chain_); } // half of a key, where keys are derived

    /// Whether OpenSSL has the cipher for keys of this size.
    [[nodiscard]] static bool has(std::size_t key_size) noexcept;
    /// False when it does not, or has no memory.
    [[nodiscard]] bool use(way to, std::span<const std::byte> key) noexcept;
    [[nodiscard]] bool in_use() const noexcept { return context_ != nullptr; }

    /// What comes next is chained to `iv`. A new IV costs OpenSSL as much as six blocks. Here it is a block that is
    /// exclusive-or'ed to the first one, as CBC would the IV.
    void restart(const block& iv = {}) noexcept {
        for (std::size_t i = 0; i < cipher_block; ++i)
            difference_[i] = chain_[i] ^ iv[i];
        restarted_ = true;
    }
    /// After blocks that may have been changed while they were read: OpenSSL's chain is then not known. False when OpenSSL
    /// fails.
    [[nodiscard]] bool forget_chain() noexcept;
    /// Whole blocks, in the same place or in places that do not overlap.
    [[nodiscard]] bool run(const std::byte* from, std::byte* to, std::size_t size) noexcept {
        if (size == 0) return true;
        return encrypts_ ? run_encrypt(from, to, size) : run_decrypt(from, to, size);
    }
    [[nodiscard]] bool run(block& b) noexcept { return run(b.data(), b.data(), b.size()); }
    /// The last block of ciphertext.
    [[nodiscard]] const block& chain() const noexcept { return chain_; }

  private:
    struct free_context {
        void operator()(EVP_CIPHER_CTX* c) const noexcept { EVP_CIPHER_CTX_free(c); }
    };

    [[nodiscard]] bool run_encrypt(const std::byte* from, std::byte* to, std::size_t size) noexcept;
    [[nodiscard]] bool run_decrypt(const std::byte* from, std::byte* to, std::size_t size) noexcept;
    [[nodiscard]] bool update(const std::byte* from, std::byte* to, std::size_t size) noexcept;
    void correct(std::byte* first) noexcept {
        for (std::size_t i = 0; i < cipher_block; ++i)
            first[i] ^= difference_[i];
        restarted_ = false;
    }

    std::unique_ptr<EVP_CIPHER_CTX, free_context> context_;
    block chain_{}; // as OpenSSL has it too
    block difference_{};
    bool restarted_ = false;
    bool encrypts_ = true;
};

/// How many bytes of a stream of `size`, at least two blocks, are chained before the last two blocks, of which the last
/// may be short.
[[nodiscard]] constexpr std::size_t before_stealing(std::size_t size) noexcept {
    return (size - 1) / cipher_block * cipher_block - cipher_block;
}

/// Whole blocks, where they stand.
[[nodiscard]] inline bool run_in_place(aes_cbc& cipher, cursor& at, std::size_t size) noexcept {
    while (size > 0) {
        const auto here = at.run();
        const auto whole = std::min(here.size(), size) / cipher_block * cipher_block;
        if (whole > 0) {
            if (!cipher.run(here.data(), here.data(), whole)) return false;
            at.skip(whole);
            size -= whole;
            continue;
        }
        auto start = at; // a block in more pieces than one
        block b;
        at.read(b);
        if (!cipher.run(b)) return false;
        start.write(b);
        size -= cipher_block;
    }
    return true;
}

/// Whole blocks, from where they stand to one place.
[[nodiscard]] inline bool run_into(aes_cbc& cipher, cursor& at, std::span<std::byte> to) noexcept {
    while (!to.empty()) {
        const auto here = at.run();
        auto whole = std::min(here.size(), to.size()) / cipher_block * cipher_block;
        if (whole > 0) {
            if (!cipher.run(here.data(), to.data(), whole)) return false;
            at.skip(whole);
        } else {
            whole = cipher_block;
            at.read(to.first(whole));
            if (!cipher.run(to.data(), to.data(), whole)) return false;
        }
        to = to.subspan(whole);
    }
    return true;
}

/// Whole blocks, from one place to where the pieces stand.
[[nodiscard]] inline bool run_out_of(aes_cbc& cipher, std::span<const std::byte> from, cursor& at) noexcept {
    while (!from.empty()) {
        const auto here = at.run();
        auto whole = std::min(here.size(), from.size()) / cipher_block * cipher_block;
        if (whole > 0) {
            if (!cipher.run(from.data(), here.data(), whole)) return false;
            at.skip(whole);
        } else {
            whole = cipher_block;
            block b;
            if (!cipher.run(from.data(), b.data(), whole)) return false;
            at.write(b);
        }
        from = from.subspan(whole);
    }
    return true;
}

/// The last two blocks, `size` bytes of them: RFC 3962 section 5 swaps them always, and cuts the one that is last then.
[[nodiscard]] inline bool seal_last_two(aes_cbc& cipher, cursor& at, std::size_t size) noexcept {
    auto start = at;
    block whole, rest{};
    at.read(whole);
    at.read(std::span(rest).first(size - cipher_block));
    if (!cipher.run(whole) || !cipher.run(rest)) return false;
    start.write(rest);
    start.write(std::span(whole).first(size - cipher_block));
    return true;
}

/// The last two blocks where nothing was cut off and they are only swapped: in their order again, and at once.
[[nodiscard]] inline bool open_whole_blocks(aes_cbc& cipher, const block& before, const block& last,
                                            const block& whole, std::span<std::byte> out) noexcept {
    std::ranges::copy(last, std::ranges::copy(whole, out.begin()).out);
    cipher.restart(before);
    return cipher.run(out.data(), out.data(), out.size());
}

/// The plaintext of the last two blocks, as many bytes of it as `from` has of their ciphertext behind `before`.
[[nodiscard]] inline bool open_last_two(aes_cbc& cipher, block before, std::span<const std::byte> from,
                                        std::span<std::byte> out) noexcept {
    const auto cut = from.size() - cipher_block;
    block last, whole{};
    std::ranges::copy(from.first(cipher_block), last.begin());
    std::ranges::copy(from.subspan(cipher_block), whole.begin());
    if (cut == cipher_block) return open_whole_blocks(cipher, before, last, whole, out);
    cipher.restart();
    if (!cipher.run(last)) return false;
    for (std::size_t i = 0; i < cut; ++i)
        out[cipher_block + i] = last[i] ^ whole[i];
    std::ranges::copy(std::span(last).subspan(cut), whole.begin() + static_cast<std::ptrdiff_t>(cut));
    cipher.restart(before);
    const bool good = cipher.run(whole);
    std::ranges::copy(whole, out.begin());
    wipe_object(last);
    wipe_object(whole);
    return good;
}

} // namespace sspi::messages::openssl
