// SPDX-License-Identifier: BSL-1.0
// What an NTSTATUS that comes with a KRB-ERROR (KERB-EXT-ERROR, MS-KILE 2.2.1) says beyond the error's number.
#pragma once

#include <sspi/detail/status.hpp>

#include <cstdint>

namespace sspi::detail {

struct nt_refinement_row {
    std::uint32_t nt_status; // MS-ERREF 2.3.1
    status meaning;
};

/// Where both interfaces have the same name for something; and what is wrong with an account, for all of which SSPI has one.
inline constexpr nt_refinement_row nt_refinements[] = {
    {0xC000005E, status::no_authenticating_authority},   // NO_LOGON_SERVERS
    {0xC0000064, status::logon_denied},                  // NO_SUCH_USER
    {0xC000006A, status::logon_denied},                  // WRONG_PASSWORD
    {0xC000006D, status::logon_denied},                  // LOGON_FAILURE
    {0xC000006E, status::logon_denied},                  // ACCOUNT_RESTRICTION
    {0xC000006F, status::logon_denied},                  // INVALID_LOGON_HOURS
    {0xC0000070, status::logon_denied},                  // INVALID_WORKSTATION
    {0xC0000071, status::logon_denied},                  // PASSWORD_EXPIRED
    {0xC0000072, status::logon_denied},                  // ACCOUNT_DISABLED
    {0xC0000133, status::time_skew},                     // TIME_DIFFERENCE_AT_DC
    {0xC0000193, status::logon_denied},                  // ACCOUNT_EXPIRED
    {0xC0000224, status::logon_denied},                  // PASSWORD_MUST_CHANGE
    {0xC0000234, status::logon_denied},                  // ACCOUNT_LOCKED_OUT
    {0xC00002EF, status::no_tgt_reply},                  // NO_TGT_REPLY
    {0xC00002F1, status::no_ip_addresses},               // NO_IP_ADDRESSES
    {0xC00002F3, status::crypto_system_invalid},         // CRYPTO_SYSTEM_INVALID
    {0xC00002F4, status::max_referrals_exceeded},        // MAX_REFERRALS_EXCEEDED
    {0xC00002F5, status::must_be_kdc},                   // MUST_BE_KDC
    {0xC00002F6, status::strong_crypto_not_supported},   // STRONG_CRYPTO_NOT_SUPPORTED
    {0xC00002F7, status::too_many_principals},           // TOO_MANY_PRINCIPALS
    {0xC00002F8, status::no_pa_data},                    // NO_PA_DATA
    {0xC00002F9, status::pkinit_name_mismatch},          // PKINIT_NAME_MISMATCH
    {0xC00002FA, status::smartcard_logon_required},      // SMARTCARD_LOGON_REQUIRED
    {0xC00002FB, status::kdc_invalid_request},           // KDC_INVALID_REQUEST
    {0xC00002FC, status::kdc_unable_to_refer},           // KDC_UNABLE_TO_REFER
    {0xC00002FD, status::kdc_unknown_etype},             // KDC_UNKNOWN_ETYPE
    {0xC00002FE, status::shutdown_in_progress},          // SHUTDOWN_IN_PROGRESS
    {0xC0000322, status::no_kerb_key},                   // NO_KERB_KEY
    {0xC0000351, status::unsupported_preauth},           // UNSUPPORTED_PREAUTH
    {0xC000035B, status::bad_bindings},                  // BAD_BINDINGS
    {0xC0000388, status::downgrade_detected},            // DOWNGRADE_DETECTED
    {0xC0000389, status::smartcard_cert_revoked},        // SMARTCARD_CERT_REVOKED
    {0xC000038A, status::issuing_ca_untrusted},          // ISSUING_CA_UNTRUSTED
    {0xC000038B, status::revocation_offline_c},          // REVOCATION_OFFLINE_C
    {0xC000038C, status::pkinit_client_failure},         // PKINIT_CLIENT_FAILURE
    {0xC000038D, status::smartcard_cert_expired},        // SMARTCARD_CERT_EXPIRED
    {0xC000040A, status::no_s4u_prot_support},           // NO_S4U_PROT_SUPPORT
    {0xC000040B, status::crossrealm_delegation_failure}, // CROSSREALM_DELEGATION_FAILURE
    {0xC000040C, status::revocation_offline_kdc},        // REVOCATION_OFFLINE_KDC
    {0xC000040D, status::issuing_ca_untrusted_kdc},      // ISSUING_CA_UNTRUSTED_KDC
    {0xC000040E, status::kdc_cert_expired},              // KDC_CERT_EXPIRED
    {0xC000040F, status::kdc_cert_revoked},              // KDC_CERT_REVOKED
};

/// The status of an error that came with an NTSTATUS. One that is not in the table leaves it with what its number says.
[[nodiscard]] constexpr status refined(status by_number, std::uint32_t nt_status) noexcept {
    for (const auto& row : nt_refinements)
        if (row.nt_status == nt_status) return row.meaning;
    return by_number;
}

} // namespace sspi::detail
