// SPDX-License-Identifier: BSL-1.0
// What a server may do with a client's identity.
#pragma once

#include <sspi/features.hpp>

namespace sspi {

/// What a client lets a server do with its identity; .NET calls it TokenImpersonationLevel.
enum class impersonation {
    identification, ///< it may know who the client is (feature::identify_only)
    impersonation,  ///< it may act as the client on its own machine
    delegation,     ///< it may act as the client elsewhere (feature::delegation)
};

/// As granted features have it.
[[nodiscard]] constexpr impersonation impersonation_level(features granted) noexcept {
    if (granted.contains(feature::delegation)) return impersonation::delegation;
    return granted.contains(feature::identify_only) ? impersonation::identification
                                                    : impersonation::impersonation;
}

} // namespace sspi
