// SPDX-License-Identifier: BSL-1.0
// The Windows SSPI client API for Linux and macOS: constants, structures, prototypes and their manual.

/*
 * THE MANUAL
 *
 * This header is the contract of the library and its manual: each function below says what it does, and the
 * rules of this page hold for all of them. Names, values, sizes and the order of members are those of 64-bit
 * Windows, so that a program written for Windows compiles unchanged. The Kerberos work is done by Heimdal's
 * GSS-API.
 *
 * Mode. Define SECURITY_WIN32 before including this header, as on Windows. Kernel mode does not exist here.
 *
 * Success. A SECURITY_STATUS of zero or more is success, below zero failure; SEC_E_OK is not the only
 * success. Each function lists the statuses it returns and when. Besides those, every function may return
 * SEC_E_INSUFFICIENT_MEMORY (there is no memory), SEC_E_CANNOT_INSTALL (the configuration of Kerberos cannot be
 * read) and SEC_E_INTERNAL_ERROR (Kerberos reported something that has no status of its own, such as
 * KRB_ERR_GENERIC; or see "Processes"). No exception leaves a function.
 *
 * NULL. A NULL handle pointer gives SEC_E_INVALID_HANDLE. NULL for another pointer that the function needs
 * gives SEC_E_INVALID_PARAMETER. A NULL SecBufferDesc where one is needed, a descriptor without the buffers
 * that the function needs, one of more than 256 buffers, and a NULL pvBuffer with a cbBuffer above zero give
 * SEC_E_INVALID_TOKEN. The pointers that may be NULL are named with each function.
 *
 * Outputs on failure. They are not touched: neither output parameters nor the contents and lengths of
 * buffers, unless the function says so; only the error tokens of InitializeSecurityContext and
 * AcceptSecurityContext are an exception. An output buffer that is too small is an error that leaves the
 * context exactly as it was; the same call with a larger buffer then works.
 *
 * Handles. A handle is two opaque words, never a pointer. A live handle is never (0,0), neither half of it
 * has all bits set, and its value stays the same as long as it lives. Copies are equal to the original. A
 * handle that is zero, stale, invented, or of the other kind gives SEC_E_INVALID_HANDLE and does no harm. The
 * caller's handle variable is written only by AcquireCredentialsHandle, the first call of
 * InitializeSecurityContext and AcceptSecurityContext and, with the same value, their later calls; deleting
 * does not change it.
 *
 * Threads. Every function may be called from any thread. Calls on different handles do not wait for each
 * other. Establishing calls on one context take turns, and so do two calls of EncryptMessage or MakeSignature
 * on one context and two of DecryptMessage or VerifySignature, while the two directions run in parallel.
 * Queries do not wait for an establishing call, nor does deleting, also where that waits for a KDC: they find
 * the context as its last call left it. An establishing call from within a function of the caller's that answers
 * in place of a KDC (SspiSetKdcRoute) for the same context is SEC_E_UNSUPPORTED_FUNCTION.
 * Deleting a handle while another thread uses it is safe: that call ends as it would have ended. A function
 * without a line on threads has nothing to add to this.
 *
 * Processes. Every function may be called before main and after it: from constructors and destructors of static
 * and thread_local objects, from atexit functions and destructors of thread-specific data, in any order. A process
 * may end while its threads are in calls. Once loaded, the library stays until the process ends, whoever calls
 * dlclose; so does a shared object that has it linked in statically.
 * fork() waits until other threads' calls have come to where they hold nothing, which takes as long as the longest of
 * them works without waiting for a KDC or a function of the caller's. In the child every handle is valid as in the
 * parent, and both may use it. They do not know of each other: established contexts go on in both, with the same
 * sequence numbers, so that a peer takes the messages of one of them; confounders differ. What was accepted before
 * is refused in both, what comes after is remembered by the one that accepted it. A context with a leg under way in
 * another thread gives SEC_E_INTERNAL_ERROR for establishing calls in the child, where it can be deleted. Functions of the
 * caller's that the library calls may fork. Where another thread's call comes to no such place within 10 seconds
 * (a name service or credential daemon that does not answer Kerberos), fork() goes on, and every function in the child
 * answers SEC_E_INTERNAL_ERROR and the like, and does nothing. vfork, posix_spawn and exec concern the library in nothing
 * but that its files are closed by exec.
 * Other code in the process that uses Heimdal itself in another thread at the time of a fork is not waited for.
 *
 * Memory. What the library allocates for the caller is released with FreeContextBuffer, one call for each
 * pointer it handed out, unless the function says otherwise. It may be released on another thread and after
 * its handle was deleted. Secrets (passwords, keys, decrypted copies) are wiped when released.
 *
 * Lengths. Lengths of buffers (cb...) count bytes. Lengths of texts in identities count characters.
 *
 * Text. The functions that end in A take and give UTF-8. Those that end in W take and give WCHAR: UTF-32
 * where wchar_t has 4 bytes, UTF-16 under -fshort-wchar or SSPI_UTF16. Malformed text is an error and never
 * replaced: SEC_E_UNKNOWN_CREDENTIALS in an identity, SEC_E_TARGET_UNKNOWN in a target,
 * SEC_E_SECPKG_NOT_FOUND in the name of a package; SspiGetErrorDetail then says that the text is malformed, and not
 * that it is missing or unknown. The name without suffix is the A or W form as UNICODE
 * says. dlsym("...W") finds the UTF-16 form, which is the binary interface of Windows; the header binds
 * programs with a 4-byte wchar_t to a second symbol, "..._utf32". Functions without text of their own have a
 * second symbol as well where a structure can bring wide text to them.
 *
 * Time. A TimeStamp is a FILETIME: 100 ns since 1601-01-01, in LOCAL time, as on Windows. 0x7FFFFFFFFFFFFFFF
 * is never.
 *
 * Flags. What *pfContextAttr reports is what the mechanism granted, never an echo of the request. A flag that
 * was asked for and not granted is no error: look at the result and decide.
 *
 * Buffers. In a SecBufferDesc the order of buffers does not matter, except among DATA buffers.
 * SECBUFFER_EMPTY and types that the function does not know are skipped, and of a type that is needed once
 * the first counts. Attribute bits (SECBUFFER_ATTRMASK) are taken off before types are compared. ulVersion is
 * not looked at, and neither are TargetDataRep, Reserved1, Reserved2 and MessageSeqNo.
 *
 * Sources. "Microsoft: x" is the page of that name under learn.microsoft.com/windows/win32; RFC 4120 is
 * Kerberos, RFC 4121 its GSS-API mechanism, RFC 2743 the GSS-API.
 */

#ifndef SSPI_CONTRACT_SSPI_INCLUDED
#define SSPI_CONTRACT_SSPI_INCLUDED

/* On Windows the system has the SSPI, and this header brings in the system's. */
#ifdef _WIN32
#include "sspi_windows.h"
#else

#if defined(SECURITY_KERNEL) || defined(SECURITY_MAC)
#error "sspi.h: there is user mode only: define SECURITY_WIN32, not SECURITY_KERNEL or SECURITY_MAC"
#elif !defined(SECURITY_WIN32)
#error "sspi.h: define SECURITY_WIN32 (user mode) before including this header, as on Windows"
#endif

#include "sspi_long.h"
#include "sspi_status.h"
#include "sspi_types.h"

#define ISSP_LEVEL 32
#define ISSP_MODE 1

#define KSECDDDECLSPEC
#define SEC_ENTRY WINAPI
#define SEC_FAR
#define __SEC_FAR
#define SEC_TEXT TEXT
#define SECURITY_

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Base types -------------------------------------------------------------------------------------- */

typedef WCHAR SEC_WCHAR;
typedef CHAR SEC_CHAR;

#ifndef __SECSTATUS_DEFINED__
#define __SECSTATUS_DEFINED__
typedef LONG SECURITY_STATUS;
#endif

#ifdef UNICODE
typedef SEC_WCHAR* SECURITY_PSTR;
typedef const SEC_WCHAR* SECURITY_PCSTR;
#else
typedef SEC_CHAR* SECURITY_PSTR;
typedef const SEC_CHAR* SECURITY_PCSTR;
#endif

/* 100 ns since 1601-01-01, in local time. */
typedef LARGE_INTEGER _SECURITY_INTEGER, SECURITY_INTEGER, *PSECURITY_INTEGER;
typedef SECURITY_INTEGER TimeStamp;
typedef SECURITY_INTEGER* PTimeStamp;

/* Lengths in bytes. */
typedef struct _SECURITY_STRING {
    unsigned short Length;
    unsigned short MaximumLength;
    unsigned short* Buffer;
} SECURITY_STRING, *PSECURITY_STRING;

/* ---- Handles ----------------------------------------------------------------------------------------- */

#ifndef __SECHANDLE_DEFINED__
#define __SECHANDLE_DEFINED__
typedef struct _SecHandle {
    ULONG_PTR dwLower;
    ULONG_PTR dwUpper;
} SecHandle, *PSecHandle;
#endif

typedef SecHandle CredHandle;
typedef PSecHandle PCredHandle;
typedef SecHandle CtxtHandle;
typedef PSecHandle PCtxtHandle;

#define SEC_DELETED_HANDLE ((ULONG_PTR)(-2))

/* Marks a handle variable as holding none: both words get all bits set. */
#define SecInvalidateHandle(x)                                                                               \
    do {                                                                                                     \
        ((PSecHandle)(x))->dwLower = (ULONG_PTR)(INT_PTR)-1;                                                 \
        ((PSecHandle)(x))->dwUpper = (ULONG_PTR)(INT_PTR)-1;                                                 \
    } while (0)
/* Whether a handle variable was not so marked. As on Windows, a zeroed one counts as valid. */
#define SecIsValidHandle(x)                                                                                  \
    ((((PSecHandle)(x))->dwLower != (ULONG_PTR)(INT_PTR)-1) &&                                               \
     (((PSecHandle)(x))->dwUpper != (ULONG_PTR)(INT_PTR)-1))

/* ---- Packages ---------------------------------------------------------------------------------------- */

/* cbMaxToken is in bytes; fCapabilities holds SECPKG_FLAG_ bits. */
typedef struct _SecPkgInfoW {
    ULONG fCapabilities;
    unsigned short wVersion;
    unsigned short wRPCID;
    ULONG cbMaxToken;
    SEC_WCHAR* Name;
    SEC_WCHAR* Comment;
} SecPkgInfoW, *PSecPkgInfoW;

typedef struct _SecPkgInfoA {
    ULONG fCapabilities;
    unsigned short wVersion;
    unsigned short wRPCID;
    ULONG cbMaxToken;
    SEC_CHAR* Name;
    SEC_CHAR* Comment;
} SecPkgInfoA, *PSecPkgInfoA;

#define SecPkgInfo SSPI_AW(SecPkgInfo)
#define PSecPkgInfo SSPI_AW(PSecPkgInfo)

/* ---- Buffers ----------------------------------------------------------------------------------------- */

/* cbBuffer is a length in bytes, a capacity on entry where the function writes; BufferType is SECBUFFER_. */
typedef struct _SecBuffer {
    ULONG cbBuffer;
    ULONG BufferType;
    void* pvBuffer;
} SecBuffer, *PSecBuffer;

typedef struct _SecBufferDesc {
    ULONG ulVersion;
    ULONG cBuffers;
    PSecBuffer pBuffers;
} SecBufferDesc, *PSecBufferDesc;

#define SECBUFFER_VERSION 0

/* BufferType. Used are EMPTY, DATA, TOKEN, PADDING, STREAM, CHANNEL_BINDINGS and PKG_PARAMS; others are
 * skipped. */
#define SECBUFFER_EMPTY 0
#define SECBUFFER_DATA 1
#define SECBUFFER_TOKEN 2
#define SECBUFFER_PKG_PARAMS 3
#define SECBUFFER_MISSING 4
#define SECBUFFER_EXTRA 5
#define SECBUFFER_STREAM_TRAILER 6
#define SECBUFFER_STREAM_HEADER 7
#define SECBUFFER_NEGOTIATION_INFO 8
#define SECBUFFER_PADDING 9
#define SECBUFFER_STREAM 10
#define SECBUFFER_MECHLIST 11
#define SECBUFFER_MECHLIST_SIGNATURE 12
#define SECBUFFER_TARGET 13
#define SECBUFFER_CHANNEL_BINDINGS 14
#define SECBUFFER_CHANGE_PASS_RESPONSE 15
#define SECBUFFER_TARGET_HOST 16
#define SECBUFFER_ALERT 17
#define SECBUFFER_APPLICATION_PROTOCOLS 18
#define SECBUFFER_SRTP_PROTECTION_PROFILES 19
#define SECBUFFER_SRTP_MASTER_KEY_IDENTIFIER 20
#define SECBUFFER_TOKEN_BINDING 21
#define SECBUFFER_PRESHARED_KEY 22
#define SECBUFFER_PRESHARED_KEY_IDENTITY 23
#define SECBUFFER_DTLS_MTU 24
#define SECBUFFER_SEND_GENERIC_TLS_EXTENSION 25
#define SECBUFFER_SUBSCRIBE_GENERIC_TLS_EXTENSION 26
#define SECBUFFER_FLAGS 27
#define SECBUFFER_TRAFFIC_SECRETS 28
#define SECBUFFER_CERTIFICATE_REQUEST_CONTEXT 29
#define SECBUFFER_CHANNEL_BINDINGS_RESULT 30
#define SECBUFFER_APP_SESSION_STATE 31
#define SECBUFFER_SESSION_TICKET 32

/* Attribute bits of BufferType: left out of the message; signed but not encrypted. */
#define SECBUFFER_ATTRMASK 0xF0000000
#define SECBUFFER_READONLY 0x80000000
#define SECBUFFER_READONLY_WITH_CHECKSUM 0x10000000
#define SECBUFFER_RESERVED 0x60000000

/* Name has NameLength characters; a hint for Negotiate. */
typedef struct _SEC_NEGOTIATION_INFO {
    ULONG Size;
    ULONG NameLength;
    SEC_WCHAR* Name;
    void* Reserved;
} SEC_NEGOTIATION_INFO, *PSEC_NEGOTIATION_INFO;

/* Lengths and offsets in bytes; offsets from the start of this structure (RFC 5929 gives the application
 * data). */
typedef struct _SEC_CHANNEL_BINDINGS {
    ULONG dwInitiatorAddrType;
    ULONG cbInitiatorLength;
    ULONG dwInitiatorOffset;
    ULONG dwAcceptorAddrType;
    ULONG cbAcceptorLength;
    ULONG dwAcceptorOffset;
    ULONG cbApplicationDataLength;
    ULONG dwApplicationDataOffset;
} SEC_CHANNEL_BINDINGS, *PSEC_CHANNEL_BINDINGS;

/* The structures from here to SEC_TRAFFIC_SECRETS belong to Schannel, which this library does not have. */
typedef enum _SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT {
    SecApplicationProtocolNegotiationExt_None,
    SecApplicationProtocolNegotiationExt_NPN,
    SecApplicationProtocolNegotiationExt_ALPN
} SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT,
    *PSEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT;

typedef struct _SEC_APPLICATION_PROTOCOL_LIST {
    SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT ProtoNegoExt;
    unsigned short ProtocolListSize;
    unsigned char ProtocolList[ANYSIZE_ARRAY];
} SEC_APPLICATION_PROTOCOL_LIST, *PSEC_APPLICATION_PROTOCOL_LIST;

typedef struct _SEC_APPLICATION_PROTOCOLS {
    ULONG ProtocolListsSize;
    SEC_APPLICATION_PROTOCOL_LIST ProtocolLists[ANYSIZE_ARRAY];
} SEC_APPLICATION_PROTOCOLS, *PSEC_APPLICATION_PROTOCOLS;

typedef struct _SEC_SRTP_PROTECTION_PROFILES {
    unsigned short ProfilesSize;
    unsigned short ProfilesList[ANYSIZE_ARRAY];
} SEC_SRTP_PROTECTION_PROFILES, *PSEC_SRTP_PROTECTION_PROFILES;

typedef struct _SEC_SRTP_MASTER_KEY_IDENTIFIER {
    unsigned char MasterKeyIdentifierSize;
    unsigned char MasterKeyIdentifier[ANYSIZE_ARRAY];
} SEC_SRTP_MASTER_KEY_IDENTIFIER, *PSEC_SRTP_MASTER_KEY_IDENTIFIER;

typedef struct _SEC_TOKEN_BINDING {
    unsigned char MajorVersion;
    unsigned char MinorVersion;
    unsigned short KeyParametersSize;
    unsigned char KeyParameters[ANYSIZE_ARRAY];
} SEC_TOKEN_BINDING, *PSEC_TOKEN_BINDING;

typedef struct _SEC_PRESHAREDKEY {
    unsigned short KeySize;
    unsigned char Key[ANYSIZE_ARRAY];
} SEC_PRESHAREDKEY, *PSEC_PRESHAREDKEY;

typedef struct _SEC_PRESHAREDKEY_IDENTITY {
    unsigned short KeyIdentitySize;
    unsigned char KeyIdentity[ANYSIZE_ARRAY];
} SEC_PRESHAREDKEY_IDENTITY, *PSEC_PRESHAREDKEY_IDENTITY;

typedef struct _SEC_DTLS_MTU {
    unsigned short PathMTU;
} SEC_DTLS_MTU, *PSEC_DTLS_MTU;

typedef struct _SEC_FLAGS {
    ULONGLONG Flags;
} SEC_FLAGS, *PSEC_FLAGS;

typedef enum _SEC_TRAFFIC_SECRET_TYPE {
    SecTrafficSecret_None,
    SecTrafficSecret_Client,
    SecTrafficSecret_Server
} SEC_TRAFFIC_SECRET_TYPE,
    *PSEC_TRAFFIC_SECRET_TYPE;

typedef struct _SEC_CERTIFICATE_REQUEST_CONTEXT {
    unsigned char cbCertificateRequestContext;
    unsigned char rgCertificateRequestContext[ANYSIZE_ARRAY];
} SEC_CERTIFICATE_REQUEST_CONTEXT, *PSEC_CERTIFICATE_REQUEST_CONTEXT;

typedef struct _SEC_APP_SESSION_STATE {
    unsigned short AppSessionStateSize;
    unsigned char AppSessionState[ANYSIZE_ARRAY];
} SEC_APP_SESSION_STATE, *PSEC_APP_SESSION_STATE;

typedef struct _SEC_SESSION_TICKET {
    unsigned short SessionTicketSize;
    unsigned char SessionTicket[ANYSIZE_ARRAY];
} SEC_SESSION_TICKET, *PSEC_SESSION_TICKET;

#define SZ_ALG_MAX_SIZE 64

typedef struct _SEC_TRAFFIC_SECRETS {
    SEC_WCHAR SymmetricAlgId[SZ_ALG_MAX_SIZE];
    SEC_WCHAR ChainingMode[SZ_ALG_MAX_SIZE];
    SEC_WCHAR HashAlgId[SZ_ALG_MAX_SIZE];
    unsigned short KeySize;
    unsigned short IvSize;
    unsigned short MsgSequenceStart;
    unsigned short MsgSequenceEnd;
    SEC_TRAFFIC_SECRET_TYPE TrafficSecretType;
    unsigned short TrafficSecretSize;
    unsigned char TrafficSecret[ANYSIZE_ARRAY];
} SEC_TRAFFIC_SECRETS, *PSEC_TRAFFIC_SECRETS;

/* ---- Flags ------------------------------------------------------------------------------------------- */

/* What a package can do (SecPkgInfo.fCapabilities). */
#define SECPKG_FLAG_INTEGRITY 0x00000001
#define SECPKG_FLAG_PRIVACY 0x00000002
#define SECPKG_FLAG_TOKEN_ONLY 0x00000004
#define SECPKG_FLAG_DATAGRAM 0x00000008
#define SECPKG_FLAG_CONNECTION 0x00000010
#define SECPKG_FLAG_MULTI_REQUIRED 0x00000020
#define SECPKG_FLAG_CLIENT_ONLY 0x00000040
#define SECPKG_FLAG_EXTENDED_ERROR 0x00000080
#define SECPKG_FLAG_IMPERSONATION 0x00000100
#define SECPKG_FLAG_ACCEPT_WIN32_NAME 0x00000200
#define SECPKG_FLAG_STREAM 0x00000400
#define SECPKG_FLAG_NEGOTIABLE 0x00000800
#define SECPKG_FLAG_GSS_COMPATIBLE 0x00001000
#define SECPKG_FLAG_LOGON 0x00002000
#define SECPKG_FLAG_ASCII_BUFFERS 0x00004000
#define SECPKG_FLAG_FRAGMENT 0x00008000
#define SECPKG_FLAG_MUTUAL_AUTH 0x00010000
#define SECPKG_FLAG_DELEGATION 0x00020000
#define SECPKG_FLAG_READONLY_WITH_CHECKSUM 0x00040000
#define SECPKG_FLAG_RESTRICTED_TOKENS 0x00080000
#define SECPKG_FLAG_NEGO_EXTENDER 0x00100000
#define SECPKG_FLAG_NEGOTIABLE2 0x00200000
#define SECPKG_FLAG_APPCONTAINER_PASSTHROUGH 0x00400000
#define SECPKG_FLAG_APPCONTAINER_CHECKS 0x00800000
#define SECPKG_FLAG_CREDENTIAL_ISOLATION_ENABLED 0x01000000
#define SECPKG_FLAG_APPLY_LOOPBACK 0x02000000

#define SECPKG_ID_NONE 0xFFFF

#define SECPKG_CALLFLAGS_APPCONTAINER 0x00000001
#define SECPKG_CALLFLAGS_APPCONTAINER_AUTHCAPABLE 0x00000002
#define SECPKG_CALLFLAGS_FORCE_SUPPLIED 0x00000004
#define SECPKG_CALLFLAGS_APPCONTAINER_UPNCAPABLE 0x00000008

/* fCredentialUse of AcquireCredentialsHandle. */
#define SECPKG_CRED_INBOUND 0x00000001
#define SECPKG_CRED_OUTBOUND 0x00000002
#define SECPKG_CRED_BOTH 0x00000003
#define SECPKG_CRED_DEFAULT 0x00000004
#define SECPKG_CRED_RESERVED 0xF0000000
#define SECPKG_CRED_AUTOLOGON_RESTRICTED 0x00000010
#define SECPKG_CRED_PROCESS_POLICY_ONLY 0x00000020
#define SECPKG_CRED_KERB_ANCHOR_DS_VERSION 0x00000040

/* Data representation: both are accepted, and no package looks at them. */
#define SECURITY_NATIVE_DREP 0x00000010
#define SECURITY_NETWORK_DREP 0x00000000

/*
 * fContextReq of InitializeSecurityContext. What the Kerberos package does with each bit:
 *   DELEGATE                        forwards the user's ticket if MUTUAL_AUTH is asked for too and the KDC
 *                                   says that the service is trusted with it (RFC 4120 section 2.8,
 *                                   ok-as-delegate)
 *   MUTUAL_AUTH                     the server proves itself; needs a second call
 *   REPLAY_DETECT, SEQUENCE_DETECT  messages that come twice, or out of order, are reported; both include
 *                                   INTEGRITY
 *   CONFIDENTIALITY, CONFIDENTIALITY_ONLY
 *                                   messages can be encrypted; includes INTEGRITY
 *   INTEGRITY                       messages can be signed; granted also unasked, unless NO_INTEGRITY forbids
 *                                   it
 *   NO_INTEGRITY                    neither signing nor encryption, for a channel that protects itself (TLS)
 *   USE_SESSION_KEY                 user-to-user: the server proves itself with the session key of its own
 *                                   ticket-granting ticket, so that it needs no service's key; not together
 *                                   with USE_DCE_STYLE
 *   USE_DCE_STYLE                   three legs, as DCE RPC has them; includes MUTUAL_AUTH
 *   IDENTIFY                        the server may only identify the client
 *   EXTENDED_ERROR                  a failure comes with a token that tells the server, and asks the server for
 *                                   the same
 *   ALLOCATE_MEMORY                 the library allocates the output token
 *   CONNECTION                      reported back
 *   USE_SUPPLIED_CREDS              the identity in SECBUFFER_PKG_PARAMS takes the place of the credential's
 *                                   own
 *   PROMPT_FOR_CREDS, DATAGRAM      refused: SEC_E_UNSUPPORTED_FUNCTION
 * All others are accepted and have no effect. Those above 32 bits belong to Schannel and do not fit into
 * fContextReq.
 */
