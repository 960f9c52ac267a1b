// SPDX-License-Identifier: BSL-1.0
// Every status code of the SSPI as one scoped enumeration, with its name.
#pragma once

#include <cstdint>
#include <string_view>

// One list makes both the enumeration and the names, so that neither can lack a code the other has.
// Where SEC_E_X and SEC_I_X both exist, the informational one is i_x.
#define SSPI_DETAIL_STATUS_LIST(X)                                                                           \
    X(ok, SEC_E_OK, 0x00000000)                                                                              \
    X(insufficient_memory, SEC_E_INSUFFICIENT_MEMORY, 0x80090300)                                            \
    X(invalid_handle, SEC_E_INVALID_HANDLE, 0x80090301)                                                      \
    X(unsupported_function, SEC_E_UNSUPPORTED_FUNCTION, 0x80090302)                                          \
    X(target_unknown, SEC_E_TARGET_UNKNOWN, 0x80090303)                                                      \
    X(internal_error, SEC_E_INTERNAL_ERROR, 0x80090304)                                                      \
    X(secpkg_not_found, SEC_E_SECPKG_NOT_FOUND, 0x80090305)                                                  \
    X(not_owner, SEC_E_NOT_OWNER, 0x80090306)                                                                \
    X(cannot_install, SEC_E_CANNOT_INSTALL, 0x80090307)                                                      \
    X(invalid_token, SEC_E_INVALID_TOKEN, 0x80090308)                                                        \
    X(cannot_pack, SEC_E_CANNOT_PACK, 0x80090309)                                                            \
    X(qop_not_supported, SEC_E_QOP_NOT_SUPPORTED, 0x8009030A)                                                \
    X(no_impersonation, SEC_E_NO_IMPERSONATION, 0x8009030B)                                                  \
    X(logon_denied, SEC_E_LOGON_DENIED, 0x8009030C)                                                          \
    X(unknown_credentials, SEC_E_UNKNOWN_CREDENTIALS, 0x8009030D)                                            \
    X(no_credentials, SEC_E_NO_CREDENTIALS, 0x8009030E)                                                      \
    X(message_altered, SEC_E_MESSAGE_ALTERED, 0x8009030F)                                                    \
    X(out_of_sequence, SEC_E_OUT_OF_SEQUENCE, 0x80090310)                                                    \
    X(no_authenticating_authority, SEC_E_NO_AUTHENTICATING_AUTHORITY, 0x80090311)                            \
    X(continue_needed, SEC_I_CONTINUE_NEEDED, 0x00090312)                                                    \
    X(complete_needed, SEC_I_COMPLETE_NEEDED, 0x00090313)                                                    \
    X(complete_and_continue, SEC_I_COMPLETE_AND_CONTINUE, 0x00090314)                                        \
    X(local_logon, SEC_I_LOCAL_LOGON, 0x00090315)                                                            \
    X(generic_extension_received, SEC_I_GENERIC_EXTENSION_RECEIVED, 0x00090316)                              \
    X(bad_pkgid, SEC_E_BAD_PKGID, 0x80090316)                                                                \
    X(i_context_expired, SEC_I_CONTEXT_EXPIRED, 0x00090317)                                                  \
    X(context_expired, SEC_E_CONTEXT_EXPIRED, 0x80090317)                                                    \
    X(incomplete_message, SEC_E_INCOMPLETE_MESSAGE, 0x80090318)                                              \
    X(i_incomplete_credentials, SEC_I_INCOMPLETE_CREDENTIALS, 0x00090320)                                    \
    X(incomplete_credentials, SEC_E_INCOMPLETE_CREDENTIALS, 0x80090320)                                      \
    X(renegotiate, SEC_I_RENEGOTIATE, 0x00090321)                                                            \
    X(buffer_too_small, SEC_E_BUFFER_TOO_SMALL, 0x80090321)                                                  \
    X(wrong_principal, SEC_E_WRONG_PRINCIPAL, 0x80090322)                                                    \
    X(no_lsa_context, SEC_I_NO_LSA_CONTEXT, 0x00090323)                                                      \
    X(time_skew, SEC_E_TIME_SKEW, 0x80090324)                                                                \
    X(untrusted_root, SEC_E_UNTRUSTED_ROOT, 0x80090325)                                                      \
    X(illegal_message, SEC_E_ILLEGAL_MESSAGE, 0x80090326)                                                    \
    X(cert_unknown, SEC_E_CERT_UNKNOWN, 0x80090327)                                                          \
    X(cert_expired, SEC_E_CERT_EXPIRED, 0x80090328)                                                          \
    X(encrypt_failure, SEC_E_ENCRYPT_FAILURE, 0x80090329)                                                    \
    X(decrypt_failure, SEC_E_DECRYPT_FAILURE, 0x80090330)                                                    \
    X(algorithm_mismatch, SEC_E_ALGORITHM_MISMATCH, 0x80090331)                                              \
    X(security_qos_failed, SEC_E_SECURITY_QOS_FAILED, 0x80090332)                                            \
    X(unfinished_context_deleted, SEC_E_UNFINISHED_CONTEXT_DELETED, 0x80090333)                              \
    X(no_tgt_reply, SEC_E_NO_TGT_REPLY, 0x80090334)                                                          \
    X(no_ip_addresses, SEC_E_NO_IP_ADDRESSES, 0x80090335)                                                    \
    X(wrong_credential_handle, SEC_E_WRONG_CREDENTIAL_HANDLE, 0x80090336)                                    \
    X(crypto_system_invalid, SEC_E_CRYPTO_SYSTEM_INVALID, 0x80090337)                                        \
    X(max_referrals_exceeded, SEC_E_MAX_REFERRALS_EXCEEDED, 0x80090338)                                      \
    X(must_be_kdc, SEC_E_MUST_BE_KDC, 0x80090339)                                                            \
    X(strong_crypto_not_supported, SEC_E_STRONG_CRYPTO_NOT_SUPPORTED, 0x8009033A)                            \
    X(too_many_principals, SEC_E_TOO_MANY_PRINCIPALS, 0x8009033B)                                            \
    X(no_pa_data, SEC_E_NO_PA_DATA, 0x8009033C)                                                              \
    X(pkinit_name_mismatch, SEC_E_PKINIT_NAME_MISMATCH, 0x8009033D)                                          \
    X(smartcard_logon_required, SEC_E_SMARTCARD_LOGON_REQUIRED, 0x8009033E)                                  \
    X(shutdown_in_progress, SEC_E_SHUTDOWN_IN_PROGRESS, 0x8009033F)                                          \
    X(kdc_invalid_request, SEC_E_KDC_INVALID_REQUEST, 0x80090340)                                            \
    X(kdc_unable_to_refer, SEC_E_KDC_UNABLE_TO_REFER, 0x80090341)                                            \
    X(kdc_unknown_etype, SEC_E_KDC_UNKNOWN_ETYPE, 0x80090342)                                                \
    X(unsupported_preauth, SEC_E_UNSUPPORTED_PREAUTH, 0x80090343)                                            \
    X(delegation_required, SEC_E_DELEGATION_REQUIRED, 0x80090345)                                            \
    X(bad_bindings, SEC_E_BAD_BINDINGS, 0x80090346)                                                          \
    X(multiple_accounts, SEC_E_MULTIPLE_ACCOUNTS, 0x80090347)                                                \
    X(no_kerb_key, SEC_E_NO_KERB_KEY, 0x80090348)                                                            \
    X(cert_wrong_usage, SEC_E_CERT_WRONG_USAGE, 0x80090349)                                                  \
    X(downgrade_detected, SEC_E_DOWNGRADE_DETECTED, 0x80090350)                                              \
    X(smartcard_cert_revoked, SEC_E_SMARTCARD_CERT_REVOKED, 0x80090351)                                      \
    X(issuing_ca_untrusted, SEC_E_ISSUING_CA_UNTRUSTED, 0x80090352)                                          \
    X(revocation_offline_c, SEC_E_REVOCATION_OFFLINE_C, 0x80090353)                                          \
    X(pkinit_client_failure, SEC_E_PKINIT_CLIENT_FAILURE, 0x80090354)                                        \
    X(smartcard_cert_expired, SEC_E_SMARTCARD_CERT_EXPIRED, 0x80090355)                                      \
    X(no_s4u_prot_support, SEC_E_NO_S4U_PROT_SUPPORT, 0x80090356)                                            \
    X(crossrealm_delegation_failure, SEC_E_CROSSREALM_DELEGATION_FAILURE, 0x80090357)                        \
    X(revocation_offline_kdc, SEC_E_REVOCATION_OFFLINE_KDC, 0x80090358)                                      \
    X(issuing_ca_untrusted_kdc, SEC_E_ISSUING_CA_UNTRUSTED_KDC, 0x80090359)                                  \
    X(kdc_cert_expired, SEC_E_KDC_CERT_EXPIRED, 0x8009035A)                                                  \
    X(kdc_cert_revoked, SEC_E_KDC_CERT_REVOKED, 0x8009035B)                                                  \
    X(signature_needed, SEC_I_SIGNATURE_NEEDED, 0x0009035C)                                                  \
    X(invalid_parameter, SEC_E_INVALID_PARAMETER, 0x8009035D)                                                \
    X(delegation_policy, SEC_E_DELEGATION_POLICY, 0x8009035E)                                                \
    X(policy_nltm_only, SEC_E_POLICY_NLTM_ONLY, 0x8009035F)                                                  \
    X(no_renegotiation, SEC_I_NO_RENEGOTIATION, 0x00090360)                                                  \
    X(no_context, SEC_E_NO_CONTEXT, 0x80090361)                                                              \
    X(pku2u_cert_failure, SEC_E_PKU2U_CERT_FAILURE, 0x80090362)                                              \
    X(mutual_auth_failed, SEC_E_MUTUAL_AUTH_FAILED, 0x80090363)                                              \
    X(message_fragment, SEC_I_MESSAGE_FRAGMENT, 0x00090364)                                                  \
    X(only_https_allowed, SEC_E_ONLY_HTTPS_ALLOWED, 0x80090365)                                              \
    X(continue_needed_message_ok, SEC_I_CONTINUE_NEEDED_MESSAGE_OK, 0x00090366)                              \
    X(application_protocol_mismatch, SEC_E_APPLICATION_PROTOCOL_MISMATCH, 0x80090367)                        \
    X(async_call_pending, SEC_I_ASYNC_CALL_PENDING, 0x00090368)                                              \
    X(invalid_upn_name, SEC_E_INVALID_UPN_NAME, 0x80090369)                                                  \
    X(ext_buffer_too_small, SEC_E_EXT_BUFFER_TOO_SMALL, 0x8009036A)                                          \
    X(insufficient_buffers, SEC_E_INSUFFICIENT_BUFFERS, 0x8009036B)                                          \
    X(cancelled, SSPI_E_CANCELLED, 0x800704C7)

