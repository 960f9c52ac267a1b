// SPDX-License-Identifier: BSL-1.0
// ChangeAccountPasswordW.
#include "../account_password.hpp"

// Whether the caller impersonates does not matter: the old password says who asks.
SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordW(SEC_WCHAR* pszPackageName, SEC_WCHAR* pszDomainName,
                                                 SEC_WCHAR* pszAccountName, SEC_WCHAR* pszOldPassword,
                                                 SEC_WCHAR* pszNewPassword, BOOLEAN, ULONG,
                                                 PSecBufferDesc pOutput) {
    return sspi::abi::change_password(pszPackageName, pszDomainName, pszAccountName, pszOldPassword,
                                      pszNewPassword, pOutput);
}
