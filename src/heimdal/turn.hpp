// SPDX-License-Identifier: BSL-1.0
// Waiting for another thread's exchange with a KDC.
#pragma once

#include "../gss/kdc_wait.hpp"
#include "errors.hpp"
#include "kdc_settings.hpp"
#include "words.hpp"

namespace sspi::heimdal {

/// Nothing when the call's time is up before, or it is cancelled.
[[nodiscard]] inline std::optional<taking_turns::turn> take_turn(kdc_call& call, taking_turns& of) {
    return of.take(call, kdc_deadline);
}

/// Why there was no turn: what the exchange would have ended with.
[[nodiscard]] inline failure no_turn(kdc_call& call, detail::operation during = detail::operation::logon) {
    return krb5_failure(call, during, KRB5_KDC_UNREACH);
}

} // namespace sspi::heimdal
