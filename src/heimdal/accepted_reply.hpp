// SPDX-License-Identifier: BSL-1.0
// The AP-REP of an acceptor (RFC 4120 3.2.4), and that of a client of DCE style.
#pragma once

#include "request_opening.hpp"

#include <cstdint>

namespace sspi::heimdal {

/// What answers a request that was proved, with a subkey of this side's.
struct accepted_reply {
    bytes message;
    ticket_key subkey;
    std::uint32_t sequence = 0;

    [[nodiscard]] static result<accepted_reply> to(const request_opening& opening);
};

/// The sequence number in an AP-REP that was encrypted with this key.
[[nodiscard]] result<std::uint32_t> number_in_reply(const AP_REP& reply, const ticket_key& session);

} // namespace sspi::heimdal
