// SPDX-License-Identifier: BSL-1.0
// Names of accounts and their SIDs: LookupAccountSid and LookupAccountName, which <windows.h> declares.
#ifndef SSPI_CONTRACT_ACCOUNTS_INCLUDED
#define SSPI_CONTRACT_ACCOUNTS_INCLUDED

#include "sspi_long.h"
#include "sspi_sids.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Nobody is asked: what is known are the well-known SIDs by their English names (NT AUTHORITY\NETWORK, BUILTIN\Administrators,
 * Everyone), and the clients that this process has seen, with their domains: all of whom it had a token or asked for
 * SSPI_ATTR_CLIENT_ACCOUNT, the last 4096 of them and of their domains, also when token and context are gone. Such a client has the
 * names that its PAC proved, else the user of its Kerberos name in the domain that [sspi] domains of krb5.conf gives the realm, or in
 * the realm itself, as SECPKG_ATTR_NAMES has it. Other users and groups of a domain are not known. lpSystemName is not looked at.
 */

/*
 * LookupAccountSid gives the name of a SID.
 *
 * Name and ReferencedDomainName receive the account and its domain, of a domain's SID an empty account; cchName and
 *     cchReferencedDomainName point to their sizes in characters, and receive the lengths without the terminating null. peUse receives
 *     the kind of account.
 * Returns: TRUE, or FALSE with the last error
 *   ERROR_INSUFFICIENT_BUFFER  a buffer is too small or NULL; both sizes are what is needed, the terminating null included.
 *   ERROR_NONE_MAPPED          the SID is not known.
 *   ERROR_INVALID_SID          Sid is not valid.
 *   ERROR_INVALID_PARAMETER    a size or peUse is NULL.
 *   ERROR_NOT_ENOUGH_MEMORY    there is not enough memory.
 * On failure: nothing is touched but, for ERROR_INSUFFICIENT_BUFFER, the sizes.
 * Threads: any.
 * Differs from Windows: no domain controller is asked, see above.
 * Source: Microsoft: nf-winbase-lookupaccountsidw, ne-winnt-sid_name_use.
 */
SSPI_API BOOL WINAPI LookupAccountSidA(LPCSTR lpSystemName, PSID Sid, LPSTR Name, LPDWORD cchName,
                                       LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName,
                                       PSID_NAME_USE peUse) SSPI_OWN(LookupAccountSidA);
SSPI_API BOOL WINAPI LookupAccountSidW(LPCWSTR lpSystemName, PSID Sid, LPWSTR Name, LPDWORD cchName,
                                       LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName,
                                       PSID_NAME_USE peUse) SSPI_OWN_WIDE(LookupAccountSidW);
#define LookupAccountSid SSPI_AW(LookupAccountSid)

/*
 * LookupAccountName gives the SID of a name, whatever its case: "DOMAIN\account", a UPN, a Kerberos name, a domain, or the name of a
 * well-known SID with or without its domain.
 *
 * Sid receives the SID, ReferencedDomainName its domain; cbSid points to the size in bytes, and receives that of the SID;
 *     cchReferencedDomainName points to the size in characters, and receives the length without the terminating null. peUse receives
 *     the kind of account.
 * Returns: TRUE, or FALSE with the last error
 *   ERROR_INSUFFICIENT_BUFFER  a buffer is too small or NULL; both sizes are what is needed, the terminating null included.
 *   ERROR_NONE_MAPPED          the name is not known.
 *   ERROR_INVALID_PARAMETER    lpAccountName is NULL or not valid text, or a size or peUse is NULL.
 *   ERROR_NOT_ENOUGH_MEMORY    there is not enough memory.
 * On failure: nothing is touched but, for ERROR_INSUFFICIENT_BUFFER, the sizes.
 * Threads: any.
 * Differs from Windows: no domain controller is asked, see above; an account without its domain is not searched for.
 * Source: Microsoft: nf-winbase-lookupaccountnamew.
 */
