// SPDX-License-Identifier: BSL-1.0
// The names of users and machines: GetUserNameEx, GetComputerObjectName, TranslateName.
#ifndef SSPI_CONTRACT_SECEXT_INCLUDED
#define SSPI_CONTRACT_SECEXT_INCLUDED

#include "sspi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    NameUnknown = 0,
    NameFullyQualifiedDN = 1,
    NameSamCompatible = 2,
    NameDisplay = 3,
    NameUniqueId = 6,
    NameCanonical = 7,
    NameUserPrincipal = 8,
    NameCanonicalEx = 9,
    NameServicePrincipal = 10,
    NameDnsDomain = 12,
    NameGivenName = 13,
    NameSurname = 14
} EXTENDED_NAME_FORMAT,
    *PEXTENDED_NAME_FORMAT;

/*
 * The forms that can be told without asking a directory, of alice in the realm CORP.EXAMPLE whose domain is CORP:
 *
 *   NameSamCompatible     CORP\alice                   where [sspi] domains in krb5.conf has "CORP = CORP.EXAMPLE"
 *   NameUserPrincipal     alice@CORP.EXAMPLE
 *   NameDnsDomain         corp.example\alice
 *   NameServicePrincipal  HTTP/web.example@CORP.EXAMPLE  of a service only
 *   NameCanonical         corp.example/                 of a domain only, and NameCanonicalEx with a line feed at its end
 *
 * Those of a domain end where the user would begin: CORP\. Why a function answered FALSE, GetLastError of <windows.h>
 * says, or <sspi_last_error.h>.
 */

/*
 * GetUserNameEx gives the name of the user that the calling thread acts as: of the client that it impersonates, else of
 * the default credential cache.
 *
 * nSize points to the size of the buffer in characters, and gets the length of the name, without its terminating null. The
 *     buffer may be NULL where that size is 0.
 * Returns: TRUE, or FALSE with the last error
 *   ERROR_MORE_DATA          the buffer is too small; *nSize is what is needed, the terminating null included.
 *   ERROR_NONE_MAPPED        there is no cache, or its user has no name in this form.
 *   ERROR_INVALID_PARAMETER  nSize is NULL, the buffer is NULL and its size is not 0, or the form is NameUnknown or none of
 *                            the enumeration.
 *   ERROR_NOT_ENOUGH_MEMORY  there is not enough memory.
 * On failure: the buffer is not touched, and *nSize only for ERROR_MORE_DATA.
 * Threads: any.
 * Differs from Windows: no domain controller is asked, so there are no display names and no distinguished ones. A user
 *     without tickets has no name here; his login name is not made into one.
 * Source: Microsoft: nf-secext-getusernameexw, ne-secext-extended_name_format.
 */
SSPI_API BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer, PULONG nSize);
SSPI_API BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer, PULONG nSize)
    SSPI_WIDE(GetUserNameExW);
#define GetUserNameEx SSPI_AW(GetUserNameEx)

/*
 * GetComputerObjectName gives the name of this computer's account.
 *
 * The account has the first label of the host's name, 15 characters at most, in upper case with a dollar sign, in the realm
 *     that [domain_realm] of krb5.conf gives the host: CORP\WEB$, WEB$@CORP.EXAMPLE, corp.example\WEB$.
 * nSize points to the size of the buffer in characters, and gets the length of the name, its terminating null included. The
 *     buffer may be NULL where that size is 0.
 * Returns: TRUE, or FALSE with the last error
 *   ERROR_INSUFFICIENT_BUFFER      the buffer is too small or NULL; *nSize is what is needed.
 *   ERROR_NONE_MAPPED              the account has no name in this form.
 *   ERROR_CANT_ACCESS_DOMAIN_INFO  the configuration has no realm for this host.
 *   ERROR_INVALID_PARAMETER        nSize is NULL, the buffer is NULL and its size is not 0, or the form is NameUnknown or
 *                                  none of the enumeration.
 *   ERROR_NOT_ENOUGH_MEMORY        there is not enough memory.
 * On failure: the buffer is not touched, and *nSize only for ERROR_INSUFFICIENT_BUFFER.
 * Threads: any.
 * Differs from Windows: the name is derived as said. Whether the realm has such an account is not asked.
 * Source: Microsoft: nf-secext-getcomputerobjectnamew.
 */
SSPI_API BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer,
                                                  PULONG nSize);
SSPI_API BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer,
                                                  PULONG nSize) SSPI_WIDE(GetComputerObjectNameW);
#define GetComputerObjectName SSPI_AW(GetComputerObjectName)

