// SPDX-License-Identifier: BSL-1.0
// The key that a password is, for the AES enctypes.
#pragma once

#include <sspi/detail/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sspi::messages {

/// How a password becomes a key (RFC 3962 section 4, RFC 8009 section 4).
struct password_recipe {
    std::int32_t enctype = 0;
    std::string_view password{}; ///< UTF-8
    std::span<const std::byte> salt{};
    std::uint32_t rounds = 0; ///< of PBKDF2, at least one
};

/// Nothing where OpenSSL lacks what this takes, and for enctypes that are not of AES. It takes
/// its time: milliseconds for the usual number of rounds.
[[nodiscard]] std::optional<detail::secret_bytes> string_to_key(const password_recipe& by);

} // namespace sspi::messages
