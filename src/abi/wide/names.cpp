// SPDX-License-Identifier: BSL-1.0
// GetUserNameEx, GetComputerObjectName and TranslateName with wide text. Compiled once for each width of WCHAR.
#include "../name_functions.hpp"

using namespace sspi;

BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer, PULONG nSize) {
    return abi::user_name(NameFormat, lpNameBuffer, nSize);
}

BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT NameFormat, LPWSTR lpNameBuffer, PULONG nSize) {
    return abi::computer_name(NameFormat, lpNameBuffer, nSize);
}

BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR lpAccountName, EXTENDED_NAME_FORMAT AccountNameFormat,
                                 EXTENDED_NAME_FORMAT DesiredNameFormat, LPWSTR lpTranslatedName,
                                 PULONG nSize) {
    return abi::translated_name(lpAccountName, AccountNameFormat, DesiredNameFormat, lpTranslatedName, nSize);
}
