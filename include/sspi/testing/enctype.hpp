// SPDX-License-Identifier: BSL-1.0
// The Kerberos encryption types that an embedded realm can use, and their names.
#pragma once

#include <sspi/testing/export.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// An encryption type by its assigned number (RFC 3961, 3962, 4757, 8009).
enum class enctype : std::int32_t {
    des3_cbc_sha1 = 16,
    aes128_cts_hmac_sha1_96 = 17,
    aes256_cts_hmac_sha1_96 = 18,
    aes128_cts_hmac_sha256_128 = 19,
    aes256_cts_hmac_sha384_192 = 20,
    arcfour_hmac_md5 = 23,
};

/// Every encryption type above, strongest first.
[[nodiscard]] SSPI_TESTING_API std::span<const enctype> all_enctypes() noexcept;

/// The name that both Heimdal and MIT understand in krb5.conf, for example "aes256-cts-hmac-sha1-96".
[[nodiscard]] SSPI_TESTING_API std::string_view enctype_name(enctype type) noexcept;

/// The type with that name, or one of its usual short names ("aes256-sha1", "rc4", "aes256-sha2" ...).
[[nodiscard]] SSPI_TESTING_API std::optional<enctype> parse_enctype(std::string_view name) noexcept;

/// The types of a comma-separated list; nothing when the list is empty or any name in it is unknown.
[[nodiscard]] SSPI_TESTING_API std::optional<std::vector<enctype>> parse_enctypes(std::string_view list);

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
