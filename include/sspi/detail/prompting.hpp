// SPDX-License-Identifier: BSL-1.0
// The errors after which it makes sense to ask the user for other credentials.
#pragma once

#include <algorithm>
#include <cstdint>

namespace sspi::detail {

/// SECURITY_STATUS, NTSTATUS and Windows error codes that say that these credentials, or none, do not do.
inline constexpr std::uint32_t prompting_errors[] = {
    0x8009030C, // SEC_E_LOGON_DENIED
    0x8009030D, // SEC_E_UNKNOWN_CREDENTIALS
    0x8009030E, // SEC_E_NO_CREDENTIALS
    0xC0000064, // STATUS_NO_SUCH_USER
    0xC000006A, // STATUS_WRONG_PASSWORD
    0xC000006D, // STATUS_LOGON_FAILURE
    0xC000006E, // STATUS_ACCOUNT_RESTRICTION
    0xC000006F, // STATUS_INVALID_LOGON_HOURS
    0xC0000070, // STATUS_INVALID_WORKSTATION
    0xC0000071, // STATUS_PASSWORD_EXPIRED
    0xC0000072, // STATUS_ACCOUNT_DISABLED
    0xC0000193, // STATUS_ACCOUNT_EXPIRED
    0xC0000224, // STATUS_PASSWORD_MUST_CHANGE
    0xC0000234, // STATUS_ACCOUNT_LOCKED_OUT
    1317,       // ERROR_NO_SUCH_USER
    1323,       // ERROR_WRONG_PASSWORD
    1326,       // ERROR_LOGON_FAILURE
    1327,       // ERROR_ACCOUNT_RESTRICTION
    1328,       // ERROR_INVALID_LOGON_HOURS
    1329,       // ERROR_INVALID_WORKSTATION
    1330,       // ERROR_PASSWORD_EXPIRED
    1331,       // ERROR_ACCOUNT_DISABLED
    1793,       // ERROR_ACCOUNT_EXPIRED
    1907,       // ERROR_PASSWORD_MUST_CHANGE
    1909,       // ERROR_ACCOUNT_LOCKED_OUT
};

[[nodiscard]] constexpr bool calls_for_prompting(std::uint32_t error) noexcept {
    return std::ranges::find(prompting_errors, error) != std::ranges::end(prompting_errors);
}

static_assert(calls_for_prompting(0x8009030C) && !calls_for_prompting(0));

} // namespace sspi::detail
