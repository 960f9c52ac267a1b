// SPDX-License-Identifier: BSL-1.0
// Encrypted data by OpenSSL: with the cipher and tag of sealed messages, and two keys for one usage.
#include "encrypted_data.hpp"

#include "openssl_sealing.hpp"
#include "random_octets.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace sspi::messages {

namespace {

using namespace openssl;
using plaintext = std::optional<detail::secret_bytes>;
using ciphertext = std::optional<wire::bytes>;

/// What OpenSSL lacks then is memory: it has the cipher.
void insist(bool good) {
    if (!good) throw std::bad_alloc();
}

template <class Profile>
void prepare(sealing_keys<Profile>& keys, const base_key& from, std::uint32_t usage, aes_cbc::way way) {
    typename Profile::derivation derivation(from.octets);
    insist(keys.derive(derivation, from.octets.size(), usage, way));
}

/// Calls with an enctype's profile; for an enctype without one, nothing.
template <class Use>
[[nodiscard]] auto by_profile(std::int32_t enctype, Use&& use)
    -> decltype(use.template operator()<aes_sha1>(16)) {
    switch (enctype) { // RFC 3962 section 7, RFC 8009 section 7
    case 17:
        return use.template operator()<aes_sha1>(16);
    case 18:
        return use.template operator()<aes_sha1>(32);
    case 19:
        return use.template operator()<aes_sha256>(16);
    case 20:
        return use.template operator()<aes_sha384>(32);
    default:
        return {};
    }
}

template <class Profile>
[[nodiscard]] plaintext open(const base_key& key, std::uint32_t usage, std::span<const std::byte> sealed) {
    if (sealed.size() <= cipher_block + Profile::tag) return std::nullopt;
    const auto size = sealed.size() - Profile::tag;
    sealing_keys<Profile> keys;
    prepare(keys, key, usage, aes_cbc::way::decrypt);
    detail::secret_bytes room(sealed.first(size));
    const scattered stream{.front = room.units(), .message = {}, .back = {}};
    opener<Profile> opening(keys, stream, size);
    const auto found = opening.check(sealed.subspan(size));
    if (found == opening::altered) return std::nullopt;
    insist(found == opening::good && opening.release());
    return detail::secret_bytes(room.view().subspan(cipher_block));
}

template <class Profile>
[[nodiscard]] ciphertext close(const base_key& key, std::uint32_t usage, std::span<const std::byte> plain) {
    sealing_keys<Profile> keys;
    prepare(keys, key, usage, aes_cbc::way::encrypt);
    wire::bytes out(cipher_block + plain.size() + Profile::tag);
    const auto sealed = std::span(out).first(cipher_block + plain.size());
    insist(draw_random(sealed.first(cipher_block)));
    std::ranges::copy(plain, sealed.subspan(cipher_block).begin());
    const scattered stream{.front = sealed, .message = {}, .back = {}};
    const bool good = seal(keys, stream, sealed.size(), std::span(out).subspan(sealed.size()));
    if (!good) detail::wipe(std::span(out));
    insist(good);
    return out;
}

} // namespace

bool encrypts_data(const base_key& key) noexcept {
    return by_profile(key.enctype, [&]<class Profile>(std::size_t size) {
        return key.octets.size() == size && aes_cbc::has(size);
    });
}

plaintext decrypted(const base_key& key, std::uint32_t usage, std::span<const std::byte> sealed) {
    if (!encrypts_data(key)) return std::nullopt;
    return by_profile(key.enctype,
                      [&]<class Profile>(std::size_t) { return open<Profile>(key, usage, sealed); });
}

ciphertext encrypted(const base_key& key, std::uint32_t usage, std::span<const std::byte> plain) {
    if (!encrypts_data(key) || plain.empty()) return std::nullopt;
    return by_profile(key.enctype,
                      [&]<class Profile>(std::size_t) { return close<Profile>(key, usage, plain); });
}

} // namespace sspi::messages
