// SPDX-License-Identifier: BSL-1.0
// What tells whether an exported context was altered since it left its process.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace sspi::messages {

/// Of hmac-sha1-96-aes256 (RFC 3962 section 7).
inline constexpr std::size_t transfer_checksum_size = 12;

/// Nothing where OpenSSL cannot.
[[nodiscard]] std::optional<std::array<std::byte, transfer_checksum_size>>
transfer_checksum(std::span<const std::byte, 32> key, std::span<const std::byte> covered);

} // namespace sspi::messages
