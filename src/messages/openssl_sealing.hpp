// SPDX-License-Identifier: BSL-1.0
// Seals and opens a stream of bytes with the keys of one direction: cipher, tag, and what may be written when.
#pragma once

#include "openssl_profiles.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace sspi::messages::openssl {

/// So much is in the fastest cache still when the second of hash and cipher comes to it.
inline constexpr std::size_t piece_size = 8192;

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
[[nodiscard]] bool seal(direction_keys<Profile>& keys, const scattered& stream, std::size_t size,
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

enum class opening { good, altered, broken };

/// Opens in two steps: `check` writes nothing that the caller has, `release` puts the plaintext where the ciphertext
/// stands, and must not be called unless everything about the message is well.
template <class Profile>
class opener {
  public:
    /// `stream.front` and `stream.back` are copies; `back` ends with the sealed copy of the header.
    opener(direction_keys<Profile>& keys, const scattered& stream, std::size_t size) noexcept
        : keys_(keys), stream_(stream), size_(size), chained_(before_stealing(size)) {}
    opener(const opener&) = delete;
    opener& operator=(const opener&) = delete;
    ~opener() { detail::wipe(std::span(plain_).first(touched_)); }

    [[nodiscard]] opening check(std::span<const std::byte> tag) noexcept {
        if (!keys_.ready()) return opening::broken;
        if constexpr (Profile::covers_ciphertext)
            return check_ciphertext(tag);
        else
            return check_plaintext(tag);
    }
    /// The end of the plaintext; after a good check.
    [[nodiscard]] std::span<const std::byte> last(std::size_t count) const noexcept {
        return std::span(plain_).first(used_).last(count);
    }
    [[nodiscard]] bool release() noexcept {
        if (holds_all()) {
            cursor at(stream_);
            at.write(std::span(plain_).first(used_));
            return true;
        }
        cursor at(stream_);
        keys_.cipher.restart();
        if (!run_in_place(keys_.cipher, at, chained_)) return false;
        at.write(std::span(plain_).first(used_).last(size_ - chained_));
        return true;
    }

  private:
    // A message of 16 KiB, what is sealed with it, and the block that its end may share with a filler.
    static constexpr std::size_t most = Profile::covers_ciphertext ? 2 * cipher_block : 16384 + 64;

    [[nodiscard]] bool holds_all() const noexcept { return used_ == size_; }

    [[nodiscard]] opening check_ciphertext(std::span<const std::byte> tag) noexcept {
        hmac<typename Profile::hash> mac(keys_.integrity);
        mac.update(block{});
        cursor at(stream_);
        cover(mac, at, size_);
        if (!mac.matches(tag)) return opening::altered;
        cursor end(stream_);
        block before{};
        if (chained_ > 0) {
            end.advance(chained_ - cipher_block);
            end.read(before);
        }
        return open_end(before, end) ? opening::good : opening::broken;
    }

    /// The tag covers what is not known before it is decrypted. That is done aside, so that nothing unproven ever is in
    /// the caller's buffers, not even until it could be encrypted again. A short message is copied from there when it
    /// has proved good; of a longer one, whose end alone is left there, decrypting it a second time costs less than
    /// memory for it.
    [[nodiscard]] opening check_plaintext(std::span<const std::byte> tag) noexcept {
        hmac<typename Profile::hash> mac(keys_.integrity);
        cursor to_cover(stream_), to_decrypt(stream_);
        keys_.cipher.restart();
        for (std::size_t done = 0; done < chained_;) {
            if (size_ > most) used_ = 0;
            const auto step = std::min(piece_size, chained_ - done);
            const auto room = take(step);
            if (!run_into(keys_.cipher, to_decrypt, room)) return opening::broken;
            cover_as(mac, to_cover, room);
            done += step;
        }
        if (!open_end(chained_ > 0 ? keys_.cipher.chain() : block{}, to_decrypt)) return opening::broken;
        cover_as(mac, to_cover, std::span<const std::byte>(plain_).first(used_).last(size_ - chained_));
        return mac.matches(tag) ? opening::good : opening::altered;
    }

    [[nodiscard]] bool open_end(const block& before, cursor& at) noexcept {
        return open_last_two(keys_.cipher, before, at, take(size_ - chained_));
    }
    [[nodiscard]] std::span<std::byte> take(std::size_t size) noexcept {
        const auto room = std::span(plain_).subspan(used_, size);
        used_ += size;
        touched_ = std::max(touched_, used_);
        return room;
    }

    direction_keys<Profile>& keys_;
    const scattered& stream_;
    const std::size_t size_;
    const std::size_t chained_;
    std::size_t used_ = 0;
    std::size_t touched_ = 0;
    std::array<std::byte, most> plain_;
};

} // namespace sspi::messages::openssl
