// SPDX-License-Identifier: BSL-1.0
// Logging a user on without a password (S4U2self): the small part of <ntsecapi.h> that services use for it.
#ifndef SSPI_CONTRACT_NTSECAPI_INCLUDED
#define SSPI_CONTRACT_NTSECAPI_INCLUDED

#include "ntstatus.h"
#include "sspi_token_types.h"
#include "sspi_tokens.h"
#include "sspi_types.h"

#ifndef KERB_WRAP_NO_ENCRYPT
#define KERB_WRAP_NO_ENCRYPT 0x80000001
#endif
#define MICROSOFT_KERBEROS_NAME_A "Kerberos"
#define KERB_S4U_LOGON_FLAG_CHECK_LOGONHOURS 0x2
#define KERB_S4U_LOGON_FLAG_IDENTIFY 0x8

#ifdef __cplusplus
extern "C" {
#endif

typedef UNICODE_STRING LSA_UNICODE_STRING, *PLSA_UNICODE_STRING;

/* Lengths are in bytes; there need not be a terminator. */
typedef struct _LSA_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PCHAR Buffer;
} LSA_STRING, *PLSA_STRING;

typedef ULONG LSA_OPERATIONAL_MODE, *PLSA_OPERATIONAL_MODE;

typedef enum _SECURITY_LOGON_TYPE {
    UndefinedLogonType = 0,
    Interactive = 2,
    Network = 3,
    Batch = 4,
    Service = 5,
    Proxy = 6,
    Unlock = 7,
    NetworkCleartext = 8,
    NewCredentials = 9,
    RemoteInteractive = 10,
    CachedInteractive = 11,
    CachedRemoteInteractive = 12,
    CachedUnlock = 13
} SECURITY_LOGON_TYPE,
    *PSECURITY_LOGON_TYPE;

typedef enum _KERB_LOGON_SUBMIT_TYPE {
    KerbInteractiveLogon = 2,
    KerbSmartCardLogon = 6,
    KerbWorkstationUnlockLogon = 7,
    KerbSmartCardUnlockLogon = 8,
    KerbProxyLogon = 9,
    KerbTicketLogon = 10,
    KerbTicketUnlockLogon = 11,
    KerbS4ULogon = 12,
    KerbCertificateLogon = 13,
    KerbCertificateS4ULogon = 14,
    KerbCertificateUnlockLogon = 15,
    KerbNoElevationLogon = 83,
    KerbLuidLogon = 84
} KERB_LOGON_SUBMIT_TYPE,
    *PKERB_LOGON_SUBMIT_TYPE;

/* The texts stand in the same block as the structure, behind it. */
typedef struct _KERB_S4U_LOGON {
    KERB_LOGON_SUBMIT_TYPE MessageType;
    ULONG Flags;
    UNICODE_STRING ClientUpn;
    UNICODE_STRING ClientRealm;
} KERB_S4U_LOGON, *PKERB_S4U_LOGON;

typedef struct _QUOTA_LIMITS {
    SIZE_T PagedPoolLimit;
    SIZE_T NonPagedPoolLimit;
    SIZE_T MinimumWorkingSetSize;
    SIZE_T MaximumWorkingSetSize;
    SIZE_T PagefileLimit;
    LARGE_INTEGER TimeLimit;
} QUOTA_LIMITS, *PQUOTA_LIMITS;

/*
 * LsaConnectUntrusted gives a handle for the other functions of this header.
 *
 * LsaHandle receives the handle.
 * Ownership: release it with LsaDeregisterLogonProcess.
 * Returns: STATUS_SUCCESS; STATUS_INVALID_PARAMETER when LsaHandle is NULL; STATUS_NO_MEMORY.
 * On failure: *LsaHandle is not touched.
 * Differs from Windows: nothing is connected to; the handle may do what that of LsaRegisterLogonProcess may.
 * Source: Microsoft: nf-ntsecapi-lsaconnectuntrusted.
 */
SSPI_API NTSTATUS NTAPI LsaConnectUntrusted(PHANDLE LsaHandle);

/*
 * LsaRegisterLogonProcess gives a handle for the other functions of this header.
 *
 * LogonProcessName is not looked at. SecurityMode may be NULL and receives 0.
 * Ownership: release the handle with LsaDeregisterLogonProcess.
 * Returns: STATUS_SUCCESS; STATUS_INVALID_PARAMETER when LsaHandle is NULL; STATUS_NO_MEMORY.
 * On failure: *LsaHandle and *SecurityMode are not touched.
 * Differs from Windows: there it needs a privilege; here the key of the service is what counts.
 * Source: Microsoft: nf-ntsecapi-lsaregisterlogonprocess.
 */
