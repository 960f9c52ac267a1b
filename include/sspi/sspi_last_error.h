// SPDX-License-Identifier: BSL-1.0
// Why a function that answers FALSE failed: what <windows.h> declares of the last error of a thread.
#ifndef SSPI_CONTRACT_LAST_ERROR_INCLUDED
#define SSPI_CONTRACT_LAST_ERROR_INCLUDED

#include "sspi_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * GetLastError tells why the function that failed last on this thread did so.
 *
 * Returns: the code that a function of this library, or SetLastError, set last on the calling thread; 0 before.
 *     A function that succeeds leaves it alone.
 * On failure: it does not fail.
 * Threads: each has a value of its own.
 * Differs from Windows: functions of the operating system do not set it.
 * Source: Microsoft: nf-errhandlingapi-getlasterror.
 */
SSPI_API DWORD WINAPI GetLastError(void) SSPI_OWN(GetLastError);

/*
 * SetLastError sets what GetLastError tells.
 *
 * Returns: nothing.
 * On failure: it does not fail.
 * Threads: for the calling thread only.
 * Differs from Windows: no.
 * Source: Microsoft: nf-errhandlingapi-setlasterror.
 */
SSPI_API VOID WINAPI SetLastError(DWORD dwErrCode) SSPI_OWN(SetLastError);

#ifdef __cplusplus
}
#endif

#endif