#define ISC_REQ_DELEGATE 0x00000001
#define ISC_REQ_MUTUAL_AUTH 0x00000002
#define ISC_REQ_REPLAY_DETECT 0x00000004
#define ISC_REQ_SEQUENCE_DETECT 0x00000008
#define ISC_REQ_CONFIDENTIALITY 0x00000010
#define ISC_REQ_USE_SESSION_KEY 0x00000020
#define ISC_REQ_PROMPT_FOR_CREDS 0x00000040
#define ISC_REQ_USE_SUPPLIED_CREDS 0x00000080
#define ISC_REQ_ALLOCATE_MEMORY 0x00000100
#define ISC_REQ_USE_DCE_STYLE 0x00000200
#define ISC_REQ_DATAGRAM 0x00000400
#define ISC_REQ_CONNECTION 0x00000800
#define ISC_REQ_CALL_LEVEL 0x00001000
#define ISC_REQ_FRAGMENT_SUPPLIED 0x00002000
#define ISC_REQ_EXTENDED_ERROR 0x00004000
#define ISC_REQ_STREAM 0x00008000
#define ISC_REQ_INTEGRITY 0x00010000
#define ISC_REQ_IDENTIFY 0x00020000
#define ISC_REQ_NULL_SESSION 0x00040000
#define ISC_REQ_MANUAL_CRED_VALIDATION 0x00080000
#define ISC_REQ_RESERVED1 0x00100000
#define ISC_REQ_FRAGMENT_TO_FIT 0x00200000
#define ISC_REQ_FORWARD_CREDENTIALS 0x00400000
#define ISC_REQ_NO_INTEGRITY 0x00800000
#define ISC_REQ_USE_HTTP_STYLE 0x01000000
#define ISC_REQ_UNVERIFIED_TARGET_NAME 0x20000000
#define ISC_REQ_CONFIDENTIALITY_ONLY 0x40000000
#define ISC_REQ_MESSAGES 0x0000000100000000
#define ISC_REQ_DEFERRED_CRED_VALIDATION 0x0000000200000000
#define ISC_REQ_NO_POST_HANDSHAKE_AUTH 0x0000000400000000
#define ISC_REQ_REUSE_SESSION_TICKETS 0x0000000800000000
#define ISC_REQ_EXPLICIT_SESSION 0x0000001000000000

/* *pfContextAttr of InitializeSecurityContext: the bits granted. INTERMEDIATE_RETURN has the bit of
 * ISC_REQ_CALL_LEVEL. */
#define ISC_RET_DELEGATE 0x00000001
#define ISC_RET_MUTUAL_AUTH 0x00000002
#define ISC_RET_REPLAY_DETECT 0x00000004
#define ISC_RET_SEQUENCE_DETECT 0x00000008
#define ISC_RET_CONFIDENTIALITY 0x00000010
#define ISC_RET_USE_SESSION_KEY 0x00000020
#define ISC_RET_USED_COLLECTED_CREDS 0x00000040
#define ISC_RET_USED_SUPPLIED_CREDS 0x00000080
#define ISC_RET_ALLOCATED_MEMORY 0x00000100
#define ISC_RET_USED_DCE_STYLE 0x00000200
#define ISC_RET_DATAGRAM 0x00000400
#define ISC_RET_CONNECTION 0x00000800
#define ISC_RET_INTERMEDIATE_RETURN 0x00001000
#define ISC_RET_CALL_LEVEL 0x00002000
#define ISC_RET_EXTENDED_ERROR 0x00004000
#define ISC_RET_STREAM 0x00008000
#define ISC_RET_INTEGRITY 0x00010000
#define ISC_RET_IDENTIFY 0x00020000
#define ISC_RET_NULL_SESSION 0x00040000
#define ISC_RET_MANUAL_CRED_VALIDATION 0x00080000
#define ISC_RET_RESERVED1 0x00100000
#define ISC_RET_FRAGMENT_ONLY 0x00200000
#define ISC_RET_FORWARD_CREDENTIALS 0x00400000
#define ISC_RET_USED_HTTP_STYLE 0x01000000
#define ISC_RET_NO_ADDITIONAL_TOKEN 0x02000000
#define ISC_RET_REAUTHENTICATION 0x08000000
#define ISC_RET_CONFIDENTIALITY_ONLY 0x40000000
#define ISC_RET_MESSAGES 0x0000000100000000
#define ISC_RET_DEFERRED_CRED_VALIDATION 0x0000000200000000
#define ISC_RET_NO_POST_HANDSHAKE_AUTH 0x0000000400000000

/*
 * fContextReq of AcceptSecurityContext. EXTENDED_ERROR, STREAM, INTEGRITY, IDENTIFY and FRAGMENT_TO_FIT have
 * other values than their ISC_REQ_ namesakes. What protection there is, the client decided; *pfContextAttr
 * tells. Used are
 *   ALLOCATE_MEMORY                 the library allocates the output token
 *   CONNECTION                      reported back
 *   EXTENDED_ERROR                  a failure comes with a token that tells the client
 *   USE_SESSION_KEY                 has no effect: user-to-user is taken from clients that ask for it
 *   ALLOW_MISSING_BINDINGS          a client may go without channel bindings; wrong ones are refused still
 *   PROXY_BINDINGS                  TLS ends before this server: the client needs bindings of some channel,
 *                                   which are not compared
 * DATAGRAM is refused (SEC_E_UNSUPPORTED_FUNCTION); all others have no effect.
 */
#define ASC_REQ_DELEGATE 0x00000001
#define ASC_REQ_MUTUAL_AUTH 0x00000002
#define ASC_REQ_REPLAY_DETECT 0x00000004
#define ASC_REQ_SEQUENCE_DETECT 0x00000008
#define ASC_REQ_CONFIDENTIALITY 0x00000010
#define ASC_REQ_USE_SESSION_KEY 0x00000020
#define ASC_REQ_SESSION_TICKET 0x00000040
#define ASC_REQ_ALLOCATE_MEMORY 0x00000100
#define ASC_REQ_USE_DCE_STYLE 0x00000200
#define ASC_REQ_DATAGRAM 0x00000400
#define ASC_REQ_CONNECTION 0x00000800
#define ASC_REQ_CALL_LEVEL 0x00001000
#define ASC_REQ_FRAGMENT_SUPPLIED 0x00002000
#define ASC_REQ_EXTENDED_ERROR 0x00008000
#define ASC_REQ_STREAM 0x00010000
#define ASC_REQ_INTEGRITY 0x00020000
#define ASC_REQ_LICENSING 0x00040000
#define ASC_REQ_IDENTIFY 0x00080000
#define ASC_REQ_ALLOW_NULL_SESSION 0x00100000
#define ASC_REQ_ALLOW_NON_USER_LOGONS 0x00200000
#define ASC_REQ_ALLOW_CONTEXT_REPLAY 0x00400000
#define ASC_REQ_FRAGMENT_TO_FIT 0x00800000
#define ASC_REQ_NO_TOKEN 0x01000000
#define ASC_REQ_PROXY_BINDINGS 0x04000000
#define ASC_REQ_ALLOW_MISSING_BINDINGS 0x10000000
#define ASC_REQ_MESSAGES 0x0000000100000000
#define ASC_REQ_EXPLICIT_SESSION 0x0000001000000000

/* *pfContextAttr of AcceptSecurityContext. */
#define ASC_RET_DELEGATE 0x00000001
#define ASC_RET_MUTUAL_AUTH 0x00000002
#define ASC_RET_REPLAY_DETECT 0x00000004
#define ASC_RET_SEQUENCE_DETECT 0x00000008
#define ASC_RET_CONFIDENTIALITY 0x00000010
#define ASC_RET_USE_SESSION_KEY 0x00000020
#define ASC_RET_SESSION_TICKET 0x00000040
#define ASC_RET_ALLOCATED_MEMORY 0x00000100
#define ASC_RET_USED_DCE_STYLE 0x00000200
#define ASC_RET_DATAGRAM 0x00000400
#define ASC_RET_CONNECTION 0x00000800
#define ASC_RET_CALL_LEVEL 0x00002000
#define ASC_RET_THIRD_LEG_FAILED 0x00004000
#define ASC_RET_EXTENDED_ERROR 0x00008000
#define ASC_RET_STREAM 0x00010000
#define ASC_RET_INTEGRITY 0x00020000
#define ASC_RET_LICENSING 0x00040000
#define ASC_RET_IDENTIFY 0x00080000
#define ASC_RET_NULL_SESSION 0x00100000
#define ASC_RET_ALLOW_NON_USER_LOGONS 0x00200000
#define ASC_RET_ALLOW_CONTEXT_REPLAY 0x00400000
#define ASC_RET_FRAGMENT_ONLY 0x00800000
#define ASC_RET_NO_TOKEN 0x01000000
#define ASC_RET_NO_ADDITIONAL_TOKEN 0x02000000
#define ASC_RET_MESSAGES 0x0000000100000000
#define ASC_RET_EXPLICIT_SESSION 0x0000001000000000

/* Quality of protection. */
#define SECQOP_WRAP_NO_ENCRYPT 0x80000001
#define SECQOP_WRAP_OOB_DATA 0x40000000

/* fFlags of ExportSecurityContext. */
#define SECPKG_CONTEXT_EXPORT_RESET_NEW 0x00000001
#define SECPKG_CONTEXT_EXPORT_DELETE_OLD 0x00000002
#define SECPKG_CONTEXT_EXPORT_TO_KERNEL 0x00000004

/* ---- Attributes of a credential ---------------------------------------------------------------------- */

#define SECPKG_CRED_ATTR_NAMES 1
#define SECPKG_CRED_ATTR_SSI_PROVIDER 2
#define SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS 3
#define SECPKG_CRED_ATTR_CERT 4
#define SECPKG_CRED_ATTR_PAC_BYPASS 5
#define SECPKG_CRED_ATTR_KDC_NETWORK_SETTINGS SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS

typedef struct _SecPkgCredentials_NamesW {
    SEC_WCHAR* sUserName;
} SecPkgCredentials_NamesW, *PSecPkgCredentials_NamesW;

typedef struct _SecPkgCredentials_NamesA {
    SEC_CHAR* sUserName;
} SecPkgCredentials_NamesA, *PSecPkgCredentials_NamesA;

#define SecPkgCredentials_Names SSPI_AW(SecPkgCredentials_Names)
#define PSecPkgCredentials_Names SSPI_AW(PSecPkgCredentials_Names)

typedef struct _SecPkgCredentials_SSIProviderW {
    SEC_WCHAR* sProviderName;
    ULONG ProviderInfoLength;
    char* ProviderInfo;
} SecPkgCredentials_SSIProviderW, *PSecPkgCredentials_SSIProviderW;

typedef struct _SecPkgCredentials_SSIProviderA {
    SEC_CHAR* sProviderName;
    ULONG ProviderInfoLength;
    char* ProviderInfo;
} SecPkgCredentials_SSIProviderA, *PSecPkgCredentials_SSIProviderA;

#define SecPkgCredentials_SSIProvider SSPI_AW(SecPkgCredentials_SSIProvider)
#define PSecPkgCredentials_SSIProvider SSPI_AW(PSecPkgCredentials_SSIProvider)

#define KDC_PROXY_SETTINGS_V1 1
#define KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY 0x1

/* Offsets and lengths in bytes, offsets from the start of this structure; the texts are wide, and stand behind it. */
typedef struct _SecPkgCredentials_KdcProxySettingsW {
    ULONG Version;
    ULONG Flags;
    USHORT ProxyServerOffset;
    USHORT ProxyServerLength;
    USHORT ClientTlsCredOffset;
    USHORT ClientTlsCredLength;
} SecPkgCredentials_KdcProxySettingsW, *PSecPkgCredentials_KdcProxySettingsW;

typedef struct _SecPkgCredentials_Cert {
    ULONG EncodedCertSize;
    unsigned char* EncodedCert;
} SecPkgCredentials_Cert, *PSecPkgCredentials_Cert;

/* ---- Attributes of a context ------------------------------------------------------------------------- */

#define SECPKG_ATTR_SIZES 0
#define SECPKG_ATTR_NAMES 1
#define SECPKG_ATTR_LIFESPAN 2
#define SECPKG_ATTR_DCE_INFO 3
#define SECPKG_ATTR_STREAM_SIZES 4
#define SECPKG_ATTR_KEY_INFO 5
#define SECPKG_ATTR_AUTHORITY 6
#define SECPKG_ATTR_PROTO_INFO 7
#define SECPKG_ATTR_PASSWORD_EXPIRY 8
#define SECPKG_ATTR_SESSION_KEY 9
#define SECPKG_ATTR_PACKAGE_INFO 10
#define SECPKG_ATTR_USER_FLAGS 11
#define SECPKG_ATTR_NEGOTIATION_INFO 12
#define SECPKG_ATTR_NATIVE_NAMES 13
#define SECPKG_ATTR_FLAGS 14
#define SECPKG_ATTR_USE_VALIDATED 15
#define SECPKG_ATTR_CREDENTIAL_NAME 16
#define SECPKG_ATTR_TARGET_INFORMATION 17
#define SECPKG_ATTR_ACCESS_TOKEN 18
#define SECPKG_ATTR_TARGET 19
#define SECPKG_ATTR_AUTHENTICATION_ID 20
#define SECPKG_ATTR_LOGOFF_TIME 21
#define SECPKG_ATTR_NEGO_KEYS 22
#define SECPKG_ATTR_PROMPTING_NEEDED 24
#define SECPKG_ATTR_UNIQUE_BINDINGS 25
#define SECPKG_ATTR_ENDPOINT_BINDINGS 26
#define SECPKG_ATTR_CLIENT_SPECIFIED_TARGET 27
#define SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS 30
#define SECPKG_ATTR_NEGO_PKG_INFO 31
#define SECPKG_ATTR_NEGO_STATUS 32
#define SECPKG_ATTR_CONTEXT_DELETED 33
#define SECPKG_ATTR_DTLS_MTU 34
#define SECPKG_ATTR_SUBJECT_SECURITY_ATTRIBUTES 128
#define SECPKG_ATTR_APPLICATION_PROTOCOL 35
#define SECPKG_ATTR_NEGOTIATED_TLS_EXTENSIONS 36
#define SECPKG_ATTR_IS_LOOPBACK 37
#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_KERBEROS 0x1
#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_NTLM 0x2
#define SECPKG_ATTR_DATAGRAM_SIZES SECPKG_ATTR_STREAM_SIZES

#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_KERBEROS 0x1
#define SECPKG_ATTR_NEGO_INFO_FLAG_NO_NTLM 0x2

typedef struct _SecPkgContext_SubjectAttributes {
    void* AttributeInfo;
} SecPkgContext_SubjectAttributes, *PSecPkgContext_SubjectAttributes;

typedef enum _SECPKG_CRED_CLASS {
    SecPkgCredClass_None = 0,
    SecPkgCredClass_Ephemeral = 10,
    SecPkgCredClass_PersistedGeneric = 20,
    SecPkgCredClass_PersistedSpecific = 30,
    SecPkgCredClass_Explicit = 40
} SECPKG_CRED_CLASS,
    *PSECPKG_CRED_CLASS;

typedef struct _SecPkgContext_CredInfo {
    SECPKG_CRED_CLASS CredClass;
    ULONG IsPromptingNeeded;
} SecPkgContext_CredInfo, *PSecPkgContext_CredInfo;

typedef struct _SecPkgContext_NegoPackageInfo {
    ULONG PackageMask;
} SecPkgContext_NegoPackageInfo, *PSecPkgContext_NegoPackageInfo;

typedef struct _SecPkgContext_NegoStatus {
    ULONG LastStatus;
} SecPkgContext_NegoStatus, *PSecPkgContext_NegoStatus;

/* All in bytes. */
typedef struct _SecPkgContext_Sizes {
    ULONG cbMaxToken;
    ULONG cbMaxSignature;
    ULONG cbBlockSize;
    ULONG cbSecurityTrailer;
} SecPkgContext_Sizes, *PSecPkgContext_Sizes;

typedef struct _SecPkgContext_StreamSizes {
    ULONG cbHeader;
    ULONG cbTrailer;
    ULONG cbMaximumMessage;
    ULONG cBuffers;
    ULONG cbBlockSize;
} SecPkgContext_StreamSizes, *PSecPkgContext_StreamSizes;

typedef SecPkgContext_StreamSizes SecPkgContext_DatagramSizes;
typedef PSecPkgContext_StreamSizes PSecPkgContext_DatagramSizes;

typedef struct _SecPkgContext_NamesW {
    SEC_WCHAR* sUserName;
} SecPkgContext_NamesW, *PSecPkgContext_NamesW;

typedef struct _SecPkgContext_NamesA {
    SEC_CHAR* sUserName;
} SecPkgContext_NamesA, *PSecPkgContext_NamesA;

#define SecPkgContext_Names SSPI_AW(SecPkgContext_Names)
#define PSecPkgContext_Names SSPI_AW(PSecPkgContext_Names)

typedef enum _SECPKG_ATTR_LCT_STATUS {
    SecPkgAttrLastClientTokenYes,
    SecPkgAttrLastClientTokenNo,
    SecPkgAttrLastClientTokenMaybe
} SECPKG_ATTR_LCT_STATUS,
    *PSECPKG_ATTR_LCT_STATUS;

typedef struct _SecPkgContext_LastClientTokenStatus {
    SECPKG_ATTR_LCT_STATUS LastClientTokenStatus;
} SecPkgContext_LastClientTokenStatus, *PSecPkgContext_LastClientTokenStatus;

typedef struct _SecPkgContext_Lifespan {
    TimeStamp tsStart;
    TimeStamp tsExpiry;
} SecPkgContext_Lifespan, *PSecPkgContext_Lifespan;

typedef struct _SecPkgContext_DceInfo {
    ULONG AuthzSvc;
    void* pPac;
} SecPkgContext_DceInfo, *PSecPkgContext_DceInfo;

/* KeySize is in bits; the two algorithm numbers are the Kerberos checksum type and encryption type. */
typedef struct _SecPkgContext_KeyInfoA {
    SEC_CHAR* sSignatureAlgorithmName;
    SEC_CHAR* sEncryptAlgorithmName;
    ULONG KeySize;
    ULONG SignatureAlgorithm;
    ULONG EncryptAlgorithm;
} SecPkgContext_KeyInfoA, *PSecPkgContext_KeyInfoA;

typedef struct _SecPkgContext_KeyInfoW {
    SEC_WCHAR* sSignatureAlgorithmName;
    SEC_WCHAR* sEncryptAlgorithmName;
    ULONG KeySize;
    ULONG SignatureAlgorithm;
    ULONG EncryptAlgorithm;
} SecPkgContext_KeyInfoW, *PSecPkgContext_KeyInfoW;

#define SecPkgContext_KeyInfo SSPI_AW(SecPkgContext_KeyInfo)
#define PSecPkgContext_KeyInfo SSPI_AW(PSecPkgContext_KeyInfo)

typedef struct _SecPkgContext_AuthorityA {
    SEC_CHAR* sAuthorityName;
} SecPkgContext_AuthorityA, *PSecPkgContext_AuthorityA;

typedef struct _SecPkgContext_AuthorityW {
    SEC_WCHAR* sAuthorityName;
} SecPkgContext_AuthorityW, *PSecPkgContext_AuthorityW;

#define SecPkgContext_Authority SSPI_AW(SecPkgContext_Authority)
#define PSecPkgContext_Authority SSPI_AW(PSecPkgContext_Authority)

typedef struct _SecPkgContext_ProtoInfoA {
    SEC_CHAR* sProtocolName;
    ULONG majorVersion;
    ULONG minorVersion;
} SecPkgContext_ProtoInfoA, *PSecPkgContext_ProtoInfoA;

typedef struct _SecPkgContext_ProtoInfoW {
    SEC_WCHAR* sProtocolName;
    ULONG majorVersion;
    ULONG minorVersion;
} SecPkgContext_ProtoInfoW, *PSecPkgContext_ProtoInfoW;

#define SecPkgContext_ProtoInfo SSPI_AW(SecPkgContext_ProtoInfo)
#define PSecPkgContext_ProtoInfo SSPI_AW(PSecPkgContext_ProtoInfo)

typedef struct _SecPkgContext_PasswordExpiry {
    TimeStamp tsPasswordExpires;
} SecPkgContext_PasswordExpiry, *PSecPkgContext_PasswordExpiry;

typedef struct _SecPkgContext_LogoffTime {
    TimeStamp tsLogoffTime;
} SecPkgContext_LogoffTime, *PSecPkgContext_LogoffTime;

/* SessionKeyLength is in bytes; FreeContextBuffer wipes SessionKey. */
typedef struct _SecPkgContext_SessionKey {
    ULONG SessionKeyLength;
    unsigned char* SessionKey;
} SecPkgContext_SessionKey, *PSecPkgContext_SessionKey;

typedef struct _SecPkgContext_NegoKeys {
    ULONG KeyType;
    unsigned short KeyLength;
    unsigned char* KeyValue;
    ULONG VerifyKeyType;
    unsigned short VerifyKeyLength;
    unsigned char* VerifyKeyValue;
} SecPkgContext_NegoKeys, *PSecPkgContext_NegoKeys;

typedef struct _SecPkgContext_PackageInfoW {
    PSecPkgInfoW PackageInfo;
} SecPkgContext_PackageInfoW, *PSecPkgContext_PackageInfoW;

typedef struct _SecPkgContext_PackageInfoA {
    PSecPkgInfoA PackageInfo;
} SecPkgContext_PackageInfoA, *PSecPkgContext_PackageInfoA;

#define SecPkgContext_PackageInfo SSPI_AW(SecPkgContext_PackageInfo)
#define PSecPkgContext_PackageInfo SSPI_AW(PSecPkgContext_PackageInfo)

typedef struct _SecPkgContext_UserFlags {
    ULONG UserFlags;
} SecPkgContext_UserFlags, *PSecPkgContext_UserFlags;

/* The granted bits, ISC_RET_ on the side of the client and ASC_RET_ on that of the server. */
typedef struct _SecPkgContext_Flags {
    ULONG Flags;
} SecPkgContext_Flags, *PSecPkgContext_Flags;

typedef struct _SecPkgContext_NegotiationInfoA {
    PSecPkgInfoA PackageInfo;
    ULONG NegotiationState;
} SecPkgContext_NegotiationInfoA, *PSecPkgContext_NegotiationInfoA;

typedef struct _SecPkgContext_NegotiationInfoW {
    PSecPkgInfoW PackageInfo;
    ULONG NegotiationState;
} SecPkgContext_NegotiationInfoW, *PSecPkgContext_NegotiationInfoW;

#define SecPkgContext_NegotiationInfo SSPI_AW(SecPkgContext_NegotiationInfo)
#define PSecPkgContext_NegotiationInfo SSPI_AW(PSecPkgContext_NegotiationInfo)

#define SECPKG_NEGOTIATION_COMPLETE 0
#define SECPKG_NEGOTIATION_OPTIMISTIC 1
#define SECPKG_NEGOTIATION_IN_PROGRESS 2
#define SECPKG_NEGOTIATION_DIRECT 3
#define SECPKG_NEGOTIATION_TRY_MULTICRED 4

typedef struct _SecPkgContext_NativeNamesW {
    SEC_WCHAR* sClientName;
    SEC_WCHAR* sServerName;
} SecPkgContext_NativeNamesW, *PSecPkgContext_NativeNamesW;

typedef struct _SecPkgContext_NativeNamesA {
    SEC_CHAR* sClientName;
    SEC_CHAR* sServerName;
} SecPkgContext_NativeNamesA, *PSecPkgContext_NativeNamesA;

#define SecPkgContext_NativeNames SSPI_AW(SecPkgContext_NativeNames)
#define PSecPkgContext_NativeNames SSPI_AW(PSecPkgContext_NativeNames)

typedef struct _SecPkgContext_CredentialNameW {
    ULONG CredentialType;
    SEC_WCHAR* sCredentialName;
} SecPkgContext_CredentialNameW, *PSecPkgContext_CredentialNameW;

typedef struct _SecPkgContext_CredentialNameA {
    ULONG CredentialType;
    SEC_CHAR* sCredentialName;
} SecPkgContext_CredentialNameA, *PSecPkgContext_CredentialNameA;

