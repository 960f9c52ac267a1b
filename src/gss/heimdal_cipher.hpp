// SPDX-License-Identifier: BSL-1.0
// Heimdal's Kerberos cryptography behind the cipher interface.
#pragma once

#include "cipher.hpp"

#include <memory>

namespace sspi::gss::heimdal {

[[nodiscard]] result<std::unique_ptr<cipher>> make_cipher(std::int32_t enctype,
                                                          std::span<const std::byte> key);

} // namespace sspi::gss::heimdal
