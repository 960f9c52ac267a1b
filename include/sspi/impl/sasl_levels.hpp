// SPDX-License-Identifier: BSL-1.0
// SASL's security layers as levels of protection.
#pragma once

#include <sspi/detail/sasl_layers.hpp>
#include <sspi/protection_level.hpp>

namespace sspi::impl {

/// The layers from one level up to another.
[[nodiscard]] constexpr detail::sasl_layers layers_between(protection_level least,
                                                           protection_level most) noexcept {
    using enum detail::sasl_layers;
    auto out = no_bit;
    const auto add = [&](protection_level level, detail::sasl_layers layer) {
        if (least <= level && level <= most) out = out | layer;
    };
    add(protection_level::none, none);
    add(protection_level::integrity, integrity);
    add(protection_level::confidentiality, confidentiality);
    return out;
}

[[nodiscard]] constexpr protection_level level_of(detail::sasl_layers one) noexcept {
    using enum detail::sasl_layers;
    return one == confidentiality ? protection_level::confidentiality
           : one == integrity     ? protection_level::integrity
                                  : protection_level::none;
}

} // namespace sspi::impl
