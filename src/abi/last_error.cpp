// SPDX-License-Identifier: BSL-1.0
// GetLastError, SetLastError.
#include "../core/last_error.hpp"
#include "guard.hpp"

#include <sspi_last_error.h>

DWORD WINAPI GetLastError() {
    return sspi::abi::guarded_or(DWORD{0}, [] { return DWORD{sspi::core::last_error()}; });
}

VOID WINAPI SetLastError(DWORD dwErrCode) {
    sspi::abi::guarded_silently([&] { sspi::core::last_error() = dwErrCode; });
}
