// SPDX-License-Identifier: BSL-1.0
// What the AES enctypes differ in, and the keys of one usage and of one direction of a context.
#pragma once

#include "openssl_keys.hpp"
#include "rfc4121_rules.hpp"

#include <sspi/detail/secret.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::messages::openssl {

/// RFC 3962: the tag covers the plaintext.
struct aes_sha1 {
    using hash = sha1;
    static constexpr std::size_t tag = 12;
    static constexpr bool covers_ciphertext = false;
    static constexpr std::size_t hash_key(std::size_t base) { return base; }
    using derivation = simplified_derivation;
};

/// RFC 8009: the tag covers the initial vector, which is zero, and the ciphertext.
template <class Hash, std::size_t Size>
struct aes_sha2 {
    using hash = Hash;
    static constexpr std::size_t tag = Size;
    static constexpr bool covers_ciphertext = true;
    static constexpr std::size_t hash_key(std::size_t) { return Size; }
    using derivation = sha2_derivation<Hash>;
};
using aes_sha256 = aes_sha2<sha256, 16>;
using aes_sha384 = aes_sha2<sha384, 24>;

/// What seals or opens for one usage. The cipher's memory, half of a context's, is taken when something is sealed or opened
/// for the first time: many contexts never do that.
template <class Profile>
class sealing_keys {
  public:
    using mac_key = hmac_key<typename Profile::hash>;

    sealing_keys() = default;
    sealing_keys(const sealing_keys&) = delete;
    sealing_keys& operator=(const sealing_keys&) = delete;
    ~sealing_keys() { wipe_object(encryption_); }

    /// False when OpenSSL cannot.
    [[nodiscard]] bool derive(typename Profile::derivation& from, std::size_t size, std::uint32_t usage,
                              aes_cbc::way way) {
        way_ = way;
        size_ = size;
        return size <= encryption_.size() && aes_cbc::has(size) &&
               from.derive(usage, purpose::encryption, std::span(encryption_).first(size)) &&
               derive_mac(from, integrity, usage, purpose::integrity);
    }

    /// Before anything is sealed or opened. False without memory.
    [[nodiscard]] bool ready() noexcept {
        if (cipher.in_use()) return true;
        if (!cipher.use(way_, std::span(encryption_).first(size_))) return false;
        wipe_object(encryption_);
        return true;
    }

    aes_cbc cipher;    // Ke
    mac_key integrity; // Ki: of what is sealed

  protected:
    [[nodiscard]] bool derive_mac(typename Profile::derivation& from, mac_key& into, std::uint32_t usage,
                                  purpose what) const {
        std::array<std::byte, 32> room;
        const auto key = std::span(room).first(Profile::hash_key(size_));
        const bool good = from.derive(usage, what, key);
        if (good) into = mac_key(key);
        wipe_object(room);
        return good;
    }

  private:
    std::array<std::byte, 32> encryption_{};
    std::size_t size_ = 0;
    aes_cbc::way way_ = aes_cbc::way::encrypt;
};

/// All that the messages of one direction need, computed once.
template <class Profile>
class direction_keys : public sealing_keys<Profile> {
  public:
    using mac_key = typename sealing_keys<Profile>::mac_key;

    /// False when OpenSSL cannot.
    [[nodiscard]] bool derive(typename Profile::derivation& from, std::size_t size,
                              const rfc4121::usages& usages, aes_cbc::way way) {
        return sealing_keys<Profile>::derive(from, size, usages.seal, way) &&
               this->derive_mac(from, wrapped, usages.seal, purpose::checksum) &&
               this->derive_mac(from, detached, usages.sign, purpose::checksum);
    }

    mac_key wrapped;  // Kc of the same usage: of what is wrapped and not sealed
    mac_key detached; // Kc of the usage for signatures
};

} // namespace sspi::messages::openssl
