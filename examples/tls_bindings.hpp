// SPDX-License-Identifier: BSL-1.0
// Channel bindings of a server's certificate, with OpenSSL for the hash.
#pragma once

#include <sspi/certificate_hash.hpp>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

namespace example {

inline const EVP_MD* openssl_hash(sspi::hash_algorithm algorithm) {
    switch (algorithm) {
    case sspi::hash_algorithm::sha224:
        return EVP_sha224();
    case sspi::hash_algorithm::sha384:
        return EVP_sha384();
    case sspi::hash_algorithm::sha512:
        return EVP_sha512();
    default:
        return EVP_sha256();
    }
}

// tls-server-end-point (RFC 5929) of a certificate in DER: what both ends of a TLS connection know of it.
inline sspi::channel_bindings tls_bindings(std::span<const std::byte> certificate) {
    return sspi::tls_server_end_point_of(certificate, [](sspi::hash_algorithm algorithm, auto bytes) {
        std::vector<std::byte> hash(EVP_MAX_MD_SIZE);
        unsigned size = 0;
        if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(hash.data()), &size,
                       openssl_hash(algorithm), nullptr) != 1)
            throw std::runtime_error("the certificate's hash cannot be computed");
        hash.resize(size);
        return hash;
    });
}

// The same of a certificate that OpenSSL holds: the peer's of a client, its own of a server.
inline sspi::channel_bindings tls_bindings(X509* certificate) {
    const int size = certificate != nullptr ? i2d_X509(certificate, nullptr) : 0;
    if (size <= 0) throw std::runtime_error("there is no certificate");
    std::vector<std::byte> der(static_cast<std::size_t>(size));
    auto* end = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate, &end);
    return tls_bindings(std::span<const std::byte>(der));
}

} // namespace example
