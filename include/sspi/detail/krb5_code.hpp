// SPDX-License-Identifier: BSL-1.0
// The codes of the krb5 error table, by value and by name.
#pragma once

#include <cstdint>
#include <string_view>

// Offsets from the table's base. Up to 127 they are the numbers of KRB-ERROR messages (RFC 4120 section 7.5.9, RFC 4556
// section 3.1.3, RFC 6560, RFC 8636); from 128 on the errors of the library itself.
#define SSPI_DETAIL_KRB5_LIST(X)                                                                             \
    X(kdc_err_none, KRB5KDC_ERR_NONE, 0)                                                                     \
    X(kdc_err_name_exp, KRB5KDC_ERR_NAME_EXP, 1)                                                             \
    X(kdc_err_service_exp, KRB5KDC_ERR_SERVICE_EXP, 2)                                                       \
    X(kdc_err_bad_pvno, KRB5KDC_ERR_BAD_PVNO, 3)                                                             \
    X(kdc_err_c_old_mast_kvno, KRB5KDC_ERR_C_OLD_MAST_KVNO, 4)                                               \
    X(kdc_err_s_old_mast_kvno, KRB5KDC_ERR_S_OLD_MAST_KVNO, 5)                                               \
    X(kdc_err_c_principal_unknown, KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN, 6)                                       \
    X(kdc_err_s_principal_unknown, KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, 7)                                       \
    X(kdc_err_principal_not_unique, KRB5KDC_ERR_PRINCIPAL_NOT_UNIQUE, 8)                                     \
    X(kdc_err_null_key, KRB5KDC_ERR_NULL_KEY, 9)                                                             \
    X(kdc_err_cannot_postdate, KRB5KDC_ERR_CANNOT_POSTDATE, 10)                                              \
    X(kdc_err_never_valid, KRB5KDC_ERR_NEVER_VALID, 11)                                                      \
    X(kdc_err_policy, KRB5KDC_ERR_POLICY, 12)                                                                \
    X(kdc_err_badoption, KRB5KDC_ERR_BADOPTION, 13)                                                          \
    X(kdc_err_etype_nosupp, KRB5KDC_ERR_ETYPE_NOSUPP, 14)                                                    \
    X(kdc_err_sumtype_nosupp, KRB5KDC_ERR_SUMTYPE_NOSUPP, 15)                                                \
    X(kdc_err_padata_type_nosupp, KRB5KDC_ERR_PADATA_TYPE_NOSUPP, 16)                                        \
    X(kdc_err_trtype_nosupp, KRB5KDC_ERR_TRTYPE_NOSUPP, 17)                                                  \
    X(kdc_err_client_revoked, KRB5KDC_ERR_CLIENT_REVOKED, 18)                                                \
    X(kdc_err_service_revoked, KRB5KDC_ERR_SERVICE_REVOKED, 19)                                              \
    X(kdc_err_tgt_revoked, KRB5KDC_ERR_TGT_REVOKED, 20)                                                      \
    X(kdc_err_client_notyet, KRB5KDC_ERR_CLIENT_NOTYET, 21)                                                  \
    X(kdc_err_service_notyet, KRB5KDC_ERR_SERVICE_NOTYET, 22)                                                \
    X(kdc_err_key_expired, KRB5KDC_ERR_KEY_EXPIRED, 23)                                                      \
    X(kdc_err_preauth_failed, KRB5KDC_ERR_PREAUTH_FAILED, 24)                                                \
    X(kdc_err_preauth_required, KRB5KDC_ERR_PREAUTH_REQUIRED, 25)                                            \
    X(kdc_err_server_nomatch, KRB5KDC_ERR_SERVER_NOMATCH, 26)                                                \
    X(kdc_err_must_use_user2user, KRB5KDC_ERR_KDC_ERR_MUST_USE_USER2USER, 27)                                \
    X(kdc_err_path_not_accepted, KRB5KDC_ERR_PATH_NOT_ACCEPTED, 28)                                          \
    X(kdc_err_svc_unavailable, KRB5KDC_ERR_SVC_UNAVAILABLE, 29)                                              \
    X(ap_err_bad_integrity, KRB5KRB_AP_ERR_BAD_INTEGRITY, 31)                                                \
    X(ap_err_tkt_expired, KRB5KRB_AP_ERR_TKT_EXPIRED, 32)                                                    \
    X(ap_err_tkt_nyv, KRB5KRB_AP_ERR_TKT_NYV, 33)                                                            \
    X(ap_err_repeat, KRB5KRB_AP_ERR_REPEAT, 34)                                                              \
    X(ap_err_not_us, KRB5KRB_AP_ERR_NOT_US, 35)                                                              \
    X(ap_err_badmatch, KRB5KRB_AP_ERR_BADMATCH, 36)                                                          \
    X(ap_err_skew, KRB5KRB_AP_ERR_SKEW, 37)                                                                  \
    X(ap_err_badaddr, KRB5KRB_AP_ERR_BADADDR, 38)                                                            \
    X(ap_err_badversion, KRB5KRB_AP_ERR_BADVERSION, 39)                                                      \
    X(ap_err_msg_type, KRB5KRB_AP_ERR_MSG_TYPE, 40)                                                          \
    X(ap_err_modified, KRB5KRB_AP_ERR_MODIFIED, 41)                                                          \
    X(ap_err_badorder, KRB5KRB_AP_ERR_BADORDER, 42)                                                          \
    X(ap_err_ill_cr_tkt, KRB5KRB_AP_ERR_ILL_CR_TKT, 43)                                                      \
    X(ap_err_badkeyver, KRB5KRB_AP_ERR_BADKEYVER, 44)                                                        \
    X(ap_err_nokey, KRB5KRB_AP_ERR_NOKEY, 45)                                                                \
    X(ap_err_mut_fail, KRB5KRB_AP_ERR_MUT_FAIL, 46)                                                          \
    X(ap_err_baddirection, KRB5KRB_AP_ERR_BADDIRECTION, 47)                                                  \
    X(ap_err_method, KRB5KRB_AP_ERR_METHOD, 48)                                                              \
    X(ap_err_badseq, KRB5KRB_AP_ERR_BADSEQ, 49)                                                              \
    X(ap_err_inapp_cksum, KRB5KRB_AP_ERR_INAPP_CKSUM, 50)                                                    \
    X(ap_path_not_accepted, KRB5KRB_AP_PATH_NOT_ACCEPTED, 51)                                                \
    X(err_response_too_big, KRB5KRB_ERR_RESPONSE_TOO_BIG, 52)                                                \
    X(err_generic, KRB5KRB_ERR_GENERIC, 60)                                                                  \
    X(err_field_toolong, KRB5KRB_ERR_FIELD_TOOLONG, 61)                                                      \
    X(kdc_err_client_not_trusted, KRB5_KDC_ERR_CLIENT_NOT_TRUSTED, 62)                                       \
    X(kdc_err_kdc_not_trusted, KRB5_KDC_ERR_KDC_NOT_TRUSTED, 63)                                             \
    X(kdc_err_invalid_sig, KRB5_KDC_ERR_INVALID_SIG, 64)                                                     \
    X(kdc_err_dh_key_parameters_not_accepted, KRB5_KDC_ERR_DH_KEY_PARAMETERS_NOT_ACCEPTED, 65)               \
    X(kdc_err_wrong_realm, KRB5_KDC_ERR_WRONG_REALM, 68)                                                     \
    X(ap_err_user_to_user_required, KRB5_AP_ERR_USER_TO_USER_REQUIRED, 69)                                   \
    X(kdc_err_cant_verify_certificate, KRB5_KDC_ERR_CANT_VERIFY_CERTIFICATE, 70)                             \
    X(kdc_err_invalid_certificate, KRB5_KDC_ERR_INVALID_CERTIFICATE, 71)                                     \
    X(kdc_err_revoked_certificate, KRB5_KDC_ERR_REVOKED_CERTIFICATE, 72)                                     \
    X(kdc_err_revocation_status_unknown, KRB5_KDC_ERR_REVOCATION_STATUS_UNKNOWN, 73)                         \
    X(kdc_err_revocation_status_unavailable, KRB5_KDC_ERR_REVOCATION_STATUS_UNAVAILABLE, 74)                 \
    X(kdc_err_client_name_mismatch, KRB5_KDC_ERR_CLIENT_NAME_MISMATCH, 75)                                   \
    X(kdc_err_invalid_hash_alg, KRB5_KDC_ERR_INVALID_HASH_ALG, 94)                                           \
    X(kdc_err_invalid_iteration_count, KRB5_KDC_ERR_INVALID_ITERATION_COUNT, 95)                             \
    X(kdc_err_no_acceptable_kdf, KRB5_KDC_ERR_NO_ACCEPTABLE_KDF, 100)                                        \
    X(err_rcsid, KRB5_ERR_RCSID, 128)                                                                        \
    X(libos_badlockflag, KRB5_LIBOS_BADLOCKFLAG, 129)                                                        \
    X(libos_cantreadpwd, KRB5_LIBOS_CANTREADPWD, 130)                                                        \
    X(libos_badpwdmatch, KRB5_LIBOS_BADPWDMATCH, 131)                                                        \
    X(libos_pwdintr, KRB5_LIBOS_PWDINTR, 132)                                                                \
    X(parse_illchar, KRB5_PARSE_ILLCHAR, 133)                                                                \
    X(parse_malformed, KRB5_PARSE_MALFORMED, 134)                                                            \
    X(config_cantopen, KRB5_CONFIG_CANTOPEN, 135)                                                            \
    X(config_badformat, KRB5_CONFIG_BADFORMAT, 136)                                                          \
    X(config_notenufspace, KRB5_CONFIG_NOTENUFSPACE, 137)                                                    \
    X(badmsgtype, KRB5_BADMSGTYPE, 138)                                                                      \
    X(cc_badname, KRB5_CC_BADNAME, 139)                                                                      \
    X(cc_unknown_type, KRB5_CC_UNKNOWN_TYPE, 140)                                                            \
    X(cc_notfound, KRB5_CC_NOTFOUND, 141)                                                                    \
    X(cc_end, KRB5_CC_END, 142)                                                                              \
    X(no_tkt_supplied, KRB5_NO_TKT_SUPPLIED, 143)                                                            \
    X(ap_wrong_princ, KRB5KRB_AP_WRONG_PRINC, 144)                                                           \
    X(ap_err_tkt_invalid, KRB5KRB_AP_ERR_TKT_INVALID, 145)                                                   \
    X(princ_nomatch, KRB5_PRINC_NOMATCH, 146)                                                                \
    X(kdcrep_modified, KRB5_KDCREP_MODIFIED, 147)                                                            \
    X(kdcrep_skew, KRB5_KDCREP_SKEW, 148)                                                                    \
    X(in_tkt_realm_mismatch, KRB5_IN_TKT_REALM_MISMATCH, 149)                                                \
    X(prog_etype_nosupp, KRB5_PROG_ETYPE_NOSUPP, 150)                                                        \
    X(prog_keytype_nosupp, KRB5_PROG_KEYTYPE_NOSUPP, 151)                                                    \
    X(wrong_etype, KRB5_WRONG_ETYPE, 152)                                                                    \
    X(prog_sumtype_nosupp, KRB5_PROG_SUMTYPE_NOSUPP, 153)                                                    \
    X(realm_unknown, KRB5_REALM_UNKNOWN, 154)                                                                \
    X(service_unknown, KRB5_SERVICE_UNKNOWN, 155)                                                            \
    X(kdc_unreach, KRB5_KDC_UNREACH, 156)                                                                    \
    X(no_localname, KRB5_NO_LOCALNAME, 157)                                                                  \
    X(mutual_failed, KRB5_MUTUAL_FAILED, 158)                                                                \
    X(rc_type_exists, KRB5_RC_TYPE_EXISTS, 159)                                                              \
    X(rc_malloc, KRB5_RC_MALLOC, 160)                                                                        \
    X(rc_type_notfound, KRB5_RC_TYPE_NOTFOUND, 161)                                                          \
    X(rc_unknown, KRB5_RC_UNKNOWN, 162)                                                                      \
    X(rc_replay, KRB5_RC_REPLAY, 163)                                                                        \
    X(rc_io, KRB5_RC_IO, 164)                                                                                \
    X(rc_noio, KRB5_RC_NOIO, 165)                                                                            \
    X(rc_parse, KRB5_RC_PARSE, 166)                                                                          \
    X(rc_io_eof, KRB5_RC_IO_EOF, 167)                                                                        \
    X(rc_io_malloc, KRB5_RC_IO_MALLOC, 168)                                                                  \
    X(rc_io_perm, KRB5_RC_IO_PERM, 169)                                                                      \
    X(rc_io_io, KRB5_RC_IO_IO, 170)                                                                          \
    X(rc_io_unknown, KRB5_RC_IO_UNKNOWN, 171)                                                                \
    X(rc_io_space, KRB5_RC_IO_SPACE, 172)                                                                    \
    X(trans_cantopen, KRB5_TRANS_CANTOPEN, 173)                                                              \
    X(trans_badformat, KRB5_TRANS_BADFORMAT, 174)                                                            \
    X(lname_cantopen, KRB5_LNAME_CANTOPEN, 175)                                                              \
    X(lname_notrans, KRB5_LNAME_NOTRANS, 176)                                                                \
    X(lname_badformat, KRB5_LNAME_BADFORMAT, 177)                                                            \
    X(crypto_internal, KRB5_CRYPTO_INTERNAL, 178)                                                            \
    X(kt_badname, KRB5_KT_BADNAME, 179)                                                                      \
    X(kt_unknown_type, KRB5_KT_UNKNOWN_TYPE, 180)                                                            \
    X(kt_notfound, KRB5_KT_NOTFOUND, 181)                                                                    \
    X(kt_end, KRB5_KT_END, 182)                                                                              \
    X(kt_nowrite, KRB5_KT_NOWRITE, 183)                                                                      \
    X(kt_ioerr, KRB5_KT_IOERR, 184)                                                                          \
    X(no_tkt_in_rlm, KRB5_NO_TKT_IN_RLM, 185)                                                                \
    X(des_bad_keypar, KRB5DES_BAD_KEYPAR, 186)                                                               \
    X(des_weak_key, KRB5DES_WEAK_KEY, 187)                                                                   \
    X(bad_enctype, KRB5_BAD_ENCTYPE, 188)                                                                    \
    X(bad_keysize, KRB5_BAD_KEYSIZE, 189)                                                                    \
    X(bad_msize, KRB5_BAD_MSIZE, 190)                                                                        \
    X(cc_type_exists, KRB5_CC_TYPE_EXISTS, 191)                                                              \
    X(kt_type_exists, KRB5_KT_TYPE_EXISTS, 192)                                                              \
    X(cc_io, KRB5_CC_IO, 193)                                                                                \
    X(fcc_perm, KRB5_FCC_PERM, 194)                                                                          \
    X(fcc_nofile, KRB5_FCC_NOFILE, 195)                                                                      \
    X(fcc_internal, KRB5_FCC_INTERNAL, 196)                                                                  \
    X(cc_write, KRB5_CC_WRITE, 197)                                                                          \
    X(cc_nomem, KRB5_CC_NOMEM, 198)                                                                          \
    X(cc_format, KRB5_CC_FORMAT, 199)                                                                        \
    X(cc_not_ktype, KRB5_CC_NOT_KTYPE, 200)                                                                  \
    X(invalid_flags, KRB5_INVALID_FLAGS, 201)                                                                \
    X(no_2nd_tkt, KRB5_NO_2ND_TKT, 202)                                                                      \
    X(nocreds_supplied, KRB5_NOCREDS_SUPPLIED, 203)                                                          \
    X(sendauth_badauthvers, KRB5_SENDAUTH_BADAUTHVERS, 204)                                                  \
    X(sendauth_badapplvers, KRB5_SENDAUTH_BADAPPLVERS, 205)                                                  \
    X(sendauth_badresponse, KRB5_SENDAUTH_BADRESPONSE, 206)                                                  \
    X(sendauth_rejected, KRB5_SENDAUTH_REJECTED, 207)                                                        \
    X(preauth_bad_type, KRB5_PREAUTH_BAD_TYPE, 208)                                                          \
    X(preauth_no_key, KRB5_PREAUTH_NO_KEY, 209)                                                              \
    X(preauth_failed, KRB5_PREAUTH_FAILED, 210)                                                              \
    X(rcache_badvno, KRB5_RCACHE_BADVNO, 211)                                                                \
    X(ccache_badvno, KRB5_CCACHE_BADVNO, 212)                                                                \
    X(keytab_badvno, KRB5_KEYTAB_BADVNO, 213)                                                                \
    X(prog_atype_nosupp, KRB5_PROG_ATYPE_NOSUPP, 214)                                                        \
    X(rc_required, KRB5_RC_REQUIRED, 215)                                                                    \
    X(err_bad_hostname, KRB5_ERR_BAD_HOSTNAME, 216)                                                          \
    X(err_host_realm_unknown, KRB5_ERR_HOST_REALM_UNKNOWN, 217)                                              \
    X(sname_unsupp_nametype, KRB5_SNAME_UNSUPP_NAMETYPE, 218)                                                \
    X(ap_err_v4_reply, KRB5KRB_AP_ERR_V4_REPLY, 219)                                                         \
    X(realm_cant_resolve, KRB5_REALM_CANT_RESOLVE, 220)                                                      \
    X(tkt_not_forwardable, KRB5_TKT_NOT_FORWARDABLE, 221)                                                    \
    X(fwd_bad_principal, KRB5_FWD_BAD_PRINCIPAL, 222)                                                        \
    X(get_in_tkt_loop, KRB5_GET_IN_TKT_LOOP, 223)                                                            \
    X(config_nodefrealm, KRB5_CONFIG_NODEFREALM, 224)                                                        \
    X(sam_unsupported, KRB5_SAM_UNSUPPORTED, 225)                                                            \
    X(sam_invalid_etype, KRB5_SAM_INVALID_ETYPE, 226)                                                        \
    X(sam_no_checksum, KRB5_SAM_NO_CHECKSUM, 227)                                                            \
    X(sam_bad_checksum, KRB5_SAM_BAD_CHECKSUM, 228)                                                          \
    X(obsolete_fn, KRB5_OBSOLETE_FN, 238)                                                                    \
    X(err_bad_s2k_params, KRB5_ERR_BAD_S2K_PARAMS, 245)                                                      \
    X(err_no_service, KRB5_ERR_NO_SERVICE, 246)                                                              \
    X(cc_nosupp, KRB5_CC_NOSUPP, 247)                                                                        \
    X(deltat_badformat, KRB5_DELTAT_BADFORMAT, 248)                                                          \
    X(plugin_no_handle, KRB5_PLUGIN_NO_HANDLE, 249)                                                          \
    X(plugin_op_notsupp, KRB5_PLUGIN_OP_NOTSUPP, 250)

