// SPDX-License-Identifier: BSL-1.0
// A request that goes to a route of this process.
#pragma once

#include "message.hpp"
#include "routes.hpp"
#include "settings.hpp"

#include <optional>
#include <string>

namespace sspi::transport {

/// The first reply that is a message of Kerberos. A silent route is asked again after each try's time, as a server
/// is, but not for what is sent once: a password's proof or change.
[[nodiscard]] std::optional<bytes> ask_route(gss::kdc_call& call, const settings& by, const route& to,
                                             const std::string& realm, view request);

} // namespace sspi::transport
