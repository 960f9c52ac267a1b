// SPDX-License-Identifier: BSL-1.0
// The functions of sddl.h with wide text. Compiled once for each width of WCHAR.
#include "../sddl_functions.hpp"

BOOL WINAPI ConvertSidToStringSidW(PSID Sid, LPWSTR* StringSid) {
    return sspi::abi::sid_to_text(Sid, StringSid);
}

BOOL WINAPI ConvertStringSidToSidW(LPCWSTR StringSid, PSID* Sid) {
    return sspi::abi::text_to_sid(StringSid, Sid);
}
