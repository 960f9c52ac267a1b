// SPDX-License-Identifier: BSL-1.0
// AcceptSecurityContext, CompleteAuthToken, DeleteSecurityContext.
#include "leg_outputs.hpp"

using namespace sspi;

// TargetDataRep has no effect on a Kerberos token.
SECURITY_STATUS SEC_ENTRY AcceptSecurityContext(PCredHandle phCredential, PCtxtHandle phContext,
                                                PSecBufferDesc pInput, ULONG fContextReq, ULONG,
                                                PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    return abi::guarded(
        {.name = "AcceptSecurityContext", .context = phContext, .credential = phCredential}, [&] {
            const auto call =
                abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
            return abi::accept_by(core::accept, call, phNewContext, pfContextAttr, ptsExpiry);
        });
}

SECURITY_STATUS SEC_ENTRY CompleteAuthToken(PCtxtHandle phContext, PSecBufferDesc) {
    return abi::guarded({.name = "CompleteAuthToken", .context = phContext},
                        [&] { return abi::to_status(core::live_context(phContext)); });
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityContext(PCtxtHandle phContext) {
    using removal = core::handle_table<core::context>::removal;
    return abi::guarded([&] {
        if (phContext == nullptr) return SEC_E_INVALID_HANDLE;
        const auto outcome = core::contexts().remove(core::words_of(*phContext));
        return outcome == removal::unknown ? SEC_E_INVALID_HANDLE : SEC_E_OK;
    });
}
