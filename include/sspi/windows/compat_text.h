// SPDX-License-Identifier: BSL-1.0
// MultiByteToWideChar and WideCharToMultiByte: narrow text is UTF-8 whatever code page is named.
#ifndef SSPI_CONTRACT_COMPAT_TEXT_INCLUDED
#define SSPI_CONTRACT_COMPAT_TEXT_INCLUDED

#include <string.h>

#include "compat_errors.h"

#define CP_ACP 0
#define CP_OEMCP 1
#define CP_THREAD_ACP 3
#define CP_UTF8 65001
#define MB_PRECOMPOSED 0x00000001
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_NO_BEST_FIT_CHARS 0x00000400
#define WC_ERR_INVALID_CHARS 0x00000080

#ifdef __cplusplus
extern "C" {
#endif

#define SSPI_COMPAT_NO_CHARACTER 0xFFFFFFFFu

static inline BOOL sspi_compat_is_scalar(DWORD c) {
    return c < 0xD800 || (c > 0xDFFF && c < 0x110000);
}

/* Takes one code point off strict UTF-8; malformed bytes are SSPI_COMPAT_NO_CHARACTER, one at a time. */
static inline DWORD sspi_compat_from_utf8(const unsigned char** at, const unsigned char* end) {
    static const DWORD smallest[4] = {0, 0x80, 0x800, 0x10000};
    const unsigned char first = *(*at)++;
    const int more = first < 0x80   ? 0
                     : first < 0xC2 ? -1
                     : first < 0xE0 ? 1
                     : first < 0xF0 ? 2
                     : first < 0xF5 ? 3
                                    : -1;
    DWORD c = more <= 0 ? first : first & (0x3Fu >> more);
    int i;
    if (more < 0 || end - *at < more) return SSPI_COMPAT_NO_CHARACTER;
    for (i = 0; i < more; ++i) {
        if (((*at)[i] & 0xC0) != 0x80) return SSPI_COMPAT_NO_CHARACTER;
        c = (c << 6) | ((*at)[i] & 0x3Fu);
    }
    if (c < smallest[more] || !sspi_compat_is_scalar(c)) return SSPI_COMPAT_NO_CHARACTER;
    *at += more;
    return c;
}

static inline DWORD sspi_compat_from_wide(const WCHAR** at, const WCHAR* end) {
    const DWORD c = (DWORD) * (*at)++;
    if (sizeof(WCHAR) == 2 && c >= 0xD800 && c < 0xDC00 && *at < end) {
        const DWORD low = (DWORD) * *at;
        if (low >= 0xDC00 && low < 0xE000) return ++*at, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    return sspi_compat_is_scalar(c) ? c : SSPI_COMPAT_NO_CHARACTER;
}

/* Writes a code point to out, if that is not NULL, and returns how many units it takes. */
static inline int sspi_compat_to_wide(DWORD c, WCHAR* out) {
    if (sizeof(WCHAR) == 4 || c < 0x10000) return out ? (void)(out[0] = (WCHAR)c) : (void)0, 1;
    if (out)
        out[0] = (WCHAR)(0xD800 + ((c - 0x10000) >> 10)), out[1] = (WCHAR)(0xDC00 + ((c - 0x10000) & 0x3FF));
    return 2;
}

static inline int sspi_compat_to_utf8(DWORD c, char* out) {
    const int length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    int i;
    if (!out) return length;
    for (i = length - 1; i > 0; --i, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(lead[length] | c);
    return length;
}

/*
 * MultiByteToWideChar converts UTF-8 to WCHAR. length -1 means up to and with the terminator; capacity 0 asks
 * for the length. Malformed text becomes U+FFFD, or fails under MB_ERR_INVALID_CHARS. Returns characters, or
 * 0 and the reason.
 */
static inline int MultiByteToWideChar(UINT page, DWORD flags, LPCSTR text, int length, LPWSTR out,
                                      int capacity) {
    const unsigned char* at = (const unsigned char*)text;
    const unsigned char* end;
    int used = 0;
    (void)page;
    if (!text || !length || length < -1 || capacity < 0 || (capacity && !out))
        return SetLastError(ERROR_INVALID_PARAMETER), 0;
    for (end = at + (length < 0 ? (int)strlen(text) + 1 : length); at < end;) {
        DWORD c = sspi_compat_from_utf8(&at, end);
        if (c == SSPI_COMPAT_NO_CHARACTER) {
            if (flags & MB_ERR_INVALID_CHARS) return SetLastError(ERROR_NO_UNICODE_TRANSLATION), 0;
            c = 0xFFFD;
        }
        if (capacity && sspi_compat_to_wide(c, NULL) > capacity - used)
            return SetLastError(ERROR_INSUFFICIENT_BUFFER), 0;
        used += sspi_compat_to_wide(c, capacity ? out + used : NULL);
    }
    return used;
}

/* WideCharToMultiByte converts the other way, by the same rules; the last two parameters must be NULL for
 * UTF-8. */
static inline int WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR text, int length, LPSTR out,
                                      int capacity, LPCSTR replacement, LPBOOL replaced) {
    const WCHAR* at = text;
    const WCHAR* end = text;
    int used = 0;
    (void)page, (void)replacement;
    if (!text || !length || length < -1 || capacity < 0 || (capacity && !out))
        return SetLastError(ERROR_INVALID_PARAMETER), 0;
    if (length < 0)
        while (*end++) {
        }
    else
        end += length;
    while (at < end) {
        DWORD c = sspi_compat_from_wide(&at, end);
        if (c == SSPI_COMPAT_NO_CHARACTER) {
            if (flags & WC_ERR_INVALID_CHARS) return SetLastError(ERROR_NO_UNICODE_TRANSLATION), 0;
            c = 0xFFFD;
        }
        if (capacity && sspi_compat_to_utf8(c, NULL) > capacity - used)
            return SetLastError(ERROR_INSUFFICIENT_BUFFER), 0;
        used += sspi_compat_to_utf8(c, capacity ? out + used : NULL);
    }
    if (replaced) *replaced = FALSE;
    return used;
}

#ifdef __cplusplus
}
#endif

#endif
