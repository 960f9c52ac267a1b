// SPDX-License-Identifier: BSL-1.0
// The hash function of the signature on an X.509 certificate, as far as channel bindings need it (RFC 5929 section 4.1).
#pragma once

#include <sspi/detail/der.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace sspi::detail {

/// The first value, if it has that tag.
[[nodiscard]] constexpr std::optional<der::found_element> read_der(std::span<const std::byte> from,
                                                                   std::uint8_t tag) noexcept {
    const auto value = der::first(from);
    return value && value->tag == tag ? value : std::nullopt;
}

[[nodiscard]] constexpr bool is_object(std::span<const std::byte> contents,
                                       std::initializer_list<std::uint8_t> parts) noexcept {
    if (contents.size() != parts.size()) return false;
    auto at = contents.begin();
    for (const auto part : parts)
        if (static_cast<std::uint8_t>(*at++) != part) return false;
    return true;
}

/// The hash functions of signatures. MD5 and SHA-1 stand for SHA-256 in bindings.
enum class signature_hash { md5, sha1, sha224, sha256, sha384, sha512 };

/// RFC 8017 appendix A.2.4 (PKCS #1), RFC 5758 (ECDSA), RFC 8702 leaves others out.
[[nodiscard]] constexpr std::optional<signature_hash>
hash_of_signature(std::span<const std::byte> object) noexcept {
    using enum signature_hash;
    if (is_object(object, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x04})) return md5;
    if (is_object(object, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05})) return sha1;
    if (is_object(object, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B})) return sha256;
    if (is_object(object, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0C})) return sha384;
    if (is_object(object, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0D})) return sha512;
    if (is_object(object, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0E})) return sha224;
    if (is_object(object, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01})) return sha1;
    if (is_object(object, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x01})) return sha224;
    if (is_object(object, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02})) return sha256;
    if (is_object(object, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03})) return sha384;
    if (is_object(object, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04})) return sha512;
    return std::nullopt;
}

/// RFC 3279 section 2.1, RFC 4055 section 2.1.
[[nodiscard]] constexpr std::optional<signature_hash> hash_named(std::span<const std::byte> object) noexcept {
    using enum signature_hash;
    if (is_object(object, {0x2B, 0x0E, 0x03, 0x02, 0x1A})) return sha1;
    if (is_object(object, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01})) return sha256;
    if (is_object(object, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02})) return sha384;
    if (is_object(object, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03})) return sha512;
    if (is_object(object, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04})) return sha224;
    return std::nullopt;
}

/// RSASSA-PSS says in its parameters which hash function it has; SHA-1 where it does not (RFC 4055 section 3.1).
[[nodiscard]] constexpr std::optional<signature_hash>
hash_of_pss(std::span<const std::byte> parameters) noexcept {
    const auto sequence = read_der(parameters, der::tag::sequence);
    if (!sequence) return parameters.empty() ? std::optional(signature_hash::sha1) : std::nullopt;
    const auto tagged = read_der(sequence->content, der::context(0));
    if (!tagged) return signature_hash::sha1;
    const auto algorithm = read_der(tagged->content, der::tag::sequence);
    const auto object = algorithm ? read_der(algorithm->content, der::tag::object_identifier) : std::nullopt;
    return object ? hash_named(object->content) : std::nullopt;
}

/// Of a certificate in DER: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature }. Nothing when it
/// is malformed there, or the signature has no hash function of its own, such as Ed25519.
[[nodiscard]] constexpr std::optional<signature_hash>
certificate_signature_hash(std::span<const std::byte> certificate) noexcept {
    const auto whole = read_der(certificate, der::tag::sequence);
    const auto signed_part = whole ? read_der(whole->content, der::tag::sequence) : std::nullopt;
    const auto algorithm = signed_part ? read_der(signed_part->rest, der::tag::sequence) : std::nullopt;
    const auto object = algorithm ? read_der(algorithm->content, der::tag::object_identifier) : std::nullopt;
    if (!object || !whole->rest.empty()) return std::nullopt;
    const bool pss = is_object(object->content, {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A});
    return pss ? hash_of_pss(object->rest) : hash_of_signature(object->content);
}

} // namespace sspi::detail
