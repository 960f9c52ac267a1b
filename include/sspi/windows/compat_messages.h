// SPDX-License-Identifier: BSL-1.0
// FormatMessage for the status codes of SSPI, in English.
#ifndef SSPI_CONTRACT_COMPAT_MESSAGES_INCLUDED
#define SSPI_CONTRACT_COMPAT_MESSAGES_INCLUDED

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../sspi_status.h"
#include "compat_errors.h"

#define FORMAT_MESSAGE_MAX_WIDTH_MASK 0x000000FF
#define FORMAT_MESSAGE_ALLOCATE_BUFFER 0x00000100
#define FORMAT_MESSAGE_IGNORE_INSERTS 0x00000200
#define FORMAT_MESSAGE_FROM_STRING 0x00000400
#define FORMAT_MESSAGE_FROM_HMODULE 0x00000800
#define FORMAT_MESSAGE_FROM_SYSTEM 0x00001000
#define FORMAT_MESSAGE_ARGUMENT_ARRAY 0x00002000

#define LANG_NEUTRAL 0x00
#define LANG_ENGLISH 0x09
#define SUBLANG_NEUTRAL 0x00
#define SUBLANG_DEFAULT 0x01
#define SUBLANG_ENGLISH_US 0x01
#define MAKELANGID(primary, secondary) ((WORD)((((WORD)(secondary)) << 10) | (WORD)(primary)))

