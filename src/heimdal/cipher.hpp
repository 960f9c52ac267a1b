// SPDX-License-Identifier: BSL-1.0
// Heimdal's Kerberos cryptography behind the cipher interface.
#pragma once

#include "../gss/cipher.hpp"
#include "words.hpp"

#include <memory>

namespace sspi::heimdal {

[[nodiscard]] result<std::unique_ptr<cipher>> make_cipher(std::int32_t enctype,
                                                          std::span<const std::byte> key);

} // namespace sspi::heimdal
