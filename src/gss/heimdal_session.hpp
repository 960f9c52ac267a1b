// SPDX-License-Identifier: BSL-1.0
// Reads out of an established Heimdal context what the library needs of it.
#pragma once

#include "heimdal_objects.hpp"
#include "mechanism.hpp"

namespace sspi::gss::heimdal {

[[nodiscard]] result<established> session_of(owned_context& context);

} // namespace sspi::gss::heimdal
