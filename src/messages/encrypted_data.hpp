// SPDX-License-Identifier: BSL-1.0
// What RFC 3961 encrypts that is no message of a context, by keys of AES: tickets, authenticators, replies.
#pragma once

#include "../wire/octets.hpp"

#include <sspi/detail/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sspi::messages {

/// A key as it stands in a keytab or a ticket.
struct base_key {
    std::int32_t enctype = 0;
    std::span<const std::byte> octets{};
};

/// Whether it is an AES key of its enctype's size, and OpenSSL has what that takes.
[[nodiscard]] bool encrypts_data(const base_key& key) noexcept;

/// What was encrypted. Nothing where nobody with the key did that for this usage (RFC 4120 7.5.1), and for other keys.
[[nodiscard]] std::optional<detail::secret_bytes> decrypted(const base_key& key, std::uint32_t usage,
                                                            std::span<const std::byte> ciphertext);
/// `plaintext` has an octet at least. Nothing for other keys.
[[nodiscard]] std::optional<wire::bytes> encrypted(const base_key& key, std::uint32_t usage,
                                                   std::span<const std::byte> plaintext);

} // namespace sspi::messages
