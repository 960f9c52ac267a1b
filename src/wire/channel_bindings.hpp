// SPDX-License-Identifier: BSL-1.0
// Channel bindings that own their bytes (RFC 2743 1.1.6).
#pragma once

#include "octets.hpp"

#include <cstdint>

namespace sspi::wire {

struct channel_bindings {
    std::uint32_t initiator_address_type = 0;
    bytes initiator_address;
    std::uint32_t acceptor_address_type = 0;
    bytes acceptor_address;
    bytes application_data;

    friend bool operator==(const channel_bindings&, const channel_bindings&) = default;
};

} // namespace sspi::wire
