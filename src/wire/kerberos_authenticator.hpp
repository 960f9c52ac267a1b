// SPDX-License-Identifier: BSL-1.0
// An Authenticator before it is encrypted (RFC 4120 5.5.1). Heimdal can make one with a checksum of the GSS mechanism only
// inside its own mechanism.
#pragma once

#include "der_writing.hpp"
#include "kerberos_name.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sspi::wire {

struct kerberos_authenticator {
    kerberos_name client;
    std::uint32_t checksum_type = 0;
    view checksum;
    std::chrono::sys_seconds time{};
    std::uint32_t microseconds = 0;
    std::uint32_t subkey_enctype = 0;
    view subkey;
    std::uint32_t sequence_number = 0;
};

/// Checksum and EncryptionKey have the same shape: [0] a type, [1] octets.
[[nodiscard]] inline detail::secret_bytes typed_octets(std::uint32_t type, view octets) {
    const auto kind = der::member(0, der::integer(type));
    const auto content = der::member(1, der::octet_string(octets));
    return der::element(der::tag::sequence, {kind.view(), content.view()});
}

[[nodiscard]] inline detail::secret_bytes encode(const kerberos_authenticator& from) {
    const auto version = der::member(0, der::integer(5));
    const auto realm = der::member(1, der::general_string(from.client.realm));
    const auto name = der::member(2, principal_name_of(from.client));
    const auto checksum = der::member(3, typed_octets(from.checksum_type, from.checksum));
    const auto microseconds = der::member(4, der::integer(from.microseconds));
    const auto time = der::member(5, der::time(from.time));
    const auto subkey = der::member(6, typed_octets(from.subkey_enctype, from.subkey));
    const auto sequence = der::member(7, der::integer(from.sequence_number));
    const auto content =
        der::element(der::tag::sequence, {version.view(), realm.view(), name.view(), checksum.view(),
                                          microseconds.view(), time.view(), subkey.view(), sequence.view()});
    return der::element(der::tag::application | 2, {content.view()});
}

} // namespace sspi::wire
