// SPDX-License-Identifier: BSL-1.0
// ExportSecurityContext, ImportSecurityContextA.
#include "context_transfer.hpp"

#include "../core/establishment.hpp"
#include "../core/impersonation.hpp"
#include "../core/tokens.hpp"

using namespace sspi;

namespace {

/// The token that QuerySecurityContextToken gives; NULL where the context has none.
[[nodiscard]] void* token_of(const core::context& context) {
    auto client = core::client_of(context);
    return client ? reinterpret_cast<void*>(core::new_token(std::move(*client))) : nullptr;
}

} // namespace

SECURITY_STATUS SEC_ENTRY ExportSecurityContext(PCtxtHandle phContext, ULONG fFlags,
                                                PSecBuffer pPackedContext, void** pToken) {
    return abi::guarded({.name = "ExportSecurityContext", .context = phContext}, [&] {
        constexpr ULONG known = SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD;
        const auto context = core::live_context(phContext);
        if (!context) return abi::to_status(context);
        if (pPackedContext == nullptr) return SEC_E_INVALID_PARAMETER;
        if ((fFlags & ~known) != 0) return SEC_E_UNSUPPORTED_FUNCTION;
        auto packed = core::export_context(**context, (fFlags & SECPKG_CONTEXT_EXPORT_RESET_NEW) != 0);
        if (!packed) return abi::to_status(packed);
        if (pToken != nullptr) *pToken = token_of(**context);
        if ((fFlags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0)
            core::contexts().remove(core::words_of(*phContext));
        pPackedContext->cbBuffer = static_cast<ULONG>(packed->bytes().size());
        pPackedContext->pvBuffer = packed->give();
        return SEC_E_OK;
    });
}

// The token of Export stays with the process that asked for it.
SECURITY_STATUS SEC_ENTRY ImportSecurityContextA(SEC_CHAR* pszPackage, PSecBuffer pPackedContext, void*,
                                                 PCtxtHandle phContext) {
    return abi::import_context(pszPackage, pPackedContext, phContext);
}
