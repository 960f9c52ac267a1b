// SPDX-License-Identifier: BSL-1.0
// The names of the error codes of Kerberos messages.
#include <sspi/testing/kerberos_error.hpp>

#include <algorithm>
#include <array>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

struct error_row {
    kerberos_error code;
    std::string_view name;
};

constexpr std::array table{
    error_row{kdc_err_none, "KDC_ERR_NONE"},
    error_row{kdc_err_name_exp, "KDC_ERR_NAME_EXP"},
    error_row{kdc_err_service_exp, "KDC_ERR_SERVICE_EXP"},
    error_row{kdc_err_bad_pvno, "KDC_ERR_BAD_PVNO"},
    error_row{kdc_err_c_old_mast_kvno, "KDC_ERR_C_OLD_MAST_KVNO"},
    error_row{kdc_err_s_old_mast_kvno, "KDC_ERR_S_OLD_MAST_KVNO"},
    error_row{kdc_err_c_principal_unknown, "KDC_ERR_C_PRINCIPAL_UNKNOWN"},
    error_row{kdc_err_s_principal_unknown, "KDC_ERR_S_PRINCIPAL_UNKNOWN"},
    error_row{kdc_err_principal_not_unique, "KDC_ERR_PRINCIPAL_NOT_UNIQUE"},
    error_row{kdc_err_null_key, "KDC_ERR_NULL_KEY"},
    error_row{kdc_err_cannot_postdate, "KDC_ERR_CANNOT_POSTDATE"},
    error_row{kdc_err_never_valid, "KDC_ERR_NEVER_VALID"},
    error_row{kdc_err_policy, "KDC_ERR_POLICY"},
    error_row{kdc_err_badoption, "KDC_ERR_BADOPTION"},
    error_row{kdc_err_etype_nosupp, "KDC_ERR_ETYPE_NOSUPP"},
    error_row{kdc_err_sumtype_nosupp, "KDC_ERR_SUMTYPE_NOSUPP"},
    error_row{kdc_err_padata_type_nosupp, "KDC_ERR_PADATA_TYPE_NOSUPP"},
    error_row{kdc_err_trtype_nosupp, "KDC_ERR_TRTYPE_NOSUPP"},
    error_row{kdc_err_client_revoked, "KDC_ERR_CLIENT_REVOKED"},
    error_row{kdc_err_service_revoked, "KDC_ERR_SERVICE_REVOKED"},
    error_row{kdc_err_tgt_revoked, "KDC_ERR_TGT_REVOKED"},
    error_row{kdc_err_client_notyet, "KDC_ERR_CLIENT_NOTYET"},
    error_row{kdc_err_service_notyet, "KDC_ERR_SERVICE_NOTYET"},
    error_row{kdc_err_key_expired, "KDC_ERR_KEY_EXPIRED"},
    error_row{kdc_err_preauth_failed, "KDC_ERR_PREAUTH_FAILED"},
    error_row{kdc_err_preauth_required, "KDC_ERR_PREAUTH_REQUIRED"},
    error_row{kdc_err_server_nomatch, "KDC_ERR_SERVER_NOMATCH"},
    error_row{kdc_err_must_use_user2user, "KDC_ERR_MUST_USE_USER2USER"},
    error_row{kdc_err_path_not_accepted, "KDC_ERR_PATH_NOT_ACCEPTED"},
    error_row{kdc_err_svc_unavailable, "KDC_ERR_SVC_UNAVAILABLE"},
    error_row{krb_ap_err_bad_integrity, "KRB_AP_ERR_BAD_INTEGRITY"},
    error_row{krb_ap_err_tkt_expired, "KRB_AP_ERR_TKT_EXPIRED"},
    error_row{krb_ap_err_tkt_nyv, "KRB_AP_ERR_TKT_NYV"},
    error_row{krb_ap_err_repeat, "KRB_AP_ERR_REPEAT"},
    error_row{krb_ap_err_not_us, "KRB_AP_ERR_NOT_US"},
    error_row{krb_ap_err_badmatch, "KRB_AP_ERR_BADMATCH"},
    error_row{krb_ap_err_skew, "KRB_AP_ERR_SKEW"},
    error_row{krb_ap_err_badaddr, "KRB_AP_ERR_BADADDR"},
    error_row{krb_ap_err_badversion, "KRB_AP_ERR_BADVERSION"},
    error_row{krb_ap_err_msg_type, "KRB_AP_ERR_MSG_TYPE"},
    error_row{krb_ap_err_modified, "KRB_AP_ERR_MODIFIED"},
    error_row{krb_ap_err_badorder, "KRB_AP_ERR_BADORDER"},
    error_row{krb_ap_err_badkeyver, "KRB_AP_ERR_BADKEYVER"},
    error_row{krb_ap_err_nokey, "KRB_AP_ERR_NOKEY"},
    error_row{krb_ap_err_mut_fail, "KRB_AP_ERR_MUT_FAIL"},
    error_row{krb_ap_err_baddirection, "KRB_AP_ERR_BADDIRECTION"},
    error_row{krb_ap_err_method, "KRB_AP_ERR_METHOD"},
    error_row{krb_ap_err_badseq, "KRB_AP_ERR_BADSEQ"},
    error_row{krb_ap_err_inapp_cksum, "KRB_AP_ERR_INAPP_CKSUM"},
    error_row{krb_ap_path_not_accepted, "KRB_AP_PATH_NOT_ACCEPTED"},
    error_row{krb_err_response_too_big, "KRB_ERR_RESPONSE_TOO_BIG"},
    error_row{krb_err_generic, "KRB_ERR_GENERIC"},
    error_row{krb_err_field_toolong, "KRB_ERR_FIELD_TOOLONG"},
    error_row{kdc_err_client_not_trusted, "KDC_ERR_CLIENT_NOT_TRUSTED"},
    error_row{kdc_err_kdc_not_trusted, "KDC_ERR_KDC_NOT_TRUSTED"},
    error_row{kdc_err_invalid_sig, "KDC_ERR_INVALID_SIG"},
    error_row{kdc_err_key_too_weak, "KDC_ERR_KEY_TOO_WEAK"},
    error_row{kdc_err_certificate_mismatch, "KDC_ERR_CERTIFICATE_MISMATCH"},
    error_row{krb_ap_err_no_tgt, "KRB_AP_ERR_NO_TGT"},
    error_row{kdc_err_wrong_realm, "KDC_ERR_WRONG_REALM"},
    error_row{krb_ap_err_user_to_user_required, "KRB_AP_ERR_USER_TO_USER_REQUIRED"},
    error_row{kdc_err_cant_verify_certificate, "KDC_ERR_CANT_VERIFY_CERTIFICATE"},
    error_row{kdc_err_invalid_certificate, "KDC_ERR_INVALID_CERTIFICATE"},
    error_row{kdc_err_revoked_certificate, "KDC_ERR_REVOKED_CERTIFICATE"},
    error_row{kdc_err_revocation_status_unknown, "KDC_ERR_REVOCATION_STATUS_UNKNOWN"},
    error_row{kdc_err_revocation_status_unavailable, "KDC_ERR_REVOCATION_STATUS_UNAVAILABLE"},
    error_row{kdc_err_client_name_mismatch, "KDC_ERR_CLIENT_NAME_MISMATCH"},
    error_row{kdc_err_kdc_name_mismatch, "KDC_ERR_KDC_NAME_MISMATCH"},
    error_row{kdc_err_inconsistent_key_purpose, "KDC_ERR_INCONSISTENT_KEY_PURPOSE"},
    error_row{kdc_err_digest_in_cert_not_accepted, "KDC_ERR_DIGEST_IN_CERT_NOT_ACCEPTED"},
    error_row{kdc_err_pa_checksum_must_be_included, "KDC_ERR_PA_CHECKSUM_MUST_BE_INCLUDED"},
    error_row{kdc_err_digest_in_signed_data_not_accepted, "KDC_ERR_DIGEST_IN_SIGNED_DATA_NOT_ACCEPTED"},
    error_row{kdc_err_public_key_encryption_not_supported, "KDC_ERR_PUBLIC_KEY_ENCRYPTION_NOT_SUPPORTED"},
    error_row{krb_ap_err_iakerb_kdc_not_found, "KRB_AP_ERR_IAKERB_KDC_NOT_FOUND"},
    error_row{krb_ap_err_iakerb_kdc_no_response, "KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE"},
    error_row{kdc_err_preauth_expired, "KDC_ERR_PREAUTH_EXPIRED"},
    error_row{kdc_err_more_preauth_data_required, "KDC_ERR_MORE_PREAUTH_DATA_REQUIRED"},
    error_row{kdc_err_preauth_bad_authentication_set, "KDC_ERR_PREAUTH_BAD_AUTHENTICATION_SET"},
    error_row{kdc_err_unknown_critical_fast_options, "KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS"},
};

static_assert(std::ranges::is_sorted(table, {}, &error_row::code), "one row for each code, in order");

[[nodiscard]] constexpr char upper(char letter) noexcept {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

} // namespace

std::string kerberos_error_name(std::int32_t code) {
    const auto* const row = std::ranges::find(table, code, &error_row::code);
    return row != table.end() ? std::string(row->name) : "error " + std::to_string(code);
}

std::optional<kerberos_error> parse_kerberos_error(std::string_view name) noexcept {
    for (const auto& row : table)
        if (std::ranges::equal(row.name, name, {}, {}, upper)) return row.code;
    return std::nullopt;
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