// KRB-ERROR numbers that Heimdal's table does not have, or gives the name of another one: it leaves 76 out, so that its
// names for 77 to 81 are one number too low. Named as the RFCs do: 4120 (66, 67, 76), 4556 (77 to 81), 6111 (82 to 84),
// IAKERB (85, 86), 6113 (90 to 93).
#define SSPI_DETAIL_KRB_ERROR_LIST(X)                                                                        \
    X(kdc_err_certificate_mismatch, KDC_ERR_CERTIFICATE_MISMATCH, 66)                                        \
    X(ap_err_no_tgt, KRB_AP_ERR_NO_TGT, 67)                                                                  \
    X(kdc_err_kdc_name_mismatch, KDC_ERR_KDC_NAME_MISMATCH, 76)                                              \
    X(kdc_err_inconsistent_key_purpose, KDC_ERR_INCONSISTENT_KEY_PURPOSE, 77)                                \
    X(kdc_err_digest_in_cert_not_accepted, KDC_ERR_DIGEST_IN_CERT_NOT_ACCEPTED, 78)                          \
    X(kdc_err_pa_checksum_must_be_included, KDC_ERR_PA_CHECKSUM_MUST_BE_INCLUDED, 79)                        \
    X(kdc_err_digest_in_signed_data_not_accepted, KDC_ERR_DIGEST_IN_SIGNED_DATA_NOT_ACCEPTED, 80)            \
    X(kdc_err_public_key_encryption_not_supported, KDC_ERR_PUBLIC_KEY_ENCRYPTION_NOT_SUPPORTED, 81)          \
    X(ap_err_principal_unknown, KRB_AP_ERR_PRINCIPAL_UNKNOWN, 82)                                            \
    X(ap_err_realm_unknown, KRB_AP_ERR_REALM_UNKNOWN, 83)                                                    \
    X(ap_err_principal_reserved, KRB_AP_ERR_PRINCIPAL_RESERVED, 84)                                          \
    X(ap_err_iakerb_kdc_not_found, KRB_AP_ERR_IAKERB_KDC_NOT_FOUND, 85)                                      \
    X(ap_err_iakerb_kdc_no_response, KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE, 86)                                  \
    X(kdc_err_preauth_expired, KDC_ERR_PREAUTH_EXPIRED, 90)                                                  \
    X(kdc_err_more_preauth_data_required, KDC_ERR_MORE_PREAUTH_DATA_REQUIRED, 91)                            \
    X(kdc_err_preauth_bad_authentication_set, KDC_ERR_PREAUTH_BAD_AUTHENTICATION_SET, 92)                    \
    X(kdc_err_unknown_critical_fast_options, KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS, 93)

