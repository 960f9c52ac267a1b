// SPDX-License-Identifier: BSL-1.0
// Access tokens: what <windows.h> declares of acting as somebody else and of who that is, for tokens that this library made.
#ifndef SSPI_CONTRACT_TOKENS_INCLUDED
#define SSPI_CONTRACT_TOKENS_INCLUDED

#include "sspi_long.h"
#include "sspi_token_types.h"
#include "sspi_types.h"

#ifndef INVALID_HANDLE_VALUE
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A token is a client whose name is proved, by a context (QuerySecurityContextToken) or by the KDC
 * (LsaLogonUser). Its HANDLE is a number, never an address. A thread that acts as the client of a token or of a
 * context
 *   - gets that client's tickets from AcquireCredentialsHandle without an identity, and nothing of the process's;
 *   - keeps the handles that it had, and those it got meanwhile afterwards: each stands for its life for whom it was
 *     acquired for;
 *   - opens files and does all else as the process: the operating system knows nothing of it.
 *
 * Who the client is, a token tells as SIDs (sspi_sids.h). Where the ticket had a PAC that is proved (see QueryContextAttributes in
 * sspi.h), the user is the account of the PAC, and the groups are, in this order and with the attributes that they have there, its
 * GroupIds with the primary group among them, its ExtraSids and its ResourceGroupIds; SE_GROUP_USE_FOR_DENY_ONLY is kept. Where there
 * is none, the user is made of the Kerberos name: S-1-0x535350494B35 and eight numbers, which are SHA-256 of the UTF-8 text
 * "alice@CORP.EXAMPLE" (as in NATIVE_NAMES), 32 bits each, the first octet of each its highest. No domain has such SIDs: nobody
 * hands this identifier authority out. It is the same on every host, and another for each name. The client of an anonymous ticket is
 * ANONYMOUS LOGON (S-1-5-7).
 * Every token has, behind those, the groups that Windows puts into the token of a network logon: Everyone (S-1-1-0), NETWORK
 * (S-1-5-2; of a Batch logon BATCH, S-1-5-3) and, unless the client is anonymous, Authenticated Users (S-1-5-11). Groups of this
 * computer (BUILTIN), integrity labels and privileges there are none.
 *
 * A token has a type, TokenImpersonation or TokenPrimary, and a level: SecurityIdentification where the client can be named and no
 * more, SecurityDelegation where it forwarded its ticket, and else SecurityImpersonation. Functions that answer FALSE leave why for
 * GetLastError of <windows.h> or <sspi_last_error.h>. Handles may be used from all threads at once. The types and values are those of
 * winnt.h.
 */

/*
 * ImpersonateLoggedOnUser lets the calling thread act as the client of a token.
 *
 * hToken may be closed meanwhile, the thread keeps what it needs. A thread that acts as another client changes to this
 *     one; RevertToSelf then goes back to the process. Threads that it starts act as the process.
 * Returns: TRUE, or FALSE with ERROR_INVALID_HANDLE when there is no such token.
 * On failure: the thread acts as whom it acted as before.
 * Threads: for the calling thread only, until it reverts or ends.
 * Differs from Windows: see above; there the whole system sees the client.
 * Source: Microsoft: nf-securitybaseapi-impersonateloggedonuser.
 */
SSPI_API BOOL WINAPI ImpersonateLoggedOnUser(HANDLE hToken) SSPI_OWN(ImpersonateLoggedOnUser);

/*
 * RevertToSelf lets the calling thread act as the process again.
 *
 * Returns: TRUE, also when the thread did not act as anybody else.
 * On failure: it does not fail.
 * Threads: for the calling thread only.
 * Differs from Windows: there it can fail, and the program must then stop.
 * Source: Microsoft: nf-securitybaseapi-reverttoself.
 */
SSPI_API BOOL WINAPI RevertToSelf(void) SSPI_OWN(RevertToSelf);

/*
 * CloseHandle releases the HANDLE of a token.
 *
 * Threads that act as its client, and credentials that were acquired meanwhile, are not touched.
 * Returns: TRUE, or FALSE with ERROR_INVALID_HANDLE when there is no such token: NULL, INVALID_HANDLE_VALUE, a handle of something else, or one
 *     that was closed before.
 * On failure: nothing is touched.
 * Differs from Windows: it knows tokens only. A program that links another library with a function of this name has to
 *     see to it that each gets its own handles.
 * Source: Microsoft: nf-handleapi-closehandle.
 */
