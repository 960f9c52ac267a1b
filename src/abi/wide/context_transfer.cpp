// SPDX-License-Identifier: BSL-1.0
// ImportSecurityContextW.
#include "../context_transfer.hpp"

// The token of Export stays with the process that asked for it.
SECURITY_STATUS SEC_ENTRY ImportSecurityContextW(SEC_WCHAR* pszPackage, PSecBuffer pPackedContext, void*,
                                                 PCtxtHandle phContext) {
    return sspi::abi::import_context(pszPackage, pPackedContext, phContext);
}
