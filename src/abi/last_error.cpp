// SPDX-License-Identifier: BSL-1.0
// GetLastError, SetLastError.
#include "../core/last_error.hpp"

#include <sspi_last_error.h>

DWORD WINAPI GetLastError() {
    return sspi::core::last_error();
}

VOID WINAPI SetLastError(DWORD dwErrCode) {
    sspi::core::last_error() = dwErrCode;
}
