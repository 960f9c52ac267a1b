// SPDX-License-Identifier: BSL-1.0
// The one reader of DER, which the public headers have as well, by its name in this room.
#pragma once

#include "octets.hpp"

#include <sspi/detail/der.hpp>

namespace sspi::wire::der {

using namespace detail::der;

} // namespace sspi::wire::der
