// SPDX-License-Identifier: BSL-1.0
// SspiSetCredentialStore.
#include "../core/establishment.hpp"
#include "guard.hpp"
#include "text_argument.hpp"

#include <sspi_extensions.h>

using namespace sspi;

SECURITY_STATUS SEC_ENTRY SspiSetCredentialStore(PCredHandle phCredential, const char* pszCache,
                                                 const char* pszKeytab) {
    return abi::guarded({.name = "SspiSetCredentialStore", .credential = phCredential}, [&] {
        const auto found = core::live_credential(phCredential);
        if (!found) return abi::to_status(found);
        const auto cache = abi::text_argument(pszCache), keytab = abi::text_argument(pszKeytab);
        if (pszCache != nullptr && !cache)
            return abi::to_status(abi::unreadable<char>(status::invalid_parameter, "the cache's name"));
        if (pszKeytab != nullptr && !keytab)
            return abi::to_status(abi::unreadable<char>(status::invalid_parameter, "the keytab's name"));
        const bool empty =
            (pszCache != nullptr && cache->empty()) || (pszKeytab != nullptr && keytab->empty());
        if (empty || (!cache && !keytab)) return SEC_E_INVALID_PARAMETER;
        if (cache) (*found)->use_initiator(gss::kerberos().named_initiator(*cache));
        if (keytab) (*found)->use_acceptor(gss::kerberos().keytab_acceptor({.keytab = *keytab}));
        return SEC_E_OK;
    });
}
