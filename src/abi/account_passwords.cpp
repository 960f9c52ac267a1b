// SPDX-License-Identifier: BSL-1.0
// ChangeAccountPasswordA.
#include "account_password.hpp"

// Whether the caller impersonates does not matter: the old password says who asks.
SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordA(SEC_CHAR* pszPackageName, SEC_CHAR* pszDomainName,
                                                 SEC_CHAR* pszAccountName, SEC_CHAR* pszOldPassword,
                                                 SEC_CHAR* pszNewPassword, BOOLEAN, ULONG,
                                                 PSecBufferDesc pOutput) {
    return sspi::abi::change_password(pszPackageName, pszDomainName, pszAccountName, pszOldPassword,
                                      pszNewPassword, pOutput);
}
