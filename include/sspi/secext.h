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
 * GetUserNameEx gives the name of the user in one of several forms.
 *
 * nSize points to the size of the buffer in characters.
 * Returns: FALSE in this version, whatever is passed.
 * On failure: the buffer and *nSize stay as they were.
 * Differs from Windows: not implemented; no reason is set for GetLastError.
 * Source: Microsoft: nf-secext-getusernameexw.
 */
SSPI_API BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer, PULONG nSize);
SSPI_API BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer, PULONG nSize)
    SSPI_WIDE(GetUserNameExW);
#define GetUserNameEx SSPI_AW(GetUserNameEx)

/*
 * GetComputerObjectName gives the name of this computer in one of several forms.
 *
 * nSize points to the size of the buffer in characters.
 * Returns: FALSE in this version, whatever is passed.
 * On failure: the buffer and *nSize stay as they were.
 * Differs from Windows: not implemented; no reason is set for GetLastError.
 * Source: Microsoft: nf-secext-getcomputerobjectnamew.
 */
SSPI_API BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer,
                                                  PULONG nSize);
SSPI_API BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer,
                                                  PULONG nSize) SSPI_WIDE(GetComputerObjectNameW);
#define GetComputerObjectName SSPI_AW(GetComputerObjectName)

/*
 * TranslateName turns a name of one form into another.
 *
 * nSize points to the size of the buffer in characters.
 * Returns: FALSE in this version, whatever is passed.
 * On failure: the buffer and *nSize stay as they were.
 * Differs from Windows: not implemented; no reason is set for GetLastError.
 * Source: Microsoft: nf-secext-translatenamew.
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
