// SPDX-License-Identifier: BSL-1.0
// The base types that the C contract is written in, with the widths of 64-bit Windows.
#ifndef SSPI_CONTRACT_TYPES_INCLUDED
#define SSPI_CONTRACT_TYPES_INCLUDED

#ifdef _WIN32
#error                                                                                                       \
    "sspi: take the directory include/sspi off the include path; only the one above it belongs there on Windows"
#endif

#include <stddef.h>
#include <stdint.h>

/*
 * Widths are those of Windows (LLP64): LONG, ULONG and DWORD have 32 bits also where `long` has 64.
 * Every macro is guarded, and every typedef names the type that Windows names, so that this header survives
 * a caller who brought some of them along.
 *
 * Wide text: WCHAR is wchar_t, so that L"..." and the wcs* functions work. Define SSPI_UTF16 before including
 * any header of the contract to make WCHAR the 16-bit character of u"..." instead.
 */

#ifndef WINAPI
#define WINAPI
#endif
#ifndef APIENTRY
#define APIENTRY WINAPI
#endif
#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef NTAPI
#define NTAPI
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef VOID
#define VOID void
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#ifndef ANYSIZE_ARRAY
#define ANYSIZE_ARRAY 1
#endif
#ifndef EXTERN_C
#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#endif

#ifndef SSPI_API
#define SSPI_API __attribute__((visibility("default")))
#endif

#define SSPI_TO_TEXT_(token) #token
#define SSPI_TO_TEXT(token) SSPI_TO_TEXT_(token)

/* Binds a function that can meet wide text to the symbol for the width of the caller's WCHAR. */
#if defined(SSPI_UTF16) || __SIZEOF_WCHAR_T__ == 2
#define SSPI_WIDE(name)
#else
#define SSPI_WIDE(name) __asm__(SSPI_TO_TEXT(__USER_LABEL_PREFIX__) #name "_utf32")
#endif

/* Binds a function of <windows.h> that is not of SSPI to a symbol of this library's own: other libraries that give programs a
 * part of Windows define the plain name, and mean handles and errors of theirs by it. */
#define SSPI_OWN(name) __asm__(SSPI_TO_TEXT(__USER_LABEL_PREFIX__) #name "_sspi")
/* The same for one that can meet wide text. */
#if defined(SSPI_UTF16) || __SIZEOF_WCHAR_T__ == 2
#define SSPI_OWN_WIDE(name) SSPI_OWN(name)
#else
#define SSPI_OWN_WIDE(name) SSPI_WIDE(name)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef char CHAR;
typedef signed char INT8;
typedef unsigned char UINT8;
typedef unsigned char UCHAR;
typedef unsigned char BYTE;
typedef BYTE BOOLEAN;
typedef short SHORT;
typedef unsigned short USHORT;
typedef unsigned short WORD;
typedef int INT;
typedef unsigned int UINT;
typedef int BOOL;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef int32_t INT32;
typedef uint32_t UINT32;
typedef int32_t LONG32;
typedef uint32_t ULONG32;
typedef uint32_t DWORD32;
#if defined(__cplusplus) && __cplusplus < 201103L
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;
#else
typedef long long LONGLONG;
typedef unsigned long long ULONGLONG;
#endif
typedef LONGLONG INT64;
typedef ULONGLONG UINT64;
typedef LONGLONG LONG64;
typedef ULONGLONG ULONG64;
typedef ULONGLONG DWORD64;
typedef ULONGLONG DWORDLONG;

typedef intptr_t INT_PTR;
typedef uintptr_t UINT_PTR;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR;
typedef uintptr_t DWORD_PTR;
typedef uintptr_t SIZE_T;
typedef intptr_t SSIZE_T;