SSPI_API NTSTATUS NTAPI LsaRegisterLogonProcess(PLSA_STRING LogonProcessName, PHANDLE LsaHandle,
                                                PLSA_OPERATIONAL_MODE SecurityMode);

/*
 * LsaDeregisterLogonProcess releases the handle. Tokens are not touched.
 *
 * Returns: STATUS_SUCCESS; STATUS_INVALID_HANDLE when there is no such handle.
 * On failure: nothing is touched.
 * Differs from Windows: none known.
 * Source: Microsoft: nf-ntsecapi-lsaderegisterlogonprocess.
 */
SSPI_API NTSTATUS NTAPI LsaDeregisterLogonProcess(HANDLE LsaHandle);

/*
 * LsaLookupAuthenticationPackage gives the number of a package for LsaLogonUser.
 *
 * PackageName is "Kerberos" or "Negotiate", without regard to case. AuthenticationPackage receives the number.
 * Returns: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_INVALID_PARAMETER when a pointer is NULL;
 *     STATUS_NO_SUCH_PACKAGE for another name.
 * On failure: *AuthenticationPackage is not touched.
 * Differs from Windows: there are no other packages.
 * Source: Microsoft: nf-ntsecapi-lsalookupauthenticationpackage.
 */
SSPI_API NTSTATUS NTAPI LsaLookupAuthenticationPackage(HANDLE LsaHandle, PLSA_STRING PackageName,
                                                       PULONG AuthenticationPackage);

/*
 * LsaLogonUser proves a user's name to this service without the user's password, by asking the KDC for a ticket in the
 * user's name to the service itself (S4U2self), and gives a token for the user.
 *
 * The service is the first principal of the default keytab that the KDC knows.
 * LogonType is Network or Batch. AuthenticationPackage is what LsaLookupAuthenticationPackage gave.
 * AuthenticationInformation is a KERB_S4U_LOGON of AuthenticationInformationLength bytes, its texts included: ClientUpn
 *     is "user@realm", "DOMAIN\\user" or "user"; ClientRealm may be empty. Whom the domain calls otherwise, by a user
 *     principal name of another suffix say, has the name that its PAC says in the token and to other services. Texts are WCHAR. With KERB_S4U_LOGON_FLAG_IDENTIFY the token
 *     does for identifying the user, and AcquireCredentialsHandle gives SEC_E_NO_CREDENTIALS to who acts as the user.
 * SourceContext is what the token tells by TokenSource; NULL says "Kerberos". OriginName and LocalGroups are not looked at and
 *     may be NULL.
 * ProfileBuffer, ProfileBufferLength, LogonId, Quotas and SubStatus may be NULL; they receive NULL, 0, a number that is
 *     not used again (the token's AuthenticationId), zeroes and STATUS_SUCCESS.
 * Token receives the token: an impersonation token of a Network logon, a primary one of a Batch logon, which tells by
 *     GetTokenInformation what the ticket's PAC says of the user (see sspi_tokens.h), and is for ImpersonateLoggedOnUser: see
 *     ImpersonateSecurityContext in sspi.h. What the thread may
 *     then do in the user's name is constrained delegation, for which the KDC must trust the service to
 *     authenticate for delegation; else InitializeSecurityContext gives SEC_E_DELEGATION_REQUIRED.
 * Ownership: release the token with CloseHandle.
 * Returns:
 *   STATUS_SUCCESS                 *Token is a new token
 *   STATUS_INVALID_HANDLE          LsaHandle is no such handle
 *   STATUS_INVALID_PARAMETER       Token is NULL; or the information is too short, of an unknown type, not valid text,
 *                                  a malformed name, or points outside of itself
 *   STATUS_NOT_SUPPORTED           the information is of another type than KerbS4ULogon
 *   STATUS_NO_SUCH_PACKAGE         AuthenticationPackage is another
 *   STATUS_INVALID_LOGON_TYPE      LogonType is another
 *   STATUS_NO_SUCH_USER            the KDC does not know the user
 *   STATUS_ACCOUNT_DISABLED, STATUS_ACCOUNT_EXPIRED
 *                                  the KDC says so of the user, or only that the account may not be used
 *   STATUS_ACCOUNT_LOCKED_OUT, STATUS_ACCOUNT_RESTRICTION, STATUS_INVALID_LOGON_HOURS, STATUS_INVALID_WORKSTATION,
 *   STATUS_PASSWORD_EXPIRED, STATUS_PASSWORD_MUST_CHANGE
 *                                  a domain controller says so of the user by an NTSTATUS (MS-KILE 2.2.1)
 *   STATUS_LOGON_FAILURE           the KDC refuses otherwise, or what it gave is not a ticket in the name of that user
 *   STATUS_NO_LOGON_SERVERS        no KDC could be reached
 *   STATUS_NO_TRUST_LSA_SECRET     there is no keytab, or the KDC does not accept its keys
 *   STATUS_TIME_DIFFERENCE_AT_DC   the clocks are too far apart
 *   STATUS_NO_MEMORY, STATUS_INTERNAL_ERROR
 * On failure: no output is touched but *SubStatus, which receives the status too where it is about the user's account.
 * Differs from Windows: passwords, smart cards, certificates and tickets are not taken (pass an identity to
 *     AcquireCredentialsHandle). An untrusted caller's token can be acted with as well.
 * Source: Microsoft: nf-ntsecapi-lsalogonuser, ns-ntsecapi-kerb_s4u_logon; [MS-SFU] 3.1.5.1.1.
 */