SSPI_API BOOL WINAPI CloseHandle(HANDLE hObject) SSPI_OWN(CloseHandle);

/*
 * GetTokenInformation tells something of a token.
 *
 * TokenInformation receives a structure, and SIDs that it points to behind it, in one block of TokenInformationLength bytes. It may be
 *     NULL where that is 0. ReturnLength receives how many bytes there are, or are needed.
 *
 *   TokenUser               TOKEN_USER: who it is, without attributes
 *   TokenGroups             TOKEN_GROUPS: see above
 *   TokenPrivileges         TOKEN_PRIVILEGES: none
 *   TokenOwner              TOKEN_OWNER: the user
 *   TokenPrimaryGroup       TOKEN_PRIMARY_GROUP: the PAC's; Everyone without one
 *   TokenSource             TOKEN_SOURCE: "Kerberos" and 0, or what LsaLogonUser was given
 *   TokenType               TOKEN_TYPE
 *   TokenImpersonationLevel SECURITY_IMPERSONATION_LEVEL, of impersonation tokens only
 *   TokenStatistics         TOKEN_STATISTICS: a number for each token, AuthenticationId one for each context or logon, and
 *                           ExpirationTime when the domain says that the account has to be gone, in UTC, else the largest number
 *   TokenRestrictedSids     TOKEN_GROUPS: none
 *   TokenElevationType      TOKEN_ELEVATION_TYPE: TokenElevationTypeDefault
 *   TokenElevation          TOKEN_ELEVATION: 0
 *   TokenSessionId, TokenHasRestrictions, TokenSandBoxInert, TokenUIAccess, TokenIsAppContainer
 *                           DWORD: 0
 *
 * Returns: TRUE; FALSE with
 *   ERROR_INSUFFICIENT_BUFFER  there is too little room; *ReturnLength is what is needed.
 *   ERROR_INVALID_HANDLE       there is no such token.
 *   ERROR_INVALID_PARAMETER    ReturnLength is NULL, the buffer is NULL and its length is not 0, there is no such class, or it is
 *                              TokenImpersonationLevel of a primary token.
 *   ERROR_NOT_SUPPORTED        the class is another.
 *   ERROR_NOT_ENOUGH_MEMORY    there is not enough memory.
 * On failure: the buffer is not touched, and *ReturnLength only for ERROR_INSUFFICIENT_BUFFER.
 * Differs from Windows: see above. A structure of fixed size too is ERROR_INSUFFICIENT_BUFFER where there is too little room.
 * Source: Microsoft: nf-securitybaseapi-gettokeninformation, ne-winnt-token_information_class; [MS-PAC] 2.5.
 */
SSPI_API BOOL WINAPI GetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass,
                                         LPVOID TokenInformation, DWORD TokenInformationLength,
                                         PDWORD ReturnLength) SSPI_OWN(GetTokenInformation);

/*
 * CheckTokenMembership tells whether a SID is the user's or that of a group which is enabled.
 *
 * TokenHandle is an impersonation token, or NULL for whom the calling thread acts as. A group with SE_GROUP_USE_FOR_DENY_ONLY, or
 *     without SE_GROUP_ENABLED, does not count. IsMember receives TRUE or FALSE.
 * Returns: TRUE; FALSE with
 *   ERROR_INVALID_HANDLE          there is no such token.
 *   ERROR_NO_IMPERSONATION_TOKEN  it is a primary one.
 *   ERROR_NO_TOKEN                TokenHandle is NULL, and the thread acts as the process.
 *   ERROR_INVALID_SID             SidToCheck is not valid.
 *   ERROR_INVALID_PARAMETER       IsMember is NULL.
 *   ERROR_NOT_ENOUGH_MEMORY       there is not enough memory.
 * On failure: *IsMember is not touched.
 * Differs from Windows: a thread that acts as the process has no token here.
 * Source: Microsoft: nf-securitybaseapi-checktokenmembership.
 */
SSPI_API BOOL WINAPI CheckTokenMembership(HANDLE TokenHandle, PSID SidToCheck, PBOOL IsMember)
    SSPI_OWN(CheckTokenMembership);

