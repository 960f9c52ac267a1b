// SPDX-License-Identifier: BSL-1.0
// The same, for those that can meet wide text. Compiled once for each width of WCHAR.
#include <sspi.h>

SECURITY_STATUS SEC_ENTRY AddSecurityPackageW(LPWSTR, PSECURITY_PACKAGE_OPTIONS) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageW(SEC_WCHAR*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}
