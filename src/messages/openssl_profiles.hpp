// SPDX-License-Identifier: BSL-1.0
// What the AES enctypes differ in, and the keys of one direction of a context.
#pragma once

#include "openssl_keys.hpp"
#include "rfc4121_rules.hpp"

#include <sspi/detail/secret.hpp>

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
    static bool derive(std::span<const std::byte> base, const key_constant& c, std::span<std::byte> out) {
        return derive_simplified(base, c, out);
    }
};

/// RFC 8009: the tag covers the initial vector, which is zero, and the ciphertext.
template <class Hash, std::size_t Size>
struct aes_sha2 {
    using hash = Hash;
    static constexpr std::size_t tag = Size;
    static constexpr bool covers_ciphertext = true;
    static constexpr std::size_t hash_key(std::size_t) { return Size; }
    static bool derive(std::span<const std::byte> base, const key_constant& c, std::span<std::byte> out) {
        derive_sha2<Hash>(base, c, out);
        return true;
    }
};
using aes_sha256 = aes_sha2<sha256, 16>;
using aes_sha384 = aes_sha2<sha384, 24>;

/// All that the messages of one direction need, computed once.
template <class Profile>
struct direction_keys {
    using mac_key = hmac_key<typename Profile::hash>;

    aes_cbc cipher;    // Ke
    mac_key integrity; // Ki: of what is sealed
    mac_key wrapped;   // Kc of the same usage: of what is wrapped and not sealed
    mac_key detached;  // Kc of the usage for signatures

    /// False when OpenSSL cannot.
    [[nodiscard]] bool derive(std::span<const std::byte> base, const rfc4121::usages& usages,
                              aes_cbc::way way) {
        auto room = detail::secret_bytes::of_size(base.size());
        const auto key = [&](std::uint32_t usage, purpose what, std::size_t size) {
            return Profile::derive(base, constant_of(usage, what), room.units().first(size));
        };
        const auto mac = [&](mac_key& into, std::uint32_t usage, purpose what) {
            const auto size = Profile::hash_key(base.size());
            if (!key(usage, what, size)) return false;
            into = mac_key(room.view().first(size));
            return true;
        };
        return key(usages.seal, purpose::encryption, base.size()) && cipher.use(way, room.view()) &&
               mac(integrity, usages.seal, purpose::integrity) &&
               mac(wrapped, usages.seal, purpose::checksum) && mac(detached, usages.sign, purpose::checksum);
    }
};

} // namespace sspi::messages::openssl
