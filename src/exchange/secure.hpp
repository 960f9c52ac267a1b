// SPDX-License-Identifier: BSL-1.0
// From a mechanism's finished context to what an exchange leaves.
#pragma once

#include "../messages/make_protection.hpp"
#include "exchange.hpp"

#include <utility>

namespace sspi::exchange {

/// The session and the message protection of a mechanism's finished context, which must outlive them.
[[nodiscard]] inline result<secured> secure(gss::security_context& finished) {
    auto session = finished.describe();
    if (!session) return session.error();
    auto protection = messages::make_protection(finished, *session);
    if (!protection) return protection.error();
    return secured{.session = std::move(*session), .protection = std::move(*protection)};
}

/// Messages of RFC 4121 need nothing of the mechanism's context any more, which takes more memory than all the rest.
[[nodiscard]] inline secured let_go(std::unique_ptr<gss::security_context>& finished, secured made) {
    if (made.session.keys.rfc4121) finished.reset();
    return made;
}

} // namespace sspi::exchange
