// SPDX-License-Identifier: BSL-1.0
// The exchange that each package drives: Kerberos its own tokens, Negotiate the same inside SPNEGO.
#pragma once

#include "../exchange/direct.hpp"
#include "../exchange/negotiate_acceptor.hpp"
#include "../exchange/negotiate_initiator.hpp"
#include "packages.hpp"

#include <memory>
#include <utility>

namespace sspi::core {

using owned_exchange = std::unique_ptr<exchange::exchange>;

/// The initiator's exchange of this package. Negotiate asks for its mechanism on its first leg.
[[nodiscard]] inline result<owned_exchange> initiator_exchange(gss::kdc_call& call, const package& of,
                                                               std::shared_ptr<gss::credential> from,
                                                               gss::initiation what) {
    auto& mechanism = gss::kerberos();
    if (&of == &negotiate_package)
        return owned_exchange(
            std::make_unique<exchange::negotiate_initiator>(mechanism, std::move(from), std::move(what)));
    auto made = mechanism.initiate(call, from, std::move(what));
    if (!made) return made.error();
    return owned_exchange(std::make_unique<exchange::direct>(std::move(*made)));
}

/// The acceptor's, around its mechanism's context.
[[nodiscard]] inline owned_exchange acceptor_exchange(const package& of,
                                                      std::unique_ptr<gss::security_context> context,
                                                      std::shared_ptr<gss::credential> with,
                                                      const gss::acceptance& what) {
    if (&of == &negotiate_package)
        return std::make_unique<exchange::negotiate_acceptor>(gss::kerberos(), std::move(context),
                                                              std::move(with), what);
    return std::make_unique<exchange::direct>(std::move(context));
}

} // namespace sspi::core
