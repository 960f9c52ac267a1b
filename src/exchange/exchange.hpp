// SPDX-License-Identifier: BSL-1.0
// One side of an establishment, however its tokens are framed: from the first leg to the keys of the messages.
#pragma once

#include "../failure.hpp"
#include "../gss/mechanism.hpp"
#include "../messages/protection.hpp"

#include <memory>
#include <optional>

namespace sspi::exchange {

/// What a finished exchange leaves. The protection may refer to the exchange, which has to outlive it.
struct secured {
    gss::established session;
    std::unique_ptr<messages::protection> protection;
};

/// How far the choice of a mechanism has come.
enum class agreement {
    open,       // nothing is known of the peer
    optimistic, // the first choice's token went out, and the peer has not answered
    reached,
};

/// Not for two threads at a time.
class exchange {
  public:
    virtual ~exchange() = default;

    /// Uses these channel bindings in place of those of an earlier call, for the token that comes next. Refused where
    /// the mechanism has begun: nothing can count them any more. `policy` is an acceptor's.
    [[nodiscard]] virtual result<void> bind(gss::kdc_call&, const gss::channel_bindings&,
                                            detail::binding_policy) {
        return refused_with(status::bad_bindings,
                            "channel bindings cannot be changed once the mechanism has begun");
    }

    /// Takes the peer's token (empty on an initiator's first leg) and makes the next one.
    [[nodiscard]] virtual result<gss::leg> advance(gss::kdc_call& call, gss::view token) = 0;

    /// Once, after a leg was complete.
    [[nodiscard]] virtual result<secured> finish() = 0;

    [[nodiscard]] virtual agreement agreed() const noexcept = 0;
};

} // namespace sspi::exchange
