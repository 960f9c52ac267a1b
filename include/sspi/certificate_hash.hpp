// SPDX-License-Identifier: BSL-1.0
// Which hash of a certificate channel bindings of the type tls-server-end-point are made of.
#pragma once

#include <sspi/channel_bindings.hpp>
#include <sspi/detail/certificate_signature.hpp>
#include <sspi/impl/category.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

namespace sspi {

/// A hash function of the SHA-2 family. These headers do not compute one: the TLS library at hand does.
enum class hash_algorithm { sha224, sha256, sha384, sha512 };

/// The hash function for a server's certificate in DER, by the algorithm of the signature on it (RFC 5929 section 4.1):
/// its own, and SHA-256 in place of MD5 and SHA-1. RSA, RSASSA-PSS and ECDSA are known. Nothing for what is no certificate,
/// and where no binding is defined (Ed25519). Threads: it only computes.
[[nodiscard]] constexpr std::optional<hash_algorithm>
tls_server_end_point_hash(std::span<const std::byte> certificate) noexcept {
    const auto hash = detail::certificate_signature_hash(certificate);
    if (!hash) return std::nullopt;
    switch (*hash) {
    case detail::signature_hash::sha224:
        return hash_algorithm::sha224;
    case detail::signature_hash::sha384:
        return hash_algorithm::sha384;
    case detail::signature_hash::sha512:
        return hash_algorithm::sha512;
    default:
        return hash_algorithm::sha256;
    }
}

/// Bindings of the type tls-server-end-point, of a certificate in DER. `hash(hash_algorithm, span of bytes)` computes the
/// hash and gives something that a span of constant bytes can be made of. What it throws passes through.
/// Fails with bad_bindings where tls_server_end_point_hash gives nothing.
template <class Hash>
[[nodiscard]] channel_bindings tls_server_end_point_of(std::span<const std::byte> certificate, Hash&& hash,
                                                       std::error_code& error) {
    const auto algorithm = tls_server_end_point_hash(certificate);
    error = algorithm ? std::error_code() : make_error_code(errc::bad_bindings);
    if (!algorithm) return {};
    const auto value = std::forward<Hash>(hash)(*algorithm, certificate);
    return channel_bindings::tls_server_end_point(value);
}
/// The same, throwing system_error.
template <class Hash>
[[nodiscard]] channel_bindings tls_server_end_point_of(std::span<const std::byte> certificate, Hash&& hash) {
    std::error_code error;
    auto out = tls_server_end_point_of(certificate, std::forward<Hash>(hash), error);
    if (error) impl::refused(errc::bad_bindings).check("sspi::tls_server_end_point_of");
    return out;
}

} // namespace sspi
