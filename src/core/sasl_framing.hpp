// SPDX-License-Identifier: BSL-1.0
// What SASL puts around a package's exchange.
#pragma once

#include "../exchange/sasl.hpp"
#include "package_exchange.hpp"

#include <memory>
#include <utility>

namespace sspi::core {

using sasl_handle = std::shared_ptr<exchange::sasl_settings>; // null outside SASL

/// Kerberos is followed by the choice of a layer (RFC 4752). Negotiate is not: in GSS-SPNEGO the flags of the exchange
/// are the choice, as Windows has it.
[[nodiscard]] constexpr bool chooses_sasl_layer(const package& of) noexcept {
    return &of == &kerberos_package;
}

/// The exchange as it was, outside SASL.
[[nodiscard]] inline owned_exchange in_sasl(const sasl_handle& settings, const package& of,
                                            exchange::sasl_side side, detail::sasl_layers wanted,
                                            owned_exchange plain) {
    if (!settings || !chooses_sasl_layer(of)) return plain;
    return std::make_unique<exchange::sasl>(side, std::move(plain), settings, wanted);
}

} // namespace sspi::core