#define SecPkgContext_CredentialName SSPI_AW(SecPkgContext_CredentialName)
#define PSecPkgContext_CredentialName SSPI_AW(PSecPkgContext_CredentialName)

typedef struct _SecPkgContext_AccessToken {
    void* AccessToken;
} SecPkgContext_AccessToken, *PSecPkgContext_AccessToken;

typedef struct _SecPkgContext_TargetInformation {
    ULONG MarshalledTargetInfoLength;
    unsigned char* MarshalledTargetInfo;
} SecPkgContext_TargetInformation, *PSecPkgContext_TargetInformation;

typedef struct _SecPkgContext_AuthzID {
    ULONG AuthzIDLength;
    char* AuthzID;
} SecPkgContext_AuthzID, *PSecPkgContext_AuthzID;

typedef struct _SecPkgContext_Target {
    ULONG TargetLength;
    char* Target;
} SecPkgContext_Target, *PSecPkgContext_Target;

/* Wide in both forms of the query. */
typedef struct _SecPkgContext_ClientSpecifiedTarget {
    SEC_WCHAR* sTargetName;
} SecPkgContext_ClientSpecifiedTarget, *PSecPkgContext_ClientSpecifiedTarget;

typedef struct _SecPkgContext_Bindings {
    ULONG BindingsLength;
    SEC_CHANNEL_BINDINGS* Bindings;
} SecPkgContext_Bindings, *PSecPkgContext_Bindings;

typedef enum _SEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS {
    SecApplicationProtocolNegotiationStatus_None,
    SecApplicationProtocolNegotiationStatus_Success,
    SecApplicationProtocolNegotiationStatus_SelectedClientOnly
} SEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS,
    *PSEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS;

#define MAX_PROTOCOL_ID_SIZE 0xff

typedef struct _SecPkgContext_ApplicationProtocol {
    SEC_APPLICATION_PROTOCOL_NEGOTIATION_STATUS ProtoNegoStatus;
    SEC_APPLICATION_PROTOCOL_NEGOTIATION_EXT ProtoNegoExt;
    unsigned char ProtocolIdSize;
    unsigned char ProtocolId[MAX_PROTOCOL_ID_SIZE];
} SecPkgContext_ApplicationProtocol, *PSecPkgContext_ApplicationProtocol;

typedef struct _SecPkgContext_NegotiatedTlsExtensions {
    ULONG ExtensionsCount;
    unsigned short* Extensions;
} SecPkgContext_NegotiatedTlsExtensions, *PSecPkgContext_NegotiatedTlsExtensions;

typedef struct _SECPKG_APP_MODE_INFO {
    ULONG UserFunction;
    ULONG_PTR Argument1;
    ULONG_PTR Argument2;
    SecBuffer UserData;
    BOOLEAN ReturnToLsa;
} SECPKG_APP_MODE_INFO, *PSECPKG_APP_MODE_INFO;

/* ---- Identities -------------------------------------------------------------------------------------- */

/*
 * Lengths count characters and are authoritative: no terminator is needed. Flags says whether the texts are
 * narrow (UTF-8 in unsigned char) or wide (SEC_WCHAR behind the unsigned short* that Windows declares; cast,
 * as there).
 *
 * SEC_WINNT_AUTH_IDENTITY_ONLY asks for tickets without authorization data. With
 * SEC_WINNT_AUTH_IDENTITY_MARSHALLED the members of the first two structures may be offsets from the start of
 * the structure, in bytes, to texts behind it, where the size of the block is known: from Length, or from the
 * buffer that the structure is passed in. Values from 0x100000 on are pointers all the same. The forms that
 * Windows encrypts (PROCESS_ENCRYPTED, SYSTEM_PROTECTED, USER_PROTECTED, SYSTEM_ENCRYPTED) are refused.
 */
#define SEC_WINNT_AUTH_IDENTITY_MARSHALLED 0x4
#define SEC_WINNT_AUTH_IDENTITY_ONLY 0x8

#ifndef _AUTH_IDENTITY_DEFINED
#define _AUTH_IDENTITY_DEFINED

#define SEC_WINNT_AUTH_IDENTITY_ANSI 0x1
#define SEC_WINNT_AUTH_IDENTITY_UNICODE 0x2

