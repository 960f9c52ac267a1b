// SPDX-License-Identifier: BSL-1.0
// The functions of sspi_accounts.h with wide text. Compiled once for each width of WCHAR.
#include "../account_functions.hpp"

BOOL WINAPI LookupAccountSidW(LPCWSTR, PSID Sid, LPWSTR Name, LPDWORD cchName, LPWSTR ReferencedDomainName,
                              LPDWORD cchReferencedDomainName, PSID_NAME_USE peUse) {
    return sspi::abi::account_of_sid(Sid, Name, cchName, ReferencedDomainName, cchReferencedDomainName,
                                     peUse);
}

BOOL WINAPI LookupAccountNameW(LPCWSTR, LPCWSTR lpAccountName, PSID Sid, LPDWORD cbSid,
                               LPWSTR ReferencedDomainName, LPDWORD cchReferencedDomainName,
                               PSID_NAME_USE peUse) {
    return sspi::abi::sid_of_account(lpAccountName, Sid, cbSid, ReferencedDomainName, cchReferencedDomainName,
                                     peUse);
}
