// SPDX-License-Identifier: BSL-1.0
// The functions of sspi_accounts.h with narrow text.
#include "account_functions.hpp"

BOOL WINAPI LookupAccountSidA(LPCSTR, PSID Sid, LPSTR Name, LPDWORD cchName, LPSTR ReferencedDomainName,
                              LPDWORD cchReferencedDomainName, PSID_NAME_USE peUse) {
    return sspi::abi::account_of_sid(Sid, Name, cchName, ReferencedDomainName, cchReferencedDomainName,
                                     peUse);
}

BOOL WINAPI LookupAccountNameA(LPCSTR, LPCSTR lpAccountName, PSID Sid, LPDWORD cbSid,
                               LPSTR ReferencedDomainName, LPDWORD cchReferencedDomainName,
                               PSID_NAME_USE peUse) {
    return sspi::abi::sid_of_account(lpAccountName, Sid, cbSid, ReferencedDomainName, cchReferencedDomainName,
                                     peUse);
}
