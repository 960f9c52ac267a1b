// SPDX-License-Identifier: BSL-1.0
// Our transport in Heimdal's place.
#pragma once

#include "words.hpp"

namespace sspi::heimdal {

/// Once in a process; needs no configuration. Heimdal has no way to take it back.
void use_own_transport() noexcept;

} // namespace sspi::heimdal
