// SPDX-License-Identifier: BSL-1.0
// The clock and calendar functions of Windows that SSPI programs print expiry times with.
#ifndef SSPI_CONTRACT_COMPAT_TIME_INCLUDED
#define SSPI_CONTRACT_COMPAT_TIME_INCLUDED

#include <string.h>
#include <time.h>

#include "compat_errors.h"

typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

#ifdef __cplusplus
extern "C" {
#endif

/* 100 ns units in a second, and the seconds from 1601-01-01, where FILETIME begins, to 1970-01-01. */
#define SSPI_COMPAT_TICKS 10000000
#define SSPI_COMPAT_EPOCH ((LONGLONG)11644473600)

static inline LONGLONG sspi_compat_ticks(const FILETIME* time) {
    return (LONGLONG)(((ULONGLONG)time->dwHighDateTime << 32) | time->dwLowDateTime);
}

static inline FILETIME sspi_compat_filetime(LONGLONG ticks) {
    FILETIME time;
    time.dwLowDateTime = (DWORD)((ULONGLONG)ticks & 0xFFFFFFFFu);
    time.dwHighDateTime = (DWORD)((ULONGLONG)ticks >> 32);
    return time;
}

static inline void GetSystemTimeAsFileTime(LPFILETIME result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *result = sspi_compat_filetime(((LONGLONG)now.tv_sec + SSPI_COMPAT_EPOCH) * SSPI_COMPAT_TICKS +
                                   (LONGLONG)now.tv_nsec / 100);
}

/* As on Windows, the offset from UTC is the one in force now, whatever time is converted. */
static inline LONGLONG sspi_compat_local_offset(void) {
    const time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return (LONGLONG)local.tm_gmtoff * SSPI_COMPAT_TICKS;
}

static inline BOOL sspi_compat_shift(const FILETIME* from, LPFILETIME result, LONGLONG offset) {
    const LONGLONG ticks = sspi_compat_ticks(from);
    if (ticks < 0 || (offset > 0 && ticks > 0x7FFFFFFFFFFFFFFF - offset) || (offset < 0 && ticks < -offset))
        return SetLastError(ERROR_INVALID_PARAMETER), FALSE;
    *result = sspi_compat_filetime(ticks + offset);
    return TRUE;
}

static inline BOOL FileTimeToLocalFileTime(const FILETIME* utc, LPFILETIME local) {
    return sspi_compat_shift(utc, local, sspi_compat_local_offset());
}

static inline BOOL LocalFileTimeToFileTime(const FILETIME* local, LPFILETIME utc) {
    return sspi_compat_shift(local, utc, -sspi_compat_local_offset());
}

static inline BOOL FileTimeToSystemTime(const FILETIME* from, LPSYSTEMTIME result) {
    const LONGLONG ticks = sspi_compat_ticks(from);
    const time_t seconds = (time_t)(ticks / SSPI_COMPAT_TICKS - SSPI_COMPAT_EPOCH);
    struct tm fields;
    if (ticks < 0 || !gmtime_r(&seconds, &fields) || fields.tm_year > 30827 - 1900)
        return SetLastError(ERROR_INVALID_PARAMETER), FALSE;
    result->wYear = (WORD)(fields.tm_year + 1900);
    result->wMonth = (WORD)(fields.tm_mon + 1);
    result->wDayOfWeek = (WORD)fields.tm_wday;
    result->wDay = (WORD)fields.tm_mday;
    result->wHour = (WORD)fields.tm_hour;
    result->wMinute = (WORD)fields.tm_min;
    result->wSecond = (WORD)fields.tm_sec;
    result->wMilliseconds = (WORD)(ticks % SSPI_COMPAT_TICKS / 10000);
    return TRUE;
}

static inline void GetSystemTime(LPSYSTEMTIME result) {
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    FileTimeToSystemTime(&now, result);
}

static inline void GetLocalTime(LPSYSTEMTIME result) {
    FILETIME now;
    GetSystemTimeAsFileTime(&now);
    FileTimeToLocalFileTime(&now, &now);
    FileTimeToSystemTime(&now, result);
}

static inline LONG CompareFileTime(const FILETIME* first, const FILETIME* second) {
    const ULONGLONG a = (ULONGLONG)sspi_compat_ticks(first), b = (ULONGLONG)sspi_compat_ticks(second);
    return (a > b) - (a < b);
}

static inline ULONGLONG GetTickCount64(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (ULONGLONG)now.tv_sec * 1000 + (ULONGLONG)now.tv_nsec / 1000000;
}

static inline DWORD GetTickCount(void) {
    return (DWORD)(GetTickCount64() & 0xFFFFFFFFu);
}

static inline void Sleep(DWORD milliseconds) {
    struct timespec left;
    left.tv_sec = (time_t)(milliseconds / 1000);
    left.tv_nsec = (long)(milliseconds % 1000) * 1000000;
    while (nanosleep(&left, &left) != 0) {
    }
}

#ifdef __cplusplus
}
#endif

#endif