namespace sspi {

/// A SECURITY_STATUS. Its value is the 32-bit value of the C contract.
enum class [[nodiscard]] status : std::int32_t{
#define SSPI_DETAIL_ENUMERATOR(enumerator, symbol, value) enumerator = static_cast<std::int32_t>(value),
    SSPI_DETAIL_STATUS_LIST(SSPI_DETAIL_ENUMERATOR)
#undef SSPI_DETAIL_ENUMERATOR
};

/// One row of `detail::status_names`.
namespace detail {
struct status_name_row {
    status code;
    std::string_view name;
};

inline constexpr status_name_row status_names[] = {
#define SSPI_DETAIL_NAME(enumerator, symbol, value) {status::enumerator, #symbol},
    SSPI_DETAIL_STATUS_LIST(SSPI_DETAIL_NAME)
#undef SSPI_DETAIL_NAME
};
} // namespace detail

/// True for SEC_E_OK and for every SEC_I_ code: informational codes are positive and mean success.
[[nodiscard]] constexpr bool succeeded(status code) noexcept {
    return static_cast<std::int32_t>(code) >= 0;
}

/// True for every SEC_E_ code other than SEC_E_OK.
[[nodiscard]] constexpr bool failed(status code) noexcept {
    return !succeeded(code);
}

/// The name in the C contract, such as "SEC_E_LOGON_DENIED"; empty for a value that is no SSPI status.
[[nodiscard]] constexpr std::string_view name(status code) noexcept {
    for (const auto& row : detail::status_names)
        if (row.code == code) return row.name;
    return {};
}

} // namespace sspi