/*
 * TranslateName turns the name of an account or of a domain into another form.
 *
 * With NameUnknown for AccountNameFormat, the name is in the form that it seems to have.
 * nSize points to the size of the buffer in characters, and gets the length of the name, its terminating null included.
 *     With a NULL buffer and a size of 0 the call succeeds and tells what is needed.
 * Returns: TRUE, or FALSE with the last error
 *   ERROR_INSUFFICIENT_BUFFER  the buffer is too small; *nSize is what is needed.
 *   ERROR_NONE_MAPPED          the name is not one of that form, or has none in the other.
 *   ERROR_NO_SUCH_DOMAIN       the configuration has no realm for the NetBIOS domain.
 *   ERROR_INVALID_PARAMETER    lpAccountName is NULL or not valid text, nSize is NULL, the buffer is NULL and its size is
 *                              not 0, a form is none of the enumeration, or DesiredNameFormat is NameUnknown.
 *   ERROR_NOT_ENOUGH_MEMORY    there is not enough memory.
 * On failure: the buffer is not touched, and *nSize only for ERROR_INSUFFICIENT_BUFFER.
 * Threads: any.
 * Differs from Windows: the name is rewritten, and nobody is asked whether there is such an account. A canonical name of a
 *     user, which says where the directory keeps him, is not understood.
 * Source: Microsoft: nf-secext-translatenamew, ne-secext-extended_name_format.
 */
SSPI_API BOOLEAN SEC_ENTRY TranslateNameA(LPCSTR lpAccountName, EXTENDED_NAME_FORMAT AccountNameFormat,
                                          EXTENDED_NAME_FORMAT DesiredNameFormat, LPSTR lpTranslatedName,
                                          PULONG nSize);
SSPI_API BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR lpAccountName, EXTENDED_NAME_FORMAT AccountNameFormat,
                                          EXTENDED_NAME_FORMAT DesiredNameFormat, LPWSTR lpTranslatedName,
                                          PULONG nSize) SSPI_WIDE(TranslateNameW);
#define TranslateName SSPI_AW(TranslateName)

#ifdef __cplusplus
}
#endif

#if defined(__cplusplus) && !defined(SSPI_NO_LONG_OVERLOADS)

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOLEAN>::type GetUserNameExA(EXTENDED_NAME_FORMAT NameFormat,
                                                                            LPSTR lpNameBuffer, Long* nSize) {
    ULONG value = nSize ? static_cast<ULONG>(*nSize) : 0;
    const BOOLEAN result = GetUserNameExA(NameFormat, lpNameBuffer, sspi_stand_in(nSize, value));
    if (nSize) *nSize = value;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOLEAN>::type
GetUserNameExW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer, Long* nSize) {
    ULONG value = nSize ? static_cast<ULONG>(*nSize) : 0;
    const BOOLEAN result = GetUserNameExW(NameFormat, lpNameBuffer, sspi_stand_in(nSize, value));
    if (nSize) *nSize = value;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOLEAN>::type
GetComputerObjectNameA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer, Long* nSize) {
    ULONG value = nSize ? static_cast<ULONG>(*nSize) : 0;
    const BOOLEAN result = GetComputerObjectNameA(NameFormat, lpNameBuffer, sspi_stand_in(nSize, value));
    if (nSize) *nSize = value;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOLEAN>::type
GetComputerObjectNameW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer, Long* nSize) {
    ULONG value = nSize ? static_cast<ULONG>(*nSize) : 0;
    const BOOLEAN result = GetComputerObjectNameW(NameFormat, lpNameBuffer, sspi_stand_in(nSize, value));
    if (nSize) *nSize = value;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOLEAN>::type
TranslateNameA(LPCSTR lpAccountName, EXTENDED_NAME_FORMAT AccountNameFormat,
               EXTENDED_NAME_FORMAT DesiredNameFormat, LPSTR lpTranslatedName, Long* nSize) {
    ULONG value = nSize ? static_cast<ULONG>(*nSize) : 0;
    const BOOLEAN result = TranslateNameA(lpAccountName, AccountNameFormat, DesiredNameFormat,
                                          lpTranslatedName, sspi_stand_in(nSize, value));
    if (nSize) *nSize = value;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOLEAN>::type
TranslateNameW(LPCWSTR lpAccountName, EXTENDED_NAME_FORMAT AccountNameFormat,
               EXTENDED_NAME_FORMAT DesiredNameFormat, LPWSTR lpTranslatedName, Long* nSize) {
    ULONG value = nSize ? static_cast<ULONG>(*nSize) : 0;
    const BOOLEAN result = TranslateNameW(lpAccountName, AccountNameFormat, DesiredNameFormat,
                                          lpTranslatedName, sspi_stand_in(nSize, value));
    if (nSize) *nSize = value;
    return result;
}

#endif

#endif