SSPI_API NTSTATUS NTAPI LsaLogonUser(HANDLE LsaHandle, PLSA_STRING OriginName, SECURITY_LOGON_TYPE LogonType,
                                     ULONG AuthenticationPackage, PVOID AuthenticationInformation,
                                     ULONG AuthenticationInformationLength, PTOKEN_GROUPS LocalGroups,
                                     PTOKEN_SOURCE SourceContext, PVOID* ProfileBuffer,
                                     PULONG ProfileBufferLength, PLUID LogonId, PHANDLE Token,
                                     PQUOTA_LIMITS Quotas, PNTSTATUS SubStatus) SSPI_WIDE(LsaLogonUser);

/*
 * LsaFreeReturnBuffer releases the profile that LsaLogonUser gave, which is NULL here.
 *
 * Returns: STATUS_SUCCESS for NULL; STATUS_INVALID_PARAMETER for anything else, which is not touched.
 * On failure: nothing is touched.
 * Differs from Windows: there are no profiles.
 * Source: Microsoft: nf-ntsecapi-lsafreereturnbuffer.
 */
SSPI_API NTSTATUS NTAPI LsaFreeReturnBuffer(PVOID Buffer);

/*
 * LsaNtStatusToWinError gives the Win32 error for a status of this header.
 *
 * Returns: the error, 0 for STATUS_SUCCESS; 317 (ERROR_MR_MID_NOT_FOUND) for a status that is not among them.
 * On failure: it does not fail.
 * Differs from Windows: it knows the statuses of ntstatus.h here.
 * Source: Microsoft: nf-ntsecapi-lsantstatustowinerror.
 */
SSPI_API ULONG NTAPI LsaNtStatusToWinError(NTSTATUS Status);

#ifdef __cplusplus
}
#endif

#ifndef DOMAIN_PASSWORD_COMPLEX
/* PasswordProperties of DOMAIN_PASSWORD_INFORMATION. */
#define DOMAIN_PASSWORD_COMPLEX 0x00000001
#define DOMAIN_PASSWORD_NO_ANON_CHANGE 0x00000002
#define DOMAIN_PASSWORD_NO_CLEAR_CHANGE 0x00000004
#define DOMAIN_LOCKOUT_ADMINS 0x00000008
#define DOMAIN_PASSWORD_STORE_CLEARTEXT 0x00000010
#define DOMAIN_REFUSE_PASSWORD_CHANGE 0x00000020

/* What a domain demands of passwords: characters, remembered passwords, properties, and ages in steps of 100 ns. */
typedef struct _DOMAIN_PASSWORD_INFORMATION {
    USHORT MinPasswordLength;
    USHORT PasswordHistoryLength;
    ULONG PasswordProperties;
    LARGE_INTEGER MaxPasswordAge;
    LARGE_INTEGER MinPasswordAge;
} DOMAIN_PASSWORD_INFORMATION, *PDOMAIN_PASSWORD_INFORMATION;
#endif

#endif
