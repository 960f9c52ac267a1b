// SPDX-License-Identifier: BSL-1.0
// The functions around opaque identities that meet no text.
#include "../core/allocations.hpp"

#include <sspi/detail/prompting.hpp>

#include <sspi.h>

using namespace sspi;

VOID SEC_ENTRY SspiLocalFree(PVOID DataBuffer) {
    core::caller_memory().release(DataBuffer);
}

BOOLEAN SEC_ENTRY SspiIsPromptingNeeded(ULONG ErrorOrNtStatus) {
    return detail::calls_for_prompting(ErrorOrNtStatus);
}
