// SPDX-License-Identifier: BSL-1.0
// The functions around opaque identities that meet no text.
#include "../core/allocations.hpp"
#include "guard.hpp"

#include <sspi/detail/prompting.hpp>

using namespace sspi;

VOID SEC_ENTRY SspiLocalFree(PVOID DataBuffer) {
    abi::guarded_silently([&] { core::caller_memory().release(DataBuffer); });
}

BOOLEAN SEC_ENTRY SspiIsPromptingNeeded(ULONG ErrorOrNtStatus) {
    return abi::guarded_or(BOOLEAN{FALSE},
                           [&] { return BOOLEAN{detail::calls_for_prompting(ErrorOrNtStatus)}; });
}