typedef struct _SEC_WINNT_AUTH_IDENTITY_W {
    unsigned short* User;
    ULONG UserLength;
    unsigned short* Domain;
    ULONG DomainLength;
    unsigned short* Password;
    ULONG PasswordLength;
    ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_W, *PSEC_WINNT_AUTH_IDENTITY_W;

typedef struct _SEC_WINNT_AUTH_IDENTITY_A {
    unsigned char* User;
    ULONG UserLength;
    unsigned char* Domain;
    ULONG DomainLength;
    unsigned char* Password;
    ULONG PasswordLength;
    ULONG Flags;
} SEC_WINNT_AUTH_IDENTITY_A, *PSEC_WINNT_AUTH_IDENTITY_A;

#define SEC_WINNT_AUTH_IDENTITY SSPI_UAW(SEC_WINNT_AUTH_IDENTITY)
#define PSEC_WINNT_AUTH_IDENTITY SSPI_UAW(PSEC_WINNT_AUTH_IDENTITY)
#define _SEC_WINNT_AUTH_IDENTITY SSPI_UAW(_SEC_WINNT_AUTH_IDENTITY)
#endif

#ifndef SEC_WINNT_AUTH_IDENTITY_VERSION
#define SEC_WINNT_AUTH_IDENTITY_VERSION 0x200

/* Version is SEC_WINNT_AUTH_IDENTITY_VERSION, Length the size of this structure in bytes. */
typedef struct _SEC_WINNT_AUTH_IDENTITY_EXW {
    ULONG Version;
    ULONG Length;
    unsigned short* User;
    ULONG UserLength;
    unsigned short* Domain;
    ULONG DomainLength;
    unsigned short* Password;
    ULONG PasswordLength;
    ULONG Flags;
    unsigned short* PackageList;
    ULONG PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EXW, *PSEC_WINNT_AUTH_IDENTITY_EXW;

typedef struct _SEC_WINNT_AUTH_IDENTITY_EXA {
    ULONG Version;
    ULONG Length;
    unsigned char* User;
    ULONG UserLength;
    unsigned char* Domain;
    ULONG DomainLength;
    unsigned char* Password;
    ULONG PasswordLength;
    ULONG Flags;
    unsigned char* PackageList;
    ULONG PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EXA, *PSEC_WINNT_AUTH_IDENTITY_EXA;

#define SEC_WINNT_AUTH_IDENTITY_EX SSPI_AW(SEC_WINNT_AUTH_IDENTITY_EX)
#define PSEC_WINNT_AUTH_IDENTITY_EX SSPI_AW(PSEC_WINNT_AUTH_IDENTITY_EX)
#endif

#ifndef _AUTH_IDENTITY_EX2_DEFINED
#define _AUTH_IDENTITY_EX2_DEFINED

#define SEC_WINNT_AUTH_IDENTITY_VERSION_2 0x201

/*
 * One block, with offsets from the start of this structure; offsets and lengths count bytes. Nothing may
 * begin within the first cbHeaderLength bytes or end behind cbStructureLength. An offset and length of zero
 * stand for a text that is not given. Texts are wide unless Flags says ANSI, and may be at odd offsets. The
 * packed credentials are a SEC_WINNT_AUTH_PACKED_CREDENTIALS, alone or in a
 * SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX without a package list: a password in the encoding of the texts, or
 * the contents of a keytab file. Other types are refused.
 */
typedef struct _SEC_WINNT_AUTH_IDENTITY_EX2 {
    ULONG Version;
    unsigned short cbHeaderLength;
    ULONG cbStructureLength;
    ULONG UserOffset;
    unsigned short UserLength;
    ULONG DomainOffset;
    unsigned short DomainLength;
    ULONG PackedCredentialsOffset;
    unsigned short PackedCredentialsLength;
    ULONG Flags;
    ULONG PackageListOffset;
    unsigned short PackageListLength;
} SEC_WINNT_AUTH_IDENTITY_EX2, *PSEC_WINNT_AUTH_IDENTITY_EX2;
#endif

#ifndef _AUTH_IDENTITY_INFO_DEFINED
#define _AUTH_IDENTITY_INFO_DEFINED

typedef union _SEC_WINNT_AUTH_IDENTITY_INFO {
    SEC_WINNT_AUTH_IDENTITY_EXW AuthIdExw;
    SEC_WINNT_AUTH_IDENTITY_EXA AuthIdExa;
    SEC_WINNT_AUTH_IDENTITY_A AuthId_a;
    SEC_WINNT_AUTH_IDENTITY_W AuthId_w;
    SEC_WINNT_AUTH_IDENTITY_EX2 AuthIdEx2;
} SEC_WINNT_AUTH_IDENTITY_INFO, *PSEC_WINNT_AUTH_IDENTITY_INFO;

#define SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED 0x10
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED 0x20
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED 0x40
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED 0x80
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_RESERVED 0x10000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER 0x20000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN 0x40000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_ID_PROVIDER 0x80000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_USE_MASK 0xff000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_SAVE 0x80000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_SAVE_CRED_BY_CALLER                                            \
    SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_SAVE
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_SAVE_CRED_CHECKED 0x40000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_NO_CHECKBOX 0x20000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_LOAD 0x10000000
#define SEC_WINNT_AUTH_IDENTITY_FLAGS_VALID_SSPIPFC_FLAGS                                                    \
    (SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_SAVE |                                            \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_SAVE_CRED_CHECKED |                                               \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_NO_CHECKBOX |                                                     \
     SEC_WINNT_AUTH_IDENTITY_FLAGS_SSPIPFC_CREDPROV_DO_NOT_LOAD)
#endif

/* dwFlags of SspiPromptForCredentials. */
#define SSPIPFC_CREDPROV_DO_NOT_SAVE 0x00000001
#define SSPIPFC_SAVE_CRED_BY_CALLER SSPIPFC_CREDPROV_DO_NOT_SAVE
#define SSPIPFC_NO_CHECKBOX 0x00000002
#define SSPIPFC_CREDPROV_DO_NOT_LOAD 0x00000004
#define SSPIPFC_USE_CREDUIBROKER 0x00000008
#define SSPIPFC_VALID_FLAGS                                                                                  \
    (SSPIPFC_CREDPROV_DO_NOT_SAVE | SSPIPFC_NO_CHECKBOX | SSPIPFC_CREDPROV_DO_NOT_LOAD |                     \
     SSPIPFC_USE_CREDUIBROKER)

/* Options of SspiEncryptAuthIdentityEx and SspiDecryptAuthIdentityEx. */
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_LOGON 1
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS 2
#define SEC_WINNT_AUTH_IDENTITY_ENCRYPT_FOR_SYSTEM 4

#ifndef _SSPIPFC_NONE_
typedef PVOID PSEC_WINNT_AUTH_IDENTITY_OPAQUE;
#else
typedef PSEC_WINNT_AUTH_IDENTITY_INFO PSEC_WINNT_AUTH_IDENTITY_OPAQUE;
#endif

/* ---- Packed credentials ------------------------------------------------------------------------------ */

#ifndef SSPI_SELECTANY
#define SSPI_SELECTANY static __attribute__((unused))
#endif

/* The kinds of packed credentials (CredType). */
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_PASSWORD = {
    0x28bfc32f, 0x10f6, 0x4738, {0x98, 0xd1, 0x1a, 0xc0, 0x61, 0xdf, 0x71, 0x6a}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_CERT = {
    0x235f69ad, 0x73fb, 0x4dbc, {0x82, 0x3, 0x6, 0x29, 0xe7, 0x39, 0x33, 0x9b}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_CREDMAN_CERT = {
    0x7cb72412, 0x1016, 0x491a, {0x8c, 0x87, 0x4d, 0x2a, 0xa1, 0xb7, 0xdd, 0x3a}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_NGC = {
    0x10a47879, 0x5ebf, 0x4b85, {0xbd, 0x8d, 0xc2, 0x1b, 0xb4, 0xf4, 0x9c, 0x8a}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_FIDO = {
    0x32e8f8d7, 0x7871, 0x4bcc, {0x83, 0xc5, 0x46, 0xf, 0x66, 0xc6, 0x13, 0x5c}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_KEYTAB = {
    0xd587aae8, 0xf78f, 0x4455, {0xa1, 0x12, 0xc9, 0x34, 0xbe, 0xee, 0x7c, 0xe1}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_DELEGATION_TOKEN = {
    0x12e52e0f, 0x6f9b, 0x4f83, {0x90, 0x20, 0x9d, 0xe4, 0x2b, 0x22, 0x62, 0x67}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_CSP_DATA = {
    0x68fd9879, 0x79c, 0x4dfe, {0x82, 0x81, 0x57, 0x8a, 0xad, 0xc1, 0xc1, 0x0}};
SSPI_SELECTANY const GUID SEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS = {
    0xb86c4ff3, 0x49d7, 0x4dc4, {0xb5, 0x60, 0xb1, 0x16, 0x36, 0x85, 0xb2, 0x36}};
SSPI_SELECTANY const GUID CREDUIWIN_STRUCTURE_TYPE_SSPIPFC = {
    0x3c3e93d9, 0xd96b, 0x49b5, {0x94, 0xa7, 0x45, 0x85, 0x92, 0x8, 0x83, 0x37}};
SSPI_SELECTANY const GUID SSPIPFC_STRUCTURE_TYPE_CREDUI_CONTEXT = {
    0xc2fffe6f, 0x503d, 0x4c3d, {0xa9, 0x5e, 0xbc, 0xe8, 0x21, 0x21, 0x3d, 0x44}};

/* Offsets and lengths in bytes. */
typedef struct _SEC_WINNT_AUTH_BYTE_VECTOR {
    ULONG ByteArrayOffset;
    unsigned short ByteArrayLength;
} SEC_WINNT_AUTH_BYTE_VECTOR, *PSEC_WINNT_AUTH_BYTE_VECTOR;

typedef struct _SEC_WINNT_AUTH_DATA {
    GUID CredType;
    SEC_WINNT_AUTH_BYTE_VECTOR CredData;
} SEC_WINNT_AUTH_DATA, *PSEC_WINNT_AUTH_DATA;

typedef struct _SEC_WINNT_AUTH_PACKED_CREDENTIALS {
    unsigned short cbHeaderLength;
    unsigned short cbStructureLength;
    SEC_WINNT_AUTH_DATA AuthData;
} SEC_WINNT_AUTH_PACKED_CREDENTIALS, *PSEC_WINNT_AUTH_PACKED_CREDENTIALS;

/* The second name has no asterisk on Windows either. */
typedef struct _SEC_WINNT_AUTH_DATA_PASSWORD {
    SEC_WINNT_AUTH_BYTE_VECTOR UnicodePassword;
} SEC_WINNT_AUTH_DATA_PASSWORD, PSEC_WINNT_AUTH_DATA_PASSWORD;

typedef struct _SEC_WINNT_AUTH_CERTIFICATE_DATA {
    unsigned short cbHeaderLength;
    unsigned short cbStructureLength;
    SEC_WINNT_AUTH_BYTE_VECTOR Certificate;
} SEC_WINNT_AUTH_CERTIFICATE_DATA, *PSEC_WINNT_AUTH_CERTIFICATE_DATA;

typedef struct _SEC_WINNT_AUTH_NGC_DATA {
    LUID LogonId;
    ULONG Flags;
    SEC_WINNT_AUTH_BYTE_VECTOR CspInfo;
    SEC_WINNT_AUTH_BYTE_VECTOR UserIdKeyAuthTicket;
    SEC_WINNT_AUTH_BYTE_VECTOR DecryptionKeyName;
    SEC_WINNT_AUTH_BYTE_VECTOR DecryptionKeyAuthTicket;
} SEC_WINNT_AUTH_NGC_DATA, *PSEC_WINNT_AUTH_NGC_DATA;

#define NGC_DATA_FLAG_KERB_CERTIFICATE_LOGON_FLAG_CHECK_DUPLICATES 1
#define NGC_DATA_FLAG_KERB_CERTIFICATE_LOGON_FLAG_USE_CERTIFICATE_INFO 2
#define NGC_DATA_FLAG_IS_SMARTCARD_DATA 4
#define NGC_DATA_FLAG_IS_CLOUD_TRUST_CRED 8

typedef struct _SEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS_DATA {
    PVOID pcc;
    PVOID hProv;
    LPWSTR pwszECDHKeyName;
} SEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS_DATA, *PSEC_WINNT_AUTH_DATA_TYPE_SMARTCARD_CONTEXTS_DATA;

typedef struct _SEC_WINNT_AUTH_FIDO_DATA {
    unsigned short cbHeaderLength;
    unsigned short cbStructureLength;
    SEC_WINNT_AUTH_BYTE_VECTOR Secret;
    SEC_WINNT_AUTH_BYTE_VECTOR NewSecret;
    SEC_WINNT_AUTH_BYTE_VECTOR EncryptedNewSecret;
    SEC_WINNT_AUTH_BYTE_VECTOR NetworkLogonBuffer;
    ULONG64 ulSignatureCount;
} SEC_WINNT_AUTH_FIDO_DATA, *PSEC_WINNT_AUTH_FIDO_DATA;

typedef struct _SEC_WINNT_CREDUI_CONTEXT_VECTOR {
    ULONG CredUIContextArrayOffset;
    USHORT CredUIContextCount;
} SEC_WINNT_CREDUI_CONTEXT_VECTOR, *PSEC_WINNT_CREDUI_CONTEXT_VECTOR;

typedef struct _SEC_WINNT_AUTH_SHORT_VECTOR {
    ULONG ShortArrayOffset;
    USHORT ShortArrayCount;
} SEC_WINNT_AUTH_SHORT_VECTOR, *PSEC_WINNT_AUTH_SHORT_VECTOR;

typedef struct _CREDUIWIN_MARSHALED_CONTEXT {
    GUID StructureType;
    USHORT cbHeaderLength;
    LUID LogonId;
    GUID MarshaledDataType;
    ULONG MarshaledDataOffset;
    USHORT MarshaledDataLength;
} CREDUIWIN_MARSHALED_CONTEXT, *PCREDUIWIN_MARSHALED_CONTEXT;

typedef struct _SEC_WINNT_CREDUI_CONTEXT {
    USHORT cbHeaderLength;
    HANDLE CredUIContextHandle;
    PVOID UIInfo;
    ULONG dwAuthError;
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE pInputAuthIdentity;
    PUNICODE_STRING TargetName;
} SEC_WINNT_CREDUI_CONTEXT, *PSEC_WINNT_CREDUI_CONTEXT;

typedef struct _SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX {
    unsigned short cbHeaderLength;
    ULONG Flags;
    SEC_WINNT_AUTH_BYTE_VECTOR PackedCredentials;
    SEC_WINNT_AUTH_SHORT_VECTOR PackageList;
} SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX, *PSEC_WINNT_AUTH_PACKED_CREDENTIALS_EX;

/* ---- Small types of single functions ----------------------------------------------------------------- */

typedef enum _SecDelegationType {
    SecFull,
    SecService,
    SecTree,
    SecDirectory,
    SecObject
} SecDelegationType,
    *PSecDelegationType;

typedef enum _SASL_AUTHZID_STATE { Sasl_AuthZIDForbidden, Sasl_AuthZIDProcessed } SASL_AUTHZID_STATE;

#define SASL_OPTION_SEND_SIZE 1
#define SASL_OPTION_RECV_SIZE 2
#define SASL_OPTION_AUTHZ_STRING 3
#define SASL_OPTION_AUTHZ_PROCESSING 4

typedef struct _SECURITY_PACKAGE_OPTIONS {
    ULONG Size;
    ULONG Type;
    ULONG Flags;
    ULONG SignatureSize;
    void* Signature;
} SECURITY_PACKAGE_OPTIONS, *PSECURITY_PACKAGE_OPTIONS;

#define SECPKG_OPTIONS_TYPE_UNKNOWN 0
#define SECPKG_OPTIONS_TYPE_LSA 1
#define SECPKG_OPTIONS_TYPE_SSPI 2
#define SECPKG_OPTIONS_PERMANENT 0x00000001

/* ---- Functions --------------------------------------------------------------------------------------- */

/* The key callback of AcquireCredentialsHandle. No package of this library calls it. */
typedef void(SEC_ENTRY* SEC_GET_KEY_FN)(void* Arg, void* Principal, ULONG KeyVer, void** Key,
                                        SECURITY_STATUS* Status);

/* ---- Functions: packages ----------------------------------------------------------------------------- */

/*
 * EnumerateSecurityPackages lists the security packages of this library.
 *
 * pcPackages receives their number; ppPackageInfo receives an array of as many SecPkgInfo.
 * Ownership: the array and its texts are one block; release it with one FreeContextBuffer on *ppPackageInfo.
 * Returns: SEC_E_OK; SEC_E_INVALID_PARAMETER if a pointer is NULL.
 * On failure: both outputs stay as they were.
 * Differs from Windows: the list holds "Negotiate" and "Kerberos" only. Its order means nothing.
 * Source: Microsoft: nf-sspi-enumeratesecuritypackages.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesA(ULONG* pcPackages, PSecPkgInfoA* ppPackageInfo);
SSPI_API SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesW(ULONG* pcPackages, PSecPkgInfoW* ppPackageInfo)
    SSPI_WIDE(EnumerateSecurityPackagesW);
#define EnumerateSecurityPackages SSPI_AW(EnumerateSecurityPackages)
typedef SECURITY_STATUS(SEC_ENTRY* ENUMERATE_SECURITY_PACKAGES_FN_A)(ULONG*, PSecPkgInfoA*);
typedef SECURITY_STATUS(SEC_ENTRY* ENUMERATE_SECURITY_PACKAGES_FN_W)(ULONG*, PSecPkgInfoW*);
#define ENUMERATE_SECURITY_PACKAGES_FN SSPI_UAW(ENUMERATE_SECURITY_PACKAGES_FN)

/*
 * QuerySecurityPackageInfo describes one security package.
 *
 * pszPackageName is compared without regard to case. *ppPackageInfo receives the description: Name exactly as in
 *     this table, fCapabilities, wVersion 1, wRPCID, cbMaxToken in bytes (no token is larger), Comment.
 *
 *   "Kerberos"   0x028F3BBF  16  48000
 *   "Negotiate"  0x00883BB3   9  48256
 *   "NTLM"       0x02882B37  10   2888
 *
 * Ownership: structure and texts are one block; release it with one FreeContextBuffer on *ppPackageInfo.
 * Returns: SEC_E_OK; SEC_E_INVALID_PARAMETER if ppPackageInfo is NULL; SEC_E_SECPKG_NOT_FOUND if there is no
 *     package of this name, or the name is NULL or malformed.
 * On failure: *ppPackageInfo stays as it was.
 * Differs from Windows: "NTLM" is described only, since programs give up where it is unknown: it is not listed, and
 *     AcquireCredentialsHandle does not find it.
 * Source: Microsoft: nf-sspi-querysecuritypackageinfow.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoA(SEC_CHAR* pszPackageName,
                                                             PSecPkgInfoA* ppPackageInfo);
SSPI_API SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoW(SEC_WCHAR* pszPackageName,
                                                             PSecPkgInfoW* ppPackageInfo)
    SSPI_WIDE(QuerySecurityPackageInfoW);
#define QuerySecurityPackageInfo SSPI_AW(QuerySecurityPackageInfo)
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_SECURITY_PACKAGE_INFO_FN_A)(SEC_CHAR*, PSecPkgInfoA*);
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_SECURITY_PACKAGE_INFO_FN_W)(SEC_WCHAR*, PSecPkgInfoW*);
#define QUERY_SECURITY_PACKAGE_INFO_FN SSPI_UAW(QUERY_SECURITY_PACKAGE_INFO_FN)

/* ---- Functions: credentials -------------------------------------------------------------------------- */

/*
 * AcquireCredentialsHandle makes a credential handle for a package. It checks its arguments and does nothing
 * else: it neither reads the credential cache nor contacts a KDC, so a wrong password shows in
 * InitializeSecurityContext. However many contexts and threads use the handle, a password that the KDC refuses is offered
 * once, and counts once towards the account's lock-out; all calls with the handle then answer SEC_E_LOGON_DENIED for a
 * minute, before it is asked about again. How weakly a KDC may have a password proved krb5.conf says: [sspi] minimum_rounds
 * (4096) and allow_rc4 (see the README).
 *
 * pszPrincipal is a hint and may be NULL. Without an identity, a user (alice, alice@REALM, DOMAIN\alice) whose tickets
 *     are in the collection of caches is taken in place of the default cache; a service of an inbound credential whose
 *     key is in the keytab is the only one that is accepted. Any other text has no effect, as on Windows.
 * pszPackage names the package, "Kerberos" or "Negotiate", without regard to case. Negotiate speaks SPNEGO
 *     (RFC 4178), and Kerberos is all that it has to negotiate.
 * fCredentialUse is SECPKG_CRED_INBOUND (accept), _OUTBOUND or _DEFAULT (initiate), or _BOTH;
 *     _AUTOLOGON_RESTRICTED may be added, and then an identity is needed.
 * pvLogonId must be NULL. pGetKeyFn and pvGetKeyArgument are ignored.
 * pAuthData is NULL for the default credential, or an identity in any of the structures of the section
 *     "Identities", narrow or wide as its Flags say whatever the suffix of the function (without ANSI or
 *     UNICODE in Flags, the suffix decides). It is copied. An identity without user, domain and password
 *     means the default credential. Names are taken as user and domain, "user@suffix" with an empty domain,
 *     "DOMAIN\user", or a user alone, in the default realm. A domain is the realm of that name in upper case, or what
 *     [sspi] domains in krb5.conf makes of it ("CORP = CORP.EXAMPLE.COM"), or, without a dot and an entry, the one
 *     configured realm whose first label it is. A suffix, or a domain without a dot, that is no realm of the configuration or
 *     DNS makes an enterprise name for the KDC of the default realm to resolve (RFC 6806), which knows its own domain and those
 *     that it trusts. The default realm is default_realm of
 *     krb5.conf, else that of this computer's domain, else that of the default cache; it is never looked up in DNS.
 *     The KDC is asked what the user's name is, which is then the credential's, unless a user stands alone or with a realm just as it
 *     is written; a realm without a dot may be the domain's other name.
 *     A PackageList ("kerberos", "!ntlm") must not exclude Kerberos, for Negotiate neither. A packed keytab takes the place of a password, and of the default keytab; without a
 *     user its first principal is meant, and its names count in any case. SEC_WINNT_AUTH_IDENTITY_ONLY asks for tickets without authorization data.
 * phCredential receives the handle.
 * ptsExpiry may be NULL and receives "never", since nothing has been obtained yet.
 * Ownership: release the handle with FreeCredentialsHandle. Contexts keep what they need of a released
 *     credential.
 *
 * The default credential is that of the user's default cache at the time of the first call of
 * InitializeSecurityContext. A password is used for its own principal, in a private cache in memory, and the
 * user's cache is not touched; its ticket is replaced five minutes (a tenth of a shorter lifetime) before it ends. A
 * user without password stands for that principal's cache in the collection. Caches are opened for each context, so one
 * that was renewed, replaced or switched meanwhile is seen; one whose tickets have ended is no credential until it is
 * renewed. The collection is the directory (DIR) or service (KCM) of the default cache, or that cache alone (FILE,
 * MEMORY). What the file of a cache (FILE, DIR) holds is kept in memory with the handle, its keys wiped when it goes, and read
 * again when the file has changed: a ticket that is in it no more is not used. This is for files on a local disk that nobody
 * but the user can read; others, and other kinds of caches, are looked through for each context. An inbound credential uses the default keytab (KRB5_KTNAME, default_keytab_name) when a context is accepted: its file is read once for all handles, and again when it has changed; while somebody rewrites it, for two seconds at the most, the keys are those that it had before.
 *
 * Returns:
 *   SEC_E_OK                   the handle was made
 *   SEC_E_INVALID_HANDLE       phCredential is NULL
 *   SEC_E_SECPKG_NOT_FOUND     the package name is unknown, NULL or malformed, or PackageList leaves no Kerberos
 *   SEC_E_INVALID_PARAMETER    fCredentialUse is another
 *   SEC_E_NOT_OWNER            pvLogonId is not NULL
 *   SEC_E_NO_CREDENTIALS       SECPKG_CRED_PROCESS_POLICY_ONLY, or _AUTOLOGON_RESTRICTED without identity; or the
 *                              thread acts as a client (ImpersonateSecurityContext) who may only be identified,
 *                              or names a user of a cache of the process
 *   SEC_E_UNKNOWN_CREDENTIALS  the identity is malformed (unknown version, both encodings, NULL text with a
 *                              length, an offset or length that leads outside, invalid characters, a zero
 *                              character in a name), encrypted, or has a domain or password and no user
 * On failure: *phCredential and *ptsExpiry stay as they were.
 * Differs from Windows: the default credential is a Kerberos cache, not a logon session; inbound keys come
 *     from a keytab, not from the machine account. There is no NTLM.
 * Source: Microsoft: secauthn/acquirecredentialshandle--kerberos, ns-sspi-sec_winnt_auth_identity_exw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleA(SEC_CHAR* pszPrincipal, SEC_CHAR* pszPackage,
                                                             ULONG fCredentialUse, void* pvLogonId,
                                                             void* pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                                                             void* pvGetKeyArgument, PCredHandle phCredential,
                                                             PTimeStamp ptsExpiry)
    SSPI_WIDE(AcquireCredentialsHandleA);
SSPI_API SECURITY_STATUS SEC_ENTRY AcquireCredentialsHandleW(SEC_WCHAR* pszPrincipal, SEC_WCHAR* pszPackage,
                                                             ULONG fCredentialUse, void* pvLogonId,
                                                             void* pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                                                             void* pvGetKeyArgument, PCredHandle phCredential,
                                                             PTimeStamp ptsExpiry)
    SSPI_WIDE(AcquireCredentialsHandleW);
#define AcquireCredentialsHandle SSPI_AW(AcquireCredentialsHandle)
typedef SECURITY_STATUS(SEC_ENTRY* ACQUIRE_CREDENTIALS_HANDLE_FN_A)(SEC_CHAR*, SEC_CHAR*, ULONG, void*, void*,
                                                                    SEC_GET_KEY_FN, void*, PCredHandle,
                                                                    PTimeStamp);
typedef SECURITY_STATUS(SEC_ENTRY* ACQUIRE_CREDENTIALS_HANDLE_FN_W)(SEC_WCHAR*, SEC_WCHAR*, ULONG, void*,
                                                                    void*, SEC_GET_KEY_FN, void*, PCredHandle,
                                                                    PTimeStamp);
#define ACQUIRE_CREDENTIALS_HANDLE_FN SSPI_UAW(ACQUIRE_CREDENTIALS_HANDLE_FN)

/*
 * FreeCredentialsHandle releases a credential handle.
 *
 * Contexts made with it go on; its password and private cache are wiped when the last of them is gone.
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if the pointer is NULL or the handle is not that of a live
 *     credential, so also the second time.
 * On failure: nothing happens.
 * Differs from Windows: none.
 * Source: Microsoft: nf-sspi-freecredentialshandle.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY FreeCredentialsHandle(PCredHandle phCredential);
typedef SECURITY_STATUS(SEC_ENTRY* FREE_CREDENTIALS_HANDLE_FN)(PCredHandle);

/* The singular is in common use. */
#define FreeCredentialHandle FreeCredentialsHandle

/*
 * AddCredentials adds a credential to those of a handle: another direction, or another identity to initiate with.
 *
 * hCredentials is a live credential. The other arguments are those of AcquireCredentialsHandle; pszPackage is any
 *     package, and the handle goes on to be of the package that it was acquired for.
 * Of several identities InitializeSecurityContext takes the first whose realm is that of the target (its @REALM, or
 *     what [domain_realm] says of its host), and otherwise the first. Another inbound credential replaces the one before.
 * ptsExpiry may be NULL and receives "never".
 * Ownership: the handle owns what was added.
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if hCredentials is NULL or not a live credential; and what
 *     AcquireCredentialsHandle returns for the other arguments.
 * On failure: the handle and *ptsExpiry stay as they were.
 * Threads: safe; contexts that were begun before stay with what they have.
 * Differs from Windows: which of several credentials is used is not documented there.
 * Source: Microsoft: nf-sspi-addcredentialsw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY AddCredentialsA(PCredHandle hCredentials, SEC_CHAR* pszPrincipal,
                                                   SEC_CHAR* pszPackage, ULONG fCredentialUse,
                                                   void* pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                                                   void* pvGetKeyArgument, PTimeStamp ptsExpiry)
    SSPI_WIDE(AddCredentialsA);
SSPI_API SECURITY_STATUS SEC_ENTRY AddCredentialsW(PCredHandle hCredentials, SEC_WCHAR* pszPrincipal,
                                                   SEC_WCHAR* pszPackage, ULONG fCredentialUse,
                                                   void* pAuthData, SEC_GET_KEY_FN pGetKeyFn,
                                                   void* pvGetKeyArgument, PTimeStamp ptsExpiry)
    SSPI_WIDE(AddCredentialsW);
#define AddCredentials SSPI_AW(AddCredentials)
typedef SECURITY_STATUS(SEC_ENTRY* ADD_CREDENTIALS_FN_A)(PCredHandle, SEC_CHAR*, SEC_CHAR*, ULONG, void*,
                                                         SEC_GET_KEY_FN, void*, PTimeStamp);
typedef SECURITY_STATUS(SEC_ENTRY* ADD_CREDENTIALS_FN_W)(PCredHandle, SEC_WCHAR*, SEC_WCHAR*, ULONG, void*,
                                                         SEC_GET_KEY_FN, void*, PTimeStamp);
#define ADD_CREDENTIALS_FN SSPI_UAW(ADD_CREDENTIALS_FN)

/*
 * QueryCredentialsAttributes tells about a credential.
 *
 * ulAttribute SECPKG_CRED_ATTR_NAMES: pBuffer points to a SecPkgCredentials_Names, whose sUserName receives
 * the principal as user@REALM; for the default credential that of the default cache, for an inbound one the service
 * it is restricted to or the first of the keytab. Of several identities it is the first.
 * ulAttribute SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS: pBuffer points to a SecPkgCredentials_KdcProxySettingsW, which receives
 * what SetCredentialsAttributes set: Version, Flags, and ProxyServerLength, the bytes of the proxy's URL, 0 without a
 * proxy. How much room there is behind the structure is not known here, so the URL is not written and
 * ProxyServerOffset is 0: QueryCredentialsAttributesEx with ProxyServerLength more bytes writes both.
 * Attributes of this library are in sspi_extensions.h.
 * Ownership: the caller owns the structure; release sUserName with FreeContextBuffer.
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE; SEC_E_INVALID_PARAMETER if pBuffer is NULL; SEC_E_NO_CREDENTIALS
 *     if there is no default cache or keytab, or no principal in it; SEC_E_UNSUPPORTED_FUNCTION for every
 *     other attribute.
 * On failure: *pBuffer stays as it was.
 * Differs from Windows: SSI_PROVIDER, CERT and PAC_BYPASS have nothing behind them here. Microsoft does not say whether
 *     KDC_PROXY_SETTINGS can be asked for.
 * Source: Microsoft: nf-sspi-querycredentialsattributesw, ns-sspi-secpkgcredentials_kdcproxysettingsw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                                                               void* pBuffer)
    SSPI_WIDE(QueryCredentialsAttributesA);
SSPI_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                                                               void* pBuffer)
    SSPI_WIDE(QueryCredentialsAttributesW);
#define QueryCredentialsAttributes SSPI_AW(QueryCredentialsAttributes)
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CREDENTIALS_ATTRIBUTES_FN_A)(PCredHandle, ULONG, void*);
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CREDENTIALS_ATTRIBUTES_FN_W)(PCredHandle, ULONG, void*);
#define QUERY_CREDENTIALS_ATTRIBUTES_FN SSPI_UAW(QUERY_CREDENTIALS_ATTRIBUTES_FN)

/*
 * QueryCredentialsAttributesEx is QueryCredentialsAttributes with the size of the structure in bytes.
 *
 * cbBuffer is the number of bytes at pBuffer. The URL of KDC_PROXY_SETTINGS is written right behind the structure, without
 *     a zero at its end; ProxyServerOffset says where.
 * Returns: what QueryCredentialsAttributes does; SEC_E_BUFFER_TOO_SMALL if cbBuffer is less than the structure of the
 *     attribute, for KDC_PROXY_SETTINGS with its URL.
 * On failure: *pBuffer stays as it was.
 * Differs from Windows: as QueryCredentialsAttributes. (Microsoft's page calls the result TRUE or FALSE; it is a
 *     status.)
 * Source: Microsoft: nf-sspi-querycredentialsattributesexw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExA(PCredHandle phCredential, ULONG ulAttribute,
                                                                 void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(QueryCredentialsAttributesExA);
SSPI_API SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExW(PCredHandle phCredential, ULONG ulAttribute,
                                                                 void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(QueryCredentialsAttributesExW);
#define QueryCredentialsAttributesEx SSPI_AW(QueryCredentialsAttributesEx)
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_A)(PCredHandle, ULONG, void*, ULONG);
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_W)(PCredHandle, ULONG, void*, ULONG);
#define QUERY_CREDENTIALS_ATTRIBUTES_EX_FN SSPI_UAW(QUERY_CREDENTIALS_ATTRIBUTES_EX_FN)

/*
 * SetCredentialsAttributes changes a credential for the contexts that are begun afterwards.
 *
 * ulAttribute SECPKG_CRED_ATTR_NAMES: pBuffer points to a SecPkgCredentials_Names, whose sUserName is a user (alice,
 *     alice@REALM, DOMAIN\alice). From now on the handle initiates with that user's tickets, out of the collection of
 *     caches, in place of all that it had.
 * ulAttribute SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS: pBuffer points to a SecPkgCredentials_KdcProxySettingsW, and its
 *     ProxyServerLength bytes at ProxyServerOffset are wide characters, in the A form too; a zero at their end may be
 *     counted in. They name a server that passes requests on to KDCs over HTTPS: host, host:port, host:port:path, or
 *     https://host[:port][/path], with an IPv6 address in brackets; port 443 and path /KdcProxy without them. Its
 *     certificate has to be good for that host: http_anchors of the realm in krb5.conf (FILE:path or DIR:path) says who
 *     may have signed it, and the system's store without that. With KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY nobody else is
 *     asked, without it KDCs that can be found are asked too. A ProxyServerLength of 0 removes the proxy. Nothing is
 *     connected to before a ticket is needed.
 * Attributes of this library are in sspi_extensions.h.
 * cbBuffer is the number of bytes at pBuffer, with what stands behind the structure.
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE; SEC_E_INVALID_PARAMETER if pBuffer is NULL, and for KDC_PROXY_SETTINGS if
 *     Version is not KDC_PROXY_SETTINGS_V1, Flags has another flag, the text does not lie behind the structure and within
 *     cbBuffer, has half a character, is malformed or names no server; SEC_E_BUFFER_TOO_SMALL if cbBuffer is less than the
 *     structure; SEC_E_UNKNOWN_CREDENTIALS if the name is NULL, empty or malformed; SEC_E_NO_CREDENTIALS if the thread
 *     acts as a client; SEC_E_UNSUPPORTED_FUNCTION for every other attribute, and if ClientTlsCredLength is not 0.
 * On failure: the credential stays as it was.
 * Differs from Windows: no certificate of the client's is shown to a proxy. Redirects of a proxy are not followed, and no
 *     revocation list is asked for. To choose a cache or keytab by its name, see SspiSetCredentialStore in
 *     sspi_extensions.h.
 * Source: Microsoft: nf-sspi-setcredentialsattributesw, ns-sspi-secpkgcredentials_kdcproxysettingsw, MS-KKDCP; the forms
 *     of a server's name are not in them, and are those that programs for Windows use.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                                                             void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(SetCredentialsAttributesA);
SSPI_API SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                                                             void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(SetCredentialsAttributesW);
#define SetCredentialsAttributes SSPI_AW(SetCredentialsAttributes)
typedef SECURITY_STATUS(SEC_ENTRY* SET_CREDENTIALS_ATTRIBUTES_FN_A)(PCredHandle, ULONG, void*, ULONG);
typedef SECURITY_STATUS(SEC_ENTRY* SET_CREDENTIALS_ATTRIBUTES_FN_W)(PCredHandle, ULONG, void*, ULONG);
#define SET_CREDENTIALS_ATTRIBUTES_FN SSPI_UAW(SET_CREDENTIALS_ATTRIBUTES_FN)

/* The domain's policy refuses the new password. Of <ntstatus.h>; no SEC_E_ code says it. */
#ifndef STATUS_PASSWORD_RESTRICTION
#define STATUS_PASSWORD_RESTRICTION ((NTSTATUS)0xC000006C)
#endif

/*
 * ChangeAccountPassword changes the password of an account in its domain, by the protocol of RFC 3244. The old password is
 * proved to the KDC, also where it has expired or has to be changed; tickets and credential handles stay as they are.
 *
 * pszPackageName: "Kerberos" or "Negotiate", in any case; both do the same.
 * pszDomainName: the account's realm, in any case, or its domain, as in AcquireCredentialsHandle; NULL or empty for the default realm, or
 *     where pszAccountName says it.
 * pszAccountName: the user; without a domain "user@realm" and "DOMAIN\\user" are understood as AcquireCredentialsHandle does.
 * pszOldPassword, pszNewPassword: the passwords; their copies here are wiped. The new one has at most 1024 bytes in UTF-8.
 * bImpersonating, dwReserved: without effect; the old password says who asks.
 * pOutput: NULL, or a descriptor with a SECBUFFER_CHANGE_PASS_RESPONSE buffer. When the domain judged the new password,
 *     pvBuffer is NULL and cbBuffer 0, or, where a Windows domain controller refused it and told why, pvBuffer is a
 *     DOMAIN_PASSWORD_INFORMATION of <ntsecapi.h> and cbBuffer its size in bytes; it is the caller's to free with
 *     FreeContextBuffer.
 *
 * Returns:
 *   SEC_E_OK: the password is changed.
 *   STATUS_PASSWORD_RESTRICTION: the domain's policy refuses the new password.
 *   SEC_E_LOGON_DENIED: the old password is wrong, or the account is unknown, disabled, expired or locked out.
 *   SEC_E_NOT_OWNER: the account may not change its password.
 *   SEC_E_NO_AUTHENTICATING_AUTHORITY: no KDC, or no password server, of the domain could be reached.
 *   SEC_E_TARGET_UNKNOWN: the domain has no password service.
 *   SEC_E_SECPKG_NOT_FOUND: the package is another, NULL or malformed.
 *   SEC_E_UNKNOWN_CREDENTIALS: the account is NULL or empty, or it or the domain is malformed.
 *   SEC_E_INVALID_PARAMETER: a password is NULL, malformed, or the new one too long.
 *   SEC_E_INVALID_TOKEN: pOutput has no buffer of that type; or the server's answer is malformed.
 *   SEC_E_ILLEGAL_MESSAGE: the KDC's answer is malformed.
 *   SEC_E_MESSAGE_ALTERED: the KDC answers something else; or the server's answer was altered, and the password may be changed.
 *   SEC_E_TIME_SKEW: the clocks of this machine and the KDC differ too much, and the KDC's is not followed (see
 *     InitializeSecurityContext).
 *   SEC_E_CRYPTO_SYSTEM_INVALID, SEC_E_KDC_UNKNOWN_ETYPE: the KDC wants the old password proved more weakly than krb5.conf
 *     allows.
 *   SEC_E_KDC_INVALID_REQUEST, SEC_E_UNSUPPORTED_FUNCTION, SEC_E_INTERNAL_ERROR: the server says that it does not understand
 *     the request, does not know this version of the protocol, or failed.
 *   SEC_E_INSUFFICIENT_MEMORY.
 * On failure: pOutput is not touched, except by STATUS_PASSWORD_RESTRICTION; the password is as it was, unless the answer
 *   was lost or altered.
 * Threads: any; calls do not wait for each other.
 * Differs from Windows: NTLM is not there. Microsoft names no statuses; STATUS_PASSWORD_RESTRICTION is what its domain
 *   controllers say. There is a response only where the domain controller sends one.
 * Source: Microsoft: nf-sspi-changeaccountpasswordw; RFC 3244; RFC 4120 section 5.7.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordA(SEC_CHAR* pszPackageName, SEC_CHAR* pszDomainName,
                                                          SEC_CHAR* pszAccountName, SEC_CHAR* pszOldPassword,
                                                          SEC_CHAR* pszNewPassword, BOOLEAN bImpersonating,
                                                          ULONG dwReserved, PSecBufferDesc pOutput);
SSPI_API SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordW(SEC_WCHAR* pszPackageName, SEC_WCHAR* pszDomainName,
                                                          SEC_WCHAR* pszAccountName,
                                                          SEC_WCHAR* pszOldPassword,
                                                          SEC_WCHAR* pszNewPassword, BOOLEAN bImpersonating,
                                                          ULONG dwReserved, PSecBufferDesc pOutput)
    SSPI_WIDE(ChangeAccountPasswordW);
#define ChangeAccountPassword SSPI_AW(ChangeAccountPassword)
typedef SECURITY_STATUS(SEC_ENTRY* CHANGE_PASSWORD_FN_A)(SEC_CHAR*, SEC_CHAR*, SEC_CHAR*, SEC_CHAR*,
                                                         SEC_CHAR*, BOOLEAN, ULONG, PSecBufferDesc);
typedef SECURITY_STATUS(SEC_ENTRY* CHANGE_PASSWORD_FN_W)(SEC_WCHAR*, SEC_WCHAR*, SEC_WCHAR*, SEC_WCHAR*,
                                                         SEC_WCHAR*, BOOLEAN, ULONG, PSecBufferDesc);
#define CHANGE_PASSWORD_FN SSPI_UAW(CHANGE_PASSWORD_FN)

/* ---- Functions: contexts ----------------------------------------------------------------------------- */

/*
 * InitializeSecurityContext makes the next token of the client's side of authentication, and establishes the
 * context.
 *
 * Call it until it returns SEC_E_OK. After SEC_I_CONTINUE_NEEDED send the output token and pass the answer to
 * the next call. After SEC_E_OK send the output token if its cbBuffer is not 0. One call is enough without
 * ISC_REQ_MUTUAL_AUTH; two are needed with it; with ISC_REQ_USE_DCE_STYLE the second makes a token for a
 * third leg of the server; with ISC_REQ_USE_SESSION_KEY the first only asks for the server's ticket, and one more is
 * needed. Where the server finds the clocks too far apart and says that it takes a second
 * attempt, the call with its answer makes one by the server's clock, once (MS-KILE section 3.2.5.8), and one leg
 * more is needed on either side; neither the credential's cache nor other contexts learn of that clock.
 *
 * A password or key logs on also where this machine's clock is wrong by more than the clock skew that is allowed, by
 * hours or days: the handle then goes by the KDC's clock, as with SSPI_CRED_ATTR_CLOCK_OFFSET, for its tickets,
 * authenticators and times, until it logs on again. The KDC's clock is the time in the reply that only who has the
 * client's key can make, and that answers this request. The time in an error message, which nobody authenticates, is
 * tried for one request: who forges one has the client send its proof (an encrypted time) for another time than it is.
 * The proof of a time to come could be shown to the KDC then, which would take it for a logon: its answer is of no use
 * without the password, but the KDC may note a logon and forget wrong passwords that it counted. Who forges errors all
 * the time can keep the client from logging on, as with any other error. `kdc_timesync = false` in [libdefaults] of
 * krb5.conf ends such logons with SEC_E_TIME_SKEW. Nothing of it is written to the user's credential cache.
 *
 * Negotiate always has the server authenticate itself (MS-SPNG section 3.3.3), and always waits for the server to
 * agree: two calls are needed, three with ISC_REQ_USE_DCE_STYLE, and one more where the server wishes another token
 * than the first. It offers Kerberos under both of its identifiers and chooses nothing else: where Kerberos cannot be
 * had, the call fails with the status that says why. The list of mechanisms is protected (mechListMIC) where RFC 4178
 * section 5 demands it, and wherever the server sends the protection.
 *
 * Called again on an established context it authenticates anew, as on the first call: the session in use goes on
 * until the new exchange is complete, and takes its place then under the same handle. A new exchange that fails
 * leaves the session as it was.
 *
 * phCredential is an outbound credential on the first call. On later calls it is the same one or NULL.
 * phContext is NULL on the first call, and the context on later calls.
 * pszTargetName is the service principal, "class/host[:port][/name][@REALM]", or an account (user@REALM,
 *     host$@DOMAIN). It is taken as written, without canonicalisation by DNS, and only looked at on the first
 *     call. A realm in another case, or by its NetBIOS domain, is the client's or the one that krb5.conf knows. The domain of
 *     an account may also be one that the client's KDC knows: a NetBIOS name, or the suffix of a user principal name.
 * fContextReq holds ISC_REQ_ bits; see the table at the flags. They count on the first call; later calls look
 *     at ISC_REQ_ALLOCATE_MEMORY only.
 * pInput on the first call: NULL, or SECBUFFER_CHANNEL_BINDINGS (a SEC_CHANNEL_BINDINGS and its data), and
 *     with ISC_REQ_USE_SUPPLIED_CREDS SECBUFFER_PKG_PARAMS (an identity as in AcquireCredentialsHandle, used
 *     in place of the credential's own); an empty TOKEN is no token. With Negotiate TOKEN may hold the hint
 *     with which a server began (NegTokenInit2). On later calls: TOKEN, the peer's token,
 *     cbBuffer bytes; the channel bindings of the first call may come again, and no others. A CHANNEL_BINDINGS of
 *     no bytes is an error, not the wish to have none.
 * phNewContext receives the context handle; it may be phContext, and may be NULL on later calls.
 * pOutput needs a TOKEN. With ISC_REQ_ALLOCATE_MEMORY its pvBuffer and cbBuffer are not read and receive an
 *     allocated token (NULL and 0 if there is none). Otherwise cbBuffer is the capacity in bytes on entry
 *     (cbMaxToken of the package is always enough) and the length of the token on return.
 * pfContextAttr receives ISC_RET_ bits and may be NULL; the bits about protection are final after SEC_E_OK.
 * ptsExpiry may be NULL and receives when the context expires, in local time.
 * Ownership: after the first success the caller owns the context and deletes it with DeleteSecurityContext,
 *     whatever follows. Release an allocated token with FreeContextBuffer.
 *
 * Returns:
 *   SEC_E_OK                           the context is established
 *   SEC_I_CONTINUE_NEEDED              send the token, read the answer, call again
 *   SEC_E_INVALID_HANDLE               phCredential is NULL or invalid on the first call, phContext invalid
 *                                      on a later one, or phNewContext NULL on the first
 *   SEC_E_WRONG_CREDENTIAL_HANDLE      a later call named another credential
 *   SEC_E_NO_CREDENTIALS               the credential is inbound only, or there is no default cache, no valid
 *                                      ticket in it, or no password for the user
 *   SEC_E_LOGON_DENIED                 the KDC does not know the user, the password is wrong, or the account
 *                                      is barred; or the server rejected the negotiation without a reason
 *   SEC_E_SECPKG_NOT_FOUND             the server's hint does not name Kerberos
 *   SEC_E_TARGET_UNKNOWN               the target is NULL, empty or malformed, or the KDC does not know it
 *   SEC_E_DELEGATION_REQUIRED, SEC_E_CROSSREALM_DELEGATION_FAILURE
 *                                      the credential is a client's (ImpersonateSecurityContext), and the KDC does not
 *                                      allow this service to act in its name there
 *   SEC_E_NO_AUTHENTICATING_AUTHORITY  no KDC of the realm could be reached
 *   SEC_E_TIME_SKEW                    the clocks are too far apart, and a second attempt was not offered, did not
 *                                      help, or would be made for a time when the ticket is over
 *   SEC_E_KDC_UNKNOWN_ETYPE, SEC_E_KDC_INVALID_REQUEST, SEC_E_UNSUPPORTED_PREAUTH, SEC_E_NO_PA_DATA,
 *   SEC_E_NO_TGT_REPLY
 *                                      the KDC refused the request
 *   SEC_E_ILLEGAL_MESSAGE              what came from the KDC is no message of Kerberos, or not the one that is due
 *   SEC_E_KDC_UNABLE_TO_REFER, SEC_E_TOO_MANY_PRINCIPALS, SEC_E_MAX_REFERRALS_EXCEEDED
 *                                      the KDC found no way to the target, or several
 *   SEC_E_PKINIT_..., SEC_E_SMARTCARD_..., SEC_E_ISSUING_CA_..., SEC_E_REVOCATION_..., SEC_E_CERT_WRONG_USAGE,
 *   SEC_E_ALGORITHM_MISMATCH
 *                                      the KDC or this side refused a certificate (RFC 4556); or, for
 *                                      SEC_E_SMARTCARD_LOGON_REQUIRED, the password that came instead
 *   SEC_E_KDC_CERT_..., SEC_E_SHUTDOWN_IN_PROGRESS, SEC_E_STRONG_CRYPTO_NOT_SUPPORTED, SEC_E_DOWNGRADE_DETECTED,
 *   SEC_E_NO_IP_ADDRESSES, SEC_E_NO_S4U_PROT_SUPPORT, SEC_E_MUST_BE_KDC
 *                                      a domain controller says so with the NTSTATUS of that name (MS-KILE 2.2.1)
 *   SEC_E_CRYPTO_SYSTEM_INVALID, SEC_E_NO_KERB_KEY
 *                                      a cipher or a key that is needed does not exist; or the KDC wants the password
 *                                      proved in a way that is malformed, or (as SEC_E_KDC_UNKNOWN_ETYPE) weaker than
 *                                      krb5.conf allows
 *   SEC_E_CONTEXT_EXPIRED              on a later call: the server found the ticket expired
 *   SEC_E_OUT_OF_SEQUENCE              on a later call: the server found a wrong number in the token
 *   SEC_E_WRONG_PRINCIPAL, SEC_E_MUTUAL_AUTH_FAILED
 *                                      the server is not the target: its key is another, or its proof is
 *                                      wrong; or an established context was authenticated anew with another
 *                                      client or server (SEC_E_WRONG_PRINCIPAL)
 *   SEC_E_BAD_BINDINGS                 the channel bindings are malformed or empty; or the server says that they are
 *                                      not its own; or, on a later call, they are not those of the first (the
 *                                      context is as it was)
 *   SEC_E_INVALID_TOKEN                no output TOKEN, a malformed descriptor, an input token on the first
 *                                      call, or on a later call none or a malformed one
 *   SEC_E_UNKNOWN_CREDENTIALS          the identity in PKG_PARAMS is malformed
 *   SEC_E_MESSAGE_ALTERED              an answer was altered, or the list of mechanisms; or a KDC answers what was not asked
 *   SEC_E_BUFFER_TOO_SMALL             the output TOKEN is too small; nothing else has happened, the same
 *                                      call may be repeated
 *   SEC_E_UNSUPPORTED_FUNCTION         ISC_REQ_PROMPT_FOR_CREDS or ISC_REQ_DATAGRAM was asked for, or
 *                                      ISC_REQ_USE_SESSION_KEY together with ISC_REQ_USE_DCE_STYLE or for
 *                                      Negotiate; or a token was
 *                                      passed for a context that is established already (it stays usable)
 * On failure: outputs stay as they were. If the first call fails there is no context. If a later call gets what is
 *     no token of the kind that is due (cut, extended, malformed, of another leg or package: SEC_E_INVALID_TOKEN),
 *     nothing has happened, and the same call with the right one goes on: who can only put octets in the way of an
 *     exchange does not end it. A token of that kind that does not prove what it should, and one by which the peer
 *     refuses, end it: the context can then only be deleted, and further calls return the same status. That is so
 *     with Kerberos and Negotiate, on both sides. After SEC_E_BUFFER_TOO_SMALL, a missing token and wrong
 *     arguments the context is as it was; after SEC_E_INSUFFICIENT_MEMORY it can only be deleted.
 *     With ISC_REQ_EXTENDED_ERROR, if the server's answer is found wrong and the output TOKEN has room, TOKEN gets
 *     a KRB-ERROR for the server, by the rules of a successful call, and *pfContextAttr ISC_RET_EXTENDED_ERROR
 *     (and ISC_RET_ALLOCATED_MEMORY where it applies): clear *pfContextAttr before the call to know, send the
 *     token, and give up. It tells a reason in a number, and is not authenticated.
 * Threads: the first call waits for the KDC, with ISC_REQ_USE_SESSION_KEY the second too. Calls on one context take
 *     turns. Of first calls that need the same new ticket with one credential, one asks and the others wait, no longer than
 *     they may; what the KDC answers counts for all, but that one is cancelled or gives up does not: the next one asks.
 * Differs from Windows: datagram contexts do not exist. User-to-user needs a key of AES, forwards no ticket, makes no
 *     second attempt by the server's clock, and looks for the target in no other realm than its own, that of
 *     [domain_realm], or the client's. What a second authentication does to the
 *     session is not documented there; messages that are under way when it completes are lost here. COMPLETE_
 *     statuses do not occur, as with Kerberos on Windows.
 *     What a call that failed leaves with EXTENDED_ERROR is not documented there. Negotiate has no NTLM to fall
 *     back to. Channel bindings with four
 *     bytes of application data are refused on both sides (SEC_E_BAD_BINDINGS): Heimdal takes them for ports.
 * Source: Microsoft: secauthn/initializesecuritycontext--kerberos; RFC 4121 section 4.1, RFC 4120 sections
 *     3.1 to 3.3 and 3.7; for user-to-user draft-swift-win2k-krb-user2user-03.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY InitializeSecurityContextA(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_CHAR* pszTargetName, ULONG fContextReq,
    ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2, PCtxtHandle phNewContext,
    PSecBufferDesc pOutput, ULONG* pfContextAttr, PTimeStamp ptsExpiry) SSPI_WIDE(InitializeSecurityContextA);
SSPI_API SECURITY_STATUS SEC_ENTRY InitializeSecurityContextW(
    PCredHandle phCredential, PCtxtHandle phContext, SEC_WCHAR* pszTargetName, ULONG fContextReq,
    ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2, PCtxtHandle phNewContext,
    PSecBufferDesc pOutput, ULONG* pfContextAttr, PTimeStamp ptsExpiry) SSPI_WIDE(InitializeSecurityContextW);
#define InitializeSecurityContext SSPI_AW(InitializeSecurityContext)
typedef SECURITY_STATUS(SEC_ENTRY* INITIALIZE_SECURITY_CONTEXT_FN_A)(PCredHandle, PCtxtHandle, SEC_CHAR*,
                                                                     ULONG, ULONG, ULONG, PSecBufferDesc,
                                                                     ULONG, PCtxtHandle, PSecBufferDesc,
                                                                     ULONG*, PTimeStamp);
typedef SECURITY_STATUS(SEC_ENTRY* INITIALIZE_SECURITY_CONTEXT_FN_W)(PCredHandle, PCtxtHandle, SEC_WCHAR*,
                                                                     ULONG, ULONG, ULONG, PSecBufferDesc,
                                                                     ULONG, PCtxtHandle, PSecBufferDesc,
                                                                     ULONG*, PTimeStamp);
#define INITIALIZE_SECURITY_CONTEXT_FN SSPI_UAW(INITIALIZE_SECURITY_CONTEXT_FN)

/*
 * AcceptSecurityContext takes a token of the client, makes the answer, and establishes the server's side of
 * the context.
 *
 * Call it until it returns SEC_E_OK. Send the output token after each success if its cbBuffer is not 0. One
 * call is enough, two with DCE style or user-to-user. A client that begins user-to-user (ISC_REQ_USE_SESSION_KEY) is
 * answered with the ticket-granting ticket of the credential's identity: the default cache, or the user and password
 * given to AcquireCredentialsHandle. That ticket is no secret; only its session key is. Negotiate takes SPNEGO and the
 * bare Kerberos tokens of a client that does without, but no user-to-user; it needs a second call where the client's
 * first choice is not Kerberos, and one more to begin itself: a first call without a token makes the hint that Windows
 * servers send (NegTokenInit2). The Kerberos package takes no SPNEGO. A token for an established context authenticates
 * it anew, see
 * InitializeSecurityContext.
 *
 * phCredential is an inbound credential; on later calls the same one or NULL.
 * phContext is NULL on the first call, and the context on later calls.
 * pInput needs a TOKEN, the client's token, cbBuffer bytes, and may hold SECBUFFER_CHANNEL_BINDINGS. They count on
 *     the call with the client's first token for Kerberos: mostly the first one; with Negotiate the next one after a
 *     hint, or after a client's offer whose first choice is another mechanism, where those of the earlier call
 *     count if there are no others. On later calls the same may come again, and no others. A CHANNEL_BINDINGS of no
 *     bytes is an error. With bindings, a client without the same is refused; ASC_REQ_ALLOW_MISSING_BINDINGS lets in
 *     one that sent none, unless it says that it always sends them (MS-KILE section 3.2.5.8). Bindings
 *     without addresses and data are bindings, of no channel.
 * fContextReq holds ASC_REQ_ bits, not everywhere the values of ISC_REQ_; see the table at the flags.
 * phNewContext receives the context handle; it may be phContext, and may be NULL on later calls.
 * pOutput needs a TOKEN, by the rules of InitializeSecurityContext and ASC_REQ_ALLOCATE_MEMORY; it may be
 *     NULL if the context makes no token, that is without mutual authentication.
 * pfContextAttr receives ASC_RET_ bits and may be NULL. ptsExpiry receives when the context expires, in local
 *     time, and may be NULL.
 * Ownership: as with InitializeSecurityContext.
 *
 * Returns:
 *   SEC_E_OK                       the context is established
 *   SEC_I_CONTINUE_NEEDED          send the token, read the answer, call again: in DCE style, with
 *                                  user-to-user, and where SPNEGO needs another token; or the clocks are too
 *                                  far apart, and the token is a KRB-ERROR that tells the client so
 *   SEC_E_SECPKG_NOT_FOUND         the client offers Negotiate no Kerberos, or speaks NTLM
 *   SEC_E_INVALID_HANDLE           phCredential is NULL or invalid on the first call, phContext invalid on a
 *                                  later one, or phNewContext NULL on the first
 *   SEC_E_WRONG_CREDENTIAL_HANDLE  a later call named another credential
 *   SEC_E_NO_CREDENTIALS           the credential is outbound only, or there is no keytab, or it cannot be read, is no ordinary file, is larger than 16 MiB
 *                                  or is malformed; for user-to-user, there is no ticket-granting ticket, or it has expired
 *   SEC_E_NO_KERB_KEY              the keytab has no key for the ticket
 *   SEC_E_INVALID_TOKEN            there is no token, it is malformed, encoded otherwise than DER has it (X.690 10), or of
 *                                  another package; or there is no output TOKEN
 *   SEC_E_MESSAGE_ALTERED          the ticket or authenticator does not decrypt
 *   SEC_E_LOGON_DENIED             the authenticator is a replay, or the ticket is barred
 *   SEC_E_INSUFFICIENT_MEMORY      also when no more openings can be remembered (below)
 *   SEC_E_WRONG_PRINCIPAL          the ticket is for another service; or an established context was
 *                                  authenticated anew with another client or service
 *   SEC_E_TIME_SKEW                the clocks are too far apart still, or the ticket is not valid yet
 *   SEC_E_CONTEXT_EXPIRED          the ticket has expired
 *   SEC_E_BAD_BINDINGS             the channel bindings are malformed or empty, or not those of the client, or the
 *                                  client sent none; or, with ASC_REQ_PROXY_BINDINGS, none of a channel; or they
 *                                  come too late to count (the context is as it was)
 *   SEC_E_CRYPTO_SYSTEM_INVALID, SEC_E_KDC_UNKNOWN_ETYPE
 *                                  the cipher or checksum is not supported
 *   others                         on a later call: the client refuses with a KRB-ERROR that says so
 *   SEC_E_BUFFER_TOO_SMALL         the output TOKEN is too small; nothing else has happened, the same call
 *                                  may be repeated
 *   SEC_E_UNSUPPORTED_FUNCTION     ASC_REQ_DATAGRAM was asked for
 * Copies: the process remembers each client's opening that it accepted for as long as it could be accepted again, which is
 *     twice the clock skew, and refuses it then, through whatever credential, package or framing it comes. It keeps a hash
 *     and a time of each, in 20 octets at most, and 192 MiB at most, which is for 13.4 million openings: 20 000 a second
 *     for ten minutes. When they are full it refuses new ones and forgets none. Other processes do not know of them.
 * On failure: as with InitializeSecurityContext. There is a KRB-ERROR for the client when an opening token was
 *     refused and ASC_REQ_EXTENDED_ERROR was asked for; also when the client asked for it, if the token could
 *     be read, that is after SEC_E_BAD_BINDINGS. Negotiate wraps it in a reject, and rejects in the same way, with
 *     ASC_REQ_EXTENDED_ERROR, a client that offers no Kerberos. *pfContextAttr gets ASC_RET_EXTENDED_ERROR then. A replay and
 *     what is no Kerberos token are not answered.
 * Differs from Windows: keys come from the default keytab, and of AES for user-to-user, which offers no second attempt
 *     to a client whose clock is wrong; no access token is made, so there is no
 *     impersonation. Bindings that are given together with ASC_REQ_PROXY_BINDINGS are not compared.
 *     A client whose authenticator has no checksum of the GSS-API counts as one without bindings; Windows does not
 *     check it (MS-KILE section 3.4.5).
 * Source: Microsoft: secauthn/acceptsecuritycontext--kerberos; RFC 4121 section 4.1, RFC 4120 section 3.2.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                                                         PSecBufferDesc pInput, ULONG fContextReq,
                                                         ULONG TargetDataRep, PCtxtHandle phNewContext,
                                                         PSecBufferDesc pOutput, ULONG* pfContextAttr,
                                                         PTimeStamp ptsExpiry);
typedef SECURITY_STATUS(SEC_ENTRY* ACCEPT_SECURITY_CONTEXT_FN)(PCredHandle, PCtxtHandle, PSecBufferDesc,
                                                               ULONG, ULONG, PCtxtHandle, PSecBufferDesc,
                                                               ULONG*, PTimeStamp);

/*
 * CompleteAuthToken completes a token for packages that ask for it with SEC_I_COMPLETE_NEEDED. Kerberos never
 * does, so the call does nothing.
 *
 * pToken is not looked at and may be NULL.
 * Returns: SEC_E_OK on a live context; SEC_E_INVALID_HANDLE otherwise.
 * On failure: nothing happens.
 * Differs from Windows: none for Kerberos.
 * Source: Microsoft: nf-sspi-completeauthtoken.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY CompleteAuthToken(PCtxtHandle phContext, PSecBufferDesc pToken);
typedef SECURITY_STATUS(SEC_ENTRY* COMPLETE_AUTH_TOKEN_FN)(PCtxtHandle, PSecBufferDesc);

/*
 * ApplyControlToken applies a control token to a context, such as a shutdown of Schannel.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed: Kerberos and Negotiate have no control tokens.
 * On failure: nothing is touched, and handles stay as they were.
 * Differs from Windows: none for Kerberos and Negotiate, but for wrong handles, which are not looked at.
 * Source: Microsoft: nf-sspi-applycontroltoken.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY ApplyControlToken(PCtxtHandle phContext, PSecBufferDesc pInput);
typedef SECURITY_STATUS(SEC_ENTRY* APPLY_CONTROL_TOKEN_FN)(PCtxtHandle, PSecBufferDesc);

/*
 * DeleteSecurityContext deletes a context, established or not.
 *
 * Keys are wiped when the last call that uses the context has ended. Memory that queries handed out stays the
 * caller's.
 * Returns: SEC_E_OK, also if the context was deleted before; SEC_E_INVALID_HANDLE if the pointer is NULL or
 *     the handle never was that of a context.
 * On failure: nothing happens.
 * Differs from Windows: none.
 * Source: Microsoft: nf-sspi-deletesecuritycontext.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY DeleteSecurityContext(PCtxtHandle phContext);
typedef SECURITY_STATUS(SEC_ENTRY* DELETE_SECURITY_CONTEXT_FN)(PCtxtHandle);

/*
 * FreeContextBuffer releases memory that this library allocated for the caller; keys and tokens in it are
 * wiped.
 *
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE for NULL, memory that is not the library's, a pointer into the
 *     middle of a block, and a block that was released before. None of these does harm.
 * On failure: nothing happens.
 * Differs from Windows: wrong pointers are recognised.
 * Source: Microsoft: nf-sspi-freecontextbuffer.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY FreeContextBuffer(void* pvContextBuffer);
typedef SECURITY_STATUS(SEC_ENTRY* FREE_CONTEXT_BUFFER_FN)(void*);

/*
 * QueryContextAttributes tells about a context.
 *
 * pBuffer points to the structure of the attribute; the caller owns it. Pointers in it are released with
 *     FreeContextBuffer, each on its own (of a SecPkgInfo, the pointer to it only).
 *
 *   SECPKG_ATTR_SIZES             SecPkgContext_Sizes: bytes of the largest token, of a signature (exactly),
 *                                 the block size, and the trailer, that is the room that EncryptMessage needs
 *                                 in TOKEN
 *   SECPKG_ATTR_NAMES             SecPkgContext_Names: the client. On the server's side DOMAIN\account, as its
 *                                 domain calls it, where the ticket's PAC proves that; else, and on the client's
 *                                 side, DOMAIN\user where [sspi] domains in krb5.conf has a domain for the realm,
 *                                 and REALM\user where it has none
 *   SECPKG_ATTR_NATIVE_NAMES      SecPkgContext_NativeNames: client and server principal
 *   SECPKG_ATTR_LIFESPAN          SecPkgContext_Lifespan: when the context was established and when its
 *                                 ticket ends, in local time
 *   SECPKG_ATTR_PASSWORD_EXPIRY   SecPkgContext_PasswordExpiry: when the client's password expires, in local time.
 *                                 To a client that logged on with a password or key, as its KDC said then
 *                                 (RFC 4120 section 5.4.2); to a server, as the client's PAC says. "Never" where it
 *                                 does not, or where nobody said it: for tickets of a cache, say
 *   SECPKG_ATTR_FLAGS             SecPkgContext_Flags: ISC_RET_ bits on the client's side, ASC_RET_ bits on
 *                                 the server's
 *   SECPKG_ATTR_KEY_INFO          SecPkgContext_KeyInfo: names of the algorithms, key length in bits,
 *                                 Kerberos numbers
 *   SECPKG_ATTR_SESSION_KEY       SecPkgContext_SessionKey: the key that protects messages
 *   SECPKG_ATTR_AUTHORITY         SecPkgContext_Authority: the realm that issued the ticket
 *   SECPKG_ATTR_PACKAGE_INFO      SecPkgContext_PackageInfo: Kerberos, once it is agreed; Negotiate until then
 *   SECPKG_ATTR_NEGOTIATION_INFO  SecPkgContext_NegotiationInfo: the same, and SECPKG_NEGOTIATION_OPTIMISTIC while
 *                                 the server has not answered, then _IN_PROGRESS, then _COMPLETE
 *   SECPKG_ATTR_CLIENT_SPECIFIED_TARGET
 *                                 SecPkgContext_ClientSpecifiedTarget: the service that the client's ticket
 *                                 is for, without its realm, in WCHAR from both functions. To a server it is
 *                                 the name on the ticket, and the key that opened it is that name's, or one that
 *                                 the keytab has by other names alone: of names with one key, as those of one
 *                                 account, a ticket does not seal which one was meant (RFC 4120 5.3)
 *   SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS
 *                                 SecPkgContext_LastClientTokenStatus: Yes when the context is established,
 *                                 No when the client has another token to send, otherwise Maybe
 *   SECPKG_ATTR_NEGO_STATUS       SecPkgContext_NegoStatus: the status of the leg that ended the exchange, or
 *                                 SEC_E_OK
 *   SECPKG_ATTR_ACCESS_TOKEN      SecPkgContext_AccessToken: on the server's side a token for the client, as
 *                                 QuerySecurityContextToken gives. It is the context's, the same each time, and closed
 *                                 when the context is deleted: do not close it. NULL on the client's side, and of an
 *                                 imported context
 *   SECPKG_ATTR_AUTHENTICATION_ID SecPkgContext_AuthzID: the client's principal, in UTF-8 from both functions, and its
 *                                 length in bytes without the terminating null
 *   SECPKG_ATTR_LOGOFF_TIME       SecPkgContext_LogoffTime: when the account has to be gone, by the PAC, in local time;
 *                                 "never" where it does not tell, and without one
 *   SECPKG_ATTR_USER_FLAGS        SecPkgContext_UserFlags: UserFlags of the PAC ([MS-PAC] 2.5); 0 without one
 *
 * Before the context is established only PACKAGE_INFO, NEGOTIATION_INFO, FLAGS, LAST_CLIENT_TOKEN_STATUS and
 * NEGO_STATUS can be asked for.
 * Returns: SEC_E_OK; SEC_E_INVALID_HANDLE if there is no such context or the attribute needs an established
 *     one; SEC_E_INVALID_PARAMETER if pBuffer is NULL; SEC_E_UNSUPPORTED_FUNCTION for every other attribute.
 * On failure: *pBuffer stays as it was.
 * A PAC proves an account when a key of the service signed it, with a checksum of the key's kind ([MS-PAC] 2.8), it is of the
 *     ticket's client and login (2.7), and all of it that is read is in order and agrees. Where one does not, Heimdal
 *     refuses the login, before anything else, if the list of buffers, the signature or the client is wrong; where krb5.conf has
 *     check_pac = false in [libdefaults], and for whatever else is wrong, the login goes on without an account: NAMES is what
 *     it would be without a PAC, and never another's. SSPI_TRACE says why.
 * Differs from Windows: user-to-user logins have no account. CLIENT_SPECIFIED_TARGET is there
 *     without channel bindings too, and what the ticket says, of which nobody can forge whose key it is for. Not told: DCE_INFO (the
 *     PAC), TARGET_INFORMATION (for the credential manager), and
 *     what belongs to Schannel, with UNIQUE_BINDINGS and ENDPOINT_BINDINGS, or is not documented.
 * Source: Microsoft: secauthn/querycontextattributes--kerberos; RFC 4121 section 4.2 for the sizes.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                                                           void* pBuffer) SSPI_WIDE(QueryContextAttributesA);
SSPI_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                                                           void* pBuffer) SSPI_WIDE(QueryContextAttributesW);
#define QueryContextAttributes SSPI_AW(QueryContextAttributes)
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CONTEXT_ATTRIBUTES_FN_A)(PCtxtHandle, ULONG, void*);
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CONTEXT_ATTRIBUTES_FN_W)(PCtxtHandle, ULONG, void*);
#define QUERY_CONTEXT_ATTRIBUTES_FN SSPI_UAW(QUERY_CONTEXT_ATTRIBUTES_FN)

/*
 * QueryContextAttributesEx is QueryContextAttributes with the size of the structure in bytes, cbBuffer. A larger
 * size than the structure has does not matter.
 *
 * Returns: as QueryContextAttributes; SEC_E_BUFFER_TOO_SMALL if cbBuffer is smaller than the structure.
 * On failure: *pBuffer stays as it was.
 * Differs from Windows: as QueryContextAttributes.
 * Source: Microsoft: nf-sspi-querycontextattributesexw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesExA(PCtxtHandle phContext, ULONG ulAttribute,
                                                             void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(QueryContextAttributesExA);
SSPI_API SECURITY_STATUS SEC_ENTRY QueryContextAttributesExW(PCtxtHandle phContext, ULONG ulAttribute,
                                                             void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(QueryContextAttributesExW);
#define QueryContextAttributesEx SSPI_AW(QueryContextAttributesEx)
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CONTEXT_ATTRIBUTES_EX_FN_A)(PCtxtHandle, ULONG, void*, ULONG);
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_CONTEXT_ATTRIBUTES_EX_FN_W)(PCtxtHandle, ULONG, void*, ULONG);
#define QUERY_CONTEXT_ATTRIBUTES_EX_FN SSPI_UAW(QUERY_CONTEXT_ATTRIBUTES_EX_FN)

/*
 * SetContextAttributes is there for programs that call it, and refuses: the packages have no attribute that could
 * be changed. Those that Windows has are Schannel's.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: nothing is touched, and the context stays as it was.
 * Differs from Windows: none for Kerberos.
 * Source: Microsoft: nf-sspi-setcontextattributesw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SetContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute,
                                                         void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(SetContextAttributesA);
SSPI_API SECURITY_STATUS SEC_ENTRY SetContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute,
                                                         void* pBuffer, ULONG cbBuffer)
    SSPI_WIDE(SetContextAttributesW);
#define SetContextAttributes SSPI_AW(SetContextAttributes)
typedef SECURITY_STATUS(SEC_ENTRY* SET_CONTEXT_ATTRIBUTES_FN_A)(PCtxtHandle, ULONG, void*, ULONG);
typedef SECURITY_STATUS(SEC_ENTRY* SET_CONTEXT_ATTRIBUTES_FN_W)(PCtxtHandle, ULONG, void*, ULONG);
#define SET_CONTEXT_ATTRIBUTES_FN SSPI_UAW(SET_CONTEXT_ATTRIBUTES_FN)

/* ---- Functions: messages ----------------------------------------------------------------------------- */

/*
 * MakeSignature signs a message without changing it.
 *
 * fQOP is 0; SECQOP_WRAP_NO_ENCRYPT is taken as 0.
 * pMessage holds one or more DATA, signed as one message in their order, and a TOKEN. Buffers marked
 *     SECBUFFER_READONLY_WITH_CHECKSUM are signed, those marked SECBUFFER_READONLY are left out.
 *     TOKEN.cbBuffer is its capacity in bytes on entry, cbMaxSignature of SECPKG_ATTR_SIZES at least, and the
 *     length of the signature on return.
 * Returns:
 *   SEC_E_OK
 *   SEC_E_INVALID_HANDLE     there is no such context, or it is not established
 *   SEC_E_INVALID_TOKEN      no DATA or no TOKEN, or a malformed descriptor
 *   SEC_E_BUFFER_TOO_SMALL   TOKEN is too small
 *   SEC_E_QOP_NOT_SUPPORTED  another fQOP, or the context was made with ISC_REQ_NO_INTEGRITY
 * On failure: nothing is written.
 * Differs from Windows: SECQOP_WRAP_NO_ENCRYPT is accepted; the end of the ticket does not end the protection of
 *     messages (SEC_E_CONTEXT_EXPIRED), as with GSS-API peers.
 * Source: Microsoft: nf-sspi-makesignature; RFC 4121 section 4.2.6.1 (MIC token), RFC 4757 section 7.2 for
 *     RC4.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY MakeSignature(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
                                                 ULONG MessageSeqNo);
typedef SECURITY_STATUS(SEC_ENTRY* MAKE_SIGNATURE_FN)(PCtxtHandle, ULONG, PSecBufferDesc, ULONG);

/*
 * VerifySignature checks a signature that the peer made with MakeSignature or GSS_GetMIC.
 *
 * pMessage holds DATA, by the rules of MakeSignature, and a TOKEN with the signature, cbBuffer bytes. Both are only read:
 *     that no other thread writes to DATA between this call and its use is the caller's matter.
 * pfQOP may be NULL and receives 0.
 * Returns:
 *   SEC_E_OK
 *   SEC_E_INVALID_HANDLE     there is no such context, or it is not established
 *   SEC_E_INVALID_TOKEN      no DATA or no TOKEN, or the signature is malformed or cut short
 *   SEC_E_MESSAGE_ALTERED    message and signature do not belong together
 *   SEC_E_OUT_OF_SEQUENCE    the message is a replay, or, if ordering was asked for, came out of order or
 *                            after a gap
 *   SEC_E_QOP_NOT_SUPPORTED  the context was made with ISC_REQ_NO_INTEGRITY
 * On failure: *pfQOP stays as it was. After a token that is malformed or altered the genuine message is still accepted
 *     (not with DES3 and RC4, whose tokens Heimdal reads). A genuine message that comes too early is refused where
 *     ordering was asked for, and counts: it and those that it overtook are late from then on (SEC_E_OUT_OF_SEQUENCE),
 *     and the message behind it is the next in order.
 * RC4: its signatures, and its messages that are not encrypted, do not cover the number by which order and replays are
 *     told (RFC 4757 section 7.2). Who is in the way can have such a message accepted twice. AES covers it.
 * Differs from Windows: as with MakeSignature, the end of the ticket does not matter.
 * Source: Microsoft: nf-sspi-verifysignature; RFC 4121 section 4.2.6.1, RFC 2743 section 1.2.3 for the order.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY VerifySignature(PCtxtHandle phContext, PSecBufferDesc pMessage,
                                                   ULONG MessageSeqNo, ULONG* pfQOP);
typedef SECURITY_STATUS(SEC_ENTRY* VERIFY_SIGNATURE_FN)(PCtxtHandle, PSecBufferDesc, ULONG, ULONG*);

/*
 * EncryptMessage encrypts a message in place, or signs it as a wrapped message.
 *
 * fQOP is 0 to encrypt, or SECQOP_WRAP_NO_ENCRYPT to sign only; the data then stays readable.
 * pMessage holds a TOKEN, one or more DATA, and perhaps a PADDING. TOKEN needs cbSecurityTrailer bytes of
 *     SECPKG_ATTR_SIZES, PADDING cbBlockSize bytes; on return their cbBuffer is what was used (for AES,
 *     PADDING 0). DATA keeps its length; several DATA are one message in their order. Buffers marked
 *     SECBUFFER_READONLY_WITH_CHECKSUM are signed and not encrypted, those marked SECBUFFER_READONLY are left
 *     out. A message may be empty. What goes to the peer is TOKEN, DATA and PADDING, one after the other,
 *     each with its length on return: one wrap token of the GSS-API.
 * Returns:
 *   SEC_E_OK
 *   SEC_E_INVALID_HANDLE     there is no such context, or it is not established
 *   SEC_E_INVALID_TOKEN      no DATA or no TOKEN, or a malformed descriptor
 *   SEC_E_BUFFER_TOO_SMALL   TOKEN or PADDING is too small
 *   SEC_E_UNSUPPORTED_FUNCTION fQOP is 0 and the context has no confidentiality; or the enctype is RC4 or DES3 and
 *                            a buffer is to be signed only, or DES3 in DCE style
 *   SEC_E_QOP_NOT_SUPPORTED  another fQOP, or the context was made with ISC_REQ_NO_INTEGRITY
 * On failure: nothing is written.
 * Differs from Windows: none known for the bytes on the wire, but for RC4, whose messages need PADDING here. The end
 *     of the ticket does not matter, as with MakeSignature. In DCE style, TOKEN and DATA put together are a token
 *     for peers that unwrap in DCE style too (EC 16, MS-KILE section 3.4.5.4.1).
 * Source: Microsoft: nf-sspi-encryptmessage; RFC 4121 sections 4.2.4 and 4.2.6.2, RFC 4757 section 7.3 for
 *     RC4.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY EncryptMessage(PCtxtHandle phContext, ULONG fQOP, PSecBufferDesc pMessage,
                                                  ULONG MessageSeqNo);
typedef SECURITY_STATUS(SEC_ENTRY* ENCRYPT_MESSAGE_FN)(PCtxtHandle, ULONG, PSecBufferDesc, ULONG);

/*
 * DecryptMessage decrypts, or checks, a message that the peer made with EncryptMessage or GSS_Wrap, in place.
 *
 * pMessage holds either STREAM, the whole wrap token of cbBuffer bytes, and one DATA, which on return points
 *     into the STREAM buffer (do not release it) and has the length of the message; or TOKEN, DATA and
 *     perhaps PADDING as EncryptMessage made them, and the message is left in DATA.
 * pfQOP may be NULL and receives SECQOP_WRAP_NO_ENCRYPT if the message was only signed, otherwise 0.
 * What is decrypted is what was proved, also where another thread writes to the buffers meanwhile: they are read once, into
 *     memory that only this call knows, and written when all has proved good. Beyond 16 KiB that memory is allocated. What
 *     was only signed, and what READONLY_WITH_CHECKSUM buffers hold, is not written: there the caller sees what is in its
 *     buffers then, and keeps other threads from them itself.
 * Returns:
 *   SEC_E_OK                 also for an empty message
 *   SEC_E_INVALID_HANDLE     there is no such context, or it is not established
 *   SEC_E_INVALID_TOKEN      buffers are missing, or the token is malformed or cut short
 *   SEC_E_MESSAGE_ALTERED    the message was altered, or made with another key
 *   SEC_E_OUT_OF_SEQUENCE    the message is a replay, or, if ordering was asked for, came out of order or
 *                            after a gap
 *   SEC_E_QOP_NOT_SUPPORTED  the context was made with ISC_REQ_NO_INTEGRITY
 * On failure: all buffers and *pfQOP stay as they were. After a token that is malformed or altered the genuine message
 *     is still accepted (not with DES3 and RC4, whose tokens Heimdal reads); one that comes too early is lost, with
 *     those that it overtook, as with VerifySignature, which also says what RC4 does not cover.
 * Differs from Windows: as with MakeSignature, the end of the ticket does not matter.
 * Source: Microsoft: nf-sspi-decryptmessage; RFC 4121 sections 4.2.4 to 4.2.6, RFC 2743 section 1.2.3 for the
 *     order.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage,
                                                  ULONG MessageSeqNo, ULONG* pfQOP);
typedef SECURITY_STATUS(SEC_ENTRY* DECRYPT_MESSAGE_FN)(PCtxtHandle, PSecBufferDesc, ULONG, ULONG*);

/* ---- Functions: what needs an operating system that knows SSPI --------------------------------------- */

/*
 * ImpersonateSecurityContext lets the calling thread act as the client of an acceptor's context.
 *
 * Until it reverts, AcquireCredentialsHandle without an identity gives the thread the client's credential instead of
 * the process's: the ticket-granting ticket that the client forwarded (ISC_REQ_DELEGATE), else what the KDC gives this
 * service in the client's name (constrained delegation), for which the service's key in the keytab is used. A
 * credential handle stands for that client for all of its life, on every thread. No KDC is asked here, so that a
 * delegation that the KDC does not allow shows at the first InitializeSecurityContext: SEC_E_DELEGATION_REQUIRED, or
 * SEC_E_CROSSREALM_DELEGATION_FAILURE for a target in another realm than the service. Never are the process's own
 * tickets used in their place, and never is the user's cache written to.
 * A client that asked for ISC_REQ_IDENTIFY, or of whom there is no ticket (user-to-user logins), can be
 * impersonated too, and AcquireCredentialsHandle then gives SEC_E_NO_CREDENTIALS. The context may be deleted meanwhile. A thread that acts as another client changes to this one;
 * reverting then goes back to the process.
 * Returns:
 *   SEC_E_OK                 the thread acts as the client
 *   SEC_E_INVALID_HANDLE     there is no such context, or it is not established
 *   SEC_E_NO_IMPERSONATION   it is an initiator's, or was imported
 * On failure: the thread acts as whom it acted as before.
 * Threads: for the calling thread only, until it reverts or ends. Threads that it starts act as the process.
 * Differs from Windows: files, sockets and the rest of the system are used as the process. Constrained delegation
 *     needs no privilege, only the service's key and the KDC's consent.
 * Source: Microsoft: nf-sspi-impersonatesecuritycontext, [MS-SFU] 1.3.2.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY ImpersonateSecurityContext(PCtxtHandle phContext);
typedef SECURITY_STATUS(SEC_ENTRY* IMPERSONATE_SECURITY_CONTEXT_FN)(PCtxtHandle);

/*
 * RevertSecurityContext lets the calling thread act as the process again.
 *
 * Any live context will do, whichever client the thread acts as. Where the context was deleted, RevertToSelf does the
 * same.
 * Returns: SEC_E_OK, also when the thread did not act as anybody else; SEC_E_INVALID_HANDLE when there is no such
 *     context.
 * On failure: the thread acts as whom it acted as before.
 * Threads: for the calling thread only.
 * Differs from Windows: none known.
 * Source: Microsoft: nf-sspi-revertsecuritycontext.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY RevertSecurityContext(PCtxtHandle phContext);
typedef SECURITY_STATUS(SEC_ENTRY* REVERT_SECURITY_CONTEXT_FN)(PCtxtHandle);

/*
 * QuerySecurityContextToken gives a token for the client of an acceptor's context.
 *
 * Token receives the handle of a new token, for ImpersonateLoggedOnUser on any thread, GetTokenInformation and
 *     CheckTokenMembership (see sspi_tokens.h, which says what it tells of the client). It may outlive the context.
 * Ownership: release it with CloseHandle.
 * Returns:
 *   SEC_E_OK                  *Token is a new token
 *   SEC_E_INVALID_HANDLE      there is no such context, or it is not established
 *   SEC_E_INVALID_PARAMETER   Token is NULL
 *   SEC_E_NO_IMPERSONATION    as for ImpersonateSecurityContext
 * On failure: *Token is not touched.
 * Differs from Windows: the token has no groups of this computer and no privileges, and the operating system does not know
 *     it.
 * Source: Microsoft: nf-sspi-querysecuritycontexttoken.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY QuerySecurityContextToken(PCtxtHandle phContext, HANDLE* Token);
typedef SECURITY_STATUS(SEC_ENTRY* QUERY_SECURITY_CONTEXT_TOKEN_FN)(PCtxtHandle, HANDLE*);

/*
 * DelegateSecurityContext hands a context on to another server; Windows declares it and documents nothing.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed: ISC_REQ_DELEGATE and ImpersonateSecurityContext delegate.
 * On failure: nothing is touched, and handles stay as they were.
 * Differs from Windows: what it does there is not known.
 * Source: Microsoft: sspi.h.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY DelegateSecurityContext(PCtxtHandle phContext, SEC_CHAR* pszTarget,
                                                           SecDelegationType DelegationType,
                                                           PTimeStamp pExpiry, PSecBuffer pPackageParameters,
                                                           PSecBufferDesc pOutput);

/*
 * ExportSecurityContext packs an established context, so that another process of the same user on the same machine can go on
 * with it: its names, times, flags, keys, and where its messages stand.
 *
 * What comes out holds the keys of the context: who has it can read, and make, all messages. Hand it over as one hands over
 * a password, and free it with FreeContextBuffer, which wipes it.
 *
 * phContext: an established context.
 * fFlags: SECPKG_CONTEXT_EXPORT_RESET_NEW: the new context numbers its messages, and knows those it has seen, as when the
 *     context was established. SECPKG_CONTEXT_EXPORT_DELETE_OLD: the old context is deleted, as DeleteSecurityContext does.
 *     Without it both go on by themselves and use the same sequence numbers, so that only one of them should send, and
 *     one receive.
 * pPackedContext: a SECBUFFER_EMPTY buffer; pvBuffer and cbBuffer, in bytes, become the packed context's. The caller frees
 *     pvBuffer with FreeContextBuffer.
 * pToken: NULL, or where the token goes that QuerySecurityContextToken gives, which the caller closes with CloseHandle;
 *     NULL for a context that has none.
 *
 * Returns:
 *   SEC_E_OK.
 *   SEC_E_INVALID_HANDLE: phContext is NULL or no live context, or the context is not established.
 *   SEC_E_INVALID_PARAMETER: pPackedContext is NULL.
 *   SEC_E_UNSUPPORTED_FUNCTION: a flag is another, SECPKG_CONTEXT_EXPORT_TO_KERNEL included; or RESET_NEW was asked for a
 *     context whose enctype is from before RFC 4121 (RC4, DES3).
 *   SEC_E_INSUFFICIENT_MEMORY, SEC_E_INTERNAL_ERROR.
 * On failure: the context and the outputs are as they were.
 * Threads: any; messages that other threads protect at the same moment may be in the packed context or not.
 * Differs from Windows: the credential that a client delegated stays behind: the new context has no client to act as.
 *   Tickets are not part of it, nor is a re-authentication that has begun.
 * Source: Microsoft: nf-sspi-exportsecuritycontext.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY ExportSecurityContext(PCtxtHandle phContext, ULONG fFlags,
                                                         PSecBuffer pPackedContext, void** pToken);
typedef SECURITY_STATUS(SEC_ENTRY* EXPORT_SECURITY_CONTEXT_FN)(PCtxtHandle, ULONG, PSecBuffer, void**);

/*
 * ImportSecurityContext makes a context of what ExportSecurityContext packed, in this process or another. The new context is
 * established, answers the attributes of the old one, and its messages go on where those of the old one stood.
 *
 * pszPackage: the name of the package whose context it is, in any case.
 * pPackedContext: the packed context; it is read only, its type does not matter, and it stays the caller's. It can be
 *     imported more than once, see there.
 * Token: without effect; NULL or what ExportSecurityContext gave.
 * phContext: the new context; the caller deletes it with DeleteSecurityContext.
 *
 * Returns:
 *   SEC_E_OK.
 *   SEC_E_INVALID_HANDLE: phContext is NULL.
 *   SEC_E_SECPKG_NOT_FOUND: there is no such package, or the context is another's.
 *   SEC_E_INVALID_PARAMETER: pPackedContext is NULL.
 *   SEC_E_UNKNOWN_CREDENTIALS: the bytes are not an exported context, or not all of it, or any of them was altered.
 *   SEC_E_NOT_OWNER: it was exported on another machine, or by another (effective) user.
 *   SEC_E_INSUFFICIENT_MEMORY, SEC_E_INTERNAL_ERROR.
 * On failure: phContext is not touched.
 * Threads: any.
 * Differs from Windows: machine and user are compared, and the checksum finds accidents, not forgery: what a packed
 *   context says is as true as the one who passed it on.
 * Source: Microsoft: nf-sspi-importsecuritycontextw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY ImportSecurityContextA(SEC_CHAR* pszPackage, PSecBuffer pPackedContext,
                                                          void* Token, PCtxtHandle phContext);
SSPI_API SECURITY_STATUS SEC_ENTRY ImportSecurityContextW(SEC_WCHAR* pszPackage, PSecBuffer pPackedContext,
                                                          void* Token, PCtxtHandle phContext)
    SSPI_WIDE(ImportSecurityContextW);
#define ImportSecurityContext SSPI_AW(ImportSecurityContext)
typedef SECURITY_STATUS(SEC_ENTRY* IMPORT_SECURITY_CONTEXT_FN_A)(SEC_CHAR*, PSecBuffer, void*, PCtxtHandle);
typedef SECURITY_STATUS(SEC_ENTRY* IMPORT_SECURITY_CONTEXT_FN_W)(SEC_WCHAR*, PSecBuffer, void*, PCtxtHandle);
#define IMPORT_SECURITY_CONTEXT_FN SSPI_UAW(IMPORT_SECURITY_CONTEXT_FN)

/*
 * AddSecurityPackage adds a security package to those of the system.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed: the packages are built into the library.
 * On failure: nothing is touched, and handles stay as they were.
 * Differs from Windows: there it loads and unloads security DLLs.
 * Source: Microsoft: nf-sspi-addsecuritypackagew.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY AddSecurityPackageA(LPSTR pszPackageName,
                                                       PSECURITY_PACKAGE_OPTIONS pOptions);
SSPI_API SECURITY_STATUS SEC_ENTRY AddSecurityPackageW(LPWSTR pszPackageName,
                                                       PSECURITY_PACKAGE_OPTIONS pOptions)
    SSPI_WIDE(AddSecurityPackageW);
#define AddSecurityPackage SSPI_AW(AddSecurityPackage)

/*
 * DeleteSecurityPackage removes a security package from those of the system.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed: the packages are built into the library.
 * On failure: nothing is touched, and handles stay as they were.
 * Differs from Windows: there it loads and unloads security DLLs.
 * Source: Microsoft: nf-sspi-deletesecuritypackagew.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageA(SEC_CHAR* pszPackageName);
SSPI_API SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageW(SEC_WCHAR* pszPackageName)
    SSPI_WIDE(DeleteSecurityPackageW);
#define DeleteSecurityPackage SSPI_AW(DeleteSecurityPackage)

/* ---- Functions: SASL --------------------------------------------------------------------------------- */

/*
 * SaslEnumerateProfiles lists the SASL mechanisms: GSSAPI, which is Kerberos with the choice of a security layer (RFC
 * 4752), and GSS-SPNEGO, which is Negotiate.
 *
 * ProfileList receives their names one after the other, each terminated, and one NUL more behind the last.
 * ProfileCount receives how many there are.
 * Ownership: one block, released with one FreeContextBuffer.
 *
 * Returns:
 *   SEC_E_OK                 done
 *   SEC_E_INVALID_PARAMETER  ProfileList or ProfileCount is NULL
 * On failure: nothing is touched.
 * Differs from Windows: the mechanisms are built in and not read from the registry; there are no DIGEST-MD5 and EXTERNAL.
 * Source: Microsoft: nf-sspi-saslenumerateprofilesw.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesA(LPSTR* ProfileList, ULONG* ProfileCount);
SSPI_API SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesW(LPWSTR* ProfileList, ULONG* ProfileCount)
    SSPI_WIDE(SaslEnumerateProfilesW);
#define SaslEnumerateProfiles SSPI_AW(SaslEnumerateProfiles)

/*
 * SaslGetProfilePackage describes the package of a SASL mechanism, for AcquireCredentialsHandle.
 *
 * ProfileName is the name of a mechanism; case does not matter.
 * PackageInfo receives the description of its package.
 * Ownership: one block, released with one FreeContextBuffer.
 *
 * Returns:
 *   SEC_E_OK                 done
 *   SEC_E_INVALID_PARAMETER  PackageInfo is NULL
 *   SEC_E_SECPKG_NOT_FOUND   no mechanism has this name, or it is NULL
 * On failure: nothing is touched.
 * Differs from Windows: none.
 * Source: Microsoft: nf-sspi-saslgetprofilepackagew.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageA(LPSTR ProfileName, PSecPkgInfoA* PackageInfo);
SSPI_API SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageW(LPWSTR ProfileName, PSecPkgInfoW* PackageInfo)
    SSPI_WIDE(SaslGetProfilePackageW);
#define SaslGetProfilePackage SSPI_AW(SaslGetProfilePackage)

/*
 * SaslIdentifyPackage describes the package that the first token of a SASL exchange is for.
 *
 * pInput needs a TOKEN, cbBuffer bytes. Only its beginning is looked at, the identifier of the mechanism (RFC 2743
 *     section 3.1).
 * PackageInfo receives the description of the package.
 * Ownership: one block, released with one FreeContextBuffer.
 *
 * Returns:
 *   SEC_E_OK                 done
 *   SEC_E_INVALID_PARAMETER  PackageInfo is NULL
 *   SEC_E_INVALID_TOKEN      there is no TOKEN
 *   SEC_E_SECPKG_NOT_FOUND   the token is for none of the mechanisms
 * On failure: nothing is touched.
 * Differs from Windows: which buffers it looks at is not documented there.
 * Source: Microsoft: nf-sspi-saslidentifypackagew.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageA(PSecBufferDesc pInput, PSecPkgInfoA* PackageInfo);
SSPI_API SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageW(PSecBufferDesc pInput, PSecPkgInfoW* PackageInfo)
    SSPI_WIDE(SaslIdentifyPackageW);
#define SaslIdentifyPackage SSPI_AW(SaslIdentifyPackage)

/*
 * SaslInitializeSecurityContext is InitializeSecurityContext for a client of SASL: it makes the client's next message,
 * and with a Kerberos credential it chooses a security layer at the end.
 *
 * Call it until it returns SEC_E_OK; what it makes is a message of SASL each time, and a message of no bytes is one,
 * too, to be sent as an empty response. With a Kerberos credential (the mechanism GSSAPI, RFC 4752) the server offers
 * layers when both are authenticated, and the last call answers. The answer is confidentiality where
 * ISC_REQ_CONFIDENTIALITY was asked for and is offered; else integrity where ISC_REQ_CONFIDENTIALITY,
 * ISC_REQ_INTEGRITY, ISC_REQ_REPLAY_DETECT or ISC_REQ_SEQUENCE_DETECT was asked for and it is offered; else none; and
 * integrity where the server offers no less. Who asks for a layer asks for ISC_REQ_MUTUAL_AUTH,
 * ISC_REQ_SEQUENCE_DETECT and ISC_REQ_INTEGRITY with it (RFC 4752 section 3.1). Nothing is chosen with a Negotiate
 * credential (GSS-SPNEGO): there the flags are the choice.
 *
 * After SEC_E_OK, *pfContextAttr tells the layer: ISC_RET_CONFIDENTIALITY, only ISC_RET_INTEGRITY, or neither. Protect
 * what follows with EncryptMessage, without ISC_RET_CONFIDENTIALITY with SECQOP_WRAP_NO_ENCRYPT, in pieces of at
 * most SASL_OPTION_SEND_SIZE bytes; the four octets of the length before each (RFC 4422 section 3.7) are the caller's.
 * Until then EncryptMessage gives SEC_E_INVALID_HANDLE. Options are set after the first call.
 *
 * The parameters are those of InitializeSecurityContext, and so are ownership and threads. A pInput that is NULL or
 * without a TOKEN is an empty message.
 *
 * Returns: what InitializeSecurityContext returns, and
 *   SEC_I_CONTINUE_NEEDED        send the message, even if it is empty, read the answer, call again
 *   SEC_E_ALGORITHM_MISMATCH     an authorization identity was set, and then forbidden
 *   SEC_E_INVALID_HANDLE         phContext is a context of InitializeSecurityContext
 *   SEC_E_INVALID_TOKEN          the server's offer is not what its protection says, or is malformed
 *   SEC_E_QOP_NOT_SUPPORTED      the server offers only layers that the context cannot have, or confidentiality only
 *                                to a client that did not ask for it
 *   SEC_E_UNSUPPORTED_FUNCTION   the context is established: SASL does not authenticate anew
 * On failure: as InitializeSecurityContext; a message about layers that is wrong ends the exchange.
 * Differs from Windows: how it chooses among the layers is not documented there.
 * Source: Microsoft: nf-sspi-saslinitializesecuritycontextw; RFC 4752; RFC 4422.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextA(
    PCredHandle phCredential, PCtxtHandle phContext, LPSTR pszTargetName, ULONG fContextReq, ULONG Reserved1,
    ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2, PCtxtHandle phNewContext,
    PSecBufferDesc pOutput, ULONG* pfContextAttr, PTimeStamp ptsExpiry)
    SSPI_WIDE(SaslInitializeSecurityContextA);
SSPI_API SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextW(
    PCredHandle phCredential, PCtxtHandle phContext, LPWSTR pszTargetName, ULONG fContextReq, ULONG Reserved1,
    ULONG TargetDataRep, PSecBufferDesc pInput, ULONG Reserved2, PCtxtHandle phNewContext,
    PSecBufferDesc pOutput, ULONG* pfContextAttr, PTimeStamp ptsExpiry)
    SSPI_WIDE(SaslInitializeSecurityContextW);
#define SaslInitializeSecurityContext SSPI_AW(SaslInitializeSecurityContext)

/*
 * SaslAcceptSecurityContext is AcceptSecurityContext for a server of SASL: it makes the server's next message, and with
 * a Kerberos credential it offers security layers at the end.
 *
 * Call it until it returns SEC_E_OK. With a Kerberos credential (the mechanism GSSAPI, RFC 4752) it offers, when both
 * are authenticated, no layer and the layers that the client's exchange can carry, together with
 * SASL_OPTION_RECV_SIZE; the last call takes the client's choice. Where the last token of the exchange has to go
 * out first, the client's empty response to it comes in between. With a Negotiate credential (GSS-SPNEGO) there is no
 * choice: the flags are it.
 *
 * After SEC_E_OK, *pfContextAttr tells the layer, as in SaslInitializeSecurityContext: a server that needs one has to
 * look. SASL_OPTION_AUTHZ_STRING is the identity that the client wishes to act as, empty if none: whether it may is the
 * caller's to decide.
 *
 * The parameters are those of AcceptSecurityContext, and so are ownership and threads. A pInput that is NULL or without a
 * TOKEN is an empty message.
 *
 * Returns: what AcceptSecurityContext returns, and
 *   SEC_I_CONTINUE_NEEDED        send the message, read the answer, call again
 *   SEC_E_ALGORITHM_MISMATCH     the client sent an authorization identity, and SASL_OPTION_AUTHZ_PROCESSING forbids it
 *   SEC_E_INVALID_HANDLE         phContext is a context of AcceptSecurityContext
 *   SEC_E_INVALID_TOKEN          the first message is empty; a message is not what its protection says; the client
 *                                took a layer that was not offered, or its authorization identity is not UTF-8
 *   SEC_E_UNSUPPORTED_FUNCTION   the context is established: SASL does not authenticate anew
 * On failure: as AcceptSecurityContext; a message about layers that is wrong ends the exchange.
 * Differs from Windows: there an empty first message may begin an exchange of Digest, which this library has not.
 * Source: Microsoft: nf-sspi-saslacceptsecuritycontext; RFC 4752.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SaslAcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                                                             PSecBufferDesc pInput, ULONG fContextReq,
                                                             ULONG TargetDataRep, PCtxtHandle phNewContext,
                                                             PSecBufferDesc pOutput, ULONG* pfContextAttr,
                                                             PTimeStamp ptsExpiry);

/*
 * SaslSetContextOption sets an option of a context of the SASL functions, after the first call that made it.
 *
 * ContextHandle is the context.
 * Option and Value are one of
 *   SASL_OPTION_SEND_SIZE         a ULONG: the most bytes of a message that the caller wishes to send; 0xFFFF until set
 *   SASL_OPTION_RECV_SIZE         a ULONG: the most bytes of a protected message that can be received, which the peer
 *                                 is told; 0xFFFF until set. At most 0xFFFFFF is told. Counts until the layer is chosen
 *   SASL_OPTION_AUTHZ_STRING      UTF-8 without a NUL, at most 65535 bytes: the identity that a client wishes to act
 *                                 as; no bytes for none. Of a Kerberos client, until it has chosen a layer
 *   SASL_OPTION_AUTHZ_PROCESSING  a ULONG: Sasl_AuthZIDProcessed, as it is until set, or Sasl_AuthZIDForbidden
 * Size is the length of Value in bytes.
 *
 * Returns:
 *   SEC_E_OK                     done
 *   SEC_E_BUFFER_TOO_SMALL       Size is less than a ULONG
 *   SEC_E_INVALID_HANDLE         ContextHandle is NULL or invalid, or no context of the SASL functions
 *   SEC_E_INVALID_PARAMETER      Value is NULL and Size is not 0, or the value cannot be
 *   SEC_E_UNSUPPORTED_FUNCTION   there is no such option; or no authorization identity can be given: it is forbidden, the
 *                                context is a server's, a Negotiate context (GSS-SPNEGO has no place for it), or established
 * On failure: nothing is touched.
 * Differs from Windows: when options can be set is not documented there.
 * Source: Microsoft: nf-sspi-saslsetcontextoption; RFC 4422 section 3.4.1.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SaslSetContextOption(PCtxtHandle ContextHandle, ULONG Option, PVOID Value,
                                                        ULONG Size);

/*
 * SaslGetContextOption gives an option of a context of the SASL functions.
 *
 * ContextHandle is the context.
 * Option is one of those of SaslSetContextOption. SASL_OPTION_SEND_SIZE is, once a layer is chosen, at most what the peer
 *     can receive less cbSecurityTrailer, cbMaxSignature and cbBlockSize. SASL_OPTION_AUTHZ_STRING is, of a server
 *     whose exchange is complete, what the client sent.
 * Value receives the option; a string is not terminated. May be NULL if Size is 0.
 * Size is the room at Value in bytes.
 * Needed receives the length of the option in bytes, also with SEC_E_BUFFER_TOO_SMALL. May be NULL.
 *
 * Returns:
 *   SEC_E_OK                     done
 *   SEC_E_BUFFER_TOO_SMALL       the option does not fit; *Needed says what it needs
 *   SEC_E_INVALID_HANDLE         ContextHandle is NULL or invalid, or no context of the SASL functions
 *   SEC_E_INVALID_PARAMETER      Value is NULL and Size is not 0
 *   SEC_E_UNSUPPORTED_FUNCTION   there is no such option, or authorization identities are forbidden and it is theirs
 * On failure: nothing is touched, but *Needed with SEC_E_BUFFER_TOO_SMALL.
 * Differs from Windows: *Needed is written on success as well.
 * Source: Microsoft: nf-sspi-saslgetcontextoption.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SaslGetContextOption(PCtxtHandle ContextHandle, ULONG Option, PVOID Value,
                                                        ULONG Size, ULONG* Needed);

/* ---- Functions: opaque identities -------------------------------------------------------------------- */

/*
 * An opaque identity is any of the structures of the section "Identities". Those that these functions make
 * are in one block. A function reads and makes wide texts in the width of its caller's WCHAR, as every other
 * does: an identity that was made with UTF-32 is for the functions that take UTF-32. Only the bytes of
 * SspiMarshalAuthIdentity are the same for both.
 */

/*
 * SspiEncodeStringsAsAuthIdentity makes an identity of a user, a domain and a password.
 *
 * pszUserName, pszDomainName and pszPackedCredentialsString are zero-terminated; each may be NULL, which is
 *     not the same as empty. The third is the password in clear. No part may be longer than 65535 bytes in
 *     WCHAR.
 * ppAuthIdentity receives the identity: a SEC_WINNT_AUTH_IDENTITY_EX2 in one block, whose texts have the
 *     caller's WCHAR. Pass it to AcquireCredentialsHandle as pAuthData.
 * Ownership: release the identity with SspiFreeAuthIdentity, which wipes it. A credential does not need it
 *     any more once AcquireCredentialsHandle has returned.
 *
 * Returns:
 *   SEC_E_OK                   the identity was made
 *   SEC_E_INVALID_TOKEN        ppAuthIdentity is NULL, or all three texts are
 *   SEC_E_UNKNOWN_CREDENTIALS  a text is malformed or too long
 * On failure: *ppAuthIdentity stays as it was.
 * Differs from Windows: names are not looked at, so a user like DOMAIN\user stays whole, with the same
 *     meaning to AcquireCredentialsHandle; the third text is a password and never other credentials in an
 *     encoded form.
 * Source: Microsoft: nf-sspi-sspiencodestringsasauthidentity.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiEncodeStringsAsAuthIdentity(
    PCWSTR pszUserName, PCWSTR pszDomainName, PCWSTR pszPackedCredentialsString,
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppAuthIdentity) SSPI_WIDE(SspiEncodeStringsAsAuthIdentity);

/*
 * SspiEncodeAuthIdentityAsStrings gives the user, the domain and the password of an identity as texts.
 *
 * pAuthIdentity is an identity in any of the structures of the section "Identities".
 * ppszUserName, ppszDomainName and ppszPackedCredentialsString receive zero-terminated texts, or NULL for
 *     what the identity does not give; each of the three may be NULL when that text is not wanted.
 * Ownership: release each text with SspiLocalFree, which wipes it.
 *
 * Returns:
 *   SEC_E_OK                    the texts were made
 *   SEC_E_INVALID_PARAMETER     pAuthIdentity is NULL
 *   SEC_E_UNKNOWN_CREDENTIALS   the identity is malformed or encrypted in another way
 *   0xC000000D                  the identity has SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED
 *   SEC_E_UNSUPPORTED_FUNCTION  the identity holds a keytab, which has no form as text
 * On failure: the outputs stay as they were.
 * Differs from Windows: credentials other than passwords have no form as text.
 * Source: Microsoft: nf-sspi-sspiencodeauthidentityasstrings.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiEncodeAuthIdentityAsStrings(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE pAuthIdentity, PCWSTR* ppszUserName, PCWSTR* ppszDomainName,
    PCWSTR* ppszPackedCredentialsString) SSPI_WIDE(SspiEncodeAuthIdentityAsStrings);

/*
 * SspiValidateAuthIdentity tells whether an identity is well formed: a structure of the section "Identities",
 * with flags that do not contradict each other, offsets and lengths that stay inside, and valid text.
 *
 * AuthData is the identity. It is not asked whether the user exists.
 *
 * Returns:
 *   SEC_E_OK                   the identity is well formed
 *   SEC_E_INVALID_PARAMETER    AuthData is NULL
 *   SEC_E_UNKNOWN_CREDENTIALS  it is malformed, encrypted, or has credentials of a type that is not
 *                              understood
 * On failure: nothing is touched.
 * Differs from Windows: encrypted identities are not valid, since nothing here can decrypt them.
 * Source: Microsoft: nf-sspi-sspivalidateauthidentity.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiValidateAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
    SSPI_WIDE(SspiValidateAuthIdentity);

/*
 * SspiCopyAuthIdentity copies an identity.
 *
 * AuthData is an identity in any of the structures of the section "Identities".
 * AuthDataCopy receives the copy: a SEC_WINNT_AUTH_IDENTITY_EX2 in one block, whatever the original is, whose
 *     texts have the caller's WCHAR. A password, keytab and package list are copied with it.
 * Ownership: release the copy with SspiFreeAuthIdentity, which wipes it.
 *
 * Returns:
 *   SEC_E_OK                   the copy was made
 *   SEC_E_INVALID_PARAMETER    a pointer is NULL
 *   SEC_E_UNKNOWN_CREDENTIALS  the identity is malformed or encrypted, or a part of it is longer than 65535
 *                              bytes, which the structure of the copy cannot hold
 * On failure: *AuthDataCopy stays as it was.
 * Differs from Windows: the copy of an older structure is of the newer one.
 * Source: Microsoft: nf-sspi-sspicopyauthidentity.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiCopyAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData,
                                                        PSEC_WINNT_AUTH_IDENTITY_OPAQUE* AuthDataCopy)
    SSPI_WIDE(SspiCopyAuthIdentity);

/*
 * SspiFreeAuthIdentity wipes and releases an identity that a function of this section made. NULL, pointers to
 * anything else and identities that are released already do no harm.
 *
 * Differs from Windows: none.
 * Source: Microsoft: nf-sspi-sspifreeauthidentity.
 */
SSPI_API VOID SEC_ENTRY SspiFreeAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
    SSPI_WIDE(SspiFreeAuthIdentity);

/*
 * SspiZeroAuthIdentity overwrites an identity with zeros. One that a function of this section made, and a
 * SEC_WINNT_AUTH_IDENTITY_EX2 of the caller, is overwritten whole; of the structures with pointers it is the
 * password they point to, because other texts may be constants. It is not released. NULL and malformed
 * identities are left alone.
 *
 * Differs from Windows: of structures with pointers, only the password is overwritten.
 * Source: Microsoft: nf-sspi-sspizeroauthidentity.
 */
SSPI_API VOID SEC_ENTRY SspiZeroAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
    SSPI_WIDE(SspiZeroAuthIdentity);

/*
 * SspiLocalFree wipes and releases a text or byte array that a function of this section made. NULL, pointers
 * to anything else and memory that is released already do no harm.
 *
 * Differs from Windows: none.
 * Source: Microsoft: nf-sspi-sspilocalfree.
 */
SSPI_API VOID SEC_ENTRY SspiLocalFree(PVOID DataBuffer);

/*
 * SspiCompareAuthIdentities tells whether two identities are the same user, and whether they are the same in
 * everything.
 *
 * AuthIdentity1 and AuthIdentity2 are identities in any of the structures of the section "Identities", which
 *     need not be of the same kind; NULL stands for the default credential, which is the same as an identity
 *     without user and domain.
 * SameSuppliedUser receives TRUE when both name the same principal, in whatever form of name ("DOMAIN\user",
 *     "user@DOMAIN", user and domain apart). Domains are compared without regard to case, users as written.
 * SameSuppliedIdentity receives TRUE when, besides, password or keytab, package list and flags are the same.
 *     Either of the two may be NULL.
 *
 * Returns:
 *   SEC_E_OK                   the identities were compared
 *   SEC_E_UNKNOWN_CREDENTIALS  one of them is malformed or encrypted
 * On failure: the outputs stay as they were.
 * Differs from Windows: users are compared with regard to case, since a Kerberos realm may tell them apart.
 * Source: Microsoft: nf-sspi-sspicompareauthidentities.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiCompareAuthIdentities(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity1,
                                                             PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity2,
                                                             PBOOLEAN SameSuppliedUser,
                                                             PBOOLEAN SameSuppliedIdentity)
    SSPI_WIDE(SspiCompareAuthIdentities);

/*
 * SspiMarshalAuthIdentity turns an identity into bytes that can be kept or sent. A password or keytab is in
 * them in clear.
 *
 * AuthIdentity is an identity in any of the structures of the section "Identities".
 * AuthIdentityLength receives the number of bytes.
 * AuthIdentityByteArray receives the bytes: a SEC_WINNT_AUTH_IDENTITY_EX2 with texts in UTF-16, whatever the
 *     caller's WCHAR is.
 * Ownership: release the bytes with SspiLocalFree, which wipes them.
 *
 * Returns:
 *   SEC_E_OK                   the bytes were made
 *   SEC_E_INVALID_PARAMETER    a pointer is NULL
 *   SEC_E_UNKNOWN_CREDENTIALS  the identity is malformed or encrypted, or a part of it is longer than 65535
 *                              bytes
 * On failure: the outputs stay as they were.
 * Differs from Windows: the form of the bytes is the documented structure; Windows does not say what its own
 *     is.
 * Source: Microsoft: nf-sspi-sspimarshalauthidentity, ns-sspi-sec_winnt_auth_identity_ex2.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiMarshalAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                                                           ULONG* AuthIdentityLength,
                                                           char** AuthIdentityByteArray)
    SSPI_WIDE(SspiMarshalAuthIdentity);

/*
 * SspiUnmarshalAuthIdentity makes an identity of the bytes of SspiMarshalAuthIdentity.
 *
 * AuthIdentityLength is the number of bytes, AuthIdentityByteArray points to them, at any alignment. They may
 *     be from elsewhere and are not trusted: nothing in them is taken for a pointer. What follows behind the
 *     length that they give themselves is not looked at.
 * ppAuthIdentity receives the identity, whose texts have the caller's WCHAR.
 * Ownership: release the identity with SspiFreeAuthIdentity, which wipes it.
 *
 * Returns:
 *   SEC_E_OK                   the identity was made
 *   SEC_E_INVALID_PARAMETER    a pointer is NULL
 *   SEC_E_UNKNOWN_CREDENTIALS  the bytes are no such structure, are cut short, lead outside, hold malformed
 *                              text, are encrypted, or have credentials of a type that is not understood
 * On failure: *ppAuthIdentity stays as it was.
 * Differs from Windows: none known; the form of its bytes is not documented.
 * Source: Microsoft: nf-sspi-sspiunmarshalauthidentity, ns-sspi-sec_winnt_auth_identity_ex2.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiUnmarshalAuthIdentity(ULONG AuthIdentityLength,
                                                             char* AuthIdentityByteArray,
                                                             PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppAuthIdentity)
    SSPI_WIDE(SspiUnmarshalAuthIdentity);

/*
 * SspiEncryptAuthIdentity is there for programs that call it, and refuses: Windows encrypts the password with
 * a key that its kernel keeps for the process, and nothing here could keep one out of the reach of the same
 * process.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: the identity stays as it was, and can be used.
 * Differs from Windows: identities are not encrypted.
 * Source: Microsoft: nf-sspi-sspiencryptauthidentity.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
    SSPI_WIDE(SspiEncryptAuthIdentity);

/*
 * SspiEncryptAuthIdentityEx is there for programs that call it, and refuses, as SspiEncryptAuthIdentity does;
 * logon sessions and system keys, which Options can name, do not exist here either.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: the identity stays as it was, and can be used.
 * Differs from Windows: identities are not encrypted.
 * Source: Microsoft: nf-sspi-sspiencryptauthidentityex.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentityEx(ULONG Options,
                                                             PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthData)
    SSPI_WIDE(SspiEncryptAuthIdentityEx);

/*
 * SspiDecryptAuthIdentity makes sure that an identity is not encrypted. It does what
 * SspiDecryptAuthIdentityEx does with SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_PROCESS.
 *
 * EncryptedAuthData is an identity in any of the structures of the section "Identities".
 *
 * Returns:
 *   SEC_E_OK                   the identity is not encrypted, and stays as it is
 *   SEC_E_INVALID_PARAMETER    EncryptedAuthData is NULL
 *   SEC_E_DECRYPT_FAILURE      it is encrypted, and its key is not here
 *   SEC_E_UNKNOWN_CREDENTIALS  it is malformed
 * On failure: the identity stays as it was.
 * Differs from Windows: what Windows has encrypted cannot be decrypted elsewhere.
 * Source: Microsoft: nf-sspi-sspidecryptauthidentity.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiDecryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData)
    SSPI_WIDE(SspiDecryptAuthIdentity);

/*
 * SspiDecryptAuthIdentityEx makes sure that an identity is not encrypted.
 *
 * Options is not looked at: no identity is encrypted here, for whomever.
 * EncryptedAuthData is an identity in any of the structures of the section "Identities".
 *
 * Returns:
 *   SEC_E_OK                   the identity is not encrypted, and stays as it is
 *   SEC_E_INVALID_PARAMETER    EncryptedAuthData is NULL
 *   SEC_E_DECRYPT_FAILURE      it is encrypted, and its key is not here
 *   SEC_E_UNKNOWN_CREDENTIALS  it is malformed
 * On failure: the identity stays as it was.
 * Differs from Windows: what Windows has encrypted cannot be decrypted elsewhere.
 * Source: Microsoft: nf-sspi-sspidecryptauthidentityex.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiDecryptAuthIdentityEx(
    ULONG Options, PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData) SSPI_WIDE(SspiDecryptAuthIdentityEx);

/*
 * SspiIsAuthIdentityEncrypted tells by the flags of an identity whether it is encrypted. No function of this
 * library encrypts one.
 *
 * EncryptedAuthData is an identity in any of the structures of the section "Identities".
 *
 * Returns: TRUE when the flags have PROCESS_ENCRYPTED, SYSTEM_PROTECTED, USER_PROTECTED or SYSTEM_ENCRYPTED;
 *     FALSE when they have not, for NULL and for what is no identity.
 * On failure: it does not fail.
 * Differs from Windows: none.
 * Source: Microsoft: nf-sspi-sspiisauthidentityencrypted.
 */
SSPI_API BOOLEAN SEC_ENTRY SspiIsAuthIdentityEncrypted(PSEC_WINNT_AUTH_IDENTITY_OPAQUE EncryptedAuthData)
    SSPI_WIDE(SspiIsAuthIdentityEncrypted);

/*
 * SspiExcludePackage copies an identity and excludes a package from the copy.
 *
 * AuthIdentity is an identity in any of the structures of the section "Identities"; NULL is the default
 *     credential.
 * pszPackageName is the package, such as "NTLM". It need not be one that this library has.
 * ppNewAuthIdentity receives the copy: as SspiCopyAuthIdentity makes it, with "!" and the package at the end
 *     of its package list. Package lists are for AcquireCredentialsHandle.
 * Ownership: release the copy with SspiFreeAuthIdentity, which wipes it.
 *
 * Returns:
 *   SEC_E_OK                   the copy was made
 *   SEC_E_INVALID_PARAMETER    pszPackageName or ppNewAuthIdentity is NULL
 *   SEC_E_SECPKG_NOT_FOUND     pszPackageName is empty or malformed, or has a comma, blank or exclamation
 *                              mark
 *   SEC_E_UNKNOWN_CREDENTIALS  as SspiCopyAuthIdentity
 * On failure: *ppNewAuthIdentity stays as it was.
 * Differs from Windows: how the copy says so is not documented there.
 * Source: Microsoft: nf-sspi-sspiexcludepackage.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiExcludePackage(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                                                      PCWSTR pszPackageName,
                                                      PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppNewAuthIdentity)
    SSPI_WIDE(SspiExcludePackage);

/*
 * SspiGetTargetHostName takes the host out of the name of a target.
 *
 * pszTargetName is class/host[:port][/name][@REALM], or a host alone. An IPv6 address with a port stands in
 *     brackets.
 * pszHostName receives the host as it is written, without port and brackets.
 * Ownership: release the host with SspiLocalFree.
 *
 * Returns:
 *   SEC_E_OK                 the host was found
 *   SEC_E_INVALID_PARAMETER  a pointer is NULL
 *   SEC_E_TARGET_UNKNOWN     the target has no host, or is malformed
 * On failure: *pszHostName stays as it was.
 * Differs from Windows: nothing but the name is looked at; no directory is asked.
 * Source: Microsoft: nf-sspi-sspigettargethostname.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiGetTargetHostName(PCWSTR pszTargetName, PWSTR* pszHostName)
    SSPI_WIDE(SspiGetTargetHostName);

/*
 * SspiIsPromptingNeeded tells whether an error says that it makes sense to ask the user for other
 * credentials.
 *
 * ErrorOrNtStatus is what InitializeSecurityContext or AcceptSecurityContext returned, an NTSTATUS or a
 *     Windows error code.
 *
 * Returns: TRUE for SEC_E_LOGON_DENIED, SEC_E_NO_CREDENTIALS and SEC_E_UNKNOWN_CREDENTIALS, and for the
 *     NTSTATUS and Windows codes of an unknown user, a wrong, expired or outdated password, and an account
 *     that is disabled, expired, locked or restricted; FALSE for every other number.
 * On failure: it does not fail.
 * Differs from Windows: which errors these are is not documented there.
 * Source: Microsoft: nf-sspi-sspiispromptingneeded.
 */
SSPI_API BOOLEAN SEC_ENTRY SspiIsPromptingNeeded(ULONG ErrorOrNtStatus);

/*
 * SspiPromptForCredentials is there for programs that call it, and refuses: there is no dialogue to ask the
 * user with. The program has to ask, and can make an identity with SspiEncodeStringsAsAuthIdentity.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: nothing is touched.
 * Differs from Windows: no dialogue.
 * Source: Microsoft: nf-sspi-sspipromptforcredentialsw.
 */
SSPI_API ULONG SEC_ENTRY SspiPromptForCredentialsA(PCSTR pszTargetName, PVOID pUiInfo, ULONG dwAuthError,
                                                   PCSTR pszPackage,
                                                   PSEC_WINNT_AUTH_IDENTITY_OPAQUE pInputAuthIdentity,
                                                   PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppAuthIdentity,
                                                   int* pfSave, ULONG dwFlags)
    SSPI_WIDE(SspiPromptForCredentialsA);
SSPI_API ULONG SEC_ENTRY SspiPromptForCredentialsW(PCWSTR pszTargetName, PVOID pUiInfo, ULONG dwAuthError,
                                                   PCWSTR pszPackage,
                                                   PSEC_WINNT_AUTH_IDENTITY_OPAQUE pInputAuthIdentity,
                                                   PSEC_WINNT_AUTH_IDENTITY_OPAQUE* ppAuthIdentity,
                                                   int* pfSave, ULONG dwFlags)
    SSPI_WIDE(SspiPromptForCredentialsW);
#define SspiPromptForCredentials SSPI_AW(SspiPromptForCredentials)

/*
 * SspiPrepareForCredRead is there for programs that call it, and refuses: there is no credential manager to
 * read from.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: nothing is touched.
 * Differs from Windows: no credential manager.
 * Source: Microsoft: nf-sspi-sspiprepareforcredread.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiPrepareForCredRead(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity,
                                                          PCWSTR pszTargetName, ULONG* pCredmanCredentialType,
                                                          PCWSTR* ppszCredmanTargetName)
    SSPI_WIDE(SspiPrepareForCredRead);

/*
 * SspiPrepareForCredWrite is there for programs that call it, and refuses: there is no credential manager to
 * write to.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: nothing is touched.
 * Differs from Windows: no credential manager.
 * Source: Microsoft: nf-sspi-sspiprepareforcredwrite.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiPrepareForCredWrite(
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName, ULONG* pCredmanCredentialType,
    PCWSTR* ppszCredmanTargetName, PCWSTR* ppszCredmanUserName, PUCHAR* ppCredentialBlob,
    ULONG* pCredentialBlobSize) SSPI_WIDE(SspiPrepareForCredWrite);

/*
 * SspiGetCredUIContext is there for programs that call it, and refuses: there are no credential dialogues
 * that could have a context.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: nothing is touched.
 * Differs from Windows: no credential dialogues.
 * Source: Microsoft: nf-sspi-sspigetcreduicontext.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiGetCredUIContext(HANDLE ContextHandle, GUID* CredType, LUID* LogonId,
                                                        PSEC_WINNT_CREDUI_CONTEXT_VECTOR* CredUIContexts,
                                                        HANDLE* TokenHandle);

/*
 * SspiUpdateCredentials is there for programs that call it, and refuses: there are no credential dialogues
 * that could have new credentials.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: nothing is touched.
 * Differs from Windows: no credential dialogues.
 * Source: Microsoft: nf-sspi-sspiupdatecredentials.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiUpdateCredentials(HANDLE ContextHandle, GUID* CredType,
                                                         ULONG FlatCredUIContextLength,
                                                         PUCHAR FlatCredUIContext);

/*
 * SspiUnmarshalCredUIContext is there for programs that call it, and refuses: there are no credential
 * dialogues that could have a context.
 *
 * Returns: SEC_E_UNSUPPORTED_FUNCTION, whatever is passed.
 * On failure: nothing is touched.
 * Differs from Windows: no credential dialogues.
 * Source: Microsoft: nf-sspi-sspiunmarshalcreduicontext.
 */
SSPI_API SECURITY_STATUS SEC_ENTRY SspiUnmarshalCredUIContext(PUCHAR MarshaledCredUIContext,
                                                              ULONG MarshaledCredUIContextLength,
                                                              PSEC_WINNT_CREDUI_CONTEXT* CredUIContext)
    SSPI_WIDE(SspiUnmarshalCredUIContext);

/* ---- The function table ------------------------------------------------------------------------------ */

#define SECURITY_ENTRYPOINT_ANSIW "InitSecurityInterfaceW"
#define SECURITY_ENTRYPOINT_ANSIA "InitSecurityInterfaceA"
#define SECURITY_ENTRYPOINTW SEC_TEXT("InitSecurityInterfaceW")
#define SECURITY_ENTRYPOINTA SEC_TEXT("InitSecurityInterfaceA")
#define SECURITY_ENTRYPOINT16 "INITSECURITYINTERFACEA"
#define SECURITY_ENTRYPOINT SSPI_AW(SECURITY_ENTRYPOINT)
#define SECURITY_ENTRYPOINT_ANSI SSPI_AW(SECURITY_ENTRYPOINT_ANSI)

#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION 1
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_2 2
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_3 3
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_4 4
#define SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION_5 5

typedef struct _SECURITY_FUNCTION_TABLE_W {
    ULONG dwVersion;
    ENUMERATE_SECURITY_PACKAGES_FN_W EnumerateSecurityPackagesW;
    QUERY_CREDENTIALS_ATTRIBUTES_FN_W QueryCredentialsAttributesW;
    ACQUIRE_CREDENTIALS_HANDLE_FN_W AcquireCredentialsHandleW;
    FREE_CREDENTIALS_HANDLE_FN FreeCredentialsHandle;
    void* Reserved2;
    INITIALIZE_SECURITY_CONTEXT_FN_W InitializeSecurityContextW;
    ACCEPT_SECURITY_CONTEXT_FN AcceptSecurityContext;
    COMPLETE_AUTH_TOKEN_FN CompleteAuthToken;
    DELETE_SECURITY_CONTEXT_FN DeleteSecurityContext;
    APPLY_CONTROL_TOKEN_FN ApplyControlToken;
    QUERY_CONTEXT_ATTRIBUTES_FN_W QueryContextAttributesW;
    IMPERSONATE_SECURITY_CONTEXT_FN ImpersonateSecurityContext;
    REVERT_SECURITY_CONTEXT_FN RevertSecurityContext;
    MAKE_SIGNATURE_FN MakeSignature;
    VERIFY_SIGNATURE_FN VerifySignature;
    FREE_CONTEXT_BUFFER_FN FreeContextBuffer;
    QUERY_SECURITY_PACKAGE_INFO_FN_W QuerySecurityPackageInfoW;
    void* Reserved3;
    void* Reserved4;
    EXPORT_SECURITY_CONTEXT_FN ExportSecurityContext;
    IMPORT_SECURITY_CONTEXT_FN_W ImportSecurityContextW;
    ADD_CREDENTIALS_FN_W AddCredentialsW;
    void* Reserved8;
    QUERY_SECURITY_CONTEXT_TOKEN_FN QuerySecurityContextToken;
    ENCRYPT_MESSAGE_FN EncryptMessage;
    DECRYPT_MESSAGE_FN DecryptMessage;
    SET_CONTEXT_ATTRIBUTES_FN_W SetContextAttributesW;
    SET_CREDENTIALS_ATTRIBUTES_FN_W SetCredentialsAttributesW;
    CHANGE_PASSWORD_FN_W ChangeAccountPasswordW;
    QUERY_CONTEXT_ATTRIBUTES_EX_FN_W QueryContextAttributesExW;
    QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_W QueryCredentialsAttributesExW;
} SecurityFunctionTableW, *PSecurityFunctionTableW;

typedef struct _SECURITY_FUNCTION_TABLE_A {
    ULONG dwVersion;
    ENUMERATE_SECURITY_PACKAGES_FN_A EnumerateSecurityPackagesA;
    QUERY_CREDENTIALS_ATTRIBUTES_FN_A QueryCredentialsAttributesA;
    ACQUIRE_CREDENTIALS_HANDLE_FN_A AcquireCredentialsHandleA;
    FREE_CREDENTIALS_HANDLE_FN FreeCredentialsHandle;
    void* Reserved2;
    INITIALIZE_SECURITY_CONTEXT_FN_A InitializeSecurityContextA;
    ACCEPT_SECURITY_CONTEXT_FN AcceptSecurityContext;
    COMPLETE_AUTH_TOKEN_FN CompleteAuthToken;
    DELETE_SECURITY_CONTEXT_FN DeleteSecurityContext;
    APPLY_CONTROL_TOKEN_FN ApplyControlToken;
    QUERY_CONTEXT_ATTRIBUTES_FN_A QueryContextAttributesA;
    IMPERSONATE_SECURITY_CONTEXT_FN ImpersonateSecurityContext;
    REVERT_SECURITY_CONTEXT_FN RevertSecurityContext;
    MAKE_SIGNATURE_FN MakeSignature;
    VERIFY_SIGNATURE_FN VerifySignature;
    FREE_CONTEXT_BUFFER_FN FreeContextBuffer;
    QUERY_SECURITY_PACKAGE_INFO_FN_A QuerySecurityPackageInfoA;
    void* Reserved3;
    void* Reserved4;
    EXPORT_SECURITY_CONTEXT_FN ExportSecurityContext;
    IMPORT_SECURITY_CONTEXT_FN_A ImportSecurityContextA;
    ADD_CREDENTIALS_FN_A AddCredentialsA;
    void* Reserved8;
    QUERY_SECURITY_CONTEXT_TOKEN_FN QuerySecurityContextToken;
    ENCRYPT_MESSAGE_FN EncryptMessage;
    DECRYPT_MESSAGE_FN DecryptMessage;
    SET_CONTEXT_ATTRIBUTES_FN_A SetContextAttributesA;
    SET_CREDENTIALS_ATTRIBUTES_FN_A SetCredentialsAttributesA;
    CHANGE_PASSWORD_FN_A ChangeAccountPasswordA;
    QUERY_CONTEXT_ATTRIBUTES_EX_FN_A QueryContextAttributesExA;
    QUERY_CREDENTIALS_ATTRIBUTES_EX_FN_A QueryCredentialsAttributesExA;
} SecurityFunctionTableA, *PSecurityFunctionTableA;

#define SecurityFunctionTable SSPI_AW(SecurityFunctionTable)
#define PSecurityFunctionTable SSPI_AW(PSecurityFunctionTable)

/*
 * InitSecurityInterface gives the function table.
 *
 * Ownership: the table is static, the same on every call; nobody releases or writes to it.
 * Returns: the table, never NULL. dwVersion is SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION, no function slot
 *     is NULL, Reserved2 and Reserved8 are, and Reserved3 and Reserved4 are EncryptMessage and
 *     DecryptMessage, which very old programs call there as SealMessage and UnsealMessage.
 * Differs from Windows: none.
 * Source: Microsoft: nf-sspi-initsecurityinterfacew, ns-sspi-securityfunctiontablew.
 */
SSPI_API PSecurityFunctionTableA SEC_ENTRY InitSecurityInterfaceA(void) SSPI_WIDE(InitSecurityInterfaceA);
SSPI_API PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW(void) SSPI_WIDE(InitSecurityInterfaceW);
#define InitSecurityInterface SSPI_AW(InitSecurityInterface)
typedef PSecurityFunctionTableA(SEC_ENTRY* INIT_SECURITY_INTERFACE_A)(void);
typedef PSecurityFunctionTableW(SEC_ENTRY* INIT_SECURITY_INTERFACE_W)(void);
#define INIT_SECURITY_INTERFACE SSPI_UAW(INIT_SECURITY_INTERFACE)

#ifdef __cplusplus
}
#endif

/* ---- unsigned long in C++ ---------------------------------------------------------------------------- */

/*
 * Windows code declares `unsigned long attributes` and passes its address. Where `unsigned long` has 64 bits
 * that is no ULONG*, so C++ gets these forms, which take exactly unsigned long* and hand a ULONG on; the
 * caller's variable is written when the function writes, which some do when they fail. They are templates, so that
 * NULL still finds the function itself. Define SSPI_NO_LONG_OVERLOADS for code that takes the address or the decltype of a
 * function without saying its type. Calls through the function table have no such form: there the variable
 * must be a ULONG.
 */
#if defined(__cplusplus) && !defined(SSPI_NO_LONG_OVERLOADS)

/* What stands in for an output that was not written: neither a size nor attributes that there are. The caller's
 * variable is not read, for it may have no value yet. */
inline ULONG sspi_unwritten() {
    return 0x5EC0FEEDU;
}

inline SECURITY_STATUS sspi_copy_out(SECURITY_STATUS status, unsigned long* destination, ULONG value) {
    const bool written = value != sspi_unwritten();
    if (destination && (written || status >= 0)) *destination = written ? value : 0;
    return status;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
EnumerateSecurityPackagesA(Long* pcPackages, PSecPkgInfoA* ppPackageInfo) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status =
        EnumerateSecurityPackagesA(sspi_stand_in(pcPackages, value), ppPackageInfo);
    return sspi_copy_out(status, pcPackages, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
EnumerateSecurityPackagesW(Long* pcPackages, PSecPkgInfoW* ppPackageInfo) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status =
        EnumerateSecurityPackagesW(sspi_stand_in(pcPackages, value), ppPackageInfo);
    return sspi_copy_out(status, pcPackages, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
InitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext, SEC_CHAR* pszTargetName,
                           ULONG fContextReq, ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput,
                           ULONG Reserved2, PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                           Long* pfContextAttr, PTimeStamp ptsExpiry) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = InitializeSecurityContextA(
        phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2,
        phNewContext, pOutput, sspi_stand_in(pfContextAttr, value), ptsExpiry);
    return sspi_copy_out(status, pfContextAttr, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
InitializeSecurityContextW(PCredHandle phCredential, PCtxtHandle phContext, SEC_WCHAR* pszTargetName,
                           ULONG fContextReq, ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput,
                           ULONG Reserved2, PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                           Long* pfContextAttr, PTimeStamp ptsExpiry) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = InitializeSecurityContextW(
        phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2,
        phNewContext, pOutput, sspi_stand_in(pfContextAttr, value), ptsExpiry);
    return sspi_copy_out(status, pfContextAttr, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext, PSecBufferDesc pInput,
                      ULONG fContextReq, ULONG TargetDataRep, PCtxtHandle phNewContext,
                      PSecBufferDesc pOutput, Long* pfContextAttr, PTimeStamp ptsExpiry) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status =
        AcceptSecurityContext(phCredential, phContext, pInput, fContextReq, TargetDataRep, phNewContext,
                              pOutput, sspi_stand_in(pfContextAttr, value), ptsExpiry);
    return sspi_copy_out(status, pfContextAttr, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
VerifySignature(PCtxtHandle phContext, PSecBufferDesc pMessage, ULONG MessageSeqNo, Long* pfQOP) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status =
        VerifySignature(phContext, pMessage, MessageSeqNo, sspi_stand_in(pfQOP, value));
    return sspi_copy_out(status, pfQOP, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
DecryptMessage(PCtxtHandle phContext, PSecBufferDesc pMessage, ULONG MessageSeqNo, Long* pfQOP) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status =
        DecryptMessage(phContext, pMessage, MessageSeqNo, sspi_stand_in(pfQOP, value));
    return sspi_copy_out(status, pfQOP, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SaslEnumerateProfilesA(LPSTR* ProfileList, Long* ProfileCount) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = SaslEnumerateProfilesA(ProfileList, sspi_stand_in(ProfileCount, value));
    return sspi_copy_out(status, ProfileCount, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SaslEnumerateProfilesW(LPWSTR* ProfileList, Long* ProfileCount) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = SaslEnumerateProfilesW(ProfileList, sspi_stand_in(ProfileCount, value));
    return sspi_copy_out(status, ProfileCount, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SaslInitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext, LPSTR pszTargetName,
                               ULONG fContextReq, ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput,
                               ULONG Reserved2, PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                               Long* pfContextAttr, PTimeStamp ptsExpiry) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = SaslInitializeSecurityContextA(
        phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2,
        phNewContext, pOutput, sspi_stand_in(pfContextAttr, value), ptsExpiry);
    return sspi_copy_out(status, pfContextAttr, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SaslInitializeSecurityContextW(PCredHandle phCredential, PCtxtHandle phContext, LPWSTR pszTargetName,
                               ULONG fContextReq, ULONG Reserved1, ULONG TargetDataRep, PSecBufferDesc pInput,
                               ULONG Reserved2, PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                               Long* pfContextAttr, PTimeStamp ptsExpiry) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = SaslInitializeSecurityContextW(
        phCredential, phContext, pszTargetName, fContextReq, Reserved1, TargetDataRep, pInput, Reserved2,
        phNewContext, pOutput, sspi_stand_in(pfContextAttr, value), ptsExpiry);
    return sspi_copy_out(status, pfContextAttr, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SaslAcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext, PSecBufferDesc pInput,
                          ULONG fContextReq, ULONG TargetDataRep, PCtxtHandle phNewContext,
                          PSecBufferDesc pOutput, Long* pfContextAttr, PTimeStamp ptsExpiry) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status =
        SaslAcceptSecurityContext(phCredential, phContext, pInput, fContextReq, TargetDataRep, phNewContext,
                                  pOutput, sspi_stand_in(pfContextAttr, value), ptsExpiry);
    return sspi_copy_out(status, pfContextAttr, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SaslGetContextOption(PCtxtHandle ContextHandle, ULONG Option, PVOID Value, ULONG Size, Long* Needed) {
    ULONG value = Needed ? static_cast<ULONG>(*Needed) : 0;
    const SECURITY_STATUS result =
        SaslGetContextOption(ContextHandle, Option, Value, Size, sspi_stand_in(Needed, value));
    if (Needed) *Needed = value;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SspiMarshalAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, Long* AuthIdentityLength,
                        char** AuthIdentityByteArray) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = SspiMarshalAuthIdentity(
        AuthIdentity, sspi_stand_in(AuthIdentityLength, value), AuthIdentityByteArray);
    return sspi_copy_out(status, AuthIdentityLength, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SspiPrepareForCredRead(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName,
                       Long* pCredmanCredentialType, PCWSTR* ppszCredmanTargetName) {
    ULONG value = sspi_unwritten();
    const SECURITY_STATUS status = SspiPrepareForCredRead(
        AuthIdentity, pszTargetName, sspi_stand_in(pCredmanCredentialType, value), ppszCredmanTargetName);
    return sspi_copy_out(status, pCredmanCredentialType, value);
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, SECURITY_STATUS>::type
SspiPrepareForCredWrite(PSEC_WINNT_AUTH_IDENTITY_OPAQUE AuthIdentity, PCWSTR pszTargetName,
                        Long* pCredmanCredentialType, PCWSTR* ppszCredmanTargetName,
                        PCWSTR* ppszCredmanUserName, PUCHAR* ppCredentialBlob,
                        unsigned long* pCredentialBlobSize) {
    ULONG type = sspi_unwritten();
    ULONG size = sspi_unwritten();
    const SECURITY_STATUS status = SspiPrepareForCredWrite(
        AuthIdentity, pszTargetName, sspi_stand_in(pCredmanCredentialType, type), ppszCredmanTargetName,
        ppszCredmanUserName, ppCredentialBlob, sspi_stand_in(pCredentialBlobSize, size));
    sspi_copy_out(status, pCredmanCredentialType, type);
    return sspi_copy_out(status, pCredentialBlobSize, size);
}
#endif

#endif

#endif
