// SPDX-License-Identifier: BSL-1.0
// A request to a realm's servers and its answer, within the time that the call has.
#pragma once

#include "message.hpp"
#include "settings.hpp"

#include <optional>
#include <string>

namespace sspi::transport {

/// The answer; nothing where none is to be had, or the call has ended, which it then says. What happened on the way is in
/// the call's record.
[[nodiscard]] std::optional<bytes> ask(gss::kdc_call& call, const settings& by, const std::string& realm,
                                       view request);

} // namespace sspi::transport
