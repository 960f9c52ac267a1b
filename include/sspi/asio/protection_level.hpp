// SPDX-License-Identifier: BSL-1.0
// How strongly the messages of a stream are protected.
#pragma once

#include <sspi/features.hpp>

namespace sspi {

/// From weak to strong: each has what those before it have.
enum class protection_level {
    none,            ///< octets pass as they are, and without frames
    integrity,       ///< messages are signed
    confidentiality, ///< messages are signed and encrypted
};

/// The strongest that these features, as they were granted, allow.
[[nodiscard]] constexpr protection_level strongest_protection(features granted) noexcept {
    if (granted.contains(feature::confidentiality)) return protection_level::confidentiality;
    return granted.contains(feature::integrity) ? protection_level::integrity : protection_level::none;
}

/// What an initiator asks for so that its stream can be protected so strongly: besides that, mutual authentication and that
/// messages which come twice or out of order are noticed.
[[nodiscard]] constexpr features features_for(protection_level wished) noexcept {
    using enum feature;
    features out{mutual_authentication};
    if (wished == protection_level::none) return out | no_message_protection;
    out |= {integrity, replay_detection, sequence_detection};
    if (wished == protection_level::confidentiality) out |= confidentiality;
    return out;
}

} // namespace sspi
