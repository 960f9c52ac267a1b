// SPDX-License-Identifier: BSL-1.0
// QueryContextAttributes and its Ex form. Compiled once for each width of WCHAR.
#include "../../core/attributes.hpp"
#include "../../core/establishment.hpp"
#include "../guard.hpp"

#include <cstddef>
#include <cstdint>

using namespace sspi;

namespace {

template <class Char>
SECURITY_STATUS query_context(PCtxtHandle handle, ULONG attribute, void* out, std::size_t room = SIZE_MAX) {
    return abi::guarded({.name = "QueryContextAttributes", .context = handle}, [&] {
        const auto found = core::live_context(handle);
        return found ? abi::to_status(core::query_context<Char, SEC_WCHAR>(**found, attribute, out, room))
                     : abi::to_status(found);
    });
}

} // namespace

SECURITY_STATUS SEC_ENTRY QueryContextAttributesA(PCtxtHandle phContext, ULONG ulAttribute, void* pBuffer) {
    return query_context<SEC_CHAR>(phContext, ulAttribute, pBuffer);
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesW(PCtxtHandle phContext, ULONG ulAttribute, void* pBuffer) {
    return query_context<SEC_WCHAR>(phContext, ulAttribute, pBuffer);
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesExA(PCtxtHandle phContext, ULONG ulAttribute, void* pBuffer,
                                                    ULONG cbBuffer) {
    return query_context<SEC_CHAR>(phContext, ulAttribute, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesExW(PCtxtHandle phContext, ULONG ulAttribute, void* pBuffer,
                                                    ULONG cbBuffer) {
    return query_context<SEC_WCHAR>(phContext, ulAttribute, pBuffer, cbBuffer);
}
