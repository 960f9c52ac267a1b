// SPDX-License-Identifier: BSL-1.0
// FreeCredentialsHandle.
#include "../core/establishment.hpp"
#include "guard.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY FreeCredentialsHandle(PCredHandle phCredential) {
    using removal = core::handle_table<core::credential>::removal;
    return abi::guarded([&] {
        if (phCredential == nullptr) return SEC_E_INVALID_HANDLE;
        const auto outcome = core::credentials().remove(core::words_of(*phCredential));
        return outcome == removal::removed ? SEC_E_OK : SEC_E_INVALID_HANDLE;
    });
}
