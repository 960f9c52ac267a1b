// SPDX-License-Identifier: BSL-1.0
// ImpersonateSecurityContext, RevertSecurityContext, QuerySecurityContextToken.
#include "../core/impersonation.hpp"
#include "../core/establishment.hpp"
#include "../core/tokens.hpp"
#include "guard.hpp"
#include "lsa_guard.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY ImpersonateSecurityContext(PCtxtHandle phContext) {
    return abi::guarded({.name = "ImpersonateSecurityContext", .context = phContext}, [&] {
        const auto context = core::live_context(phContext);
        return context ? abi::to_status(core::impersonate_client_of(**context)) : abi::to_status(context);
    });
}

SECURITY_STATUS SEC_ENTRY RevertSecurityContext(PCtxtHandle phContext) {
    return abi::guarded({.name = "RevertSecurityContext", .context = phContext}, [&] {
        const auto context = core::live_context(phContext);
        if (context) core::revert_to_self();
        return abi::to_status(context);
    });
}

SECURITY_STATUS SEC_ENTRY QuerySecurityContextToken(PCtxtHandle phContext, HANDLE* Token) {
    return abi::guarded({.name = "QuerySecurityContextToken", .context = phContext}, [&] {
        const auto context = core::live_context(phContext);
        if (!context) return abi::to_status(context);
        if (Token == nullptr) return SEC_E_INVALID_PARAMETER;
        auto client = core::client_of(**context);
        if (!client) return abi::to_status(client);
        *Token = abi::to_handle(core::new_token(std::move(*client)));
        return SEC_E_OK;
    });
}
