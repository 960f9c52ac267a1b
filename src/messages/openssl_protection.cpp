// SPDX-License-Identifier: BSL-1.0
// Which keys and hash an enctype's messages are made with.
#include "openssl_protection.hpp"

#include "openssl_tokens.hpp"

#include <new>

namespace sspi::messages {

namespace {

template <class Profile>
[[nodiscard]] std::unique_ptr<protection> make(const gss::message_keys& keys, const rfc4121_options& options,
                                               const progress* from, std::size_t key_size) {
    if (keys.key.size() != key_size) return nullptr;
    auto out = std::make_unique<openssl::protection_by<Profile>>(keys, options, from);
    if (out->derive(keys.key.view())) return out;
    if (openssl::aes_cbc::has(key_size)) throw std::bad_alloc(); // it lacks nothing but memory
    return nullptr;
}

} // namespace

std::unique_ptr<protection> make_openssl_protection(const gss::message_keys& keys,
                                                    const rfc4121_options& options, const progress* from) {
    switch (keys.enctype) { // RFC 3962 section 7, RFC 8009 section 7
    case 17:
        return make<openssl::aes_sha1>(keys, options, from, 16);
    case 18:
        return make<openssl::aes_sha1>(keys, options, from, 32);
    case 19:
        return make<openssl::aes_sha256>(keys, options, from, 16);
    case 20:
        return make<openssl::aes_sha384>(keys, options, from, 32);
    default:
        return nullptr;
    }
}

} // namespace sspi::messages
