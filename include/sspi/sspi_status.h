// SPDX-License-Identifier: BSL-1.0
// The status codes: every SEC_E_, SEC_I_ and CRYPT_E_ value of Windows, and the macros that test them.
#ifndef SSPI_CONTRACT_STATUS_INCLUDED
#define SSPI_CONTRACT_STATUS_INCLUDED

#include "sspi_types.h"

#ifndef _HRESULT_TYPEDEF_
#define _HRESULT_TYPEDEF_(code) ((HRESULT)(code))
#endif
#ifndef SUCCEEDED
#define SUCCEEDED(status) (((HRESULT)(status)) >= 0)
#endif
#ifndef FAILED
#define FAILED(status) (((HRESULT)(status)) < 0)
#endif
#ifndef S_OK
#define S_OK ((HRESULT)0x00000000)
#endif
#ifndef S_FALSE
#define S_FALSE ((HRESULT)0x00000001)
#endif

/* The function succeeded. */
#define SEC_E_OK _HRESULT_TYPEDEF_(0x00000000)
/* There is not enough memory. */
#define SEC_E_INSUFFICIENT_MEMORY _HRESULT_TYPEDEF_(0x80090300)
/* The handle is not valid. */
#define SEC_E_INVALID_HANDLE _HRESULT_TYPEDEF_(0x80090301)
/* The function, flag or attribute is not supported. */
#define SEC_E_UNSUPPORTED_FUNCTION _HRESULT_TYPEDEF_(0x80090302)
/* The target is unknown or unreachable. */
#define SEC_E_TARGET_UNKNOWN _HRESULT_TYPEDEF_(0x80090303)
/* An internal error happened. */
#define SEC_E_INTERNAL_ERROR _HRESULT_TYPEDEF_(0x80090304)
/* There is no security package of this name. */
#define SEC_E_SECPKG_NOT_FOUND _HRESULT_TYPEDEF_(0x80090305)
/* The caller does not own the credentials. */
#define SEC_E_NOT_OWNER _HRESULT_TYPEDEF_(0x80090306)
/* The security package cannot be installed. */
#define SEC_E_CANNOT_INSTALL _HRESULT_TYPEDEF_(0x80090307)
/* The token or the buffers of the call are malformed. */
#define SEC_E_INVALID_TOKEN _HRESULT_TYPEDEF_(0x80090308)
/* The security package cannot pack the logon data. */
#define SEC_E_CANNOT_PACK _HRESULT_TYPEDEF_(0x80090309)
/* The context does not offer this quality of protection. */
#define SEC_E_QOP_NOT_SUPPORTED _HRESULT_TYPEDEF_(0x8009030A)
/* The context does not allow impersonation. */
#define SEC_E_NO_IMPERSONATION _HRESULT_TYPEDEF_(0x8009030B)
/* The logon was denied: wrong name or password, or a barred account. */
#define SEC_E_LOGON_DENIED _HRESULT_TYPEDEF_(0x8009030C)
/* The form or content of the credentials was not recognised. */
#define SEC_E_UNKNOWN_CREDENTIALS _HRESULT_TYPEDEF_(0x8009030D)
/* There are no credentials for this use. */
#define SEC_E_NO_CREDENTIALS _HRESULT_TYPEDEF_(0x8009030E)
/* The message was altered on its way, or protected with another key. */
#define SEC_E_MESSAGE_ALTERED _HRESULT_TYPEDEF_(0x8009030F)
/* The message came twice, too late or out of its order. */
#define SEC_E_OUT_OF_SEQUENCE _HRESULT_TYPEDEF_(0x80090310)
/* No authority for authentication (KDC) could be reached. */
#define SEC_E_NO_AUTHENTICATING_AUTHORITY _HRESULT_TYPEDEF_(0x80090311)
/* The output token must go to the peer, and its answer to the next call. */
#define SEC_I_CONTINUE_NEEDED _HRESULT_TYPEDEF_(0x00090312)
/* CompleteAuthToken must be called, and that ends the exchange. */
#define SEC_I_COMPLETE_NEEDED _HRESULT_TYPEDEF_(0x00090313)
/* CompleteAuthToken must be called, and then the exchange goes on. */
#define SEC_I_COMPLETE_AND_CONTINUE _HRESULT_TYPEDEF_(0x00090314)
/* The logon was made from cached information. */
#define SEC_I_LOCAL_LOGON _HRESULT_TYPEDEF_(0x00090315)
/* A TLS extension that the caller subscribed to has arrived. */
#define SEC_I_GENERIC_EXTENSION_RECEIVED _HRESULT_TYPEDEF_(0x00090316)
/* The number of the security package is not valid. */
#define SEC_E_BAD_PKGID _HRESULT_TYPEDEF_(0x80090316)
/* The context has expired. */
#define SEC_E_CONTEXT_EXPIRED _HRESULT_TYPEDEF_(0x80090317)
/* The peer closed the context and sends nothing more. */
#define SEC_I_CONTEXT_EXPIRED _HRESULT_TYPEDEF_(0x00090317)
/* The message is not complete: more of it must be read. */
#define SEC_E_INCOMPLETE_MESSAGE _HRESULT_TYPEDEF_(0x80090318)
/* The credentials are incomplete. */
#define SEC_E_INCOMPLETE_CREDENTIALS _HRESULT_TYPEDEF_(0x80090320)
/* A buffer is too small. */
#define SEC_E_BUFFER_TOO_SMALL _HRESULT_TYPEDEF_(0x80090321)
/* The peer asks for credentials that were not supplied. */
#define SEC_I_INCOMPLETE_CREDENTIALS _HRESULT_TYPEDEF_(0x00090320)
/* The peer asks for the context to be negotiated again. */
#define SEC_I_RENEGOTIATE _HRESULT_TYPEDEF_(0x00090321)
/* The peer is not the principal that was asked for. */
#define SEC_E_WRONG_PRINCIPAL _HRESULT_TYPEDEF_(0x80090322)
/* The security authority holds no context for this handle. */
#define SEC_I_NO_LSA_CONTEXT _HRESULT_TYPEDEF_(0x00090323)
/* The clocks of client and server are too far apart. */
#define SEC_E_TIME_SKEW _HRESULT_TYPEDEF_(0x80090324)
/* The certificate chain ends in an authority that is not trusted. */
#define SEC_E_UNTRUSTED_ROOT _HRESULT_TYPEDEF_(0x80090325)
/* The message is not what was expected, or badly formatted. */
#define SEC_E_ILLEGAL_MESSAGE _HRESULT_TYPEDEF_(0x80090326)
/* The certificate could not be processed. */
#define SEC_E_CERT_UNKNOWN _HRESULT_TYPEDEF_(0x80090327)
/* The certificate has expired. */
#define SEC_E_CERT_EXPIRED _HRESULT_TYPEDEF_(0x80090328)
/* The data could not be encrypted. */
#define SEC_E_ENCRYPT_FAILURE _HRESULT_TYPEDEF_(0x80090329)
/* The data could not be decrypted. */
#define SEC_E_DECRYPT_FAILURE _HRESULT_TYPEDEF_(0x80090330)
/* Client and server have no algorithm in common. */
#define SEC_E_ALGORITHM_MISMATCH _HRESULT_TYPEDEF_(0x80090331)
/* The requested quality of service could not be given. */
#define SEC_E_SECURITY_QOS_FAILED _HRESULT_TYPEDEF_(0x80090332)
/* The context was deleted before it was established. */
#define SEC_E_UNFINISHED_CONTEXT_DELETED _HRESULT_TYPEDEF_(0x80090333)
/* The server sent no ticket-granting ticket for user-to-user authentication. */
#define SEC_E_NO_TGT_REPLY _HRESULT_TYPEDEF_(0x80090334)
/* This machine has no IP address to put into the request. */
#define SEC_E_NO_IP_ADDRESSES _HRESULT_TYPEDEF_(0x80090335)
/* The context was begun with another credential. */
#define SEC_E_WRONG_CREDENTIAL_HANDLE _HRESULT_TYPEDEF_(0x80090336)
/* The cipher or checksum is not available. */
#define SEC_E_CRYPTO_SYSTEM_INVALID _HRESULT_TYPEDEF_(0x80090337)
/* The KDC sent too many referrals. */
#define SEC_E_MAX_REFERRALS_EXCEEDED _HRESULT_TYPEDEF_(0x80090338)
/* Only a KDC can do this. */
#define SEC_E_MUST_BE_KDC _HRESULT_TYPEDEF_(0x80090339)
/* The peer demands stronger ciphers than are available. */
#define SEC_E_STRONG_CRYPTO_NOT_SUPPORTED _HRESULT_TYPEDEF_(0x8009033A)
/* The name belongs to more than one principal. */
#define SEC_E_TOO_MANY_PRINCIPALS _HRESULT_TYPEDEF_(0x8009033B)
/* Pre-authentication data that is needed did not arrive. */
#define SEC_E_NO_PA_DATA _HRESULT_TYPEDEF_(0x8009033C)
/* The name in the client certificate does not match the user. */
#define SEC_E_PKINIT_NAME_MISMATCH _HRESULT_TYPEDEF_(0x8009033D)
/* The account must log on with a smart card. */
#define SEC_E_SMARTCARD_LOGON_REQUIRED _HRESULT_TYPEDEF_(0x8009033E)
/* The system is shutting down. */
#define SEC_E_SHUTDOWN_IN_PROGRESS _HRESULT_TYPEDEF_(0x8009033F)
/* The KDC found the request invalid. */
#define SEC_E_KDC_INVALID_REQUEST _HRESULT_TYPEDEF_(0x80090340)
/* The KDC has no referral for the service. */
#define SEC_E_KDC_UNABLE_TO_REFER _HRESULT_TYPEDEF_(0x80090341)
/* The KDC does not support the encryption type. */
#define SEC_E_KDC_UNKNOWN_ETYPE _HRESULT_TYPEDEF_(0x80090342)
/* The KDC does not support the kind of pre-authentication. */
#define SEC_E_UNSUPPORTED_PREAUTH _HRESULT_TYPEDEF_(0x80090343)
/* The operation needs delegation, which is not configured. */
#define SEC_E_DELEGATION_REQUIRED _HRESULT_TYPEDEF_(0x80090345)
/* The channel bindings of client and server differ. */
#define SEC_E_BAD_BINDINGS _HRESULT_TYPEDEF_(0x80090346)
/* The certificate belongs to more than one account. */
#define SEC_E_MULTIPLE_ACCOUNTS _HRESULT_TYPEDEF_(0x80090347)
/* There is no Kerberos key for this service. */
#define SEC_E_NO_KERB_KEY _HRESULT_TYPEDEF_(0x80090348)
/* The certificate is not meant for this use. */
#define SEC_E_CERT_WRONG_USAGE _HRESULT_TYPEDEF_(0x80090349)
/* The exchange looks as if someone had tried to weaken it. */
#define SEC_E_DOWNGRADE_DETECTED _HRESULT_TYPEDEF_(0x80090350)
/* The smart card certificate was revoked. */
#define SEC_E_SMARTCARD_CERT_REVOKED _HRESULT_TYPEDEF_(0x80090351)
/* The authority that issued the client certificate is not trusted. */
#define SEC_E_ISSUING_CA_UNTRUSTED _HRESULT_TYPEDEF_(0x80090352)
/* It could not be found out whether the client certificate was revoked. */
#define SEC_E_REVOCATION_OFFLINE_C _HRESULT_TYPEDEF_(0x80090353)
/* The KDC does not trust the client certificate. */
#define SEC_E_PKINIT_CLIENT_FAILURE _HRESULT_TYPEDEF_(0x80090354)
/* The smart card certificate has expired. */
#define SEC_E_SMARTCARD_CERT_EXPIRED _HRESULT_TYPEDEF_(0x80090355)
/* The KDC does not support service-for-user. */
#define SEC_E_NO_S4U_PROT_SUPPORT _HRESULT_TYPEDEF_(0x80090356)
/* Delegation to a service of another realm is not allowed. */
#define SEC_E_CROSSREALM_DELEGATION_FAILURE _HRESULT_TYPEDEF_(0x80090357)
/* It could not be found out whether the certificate of the KDC was revoked. */
#define SEC_E_REVOCATION_OFFLINE_KDC _HRESULT_TYPEDEF_(0x80090358)
/* The authority that issued the certificate of the KDC is not trusted. */
#define SEC_E_ISSUING_CA_UNTRUSTED_KDC _HRESULT_TYPEDEF_(0x80090359)
/* The certificate of the KDC has expired. */
#define SEC_E_KDC_CERT_EXPIRED _HRESULT_TYPEDEF_(0x8009035A)
/* The certificate of the KDC was revoked. */
#define SEC_E_KDC_CERT_REVOKED _HRESULT_TYPEDEF_(0x8009035B)
/* A signature is needed before the exchange can go on. */
#define SEC_I_SIGNATURE_NEEDED _HRESULT_TYPEDEF_(0x0009035C)
/* A parameter is not valid. */
#define SEC_E_INVALID_PARAMETER _HRESULT_TYPEDEF_(0x8009035D)
/* Policy does not allow delegation to this server. */
#define SEC_E_DELEGATION_POLICY _HRESULT_TYPEDEF_(0x8009035E)
/* Policy allows delegation to this server with NTLM only. */
#define SEC_E_POLICY_NLTM_ONLY _HRESULT_TYPEDEF_(0x8009035F)
/* The peer refused to negotiate again. */
#define SEC_I_NO_RENEGOTIATION _HRESULT_TYPEDEF_(0x00090360)
/* There is no security context. */
#define SEC_E_NO_CONTEXT _HRESULT_TYPEDEF_(0x80090361)
/* A certificate could not be used for authentication between peers. */
#define SEC_E_PKU2U_CERT_FAILURE _HRESULT_TYPEDEF_(0x80090362)
/* The identity of the server could not be proved. */
#define SEC_E_MUTUAL_AUTH_FAILED _HRESULT_TYPEDEF_(0x80090363)
/* The message is a fragment: more of it follows. */
#define SEC_I_MESSAGE_FRAGMENT _HRESULT_TYPEDEF_(0x00090364)
/* The resource must be fetched over HTTPS. */
#define SEC_E_ONLY_HTTPS_ALLOWED _HRESULT_TYPEDEF_(0x80090365)
/* The message was good, and the exchange goes on. */
#define SEC_I_CONTINUE_NEEDED_MESSAGE_OK _HRESULT_TYPEDEF_(0x00090366)
/* Client and server have no application protocol in common. */
#define SEC_E_APPLICATION_PROTOCOL_MISMATCH _HRESULT_TYPEDEF_(0x80090367)
/* The call goes on in the background. */
#define SEC_I_ASYNC_CALL_PENDING _HRESULT_TYPEDEF_(0x00090368)
/* The user principal name is malformed. */
#define SEC_E_INVALID_UPN_NAME _HRESULT_TYPEDEF_(0x80090369)
/* The buffer for the TLS extension is too small. */
#define SEC_E_EXT_BUFFER_TOO_SMALL _HRESULT_TYPEDEF_(0x8009036A)
/* The call has too few buffers for its output. */
#define SEC_E_INSUFFICIENT_BUFFERS _HRESULT_TYPEDEF_(0x8009036B)