typedef void* PVOID;
typedef void* LPVOID;
typedef const void* LPCVOID;
typedef CHAR* PCHAR;
typedef UCHAR* PUCHAR;
typedef BYTE* PBYTE;
typedef BYTE* LPBYTE;
typedef BOOLEAN* PBOOLEAN;
typedef BOOL* PBOOL;
typedef BOOL* LPBOOL;
typedef SHORT* PSHORT;
typedef USHORT* PUSHORT;
typedef WORD* PWORD;
typedef WORD* LPWORD;
typedef INT* PINT;
typedef INT* LPINT;
typedef UINT* PUINT;
typedef LONG* PLONG;
typedef LONG* LPLONG;
typedef ULONG* PULONG;
typedef DWORD* PDWORD;
typedef DWORD* LPDWORD;
typedef ULONG_PTR* PULONG_PTR;
typedef DWORD_PTR* PDWORD_PTR;
typedef SIZE_T* PSIZE_T;

typedef void* HANDLE;
typedef HANDLE* PHANDLE;
typedef HANDLE* LPHANDLE;
typedef HANDLE HLOCAL;
struct HINSTANCE__ {
    int unused;
};
struct HWND__ {
    int unused;
};
typedef struct HINSTANCE__* HINSTANCE;
typedef HINSTANCE HMODULE;
typedef struct HWND__* HWND;

typedef LONG NTSTATUS;
typedef NTSTATUS* PNTSTATUS;
typedef LONG HRESULT;

#ifdef SSPI_UTF16
#if defined(__cplusplus) && __cplusplus >= 201103L
typedef char16_t WCHAR;
#else
typedef __CHAR16_TYPE__ WCHAR;
#endif
#else
typedef wchar_t WCHAR;
#endif

typedef CHAR* PSTR;
typedef CHAR* LPSTR;
typedef const CHAR* PCSTR;
typedef const CHAR* LPCSTR;
typedef CHAR* LPCH;
typedef WCHAR* PWCHAR;
typedef WCHAR* PWCH;
typedef WCHAR* LPWCH;
typedef WCHAR* PWSTR;
typedef WCHAR* LPWSTR;
typedef const WCHAR* PCWSTR;
typedef const WCHAR* LPCWSTR;

/* SSPI_WIDE_TEXT("x") is a literal of WCHAR, and SSPI_AW(Name) the narrow or wide name that UNICODE asks for.
 */
#ifdef SSPI_UTF16
#define SSPI_WIDE_TEXT_(text) u##text
#else
#define SSPI_WIDE_TEXT_(text) L##text
#endif
#define SSPI_WIDE_TEXT(text) SSPI_WIDE_TEXT_(text)

#ifdef UNICODE
typedef WCHAR TCHAR;
#define SSPI_AW(name) name##W
#define SSPI_UAW(name) name##_W
#else
typedef CHAR TCHAR;
#define SSPI_AW(name) name##A
#define SSPI_UAW(name) name##_A
#endif
typedef TCHAR TBYTE;
typedef TCHAR* PTCHAR;
typedef TCHAR* PTSTR;
typedef TCHAR* LPTSTR;
typedef const TCHAR* PCTSTR;
typedef const TCHAR* LPCTSTR;

#ifndef TEXT
#ifdef UNICODE
#define TEXT(text) SSPI_WIDE_TEXT(text)
#else
#define TEXT(text) text
#endif
#endif

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
    uint32_t Data1;
    unsigned short Data2;
    unsigned short Data3;
    unsigned char Data4[8];
} GUID;
#endif
typedef GUID* PGUID;
typedef GUID* LPGUID;
typedef const GUID* LPCGUID;

typedef struct _LUID {
    DWORD LowPart;
    LONG HighPart;
} LUID, *PLUID;

#ifndef _FILETIME_
#define _FILETIME_
typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;
#endif

typedef union _LARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

/* Lengths are in bytes. */
typedef struct _UNICODE_STRING {
    USHORT Length;
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING* PCUNICODE_STRING;

#ifdef __cplusplus
}
#endif

#endif
