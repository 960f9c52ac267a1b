// SPDX-License-Identifier: BSL-1.0
// What a step of an exchange gives.
#pragma once

#include <cstddef>
#include <vector>

namespace sspi {

/// What an initiator or acceptor needs next.
enum class want {
    token,   ///< a token from the peer, for the next step
    nothing, ///< the exchange is complete
};

/// What came out of a step. In this order: send the token, unless it is empty; then, if `next` is want::token, read one
/// from the peer and step again. The last token may be due although nothing is wanted any more.
struct step_result {
    std::vector<std::byte> token{};
    want next = want::token;
};

} // namespace sspi
