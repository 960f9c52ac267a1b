// SPDX-License-Identifier: BSL-1.0
// Octets of a protocol: owned, and looked at.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sspi::wire {

using bytes = std::vector<std::byte>;
using view = std::span<const std::byte>;

} // namespace sspi::wire
