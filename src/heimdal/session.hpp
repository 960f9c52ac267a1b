// SPDX-License-Identifier: BSL-1.0
// Reads out of an established Heimdal context what the library needs of it.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <string>

namespace sspi::heimdal {

[[nodiscard]] result<std::string> text_of_name(gss_name_t name);

/// Of an initiator whose name is known already it is not made again.
[[nodiscard]] result<established> session_of(const owned_context& context, std::string initiator = {});

/// Whether an established context's messages are those of RFC 4121, which are made above this backend.
[[nodiscard]] bool makes_rfc4121_tokens(const owned_context& context);

} // namespace sspi::heimdal
