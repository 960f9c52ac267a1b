// SPDX-License-Identifier: BSL-1.0
// What SSPI programs for Windows use of <windows.h>: opt-in, no more than that, and header-only but for tokens and the last error.
#ifndef SSPI_CONTRACT_COMPAT_WINDOWS_INCLUDED
#define SSPI_CONTRACT_COMPAT_WINDOWS_INCLUDED

/* Strict C hides what the functions below are made of; this helps where windows.h comes first, as it mostly
 * does. */
#if !defined(_DEFAULT_SOURCE) && !defined(_GNU_SOURCE)
#define _DEFAULT_SOURCE 1
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#include "../sspi_accounts.h"
#include "../sspi_sids.h"
#include "../sspi_status.h"
#include "../sspi_tokens.h"
#include "../sspi_types.h"

/* ---- Words of declarations
 * ----------------------------------------------------------------------------------- */

#ifndef IN
#define IN
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#ifndef FAR
#define FAR
#define NEAR
#endif
#ifndef _In_
#define _In_
#define _In_opt_
#define _In_z_
#define _Inout_
#define _Inout_opt_
#define _Out_
#define _Out_opt_
#define _Outptr_
#define _Success_(condition)
#define _In_reads_(count)
#define _In_reads_bytes_(count)
#define _In_reads_bytes_opt_(count)
#define _Out_writes_(count)
#define _Out_writes_bytes_(count)
#define _Out_writes_bytes_to_(capacity, count)
#define _Inout_updates_bytes_(count)
#define _Ret_maybenull_
#define _Check_return_
#endif
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif
#ifndef WINBASEAPI
#define WINBASEAPI
#endif
#ifndef UNREFERENCED_PARAMETER
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#endif
#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#ifndef ARRAYSIZE
#define ARRAYSIZE(array) _countof(array)
#endif
#ifndef MAX_PATH
#define MAX_PATH 260
#endif
#define INFINITE 0xFFFFFFFF

#define LOWORD(value) ((WORD)((DWORD_PTR)(value)&0xffff))
#define HIWORD(value) ((WORD)(((DWORD_PTR)(value) >> 16) & 0xffff))
#define LOBYTE(value) ((BYTE)((DWORD_PTR)(value)&0xff))
#define HIBYTE(value) ((BYTE)(((DWORD_PTR)(value) >> 8) & 0xff))
#define MAKEWORD(low, high) ((WORD)(((BYTE)(low)) | ((WORD)((BYTE)(high))) << 8))
#define MAKELONG(low, high) ((LONG)(((WORD)(low)) | ((DWORD)((WORD)(high))) << 16))

/* ---- Memory
 * -------------------------------------------------------------------------------------------------- */

#define ZeroMemory(destination, length) memset((destination), 0, (length))
#define FillMemory(destination, length, value) memset((destination), (value), (length))
#define CopyMemory(destination, source, length) memcpy((destination), (source), (length))
#define MoveMemory(destination, source, length) memmove((destination), (source), (length))
#define RtlZeroMemory ZeroMemory
#define RtlCopyMemory CopyMemory
#define RtlSecureZeroMemory SecureZeroMemory

#ifdef __cplusplus
extern "C" {
#endif

/* Overwrites memory through a volatile pointer, which the compiler must not leave out. */
static inline PVOID SecureZeroMemory(PVOID destination, SIZE_T length) {
    volatile unsigned char* byte = (volatile unsigned char*)destination;
    while (length--)
        *byte++ = 0;
    return destination;
}

#define LMEM_FIXED 0x0000
#define LMEM_ZEROINIT 0x0040
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)

static inline HLOCAL LocalAlloc(UINT flags, SIZE_T bytes) {
    (void)flags;
    return calloc(1, bytes ? bytes : 1);
}

/* Releases what LocalAlloc or FormatMessage gave; NULL says that it worked. */
static inline HLOCAL LocalFree(HLOCAL memory) {
    free(memory);
    return NULL;
}

#ifdef __cplusplus
}
#endif

/* ---- Names that the C library has under other names
 * ----------------------------------------------------------- */

#define _stricmp strcasecmp
#define _strnicmp strncasecmp
#define stricmp strcasecmp
#define strnicmp strncasecmp
#define lstrlenA(text) ((int)strlen(text))
#define lstrcmpiA strcasecmp
#define _strdup strdup
#define _snprintf snprintf
#define _vsnprintf vsnprintf
#define _wcsicmp wcscasecmp
#define _wcsnicmp wcsncasecmp
#define _wcsdup wcsdup

#include "compat_errors.h"
#include "compat_messages.h"
#include "compat_text.h"
#include "compat_time.h"

#endif