SSPI_API BOOL WINAPI LookupAccountNameA(LPCSTR lpSystemName, LPCSTR lpAccountName, PSID Sid, LPDWORD cbSid,
                                        LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName,
                                        PSID_NAME_USE peUse) SSPI_OWN(LookupAccountNameA);
SSPI_API BOOL WINAPI LookupAccountNameW(LPCWSTR lpSystemName, LPCWSTR lpAccountName, PSID Sid, LPDWORD cbSid,
                                        LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName,
                                        PSID_NAME_USE peUse) SSPI_OWN_WIDE(LookupAccountNameW);
#define LookupAccountName SSPI_AW(LookupAccountName)

#ifdef __cplusplus
}
#endif

#if defined(__cplusplus) && !defined(SSPI_NO_LONG_OVERLOADS)

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOL>::type
LookupAccountSidA(LPCSTR lpSystemName, PSID Sid, LPSTR Name, Long* cchName, LPSTR ReferencedDomainName,
                  Long* cchReferencedDomainName, PSID_NAME_USE peUse) {
    ULONG first = cchName ? static_cast<ULONG>(*cchName) : 0;
    ULONG second = cchReferencedDomainName ? static_cast<ULONG>(*cchReferencedDomainName) : 0;
    const BOOL result =
        LookupAccountSidA(lpSystemName, Sid, Name, sspi_stand_in(cchName, first), ReferencedDomainName,
                          sspi_stand_in(cchReferencedDomainName, second), peUse);
    if (cchName) *cchName = first;
    if (cchReferencedDomainName) *cchReferencedDomainName = second;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOL>::type
LookupAccountSidW(LPCWSTR lpSystemName, PSID Sid, LPWSTR Name, Long* cchName, LPWSTR ReferencedDomainName,
                  Long* cchReferencedDomainName, PSID_NAME_USE peUse) {
    ULONG first = cchName ? static_cast<ULONG>(*cchName) : 0;
    ULONG second = cchReferencedDomainName ? static_cast<ULONG>(*cchReferencedDomainName) : 0;
    const BOOL result =
        LookupAccountSidW(lpSystemName, Sid, Name, sspi_stand_in(cchName, first), ReferencedDomainName,
                          sspi_stand_in(cchReferencedDomainName, second), peUse);
    if (cchName) *cchName = first;
    if (cchReferencedDomainName) *cchReferencedDomainName = second;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOL>::type
LookupAccountNameA(LPCSTR lpSystemName, LPCSTR lpAccountName, PSID Sid, Long* cbSid,
                   LPSTR ReferencedDomainName, Long* cchReferencedDomainName, PSID_NAME_USE peUse) {
    ULONG first = cbSid ? static_cast<ULONG>(*cbSid) : 0;
    ULONG second = cchReferencedDomainName ? static_cast<ULONG>(*cchReferencedDomainName) : 0;
    const BOOL result =
        LookupAccountNameA(lpSystemName, lpAccountName, Sid, sspi_stand_in(cbSid, first),
                           ReferencedDomainName, sspi_stand_in(cchReferencedDomainName, second), peUse);
    if (cbSid) *cbSid = first;
    if (cchReferencedDomainName) *cchReferencedDomainName = second;
    return result;
}

template <typename Long>
inline typename sspi_only_unsigned_long<Long, BOOL>::type
LookupAccountNameW(LPCWSTR lpSystemName, LPCWSTR lpAccountName, PSID Sid, Long* cbSid,
                   LPWSTR ReferencedDomainName, Long* cchReferencedDomainName, PSID_NAME_USE peUse) {
    ULONG first = cbSid ? static_cast<ULONG>(*cbSid) : 0;
    ULONG second = cchReferencedDomainName ? static_cast<ULONG>(*cchReferencedDomainName) : 0;
    const BOOL result =
        LookupAccountNameW(lpSystemName, lpAccountName, Sid, sspi_stand_in(cbSid, first),
                           ReferencedDomainName, sspi_stand_in(cchReferencedDomainName, second), peUse);
    if (cbSid) *cbSid = first;
    if (cchReferencedDomainName) *cchReferencedDomainName = second;
    return result;
}

#endif

#endif
