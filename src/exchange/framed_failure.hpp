// SPDX-License-Identifier: BSL-1.0
// What the peer is told of a failure, as SPNEGO tells it.
#pragma once

#include "../failure.hpp"
#include "../wire/spnego_token.hpp"

namespace sspi::exchange {

/// A failure whose token for the peer, if it has one, stands in a NegTokenResp that rejects.
[[nodiscard]] inline failure with_framed_token(failure error) {
    if (!error.token.empty())
        error.token =
            wire::spnego::make_resp({.state = wire::spnego::neg_state::reject, .token = error.token.get()});
    return error;
}

} // namespace sspi::exchange
