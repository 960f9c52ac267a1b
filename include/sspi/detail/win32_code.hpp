// SPDX-License-Identifier: BSL-1.0
// The Win32 codes that functions on names answer or leave for GetLastError. The numbers are Microsoft's (winerror.h).
#pragma once

#include <cstdint>

namespace sspi::detail {

enum class win32_code : std::uint32_t {
    success = 0,
    invalid_handle = 6,
    not_enough_memory = 8,
    not_supported = 50,
    invalid_parameter = 87,
    buffer_overflow = 111,
    insufficient_buffer = 122,
    more_data = 234,
    no_token = 1008,
    no_impersonation_token = 1309,
    none_mapped = 1332,
    invalid_sid = 1337,
    bad_impersonation_level = 1346,
    cant_access_domain_info = 1351,
    no_such_domain = 1355,
};

} // namespace sspi::detail