/*
 * DuplicateToken makes another impersonation token of the same client: DuplicateTokenEx of type TokenImpersonation.
 *
 * Ownership: release the token with CloseHandle.
 * Returns: TRUE; FALSE as DuplicateTokenEx.
 * On failure: *DuplicateTokenHandle is not touched.
 * Differs from Windows: as DuplicateTokenEx.
 * Source: Microsoft: nf-securitybaseapi-duplicatetoken.
 */
SSPI_API BOOL WINAPI DuplicateToken(HANDLE ExistingTokenHandle,
                                    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel,
                                    PHANDLE DuplicateTokenHandle) SSPI_OWN(DuplicateToken);

/*
 * DuplicateTokenEx makes another token of the same client.
 *
 * dwDesiredAccess and lpTokenAttributes are not looked at. ImpersonationLevel is SecurityIdentification, with which the client can be
 *     named and no more, or a higher one, and for an impersonation token no higher than that of the existing one. TokenType says
 *     what the new one is; phNewToken receives it.
 * Ownership: release the token with CloseHandle.
 * Returns: TRUE; FALSE with
 *   ERROR_INVALID_HANDLE           there is no such token.
 *   ERROR_BAD_IMPERSONATION_LEVEL  the level is higher than that of the existing token, SecurityAnonymous, or none; or a primary token
 *                                  is to be made of one that can be named and no more.
 *   ERROR_INVALID_PARAMETER        phNewToken is NULL, or there is no such type.
 *   ERROR_NOT_ENOUGH_MEMORY        there is not enough memory.
 * On failure: *phNewToken is not touched.
 * Differs from Windows: there is no SecurityAnonymous, and handles have no rights.
 * Source: Microsoft: nf-securitybaseapi-duplicatetokenex.
 */
SSPI_API BOOL WINAPI DuplicateTokenEx(HANDLE hExistingToken, DWORD dwDesiredAccess,
                                      LPSECURITY_ATTRIBUTES lpTokenAttributes,
                                      SECURITY_IMPERSONATION_LEVEL ImpersonationLevel, TOKEN_TYPE TokenType,
                                      PHANDLE phNewToken) SSPI_OWN(DuplicateTokenEx);

/*
 * GetCurrentThread gives the handle that stands for the calling thread, for OpenThreadToken.
 *
 * Returns: a number that is the same for all threads, each of which means itself by it. It need not be closed.
 * On failure: it does not fail.
 * Differs from Windows: nothing else takes it.
 * Source: Microsoft: nf-processthreadsapi-getcurrentthread.
 */
SSPI_API HANDLE WINAPI GetCurrentThread(void) SSPI_OWN(GetCurrentThread);

/*
 * OpenThreadToken gives an impersonation token of the client that the calling thread acts as.
 *
 * ThreadHandle is GetCurrentThread(). DesiredAccess and OpenAsSelf are not looked at. TokenHandle receives the token.
 * Ownership: release the token with CloseHandle.
 * Returns: TRUE; FALSE with
 *   ERROR_NO_TOKEN           the thread acts as the process.
 *   ERROR_INVALID_HANDLE     ThreadHandle is another.
 *   ERROR_INVALID_PARAMETER  TokenHandle is NULL.
 *   ERROR_NOT_ENOUGH_MEMORY  there is not enough memory.
 * On failure: *TokenHandle is not touched.
 * Differs from Windows: other threads cannot be asked about.
 * Source: Microsoft: nf-processthreadsapi-openthreadtoken.
 */
SSPI_API BOOL WINAPI OpenThreadToken(HANDLE ThreadHandle, DWORD DesiredAccess, BOOL OpenAsSelf,
                                     PHANDLE TokenHandle) SSPI_OWN(OpenThreadToken);

#ifdef __cplusplus
}
#endif

#if defined(__cplusplus) && !defined(SSPI_NO_LONG_OVERLOADS)

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOL>::type
GetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass,
                    LPVOID TokenInformation, DWORD TokenInformationLength, Long* ReturnLength) {
    ULONG value = ReturnLength ? static_cast<ULONG>(*ReturnLength) : 0;
    const BOOL result = GetTokenInformation(TokenHandle, TokenInformationClass, TokenInformation,
                                            TokenInformationLength, sspi_stand_in(ReturnLength, value));
    if (ReturnLength) *ReturnLength = value;
    return result;
}

#endif

#endif
