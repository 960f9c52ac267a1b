// SPDX-License-Identifier: BSL-1.0
// GetLastError, SetLastError and the Win32 error codes that SSPI programs compare with.
#ifndef SSPI_CONTRACT_COMPAT_ERRORS_INCLUDED
#define SSPI_CONTRACT_COMPAT_ERRORS_INCLUDED

#include "../sspi_types.h"

#ifndef NO_ERROR
#define NO_ERROR 0
#endif
#define ERROR_SUCCESS 0
#define ERROR_INVALID_FUNCTION 1
#define ERROR_FILE_NOT_FOUND 2
#define ERROR_ACCESS_DENIED 5
#define ERROR_INVALID_HANDLE 6
#define ERROR_NOT_ENOUGH_MEMORY 8
#define ERROR_OUTOFMEMORY 14
#define ERROR_NOT_SUPPORTED 50
#define ERROR_INVALID_PARAMETER 87
#define ERROR_BUFFER_OVERFLOW 111
#define ERROR_INSUFFICIENT_BUFFER 122
#define ERROR_MOD_NOT_FOUND 126
#define ERROR_PROC_NOT_FOUND 127
#define ERROR_MORE_DATA 234
#define ERROR_MR_MID_NOT_FOUND 317
#define ERROR_INVALID_FLAGS 1004
#define ERROR_NO_UNICODE_TRANSLATION 1113
#define ERROR_NOT_FOUND 1168
#define ERROR_NO_SUCH_USER 1317
#define ERROR_LOGON_FAILURE 1326
#define ERROR_NONE_MAPPED 1332
#define ERROR_NO_SUCH_DOMAIN 1355

#ifdef __cplusplus
extern "C" {
#endif

/* Weak, so that all files of a program that include this header share one variable for each thread. */
__attribute__((weak)) __thread DWORD sspi_compat_last_error;

static inline DWORD GetLastError(void) {
    return sspi_compat_last_error;
}
static inline void SetLastError(DWORD code) {
    sspi_compat_last_error = code;
}

#ifdef __cplusplus
}
#endif

#endif
