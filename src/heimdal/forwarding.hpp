// SPDX-License-Identifier: BSL-1.0
// Ticket-granting tickets to forward, the only ones that Heimdal's mechanism asks a KDC for: it is watched while it does.
#pragma once

#include "../gss/kdc_call.hpp"
#include "../gss/mechanism.hpp"
#include "credential.hpp"
#include "words.hpp"

#include <optional>

namespace sspi::heimdal {

/// Stands around one call of the mechanism. What the mechanism asks for is a forwarded ticket for the client's own realm's
/// ticket-granting service, or not sent; what comes is judged like any other ticket, before the mechanism has it.
class watched_forwarding {
  public:
    watched_forwarding(kdc_call& call, const login& with) : call_(call), with_(with) {}

    /// For the transport.
    [[nodiscard]] static bool expects(const watched_forwarding* by, view request);
    [[nodiscard]] static bool accepts(watched_forwarding* by, view request, view reply);

    /// Why what came was not accepted, which the mechanism would pass over: it would delegate nothing.
    [[nodiscard]] const std::optional<failure>& refusal() const noexcept { return refusal_; }

  private:
    [[nodiscard]] result<void> judge(view request, view reply);

    kdc_call& call_;
    const login& with_;
    std::optional<failure> refusal_;
};

} // namespace sspi::heimdal
