// SPDX-License-Identifier: BSL-1.0
// FreeContextBuffer.
#include "../core/allocations.hpp"
#include "guard.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY FreeContextBuffer(void* pvContextBuffer) {
    return abi::guarded(
        [&] { return core::caller_memory().release(pvContextBuffer) ? SEC_E_OK : SEC_E_INVALID_HANDLE; });
}
