// SPDX-License-Identifier: BSL-1.0
// GetUserNameEx, GetComputerObjectName and TranslateName with narrow text.
#include "name_functions.hpp"

using namespace sspi;

BOOLEAN SEC_ENTRY GetUserNameExA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer, PULONG nSize) {
    return abi::user_name(NameFormat, lpNameBuffer, nSize);
}

BOOLEAN SEC_ENTRY GetComputerObjectNameA(EXTENDED_NAME_FORMAT NameFormat, LPSTR lpNameBuffer, PULONG nSize) {
    return abi::computer_name(NameFormat, lpNameBuffer, nSize);
}

BOOLEAN SEC_ENTRY TranslateNameA(LPCSTR lpAccountName, EXTENDED_NAME_FORMAT AccountNameFormat,
                                 EXTENDED_NAME_FORMAT DesiredNameFormat, LPSTR lpTranslatedName,
                                 PULONG nSize) {
    return abi::translated_name(lpAccountName, AccountNameFormat, DesiredNameFormat, lpTranslatedName, nSize);
}
