// SPDX-License-Identifier: BSL-1.0
// A program that includes <windows.h> and its relatives as on Windows; compiled only, in every text mode.
#define SECURITY_WIN32 1
#include <Windows.h>

#include <Security.h>
#include <tchar.h>

static void report(LPCSTR what, SECURITY_STATUS status) {
    LPSTR text = NULL;
    const DWORD length = FormatMessageA(
        FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
        (DWORD)status, MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPSTR)&text, 0, NULL);
    fprintf(stderr, "%s: 0x%08x: %s", what, (unsigned)status, length ? text : "?\n");
    LocalFree(text);
}

static void print_expiry(IN const TimeStamp* expiry, _Out_ LPSYSTEMTIME fields) {
    FILETIME local, utc;
    CopyMemory(&local, expiry, sizeof(local));
    if (LocalFileTimeToFileTime(&local, &utc) && FileTimeToSystemTime(&utc, fields))
        printf("%04d-%02d-%02d\n", fields->wYear, fields->wMonth, fields->wDay);
}

int _tmain(void) {
    char narrow[] = "HTTP/web.example.test";
    WCHAR wide[_countof(narrow)];
    TCHAR package[MAX_PATH];
    SYSTEMTIME fields;
    TimeStamp expiry;
    CredHandle credential;
    SECURITY_STATUS status;

    ZeroMemory(&expiry, sizeof(expiry));
    UNREFERENCED_PARAMETER(narrow);
    package[0] = _T('K');
    if (!MultiByteToWideChar(CP_UTF8, 0, narrow, -1, wide, (int)_countof(wide))) return (int)GetLastError();
    status = AcquireCredentialsHandle(NULL, package, SECPKG_CRED_OUTBOUND, NULL, NULL, NULL, NULL,
                                      &credential, &expiry);
    if (FAILED(status)) report("AcquireCredentialsHandle", status);
    print_expiry(&expiry, &fields);
    SecureZeroMemory(narrow, sizeof(narrow));
    SetLastError(ERROR_SUCCESS);
    Sleep(0);
    return 0;
}
