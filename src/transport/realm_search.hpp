// SPDX-License-Identifier: BSL-1.0
// Whether a name is that of a realm whose KDCs can be found.
#pragma once

#include "settings.hpp"

#include <string>

namespace sspi::transport {

enum class presence {
    there,      ///< DNS names a KDC, or a route answers
    none,       ///< DNS says that there is none, or must not be asked
    unanswered, ///< DNS has not answered within the time of a try
};

/// Asks DNS for service records where the credential's findings do not know, two queries at most. Waits no longer than a try
/// may, and no longer than the call.
[[nodiscard]] presence look_for_realm(gss::kdc_call& call, const settings& by, const std::string& realm);

} // namespace sspi::transport
