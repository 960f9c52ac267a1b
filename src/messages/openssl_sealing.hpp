// SPDX-License-Identifier: BSL-1.0
// Seals and opens a stream of bytes with the keys of one direction: cipher, tag, and what may be written when.
#pragma once

#include "openssl_profiles.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace sspi::messages::openssl {

/// So much is in the fastest cache still when the second of hash and cipher comes to it.
inline constexpr std::size_t piece_size = 8192;
/// And so much of a message that is in no fast cache is on its way while the piece before it is hashed.
inline constexpr std::size_t fetched_size = 2048;

/// The next `size` bytes of the stream, and what is signed only before and between them.
template <class Hash>
void cover(hmac<Hash>& mac, cursor& at, std::size_t size) noexcept {
    while (size > 0) {
        for (auto extra = at.take_sign_only(); !extra.empty(); extra = at.take_sign_only())
            mac.update(extra);
        const auto here = at.run().first(std::min(at.run().size(), size));
        mac.update(here);
        at.skip(here.size());
        size -= here.size();
    }
}

/// The same where the stream's bytes are those in `plain`, and not those where its pieces stand.
template <class Hash>
void cover_as(hmac<Hash>& mac, cursor& at, std::span<const std::byte> plain) noexcept {
    while (!plain.empty()) {
        for (auto extra = at.take_sign_only(); !extra.empty(); extra = at.take_sign_only())
            mac.update(extra);
        const auto step = std::min(at.run().size(), plain.size());
        mac.update(plain.first(step));
        at.skip(step);
        plain = plain.subspan(step);
    }
}

/// Everything in pieces that may be signed only or not.
template <class Hash>
void cover_all(hmac<Hash>& mac, segments message) noexcept {
    for (const auto& s : message)
        mac.update(s.content);
}

/// Encrypts the stream where it stands, and writes the tag. `size` is the stream's: a confounder and a header at least.
template <class Profile>
[[nodiscard]] bool seal(sealing_keys<Profile>& keys, const scattered& stream, std::size_t size,
                        std::span<std::byte> tag) noexcept {
    if (!keys.ready()) return false;
    hmac<typename Profile::hash> mac(keys.integrity);
    cursor to_cover(stream), to_encrypt(stream);
    const auto chained = before_stealing(size);
    if constexpr (Profile::covers_ciphertext) mac.update(block{});
    keys.cipher.restart();
    std::size_t covered = 0, encrypted = 0;
    while (encrypted < chained) {
        const auto step = std::min(piece_size, chained - encrypted);
        if constexpr (!Profile::covers_ciphertext) cover(mac, to_cover, step);
        if (!run_in_place(keys.cipher, to_encrypt, step)) return false;
        if constexpr (Profile::covers_ciphertext) cover(mac, to_cover, step);
        encrypted += step;
        covered += step;
    }
    if constexpr (!Profile::covers_ciphertext) cover(mac, to_cover, size - covered);
    if (!seal_last_two(keys.cipher, to_encrypt, size - chained)) return false;
    if constexpr (Profile::covers_ciphertext) cover(mac, to_cover, size - covered);
    mac.finish(tag);
    return true;
}

/// Has the processor bring both into its cache.
inline void fetch(std::span<const std::byte> to_read, std::span<std::byte> to_write) noexcept {
    constexpr std::size_t line = 64;
    for (std::size_t i = 0; i < to_read.size(); i += line)
        __builtin_prefetch(&to_read[i], 0);
    for (std::size_t i = 0; i < to_write.size(); i += line)
        __builtin_prefetch(&to_write[i], 1);
}

enum class opening { good, altered, broken };

/// What a message is copied to, so that what was proved is what is released. Of a message of 16 KiB, and what is sealed with
/// it, without taking memory.
class private_copy {
  public:
    explicit private_copy(std::size_t size) : size_(size) {
        if (size > near_.size()) far_ = std::make_unique_for_overwrite<std::byte[]>(size);
    }
    [[nodiscard]] std::span<std::byte> all() noexcept {
        return {is_large() ? far_.get() : near_.data(), size_};
    }
    [[nodiscard]] bool is_large() const noexcept { return far_ != nullptr; }

  private:
    std::size_t size_;
    std::unique_ptr<std::byte[]> far_;
    std::array<std::byte, 16384 + 64> near_;
};

