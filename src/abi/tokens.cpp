// SPDX-License-Identifier: BSL-1.0
// ImpersonateLoggedOnUser, RevertToSelf, CloseHandle.
#include "../core/tokens.hpp"
#include "lsa_guard.hpp"

#include <sspi_tokens.h>

using namespace sspi;

BOOL WINAPI ImpersonateLoggedOnUser(HANDLE hToken) {
    return abi::guarded_or(BOOL{FALSE}, [&] {
        auto client = core::tokens().find(abi::word_of(hToken));
        if (!client) return FALSE;
        core::impersonate(std::move(client));
        return TRUE;
    });
}

BOOL WINAPI RevertToSelf() {
    return abi::guarded_or(BOOL{FALSE}, [] {
        core::revert_to_self();
        return TRUE;
    });
}

BOOL WINAPI CloseHandle(HANDLE hObject) {
    return abi::guarded_or(BOOL{FALSE},
                           [&] { return core::tokens().remove(abi::word_of(hObject)) ? TRUE : FALSE; });
}
