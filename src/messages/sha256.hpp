// SPDX-License-Identifier: BSL-1.0
// SHA-256 of what is no secret.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace sspi::messages {

[[nodiscard]] std::array<std::byte, 32> sha256_of(std::span<const std::byte> octets);

} // namespace sspi::messages
