// SPDX-License-Identifier: BSL-1.0
// What a Kerberos encryption type means for KEY_INFO and SIZES.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace sspi::detail {

/// One encryption type. Sizes are octets on the wire.
struct enctype_row {
    int number;                           ///< RFC 3961 section 8, RFC 4757, RFC 8009
    std::string_view krb5_name;           ///< as in krb5.conf
    std::string_view encryption;          ///< SecPkgContext_KeyInfo.sEncryptAlgorithmName
    std::string_view signature;           ///< SecPkgContext_KeyInfo.sSignatureAlgorithmName
    int checksum;                         ///< its checksum type
    std::uint32_t key_bits;               ///< SecPkgContext_KeyInfo.KeySize
    std::uint32_t block_size;             ///< SecPkgContext_Sizes.cbBlockSize
    bool is_cfx;                          ///< tokens of RFC 4121; otherwise of RFC 1964 and RFC 4757
    std::uint32_t mic_size;               ///< a detached signature
    std::uint32_t sealed_header_size;     ///< what stands before the data, outside DCE style
    std::uint32_t sealed_header_size_dce; ///< the same in DCE style
    std::uint32_t signed_header_size;     ///< before data that is signed only
};

// RFC 4121 section 4.2: 16 octets of header, for sealing also a confounder, an encrypted copy of the header
// and the truncated HMAC; DCE style adds 16 octets of filler (MS-KILE section 3.4.5.4.1). RFC 1964 and RFC
// 4757: 13 octets of mechanism framing, then algorithm words, sequence number, checksum and confounder;
// Heimdal ends its DES3 signatures with two octets that RFC 1964 does not have.
inline constexpr enctype_row enctypes[] = {
    {16, "des3-cbc-sha1", "DES3-CBC-SHA1", "HMAC-SHA1-DES3", 12, 168, 8, false, 51, 57, 57, 57},
    {17, "aes128-cts-hmac-sha1-96", "AES128-CTS-HMAC-SHA1-96", "HMAC-SHA1-96-AES128", 15, 128, 1, true, 28,
     60, 76, 28},
    {18, "aes256-cts-hmac-sha1-96", "AES256-CTS-HMAC-SHA1-96", "HMAC-SHA1-96-AES256", 16, 256, 1, true, 28,
     60, 76, 28},
    {19, "aes128-cts-hmac-sha256-128", "AES128-CTS-HMAC-SHA256-128", "HMAC-SHA256-128-AES128", 19, 128, 1,
     true, 32, 64, 80, 32},
    {20, "aes256-cts-hmac-sha384-192", "AES256-CTS-HMAC-SHA384-192", "HMAC-SHA384-192-AES256", 20, 256, 1,
     true, 40, 72, 88, 40},
    {23, "arcfour-hmac-md5", "RSADSI RC4-HMAC", "HMAC-MD5", -138, 128, 1, false, 37, 45, 45, 45},
};

/// The row of an encryption type number, or null.
[[nodiscard]] constexpr const enctype_row* find_enctype(int number) noexcept {
    for (const auto& row : enctypes)
        if (row.number == number) return &row;
    return nullptr;
}

/// The framing of tokens older than RFC 4121 holds a DER length that covers the data (RFC 2743 section 3.1):
/// up to this many octets more than a short message needs.
inline constexpr std::uint32_t der_length_growth = 4;

/// The largest header any message of the type can have: what cbSecurityTrailer must promise.
[[nodiscard]] constexpr std::uint32_t max_header_size(const enctype_row& row) noexcept {
    return std::max(row.sealed_header_size + (row.is_cfx ? 0 : der_length_growth),
                    row.sealed_header_size_dce);
}

} // namespace sspi::detail
