// SPDX-License-Identifier: BSL-1.0
// The clock of a call: this machine's, as far ahead as the credential says.
#pragma once

#include "kdc_call.hpp"

#include <chrono>

namespace sspi::gss {

[[nodiscard]] inline std::chrono::seconds clock_offset() noexcept {
    const auto* const call = kdc_call::current();
    return call == nullptr ? std::chrono::seconds(0) : call->policy().clock_offset;
}

[[nodiscard]] inline std::chrono::sys_seconds now() noexcept {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + clock_offset();
}

} // namespace sspi::gss