#ifdef __cplusplus
extern "C" {
#endif

struct sspi_compat_message {
    HRESULT status;
    const char* text;
};

/* The text of a status, without the end of the line; NULL for one that SSPI does not have. */
static inline const char* sspi_compat_message_of(DWORD code) {
    static const struct sspi_compat_message messages[] = {
        {SEC_E_OK, "The function succeeded."},
        {SEC_E_INSUFFICIENT_MEMORY, "There is not enough memory."},
        {SEC_E_INVALID_HANDLE, "The handle is not valid."},
        {SEC_E_UNSUPPORTED_FUNCTION, "The function, flag or attribute is not supported."},
        {SEC_E_TARGET_UNKNOWN, "The target is unknown or unreachable."},
        {SEC_E_INTERNAL_ERROR, "An internal error happened."},
        {SEC_E_SECPKG_NOT_FOUND, "There is no security package of this name."},
        {SEC_E_NOT_OWNER, "The caller does not own the credentials."},
        {SEC_E_CANNOT_INSTALL, "The security package cannot be installed."},
        {SEC_E_INVALID_TOKEN, "The token or the buffers of the call are malformed."},
        {SEC_E_CANNOT_PACK, "The security package cannot pack the logon data."},
        {SEC_E_QOP_NOT_SUPPORTED, "The context does not offer this quality of protection."},
        {SEC_E_NO_IMPERSONATION, "The context does not allow impersonation."},
        {SEC_E_LOGON_DENIED, "The logon was denied: wrong name or password, or a barred account."},
        {SEC_E_UNKNOWN_CREDENTIALS, "The form or content of the credentials was not recognised."},
        {SEC_E_NO_CREDENTIALS, "There are no credentials for this use."},
        {SEC_E_MESSAGE_ALTERED, "The message was altered on its way, or protected with another key."},
        {SEC_E_OUT_OF_SEQUENCE, "The message came twice, too late or out of its order."},
        {SEC_E_NO_AUTHENTICATING_AUTHORITY, "No authority for authentication (KDC) could be reached."},
        {SEC_I_CONTINUE_NEEDED, "The output token must go to the peer, and its answer to the next call."},
        {SEC_I_COMPLETE_NEEDED, "CompleteAuthToken must be called, and that ends the exchange."},
        {SEC_I_COMPLETE_AND_CONTINUE, "CompleteAuthToken must be called, and then the exchange goes on."},
        {SEC_I_LOCAL_LOGON, "The logon was made from cached information."},
        {SEC_I_GENERIC_EXTENSION_RECEIVED, "A TLS extension that the caller subscribed to has arrived."},
        {SEC_E_BAD_PKGID, "The number of the security package is not valid."},
        {SEC_E_CONTEXT_EXPIRED, "The context has expired."},
        {SEC_I_CONTEXT_EXPIRED, "The peer closed the context and sends nothing more."},
        {SEC_E_INCOMPLETE_MESSAGE, "The message is not complete: more of it must be read."},
        {SEC_E_INCOMPLETE_CREDENTIALS, "The credentials are incomplete."},
        {SEC_E_BUFFER_TOO_SMALL, "A buffer is too small."},
        {SEC_I_INCOMPLETE_CREDENTIALS, "The peer asks for credentials that were not supplied."},
        {SEC_I_RENEGOTIATE, "The peer asks for the context to be negotiated again."},
        {SEC_E_WRONG_PRINCIPAL, "The peer is not the principal that was asked for."},
        {SEC_I_NO_LSA_CONTEXT, "The security authority holds no context for this handle."},
        {SEC_E_TIME_SKEW, "The clocks of client and server are too far apart."},
        {SEC_E_UNTRUSTED_ROOT, "The certificate chain ends in an authority that is not trusted."},
        {SEC_E_ILLEGAL_MESSAGE, "The message is not what was expected, or badly formatted."},
        {SEC_E_CERT_UNKNOWN, "The certificate could not be processed."},
        {SEC_E_CERT_EXPIRED, "The certificate has expired."},
        {SEC_E_ENCRYPT_FAILURE, "The data could not be encrypted."},
        {SEC_E_DECRYPT_FAILURE, "The data could not be decrypted."},
        {SEC_E_ALGORITHM_MISMATCH, "Client and server have no algorithm in common."},
        {SEC_E_SECURITY_QOS_FAILED, "The requested quality of service could not be given."},
        {SEC_E_UNFINISHED_CONTEXT_DELETED, "The context was deleted before it was established."},
        {SEC_E_NO_TGT_REPLY, "The server sent no ticket-granting ticket for user-to-user authentication."},
        {SEC_E_NO_IP_ADDRESSES, "This machine has no IP address to put into the request."},
        {SEC_E_WRONG_CREDENTIAL_HANDLE, "The context was begun with another credential."},
        {SEC_E_CRYPTO_SYSTEM_INVALID, "The cipher or checksum is not available."},
        {SEC_E_MAX_REFERRALS_EXCEEDED, "The KDC sent too many referrals."},
        {SEC_E_MUST_BE_KDC, "Only a KDC can do this."},
        {SEC_E_STRONG_CRYPTO_NOT_SUPPORTED, "The peer demands stronger ciphers than are available."},
        {SEC_E_TOO_MANY_PRINCIPALS, "The name belongs to more than one principal."},
        {SEC_E_NO_PA_DATA, "Pre-authentication data that is needed did not arrive."},
        {SEC_E_PKINIT_NAME_MISMATCH, "The name in the client certificate does not match the user."},
        {SEC_E_SMARTCARD_LOGON_REQUIRED, "The account must log on with a smart card."},
        {SEC_E_SHUTDOWN_IN_PROGRESS, "The system is shutting down."},
        {SEC_E_KDC_INVALID_REQUEST, "The KDC found the request invalid."},
        {SEC_E_KDC_UNABLE_TO_REFER, "The KDC has no referral for the service."},
        {SEC_E_KDC_UNKNOWN_ETYPE, "The KDC does not support the encryption type."},
        {SEC_E_UNSUPPORTED_PREAUTH, "The KDC does not support the kind of pre-authentication."},
        {SEC_E_DELEGATION_REQUIRED, "The operation needs delegation, which is not configured."},
        {SEC_E_BAD_BINDINGS, "The channel bindings of client and server differ."},
        {SEC_E_MULTIPLE_ACCOUNTS, "The certificate belongs to more than one account."},
        {SEC_E_NO_KERB_KEY, "There is no Kerberos key for this service."},
        {SEC_E_CERT_WRONG_USAGE, "The certificate is not meant for this use."},
        {SEC_E_DOWNGRADE_DETECTED, "The exchange looks as if someone had tried to weaken it."},
        {SEC_E_SMARTCARD_CERT_REVOKED, "The smart card certificate was revoked."},
        {SEC_E_ISSUING_CA_UNTRUSTED, "The authority that issued the client certificate is not trusted."},
        {SEC_E_REVOCATION_OFFLINE_C, "It could not be found out whether the client certificate was revoked."},
        {SEC_E_PKINIT_CLIENT_FAILURE, "The KDC does not trust the client certificate."},
        {SEC_E_SMARTCARD_CERT_EXPIRED, "The smart card certificate has expired."},
        {SEC_E_NO_S4U_PROT_SUPPORT, "The KDC does not support service-for-user."},
        {SEC_E_CROSSREALM_DELEGATION_FAILURE, "Delegation to a service of another realm is not allowed."},
        {SEC_E_REVOCATION_OFFLINE_KDC,
         "It could not be found out whether the certificate of the KDC was revoked."},
        {SEC_E_ISSUING_CA_UNTRUSTED_KDC,
         "The authority that issued the certificate of the KDC is not trusted."},
        {SEC_E_KDC_CERT_EXPIRED, "The certificate of the KDC has expired."},
        {SEC_E_KDC_CERT_REVOKED, "The certificate of the KDC was revoked."},
        {SEC_I_SIGNATURE_NEEDED, "A signature is needed before the exchange can go on."},
        {SEC_E_INVALID_PARAMETER, "A parameter is not valid."},
        {SEC_E_DELEGATION_POLICY, "Policy does not allow delegation to this server."},
        {SEC_E_POLICY_NLTM_ONLY, "Policy allows delegation to this server with NTLM only."},
        {SEC_I_NO_RENEGOTIATION, "The peer refused to negotiate again."},
        {SEC_E_NO_CONTEXT, "There is no security context."},
        {SEC_E_PKU2U_CERT_FAILURE, "A certificate could not be used for authentication between peers."},
        {SEC_E_MUTUAL_AUTH_FAILED, "The identity of the server could not be proved."},
        {SEC_I_MESSAGE_FRAGMENT, "The message is a fragment: more of it follows."},
        {SEC_E_ONLY_HTTPS_ALLOWED, "The resource must be fetched over HTTPS."},
        {SEC_I_CONTINUE_NEEDED_MESSAGE_OK, "The message was good, and the exchange goes on."},
        {SEC_E_APPLICATION_PROTOCOL_MISMATCH, "Client and server have no application protocol in common."},
        {SEC_I_ASYNC_CALL_PENDING, "The call goes on in the background."},
        {SEC_E_INVALID_UPN_NAME, "The user principal name is malformed."},
        {SEC_E_EXT_BUFFER_TOO_SMALL, "The buffer for the TLS extension is too small."},
        {SEC_E_INSUFFICIENT_BUFFERS, "The call has too few buffers for its output."},
    };
    size_t row;
    for (row = 0; row < sizeof(messages) / sizeof(messages[0]); ++row)
        if ((DWORD)messages[row].status == code) return messages[row].text;
    return NULL;
}

/* The characters of a message, one for each of its bytes (they are ASCII), and how many; 0 with the reason
 * set. */
static inline DWORD sspi_compat_message_into(DWORD flags, DWORD code, void* buffer, DWORD size,
                                             size_t width) {
    const char* const text = (flags & FORMAT_MESSAGE_FROM_SYSTEM) ? sspi_compat_message_of(code) : NULL;
    const char* const end =
        (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == FORMAT_MESSAGE_MAX_WIDTH_MASK ? " " : "\r\n";
    char* out = (char*)buffer;
    size_t length, i, byte;
    if (!text) return SetLastError(ERROR_MR_MID_NOT_FOUND), (DWORD)0;
    length = strlen(text) + strlen(end);
    if (flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) {
        out = (char*)calloc(length + 1 > size ? length + 1 : size, width);
        if (!out) return SetLastError(ERROR_NOT_ENOUGH_MEMORY), (DWORD)0;
        *(void**)buffer = out;
    } else if (!buffer || size <= length) {
        return SetLastError(ERROR_INSUFFICIENT_BUFFER), (DWORD)0;
    }
    memset(out, 0, (length + 1) * width);
    for (i = 0; i < length; ++i) {
        const char letter = i < strlen(text) ? text[i] : end[i - strlen(text)];
        const WCHAR wide = (WCHAR)letter;
        if (width == 1)
            out[i] = letter;
        else
            for (byte = 0; byte < width; ++byte)
                out[i * width + byte] = ((const char*)&wide)[byte];
    }
    return (DWORD)length;
}

/*
 * FormatMessageA gives the text of an SSPI status, ended by "\r\n" as on Windows. Only
 * FORMAT_MESSAGE_FROM_SYSTEM has messages; source, language and inserts are not looked at. With
 * FORMAT_MESSAGE_ALLOCATE_BUFFER release the text with LocalFree. Returns its length in characters, or 0 and
 * GetLastError() says why.
 */
static inline DWORD FormatMessageA(DWORD flags, LPCVOID source, DWORD code, DWORD language, LPSTR buffer,
                                   DWORD size, va_list* inserts) {
    (void)source, (void)language, (void)inserts;
    return sspi_compat_message_into(flags, code, buffer, size, sizeof(char));
}

static inline DWORD FormatMessageW(DWORD flags, LPCVOID source, DWORD code, DWORD language, LPWSTR buffer,
                                   DWORD size, va_list* inserts) {
    (void)source, (void)language, (void)inserts;
    return sspi_compat_message_into(flags, code, buffer, size, sizeof(WCHAR));
}
#define FormatMessage SSPI_AW(FormatMessage)

#ifdef __cplusplus
}
#endif

#endif
