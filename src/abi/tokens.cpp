// SPDX-License-Identifier: BSL-1.0
// ImpersonateLoggedOnUser, RevertToSelf, CloseHandle.
#include "../core/tokens.hpp"
#include "last_error_guard.hpp"
#include "lsa_guard.hpp"

#include <sspi_tokens.h>

using namespace sspi;

BOOL WINAPI ImpersonateLoggedOnUser(HANDLE hToken) {
    return abi::guarded_by_last_error([&] {
        const auto token = core::tokens().find(abi::word_of(hToken));
        if (!token) return abi::win32_code::invalid_handle;
        core::impersonate(token->client);
        return abi::win32_code::success;
    });
}

BOOL WINAPI RevertToSelf() {
    return abi::guarded_or(BOOL{FALSE}, [] {
        core::revert_to_self();
        return TRUE;
    });
}

BOOL WINAPI CloseHandle(HANDLE hObject) {
    return abi::guarded_by_last_error([&] {
        return core::tokens().remove(abi::word_of(hObject)) ? abi::win32_code::success
                                                            : abi::win32_code::invalid_handle;
    });
}
