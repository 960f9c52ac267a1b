// SPDX-License-Identifier: BSL-1.0
// Where the failures are that were recorded.
#pragma once

#include "../failure_record.hpp"

namespace sspi::abi {

/// This thread's last one, or null.
[[nodiscard]] shared_failure last_failure();

} // namespace sspi::abi
