// SPDX-License-Identifier: BSL-1.0
// QueryCredentialsAttributes and SetCredentialsAttributes. Compiled once for each width of WCHAR.
#include "../../core/credential_attributes.hpp"
#include "../../core/establishment.hpp"
#include "../guard.hpp"

#include <cstdint>

using namespace sspi;

namespace {

template <class Char>
SECURITY_STATUS query(PCredHandle handle, ULONG attribute, void* out, std::size_t available) {
    return abi::guarded({.name = "QueryCredentialsAttributes", .credential = handle}, [&] {
        const auto found = core::live_credential(handle);
        return found ? abi::to_status(
                           core::query_credential<Char, SEC_WCHAR>(**found, attribute, out, available))
                     : abi::to_status(found);
    });
}

template <class Char>
SECURITY_STATUS set(PCredHandle handle, ULONG attribute, const void* from, std::size_t available) {
    return abi::guarded({.name = "SetCredentialsAttributes", .credential = handle}, [&] {
        const auto found = core::live_credential(handle);
        return found ? abi::to_status(
                           core::set_credential<Char, SEC_WCHAR>(**found, attribute, from, available))
                     : abi::to_status(found);
    });
}

} // namespace

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                                                      void* pBuffer) {
    return query<SEC_CHAR>(phCredential, ulAttribute, pBuffer, SIZE_MAX);
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                                                      void* pBuffer) {
    return query<SEC_WCHAR>(phCredential, ulAttribute, pBuffer, SIZE_MAX);
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExA(PCredHandle phCredential, ULONG ulAttribute,
                                                        void* pBuffer, ULONG cbBuffer) {
    return query<SEC_CHAR>(phCredential, ulAttribute, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExW(PCredHandle phCredential, ULONG ulAttribute,
                                                        void* pBuffer, ULONG cbBuffer) {
    return query<SEC_WCHAR>(phCredential, ulAttribute, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesA(PCredHandle phCredential, ULONG ulAttribute,
                                                    void* pBuffer, ULONG cbBuffer) {
    return set<SEC_CHAR>(phCredential, ulAttribute, pBuffer, cbBuffer);
}

SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesW(PCredHandle phCredential, ULONG ulAttribute,
                                                    void* pBuffer, ULONG cbBuffer) {
    return set<SEC_WCHAR>(phCredential, ulAttribute, pBuffer, cbBuffer);
}
