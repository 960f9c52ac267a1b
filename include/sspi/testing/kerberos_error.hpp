// SPDX-License-Identifier: BSL-1.0
// The error codes of Kerberos messages, and their names.
#pragma once

#include <sspi/testing/export.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// The codes of a KRB-ERROR (RFC 4120, 7.5.9; RFC 4556, 3.1.3; RFC 6113; RFC 6806). Any other number can be sent too.
enum kerberos_error : std::int32_t {
    kdc_err_none = 0,
    kdc_err_name_exp = 1,
    kdc_err_service_exp = 2,
    kdc_err_bad_pvno = 3,
    kdc_err_c_old_mast_kvno = 4,
    kdc_err_s_old_mast_kvno = 5,
    kdc_err_c_principal_unknown = 6,
    kdc_err_s_principal_unknown = 7,
    kdc_err_principal_not_unique = 8,
    kdc_err_null_key = 9,
    kdc_err_cannot_postdate = 10,
    kdc_err_never_valid = 11,
    kdc_err_policy = 12,
    kdc_err_badoption = 13,
    kdc_err_etype_nosupp = 14,
    kdc_err_sumtype_nosupp = 15,
    kdc_err_padata_type_nosupp = 16,
    kdc_err_trtype_nosupp = 17,
    kdc_err_client_revoked = 18,
    kdc_err_service_revoked = 19,
    kdc_err_tgt_revoked = 20,
    kdc_err_client_notyet = 21,
    kdc_err_service_notyet = 22,
    kdc_err_key_expired = 23,
    kdc_err_preauth_failed = 24,
    kdc_err_preauth_required = 25,
    kdc_err_server_nomatch = 26,
    kdc_err_must_use_user2user = 27,
    kdc_err_path_not_accepted = 28,
    kdc_err_svc_unavailable = 29,
    krb_ap_err_bad_integrity = 31,
    krb_ap_err_tkt_expired = 32,
    krb_ap_err_tkt_nyv = 33,
    krb_ap_err_repeat = 34,
    krb_ap_err_not_us = 35,
    krb_ap_err_badmatch = 36,
    krb_ap_err_skew = 37,
    krb_ap_err_badaddr = 38,
    krb_ap_err_badversion = 39,
    krb_ap_err_msg_type = 40,
    krb_ap_err_modified = 41,
    krb_ap_err_badorder = 42,
    krb_ap_err_badkeyver = 44,
    krb_ap_err_nokey = 45,
    krb_ap_err_mut_fail = 46,
    krb_ap_err_baddirection = 47,
    krb_ap_err_method = 48,
    krb_ap_err_badseq = 49,
    krb_ap_err_inapp_cksum = 50,
    krb_ap_path_not_accepted = 51,
    krb_err_response_too_big = 52,
    krb_err_generic = 60,
    krb_err_field_toolong = 61,
    kdc_err_client_not_trusted = 62,
    kdc_err_kdc_not_trusted = 63,
    kdc_err_invalid_sig = 64,
    kdc_err_key_too_weak = 65, ///< RFC 4556: KDC_ERR_DH_KEY_PARAMETERS_NOT_ACCEPTED
    kdc_err_certificate_mismatch = 66,
    krb_ap_err_no_tgt = 67,
    kdc_err_wrong_realm = 68,
    krb_ap_err_user_to_user_required = 69,
    kdc_err_cant_verify_certificate = 70,
    kdc_err_invalid_certificate = 71,
    kdc_err_revoked_certificate = 72,
    kdc_err_revocation_status_unknown = 73,
    kdc_err_revocation_status_unavailable = 74,
    kdc_err_client_name_mismatch = 75,
    kdc_err_kdc_name_mismatch = 76,
    kdc_err_inconsistent_key_purpose = 77,
    kdc_err_digest_in_cert_not_accepted = 78,
    kdc_err_pa_checksum_must_be_included = 79,
    kdc_err_digest_in_signed_data_not_accepted = 80,
    kdc_err_public_key_encryption_not_supported = 81,
    krb_ap_err_iakerb_kdc_not_found = 85,
    krb_ap_err_iakerb_kdc_no_response = 86,
    kdc_err_preauth_expired = 90,
    kdc_err_more_preauth_data_required = 91,
    kdc_err_preauth_bad_authentication_set = 92,
    kdc_err_unknown_critical_fast_options = 93,
};

/// The name in the RFCs' spelling, "KDC_ERR_CLIENT_REVOKED", or "error 99" for a number that has none.
[[nodiscard]] SSPI_TESTING_API std::string kerberos_error_name(std::int32_t code);

/// The code with that name, in either case.
[[nodiscard]] SSPI_TESTING_API std::optional<kerberos_error>
parse_kerberos_error(std::string_view name) noexcept;

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