namespace sspi::detail {

inline constexpr std::int32_t krb5_table_base = -1765328384;

/// A minor status of the Kerberos mechanism.
enum class krb5_code : std::int32_t {
#define SSPI_DETAIL_ENUMERATOR(enumerator, symbol, offset) enumerator = krb5_table_base + (offset),
    SSPI_DETAIL_KRB5_LIST(SSPI_DETAIL_ENUMERATOR) SSPI_DETAIL_KRB_ERROR_LIST(SSPI_DETAIL_ENUMERATOR)
#undef SSPI_DETAIL_ENUMERATOR
};

struct krb5_name_row {
    krb5_code code;
    std::string_view name;
};

inline constexpr krb5_name_row krb5_names[] = {
#define SSPI_DETAIL_NAME(enumerator, symbol, offset) {krb5_code::enumerator, #symbol},
    SSPI_DETAIL_KRB5_LIST(SSPI_DETAIL_NAME) SSPI_DETAIL_KRB_ERROR_LIST(SSPI_DETAIL_NAME)
#undef SSPI_DETAIL_NAME
};

/// The name in krb5_err.h, such as "KRB5KDC_ERR_PREAUTH_FAILED", or in the RFC; empty for a value of another table, and
/// for a number that nobody assigned.
[[nodiscard]] constexpr std::string_view krb5_code_name(std::int32_t minor) noexcept {
    for (const auto& row : krb5_names)
        if (static_cast<std::int32_t>(row.code) == minor) return row.name;
    return {};
}

} // namespace sspi::detail
