// SPDX-License-Identifier: BSL-1.0
// SHA-256 by OpenSSL.
#include "sha256.hpp"

#include "openssl_hmac.hpp"

namespace sspi::messages {

std::array<std::byte, 32> sha256_of(std::span<const std::byte> octets) {
    openssl::sha256::context state;
    openssl::sha256::begin(state);
    openssl::sha256::update(state, octets.data(), octets.size());
    std::array<std::byte, openssl::sha256::digest> out;
    openssl::sha256::finish(state, reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

} // namespace sspi::messages
