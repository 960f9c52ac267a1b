// SPDX-License-Identifier: BSL-1.0
// The backend is written in the words of the seam and of the wire.
#pragma once

namespace sspi::gss {}
namespace sspi::wire {}

namespace sspi::heimdal {
using namespace gss;
using namespace wire;
} // namespace sspi::heimdal