/* Older names. */
#define SEC_E_NO_SPM SEC_E_INTERNAL_ERROR
#define SEC_E_NOT_SUPPORTED SEC_E_UNSUPPORTED_FUNCTION

/* ---- Certificates: no function of this library returns these; programs list them beside the others
 * ------------ */

#define CRYPT_E_MSG_ERROR _HRESULT_TYPEDEF_(0x80091001)
#define CRYPT_E_UNKNOWN_ALGO _HRESULT_TYPEDEF_(0x80091002)
#define CRYPT_E_OID_FORMAT _HRESULT_TYPEDEF_(0x80091003)
#define CRYPT_E_INVALID_MSG_TYPE _HRESULT_TYPEDEF_(0x80091004)
#define CRYPT_E_UNEXPECTED_ENCODING _HRESULT_TYPEDEF_(0x80091005)
#define CRYPT_E_AUTH_ATTR_MISSING _HRESULT_TYPEDEF_(0x80091006)
#define CRYPT_E_HASH_VALUE _HRESULT_TYPEDEF_(0x80091007)
#define CRYPT_E_INVALID_INDEX _HRESULT_TYPEDEF_(0x80091008)
#define CRYPT_E_ALREADY_DECRYPTED _HRESULT_TYPEDEF_(0x80091009)
#define CRYPT_E_NOT_DECRYPTED _HRESULT_TYPEDEF_(0x8009100A)
#define CRYPT_E_RECIPIENT_NOT_FOUND _HRESULT_TYPEDEF_(0x8009100B)
#define CRYPT_E_CONTROL_TYPE _HRESULT_TYPEDEF_(0x8009100C)
#define CRYPT_E_ISSUER_SERIALNUMBER _HRESULT_TYPEDEF_(0x8009100D)
#define CRYPT_E_SIGNER_NOT_FOUND _HRESULT_TYPEDEF_(0x8009100E)
#define CRYPT_E_ATTRIBUTES_MISSING _HRESULT_TYPEDEF_(0x8009100F)
#define CRYPT_E_STREAM_MSG_NOT_READY _HRESULT_TYPEDEF_(0x80091010)
#define CRYPT_E_STREAM_INSUFFICIENT_DATA _HRESULT_TYPEDEF_(0x80091011)
#define CRYPT_I_NEW_PROTECTION_REQUIRED _HRESULT_TYPEDEF_(0x00091012)
#define CRYPT_E_BAD_LEN _HRESULT_TYPEDEF_(0x80092001)
#define CRYPT_E_BAD_ENCODE _HRESULT_TYPEDEF_(0x80092002)
#define CRYPT_E_FILE_ERROR _HRESULT_TYPEDEF_(0x80092003)
#define CRYPT_E_NOT_FOUND _HRESULT_TYPEDEF_(0x80092004)
#define CRYPT_E_EXISTS _HRESULT_TYPEDEF_(0x80092005)
#define CRYPT_E_NO_PROVIDER _HRESULT_TYPEDEF_(0x80092006)
#define CRYPT_E_SELF_SIGNED _HRESULT_TYPEDEF_(0x80092007)
#define CRYPT_E_DELETED_PREV _HRESULT_TYPEDEF_(0x80092008)
#define CRYPT_E_NO_MATCH _HRESULT_TYPEDEF_(0x80092009)
#define CRYPT_E_UNEXPECTED_MSG_TYPE _HRESULT_TYPEDEF_(0x8009200A)
#define CRYPT_E_NO_KEY_PROPERTY _HRESULT_TYPEDEF_(0x8009200B)
#define CRYPT_E_NO_DECRYPT_CERT _HRESULT_TYPEDEF_(0x8009200C)
#define CRYPT_E_BAD_MSG _HRESULT_TYPEDEF_(0x8009200D)
#define CRYPT_E_NO_SIGNER _HRESULT_TYPEDEF_(0x8009200E)
#define CRYPT_E_PENDING_CLOSE _HRESULT_TYPEDEF_(0x8009200F)
#define CRYPT_E_REVOKED _HRESULT_TYPEDEF_(0x80092010)
#define CRYPT_E_NO_REVOCATION_DLL _HRESULT_TYPEDEF_(0x80092011)
#define CRYPT_E_NO_REVOCATION_CHECK _HRESULT_TYPEDEF_(0x80092012)
#define CRYPT_E_REVOCATION_OFFLINE _HRESULT_TYPEDEF_(0x80092013)
#define CRYPT_E_NOT_IN_REVOCATION_DATABASE _HRESULT_TYPEDEF_(0x80092014)
#define CRYPT_E_INVALID_NUMERIC_STRING _HRESULT_TYPEDEF_(0x80092020)
#define CRYPT_E_INVALID_PRINTABLE_STRING _HRESULT_TYPEDEF_(0x80092021)
#define CRYPT_E_INVALID_IA5_STRING _HRESULT_TYPEDEF_(0x80092022)
#define CRYPT_E_INVALID_X500_STRING _HRESULT_TYPEDEF_(0x80092023)
#define CRYPT_E_NOT_CHAR_STRING _HRESULT_TYPEDEF_(0x80092024)
#define CRYPT_E_FILERESIZED _HRESULT_TYPEDEF_(0x80092025)
#define CRYPT_E_SECURITY_SETTINGS _HRESULT_TYPEDEF_(0x80092026)
#define CRYPT_E_NO_VERIFY_USAGE_DLL _HRESULT_TYPEDEF_(0x80092027)
#define CRYPT_E_NO_VERIFY_USAGE_CHECK _HRESULT_TYPEDEF_(0x80092028)
#define CRYPT_E_VERIFY_USAGE_OFFLINE _HRESULT_TYPEDEF_(0x80092029)
#define CRYPT_E_NOT_IN_CTL _HRESULT_TYPEDEF_(0x8009202A)
#define CRYPT_E_NO_TRUSTED_SIGNER _HRESULT_TYPEDEF_(0x8009202B)
#define CRYPT_E_MISSING_PUBKEY_PARA _HRESULT_TYPEDEF_(0x8009202C)
#define CRYPT_E_OSS_ERROR _HRESULT_TYPEDEF_(0x80093000)
#define CRYPT_E_ASN1_ERROR _HRESULT_TYPEDEF_(0x80093100)
#define CRYPT_E_ASN1_INTERNAL _HRESULT_TYPEDEF_(0x80093101)
#define CRYPT_E_ASN1_EOD _HRESULT_TYPEDEF_(0x80093102)
#define CRYPT_E_ASN1_CORRUPT _HRESULT_TYPEDEF_(0x80093103)
#define CRYPT_E_ASN1_LARGE _HRESULT_TYPEDEF_(0x80093104)
#define CRYPT_E_ASN1_CONSTRAINT _HRESULT_TYPEDEF_(0x80093105)
#define CRYPT_E_ASN1_MEMORY _HRESULT_TYPEDEF_(0x80093106)
#define CRYPT_E_ASN1_OVERFLOW _HRESULT_TYPEDEF_(0x80093107)
#define CRYPT_E_ASN1_BADPDU _HRESULT_TYPEDEF_(0x80093108)
#define CRYPT_E_ASN1_BADARGS _HRESULT_TYPEDEF_(0x80093109)
#define CRYPT_E_ASN1_BADREAL _HRESULT_TYPEDEF_(0x8009310A)
#define CRYPT_E_ASN1_BADTAG _HRESULT_TYPEDEF_(0x8009310B)
#define CRYPT_E_ASN1_CHOICE _HRESULT_TYPEDEF_(0x8009310C)
#define CRYPT_E_ASN1_RULE _HRESULT_TYPEDEF_(0x8009310D)
#define CRYPT_E_ASN1_UTF8 _HRESULT_TYPEDEF_(0x8009310E)
#define CRYPT_E_ASN1_PDU_TYPE _HRESULT_TYPEDEF_(0x80093133)
#define CRYPT_E_ASN1_NYI _HRESULT_TYPEDEF_(0x80093134)
#define CRYPT_E_ASN1_EXTENDED _HRESULT_TYPEDEF_(0x80093201)
#define CRYPT_E_ASN1_NOEOD _HRESULT_TYPEDEF_(0x80093202)

#endif
