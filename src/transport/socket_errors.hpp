// SPDX-License-Identifier: BSL-1.0
// Errors of sockets as outcomes of a try.
#pragma once

#include "../gss/kdc_call.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>

namespace sspi::transport {

/// While a connection is made, or for a datagram.
[[nodiscard]] inline gss::kdc_outcome outcome_of(const boost::system::error_code& error) {
    namespace errors = boost::asio::error;
    if (error == errors::connection_refused) return gss::kdc_outcome::refused;
    if (error == errors::eof || error == errors::connection_reset || error == errors::broken_pipe)
        return gss::kdc_outcome::closed;
    if (error == errors::timed_out) return gss::kdc_outcome::silent;
    return gss::kdc_outcome::unreachable;
}

} // namespace sspi::transport