/// Opens in two steps: `check` writes nothing that the caller has, `release` puts the plaintext where the ciphertext
/// stands, and must not be called unless everything about the message is well. What the caller has is read once: another
/// thread may write to it meanwhile, and what it wrote would never have been proved.
template <class Profile>
class opener {
  public:
    /// `stream.front` and `stream.back` are copies; `back` ends with the sealed copy of the header.
    opener(sealing_keys<Profile>& keys, const scattered& stream, std::size_t size)
        : keys_(keys), stream_(stream), size_(size), chained_(before_stealing(size)), copy_(size) {}
    opener(const opener&) = delete;
    opener& operator=(const opener&) = delete;
    ~opener() {
        if constexpr (!Profile::covers_ciphertext) detail::wipe(copy_.all().first(decrypted_));
        wipe_object(end_);
    }

    [[nodiscard]] opening check(std::span<const std::byte> tag) noexcept {
        if (!keys_.ready()) return opening::broken;
        if constexpr (Profile::covers_ciphertext)
            return check_ciphertext(tag);
        else
            return check_plaintext(tag);
    }
    /// The end of the plaintext, at most a block of it; after a good check.
    [[nodiscard]] std::span<const std::byte> last(std::size_t count) const noexcept {
        return end().last(count);
    }
    [[nodiscard]] bool release() noexcept {
        cursor at(stream_);
        if constexpr (Profile::covers_ciphertext) {
            keys_.cipher.restart();
            if (!run_out_of(keys_.cipher, chained(), at)) return false;
        } else {
            at.write(chained());
        }
        at.write(end());
        return true;
    }

  private:
    /// The tag covers the ciphertext: that is what is kept, and decrypted when it has proved good.
    [[nodiscard]] opening check_ciphertext(std::span<const std::byte> tag) noexcept {
        hmac<typename Profile::hash> mac(keys_.integrity);
        mac.update(block{});
        cursor to_copy(stream_), to_cover(stream_);
        for (auto rest = copy_.all(); !rest.empty();) {
            const auto piece = rest.first(std::min(fetched_size, rest.size()));
            rest = rest.subspan(piece.size());
            to_copy.read(piece);
            if (copy_.is_large()) fetch_next(to_copy, rest);
            cover_as(mac, to_cover, piece);
        }
        if (!mac.matches(tag)) return opening::altered;
        block before{};
        if (chained_ > 0) std::ranges::copy(chained().last(cipher_block), before.begin());
        return open_end(before, copy_.all().subspan(chained_)) ? opening::good : opening::broken;
    }

    static void fetch_next(cursor at, std::span<std::byte> to) noexcept {
        const auto from = at.run();
        fetch(from.first(std::min(from.size(), fetched_size)), to.first(std::min(to.size(), fetched_size)));
    }

    /// The tag covers what is not known before it is decrypted: that is done aside, and copied when it has proved good.
    [[nodiscard]] opening check_plaintext(std::span<const std::byte> tag) noexcept {
        hmac<typename Profile::hash> mac(keys_.integrity);
        cursor to_cover(stream_), to_decrypt(stream_);
        keys_.cipher.restart();
        while (decrypted_ < chained_) {
            const auto piece = copy_.all().subspan(decrypted_, std::min(piece_size, chained_ - decrypted_));
            decrypted_ += piece.size();
            if (!run_into(keys_.cipher, to_decrypt, piece)) return opening::broken;
            cover_as(mac, to_cover, piece);
        }
        const auto sealed_end = copy_.all().subspan(chained_);
        to_decrypt.read(sealed_end);
        if (!open_end(chained_ > 0 ? keys_.cipher.chain() : block{}, sealed_end)) return opening::broken;
        cover_as(mac, to_cover, end());
        if (mac.matches(tag)) return opening::good;
        return keys_.cipher.forget_chain() ? opening::altered : opening::broken;
    }

    [[nodiscard]] bool open_end(const block& before, std::span<const std::byte> from) noexcept {
        return open_last_two(keys_.cipher, before, from, std::span(end_).first(from.size()));
    }
    [[nodiscard]] std::span<const std::byte> chained() noexcept { return copy_.all().first(chained_); }
    [[nodiscard]] std::span<const std::byte> end() const noexcept {
        return std::span(end_).first(size_ - chained_);
    }

    sealing_keys<Profile>& keys_;
    const scattered& stream_;
    const std::size_t size_;
    const std::size_t chained_;                   // before the last two blocks
    std::size_t decrypted_ = 0;                   // of the copy
    std::array<std::byte, 2 * cipher_block> end_; // the plaintext of those
    private_copy copy_;
};

} // namespace sspi::messages::openssl
