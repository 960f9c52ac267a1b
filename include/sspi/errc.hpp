// SPDX-License-Identifier: BSL-1.0
// sspi::errc: every status that SSPI functions return, by name.
#pragma once

#include <sspi/detail/status.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace sspi {

namespace impl {
constexpr std::int32_t status_value(std::uint32_t bits) noexcept {
    return static_cast<std::int32_t>(bits);
}
} // namespace impl

/// A SECURITY_STATUS, with the 32-bit value of the C contract. Values below zero are failures; the others say that a
/// call succeeded and something is to be done, and no function of these headers reports them as an error. 0 is success
/// and has no name, as in std::errc.
enum class errc : std::int32_t {
    /// SEC_E_INSUFFICIENT_MEMORY: There is not enough memory.
    insufficient_memory = impl::status_value(0x80090300),
    /// SEC_E_INVALID_HANDLE: The handle is not valid.
    invalid_handle = impl::status_value(0x80090301),
    /// SEC_E_UNSUPPORTED_FUNCTION: The function, flag or attribute is not supported.
    unsupported_function = impl::status_value(0x80090302),
    /// SEC_E_TARGET_UNKNOWN: The target is unknown or unreachable.
    target_unknown = impl::status_value(0x80090303),
    /// SEC_E_INTERNAL_ERROR: An internal error happened.
    internal_error = impl::status_value(0x80090304),
    /// SEC_E_SECPKG_NOT_FOUND: There is no security package of this name.
    secpkg_not_found = impl::status_value(0x80090305),
    /// SEC_E_NOT_OWNER: The caller does not own the credentials.
    not_owner = impl::status_value(0x80090306),
    /// SEC_E_CANNOT_INSTALL: The security package cannot be installed.
    cannot_install = impl::status_value(0x80090307),
    /// SEC_E_INVALID_TOKEN: The token or the buffers of the call are malformed.
    invalid_token = impl::status_value(0x80090308),
    /// SEC_E_CANNOT_PACK: The security package cannot pack the logon data.
    cannot_pack = impl::status_value(0x80090309),
    /// SEC_E_QOP_NOT_SUPPORTED: The context does not offer this quality of protection.
    qop_not_supported = impl::status_value(0x8009030A),
    /// SEC_E_NO_IMPERSONATION: The context does not allow impersonation.
    no_impersonation = impl::status_value(0x8009030B),
    /// SEC_E_LOGON_DENIED: The logon was denied: wrong name or password, or a barred account.
    logon_denied = impl::status_value(0x8009030C),
    /// SEC_E_UNKNOWN_CREDENTIALS: The form or content of the credentials was not recognised.
    unknown_credentials = impl::status_value(0x8009030D),
    /// SEC_E_NO_CREDENTIALS: There are no credentials for this use.
    no_credentials = impl::status_value(0x8009030E),
    /// SEC_E_MESSAGE_ALTERED: The message was altered on its way, or protected with another key.
    message_altered = impl::status_value(0x8009030F),
    /// SEC_E_OUT_OF_SEQUENCE: The message came twice, too late or out of its order.
    out_of_sequence = impl::status_value(0x80090310),
    /// SEC_E_NO_AUTHENTICATING_AUTHORITY: No authority for authentication (KDC) could be reached.
    no_authenticating_authority = impl::status_value(0x80090311),
    /// SEC_I_CONTINUE_NEEDED: The output token must go to the peer, and its answer to the next call.
    continue_needed = impl::status_value(0x00090312),
    /// SEC_I_COMPLETE_NEEDED: CompleteAuthToken must be called, and that ends the exchange.
    complete_needed = impl::status_value(0x00090313),
    /// SEC_I_COMPLETE_AND_CONTINUE: CompleteAuthToken must be called, and then the exchange goes on.
    complete_and_continue = impl::status_value(0x00090314),
    /// SEC_I_LOCAL_LOGON: The logon was made from cached information.
    local_logon = impl::status_value(0x00090315),
    /// SEC_I_GENERIC_EXTENSION_RECEIVED: A TLS extension that the caller subscribed to has arrived.
    generic_extension_received = impl::status_value(0x00090316),
    /// SEC_E_BAD_PKGID: The number of the security package is not valid.
    bad_pkgid = impl::status_value(0x80090316),
    /// SEC_I_CONTEXT_EXPIRED: The peer closed the context and sends nothing more.
    i_context_expired = impl::status_value(0x00090317),
    /// SEC_E_CONTEXT_EXPIRED: The context has expired.
    context_expired = impl::status_value(0x80090317),
    /// SEC_E_INCOMPLETE_MESSAGE: The message is not complete: more of it must be read.
    incomplete_message = impl::status_value(0x80090318),
    /// SEC_I_INCOMPLETE_CREDENTIALS: The peer asks for credentials that were not supplied.
    i_incomplete_credentials = impl::status_value(0x00090320),
    /// SEC_E_INCOMPLETE_CREDENTIALS: The credentials are incomplete.
    incomplete_credentials = impl::status_value(0x80090320),
    /// SEC_I_RENEGOTIATE: The peer asks for the context to be negotiated again.
    renegotiate = impl::status_value(0x00090321),
    /// SEC_E_BUFFER_TOO_SMALL: A buffer is too small.
    buffer_too_small = impl::status_value(0x80090321),
    /// SEC_E_WRONG_PRINCIPAL: The peer is not the principal that was asked for.
    wrong_principal = impl::status_value(0x80090322),
    /// SEC_I_NO_LSA_CONTEXT: The security authority holds no context for this handle.
    no_lsa_context = impl::status_value(0x00090323),
    /// SEC_E_TIME_SKEW: The clocks of client and server are too far apart.
    time_skew = impl::status_value(0x80090324),
    /// SEC_E_UNTRUSTED_ROOT: The certificate chain ends in an authority that is not trusted.
    untrusted_root = impl::status_value(0x80090325),
    /// SEC_E_ILLEGAL_MESSAGE: The message is not what was expected, or badly formatted.
    illegal_message = impl::status_value(0x80090326),
    /// SEC_E_CERT_UNKNOWN: The certificate could not be processed.
    cert_unknown = impl::status_value(0x80090327),
    /// SEC_E_CERT_EXPIRED: The certificate has expired.
    cert_expired = impl::status_value(0x80090328),
    /// SEC_E_ENCRYPT_FAILURE: The data could not be encrypted.
    encrypt_failure = impl::status_value(0x80090329),
    /// SEC_E_DECRYPT_FAILURE: The data could not be decrypted.
    decrypt_failure = impl::status_value(0x80090330),
    /// SEC_E_ALGORITHM_MISMATCH: Client and server have no algorithm in common.
    algorithm_mismatch = impl::status_value(0x80090331),
    /// SEC_E_SECURITY_QOS_FAILED: The requested quality of service could not be given.
    security_qos_failed = impl::status_value(0x80090332),
    /// SEC_E_UNFINISHED_CONTEXT_DELETED: The context was deleted before it was established.
    unfinished_context_deleted = impl::status_value(0x80090333),
    /// SEC_E_NO_TGT_REPLY: The server sent no ticket-granting ticket for user-to-user authentication.
    no_tgt_reply = impl::status_value(0x80090334),
    /// SEC_E_NO_IP_ADDRESSES: This machine has no IP address to put into the request.
    no_ip_addresses = impl::status_value(0x80090335),
    /// SEC_E_WRONG_CREDENTIAL_HANDLE: The context was begun with another credential.
    wrong_credential_handle = impl::status_value(0x80090336),
    /// SEC_E_CRYPTO_SYSTEM_INVALID: The cipher or checksum is not available.
    crypto_system_invalid = impl::status_value(0x80090337),
    /// SEC_E_MAX_REFERRALS_EXCEEDED: The KDC sent too many referrals.
    max_referrals_exceeded = impl::status_value(0x80090338),
    /// SEC_E_MUST_BE_KDC: Only a KDC can do this.
    must_be_kdc = impl::status_value(0x80090339),
    /// SEC_E_STRONG_CRYPTO_NOT_SUPPORTED: The peer demands stronger ciphers than are available.
    strong_crypto_not_supported = impl::status_value(0x8009033A),
    /// SEC_E_TOO_MANY_PRINCIPALS: The name belongs to more than one principal.
    too_many_principals = impl::status_value(0x8009033B),
    /// SEC_E_NO_PA_DATA: Pre-authentication data that is needed did not arrive.
    no_pa_data = impl::status_value(0x8009033C),
    /// SEC_E_PKINIT_NAME_MISMATCH: The name in the client certificate does not match the user.
    pkinit_name_mismatch = impl::status_value(0x8009033D),
    /// SEC_E_SMARTCARD_LOGON_REQUIRED: The account must log on with a smart card.
    smartcard_logon_required = impl::status_value(0x8009033E),
    /// SEC_E_SHUTDOWN_IN_PROGRESS: The system is shutting down.
    shutdown_in_progress = impl::status_value(0x8009033F),
    /// SEC_E_KDC_INVALID_REQUEST: The KDC found the request invalid.
    kdc_invalid_request = impl::status_value(0x80090340),
    /// SEC_E_KDC_UNABLE_TO_REFER: The KDC has no referral for the service.
    kdc_unable_to_refer = impl::status_value(0x80090341),
    /// SEC_E_KDC_UNKNOWN_ETYPE: The KDC does not support the encryption type.
    kdc_unknown_etype = impl::status_value(0x80090342),
    /// SEC_E_UNSUPPORTED_PREAUTH: The KDC does not support the kind of pre-authentication.
    unsupported_preauth = impl::status_value(0x80090343),
    /// SEC_E_DELEGATION_REQUIRED: The operation needs delegation, which is not configured.
    delegation_required = impl::status_value(0x80090345),
    /// SEC_E_BAD_BINDINGS: The channel bindings of client and server differ.
    bad_bindings = impl::status_value(0x80090346),
    /// SEC_E_MULTIPLE_ACCOUNTS: The certificate belongs to more than one account.
    multiple_accounts = impl::status_value(0x80090347),
    /// SEC_E_NO_KERB_KEY: There is no Kerberos key for this service.
    no_kerb_key = impl::status_value(0x80090348),
    /// SEC_E_CERT_WRONG_USAGE: The certificate is not meant for this use.
    cert_wrong_usage = impl::status_value(0x80090349),
    /// SEC_E_DOWNGRADE_DETECTED: The exchange looks as if someone had tried to weaken it.
    downgrade_detected = impl::status_value(0x80090350),
    /// SEC_E_SMARTCARD_CERT_REVOKED: The smart card certificate was revoked.
    smartcard_cert_revoked = impl::status_value(0x80090351),
    /// SEC_E_ISSUING_CA_UNTRUSTED: The authority that issued the client certificate is not trusted.
    issuing_ca_untrusted = impl::status_value(0x80090352),
    /// SEC_E_REVOCATION_OFFLINE_C: It could not be found out whether the client certificate was revoked.
    revocation_offline_c = impl::status_value(0x80090353),
    /// SEC_E_PKINIT_CLIENT_FAILURE: The KDC does not trust the client certificate.
    pkinit_client_failure = impl::status_value(0x80090354),
    /// SEC_E_SMARTCARD_CERT_EXPIRED: The smart card certificate has expired.
    smartcard_cert_expired = impl::status_value(0x80090355),
    /// SEC_E_NO_S4U_PROT_SUPPORT: The KDC does not support service-for-user.
    no_s4u_prot_support = impl::status_value(0x80090356),
    /// SEC_E_CROSSREALM_DELEGATION_FAILURE: Delegation to a service of another realm is not allowed.
    crossrealm_delegation_failure = impl::status_value(0x80090357),
    /// SEC_E_REVOCATION_OFFLINE_KDC: It could not be found out whether the certificate of the KDC was revoked.
    revocation_offline_kdc = impl::status_value(0x80090358),
    /// SEC_E_ISSUING_CA_UNTRUSTED_KDC: The authority that issued the certificate of the KDC is not trusted.
    issuing_ca_untrusted_kdc = impl::status_value(0x80090359),
    /// SEC_E_KDC_CERT_EXPIRED: The certificate of the KDC has expired.
    kdc_cert_expired = impl::status_value(0x8009035A),
    /// SEC_E_KDC_CERT_REVOKED: The certificate of the KDC was revoked.
    kdc_cert_revoked = impl::status_value(0x8009035B),
    /// SEC_I_SIGNATURE_NEEDED: A signature is needed before the exchange can go on.
    signature_needed = impl::status_value(0x0009035C),
    /// SEC_E_INVALID_PARAMETER: A parameter is not valid.
    invalid_parameter = impl::status_value(0x8009035D),
    /// SEC_E_DELEGATION_POLICY: Policy does not allow delegation to this server.
    delegation_policy = impl::status_value(0x8009035E),
    /// SEC_E_POLICY_NLTM_ONLY: Policy allows delegation to this server with NTLM only.
    policy_nltm_only = impl::status_value(0x8009035F),
    /// SEC_I_NO_RENEGOTIATION: The peer refused to negotiate again.
    no_renegotiation = impl::status_value(0x00090360),
    /// SEC_E_NO_CONTEXT: There is no security context.
    no_context = impl::status_value(0x80090361),
    /// SEC_E_PKU2U_CERT_FAILURE: A certificate could not be used for authentication between peers.
    pku2u_cert_failure = impl::status_value(0x80090362),
    /// SEC_E_MUTUAL_AUTH_FAILED: The identity of the server could not be proved.
    mutual_auth_failed = impl::status_value(0x80090363),
    /// SEC_I_MESSAGE_FRAGMENT: The message is a fragment: more of it follows.
    message_fragment = impl::status_value(0x00090364),
    /// SEC_E_ONLY_HTTPS_ALLOWED: The resource must be fetched over HTTPS.
    only_https_allowed = impl::status_value(0x80090365),
    /// SEC_I_CONTINUE_NEEDED_MESSAGE_OK: The message was good, and the exchange goes on.
    continue_needed_message_ok = impl::status_value(0x00090366),
    /// SEC_E_APPLICATION_PROTOCOL_MISMATCH: Client and server have no application protocol in common.
    application_protocol_mismatch = impl::status_value(0x80090367),
    /// SEC_I_ASYNC_CALL_PENDING: The call goes on in the background.
    async_call_pending = impl::status_value(0x00090368),
    /// SEC_E_INVALID_UPN_NAME: The user principal name is malformed.
    invalid_upn_name = impl::status_value(0x80090369),
    /// SEC_E_EXT_BUFFER_TOO_SMALL: The buffer for the TLS extension is too small.
    ext_buffer_too_small = impl::status_value(0x8009036A),
    /// SEC_E_INSUFFICIENT_BUFFERS: The call has too few buffers for its output.
    insufficient_buffers = impl::status_value(0x8009036B),
    /// SSPI_E_CANCELLED: The call was cancelled.
    cancelled = impl::status_value(0x800704C7),
};

/// The name in the C contract, "SEC_E_LOGON_DENIED"; empty for a value that has none.
[[nodiscard]] inline std::string_view name(errc value) noexcept {
    return name(static_cast<status>(value));
}

/// Writes the name, or the number in hexadecimal where there is none: so Catch2, GoogleTest and others print statuses. (A
/// SECURITY_STATUS is an integer, and printed as one: compare errc(status).)
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& to, errc value) {
    if (const auto known = name(value); !known.empty()) return to << known;
    std::string number = "0x";
    for (int shift = 28; shift >= 0; shift -= 4)
        number += "0123456789ABCDEF"[static_cast<std::uint32_t>(value) >> shift & 15U];
    return to << number;
}

} // namespace sspi

template <>
struct std::is_error_code_enum<sspi::errc> : std::true_type {};
