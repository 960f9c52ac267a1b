// SPDX-License-Identifier: BSL-1.0
// KRB-ERROR messages between initiator and acceptor: the peer's, and ours.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <sspi/detail/operation.hpp>

#include <optional>

namespace sspi::heimdal {

/// What a peer's KRB-ERROR says. It is not authenticated.
struct peer_error {
    failure reason;
    std::optional<utc_time>
        clock; // the peer's, where it takes a new AP-REQ that is made by it (MS-KILE 3.2.5.8)
};

/// Reads a token that `classify` took for a KRB-ERROR, framed or bare.
[[nodiscard]] peer_error read_peer_error(detail::operation during, view token);

/// The token that tells the client why its AP-REQ, framed or bare, was refused. Empty when there is none.
[[nodiscard]] bytes answer_to_request(const failure& why, view request);

/// The token that tells the client that it may make its AP-REQ, framed or bare, anew by this side's clock ([MS-KILE] 3.4.5).
[[nodiscard]] bytes answer_to_skewed(const AP_REQ& decoded, view request, utc_time now);

/// The token that tells the acceptor of `target` why its AP-REP, framed or bare, was refused.
[[nodiscard]] bytes answer_to_reply(const failure& why, view reply, const owned_name& target);
[[nodiscard]] bytes answer_to_reply(const failure& why, view reply, krb5_const_principal target);

} // namespace sspi::heimdal
