// SPDX-License-Identifier: BSL-1.0
// The Win32 codes that functions on names answer or leave for GetLastError. The numbers are Microsoft's (winerror.h).
#pragma once

#include <cstdint>

namespace sspi::detail {

enum class win32_code : std::uint32_t {
    success = 0,
    not_enough_memory = 8,
    invalid_parameter = 87,
    buffer_overflow = 111,
    insufficient_buffer = 122,
    more_data = 234,
    none_mapped = 1332,
    cant_access_domain_info = 1351,
    no_such_domain = 1355,
};

} // namespace sspi::detail
