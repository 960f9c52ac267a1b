// SPDX-License-Identifier: BSL-1.0
// Our transport in Heimdal's place.
#pragma once

namespace sspi::gss::heimdal {

/// Once in a process; needs no configuration. Heimdal has no way to take it back.
void use_own_transport() noexcept;

} // namespace sspi::gss::heimdal
