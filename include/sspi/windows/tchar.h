// SPDX-License-Identifier: BSL-1.0
// Text functions whose character follows UNICODE. Wide ones are those of wchar_t, so they need WCHAR to be
// wchar_t.
#ifndef SSPI_CONTRACT_COMPAT_TCHAR_INCLUDED
#define SSPI_CONTRACT_COMPAT_TCHAR_INCLUDED

#include "compat_windows.h"

#define _T(text) TEXT(text)
#define _TEXT(text) TEXT(text)

#ifdef UNICODE
#define _tmain wmain
#define _tcslen wcslen
#define _tcscpy wcscpy
#define _tcsncpy wcsncpy
#define _tcscat wcscat
#define _tcscmp wcscmp
#define _tcsncmp wcsncmp
#define _tcsicmp wcscasecmp
#define _tcschr wcschr
#define _tcsrchr wcsrchr
#define _tcsstr wcsstr
#define _tcsdup wcsdup
#define _tprintf wprintf
#define _ftprintf fwprintf
#define _sntprintf swprintf
#define _fgetts fgetws
#define _fputts fputws
#define _tstoi(text) ((int)wcstol((text), NULL, 10))
#else
#define _tmain main
#define _tcslen strlen
#define _tcscpy strcpy
#define _tcsncpy strncpy
#define _tcscat strcat
#define _tcscmp strcmp
#define _tcsncmp strncmp
#define _tcsicmp strcasecmp
#define _tcschr strchr
#define _tcsrchr strrchr
#define _tcsstr strstr
#define _tcsdup strdup
#define _tprintf printf
#define _ftprintf fprintf
#define _sntprintf snprintf
#define _fgetts fgets
#define _fputts fputs
#define _tstoi atoi
#endif

#endif
