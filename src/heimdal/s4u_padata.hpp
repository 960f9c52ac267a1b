// SPDX-License-Identifier: BSL-1.0
// What a service sends along with a request in a user's name, and how the KDC confirms the user ([MS-SFU] 2.2).
#pragma once

#include "kdc_values.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <cstdint>
#include <string_view>

namespace sspi::heimdal::s4u {

// krb5_asn1.h has no names for these.
inline constexpr std::int32_t pa_pac_options = 167; // [MS-KILE] 2.2.10

/// PA-PAC-OPTIONS: the service knows delegation that is allowed by the target's account ([MS-SFU] 2.2.5).
[[nodiscard]] bytes resource_based();

/// PA-FOR-USER (2.2.1). Its checksum is of HMAC-MD5, whatever the type of the session key that keys it. Empty with an error.
[[nodiscard]] krb5_error_code for_user(krb5_const_principal user, const krb5_keyblock& session, bytes& out);

/// What PA-S4U-X509-USER (2.2.2) says, apart from a certificate.
struct user_claim {
    krb5_const_principal user = nullptr;
    std::uint32_t nonce = 0;            // of the request
    const krb5_keyblock* key = nullptr; // the subkey of the request
};
[[nodiscard]] krb5_error_code x509_user(const user_claim& claim, bytes& out);

enum class confirmation {
    absent,
    given, // the KDC, which has the key, says whom the ticket is for, and it is whom it was asked for
    wrong, // it does not say so, or somebody changed it
};

/// A PA-S4U-X509-USER among what the KDC sent along.
[[nodiscard]] confirmation confirmed(const user_claim& claim, const METHOD_DATA* sent);

} // namespace sspi::heimdal::s4u
