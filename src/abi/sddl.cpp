// SPDX-License-Identifier: BSL-1.0
// The functions of sddl.h with narrow text.
#include "sddl_functions.hpp"

BOOL WINAPI ConvertSidToStringSidA(PSID Sid, LPSTR* StringSid) {
    return sspi::abi::sid_to_text(Sid, StringSid);
}

BOOL WINAPI ConvertStringSidToSidA(LPCSTR StringSid, PSID* Sid) {
    return sspi::abi::text_to_sid(StringSid, Sid);
}
