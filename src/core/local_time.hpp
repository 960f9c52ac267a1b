// SPDX-License-Identifier: BSL-1.0
// Times as SSPI reports them: 100 ns since 1601, in local time.
#pragma once

#include <sspi/detail/timestamp.hpp>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>

namespace sspi::core {

/// The zone's offset at that instant, not now: an expiry may lie behind a change of the clocks.
[[nodiscard]] inline std::chrono::seconds local_offset(std::chrono::sys_seconds at) {
    const auto moment = static_cast<std::time_t>(at.time_since_epoch().count());
    std::tm local{};
    if (localtime_r(&moment, &local) == nullptr) return std::chrono::seconds(0);
    return std::chrono::seconds(local.tm_gmtoff);
}

/// Nothing means that there is no end.
[[nodiscard]] inline std::int64_t local_filetime(std::optional<std::chrono::sys_seconds> at) {
    return at ? detail::to_filetime(*at, local_offset(*at)) : detail::never;
}

} // namespace sspi::core
