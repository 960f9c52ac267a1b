// SPDX-License-Identifier: BSL-1.0
// From a TimeStamp, which is in local time, to an instant.
#pragma once

#include <sspi/detail/timestamp.hpp>
#include <sspi/impl/contract.hpp>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>

namespace sspi::impl {

#if defined(_WIN32)
inline std::optional<std::chrono::system_clock::time_point> instant_of(TimeStamp stamp) {
    // Windows has more than one value for "never", all of them far beyond the year 9999.
    if (stamp.QuadPart >= 0x24C85A5ED1C04000) return std::nullopt;
    FILETIME local{};
    local.dwLowDateTime = stamp.LowPart;
    local.dwHighDateTime = static_cast<DWORD>(stamp.HighPart);
    FILETIME utc = local;
    LocalFileTimeToFileTime(&local, &utc);
    const auto ticks = static_cast<std::int64_t>(utc.dwHighDateTime) * 0x100000000 + utc.dwLowDateTime;
    return std::chrono::system_clock::time_point(
        detail::from_filetime(ticks, std::chrono::seconds(0)).time_since_epoch());
}
#else
/// How far local time is ahead of UTC at an instant.
inline std::chrono::seconds local_offset(std::chrono::sys_seconds at) {
    const auto moment = static_cast<std::time_t>(at.time_since_epoch().count());
    std::tm local{};
    if (localtime_r(&moment, &local) == nullptr) return std::chrono::seconds(0);
    return std::chrono::seconds(local.tm_gmtoff);
}

/// Nothing stands for never. In the hour that a change of the clocks repeats, the first of both instants.
inline std::optional<std::chrono::system_clock::time_point> instant_of(TimeStamp stamp) {
    if (stamp.QuadPart == detail::never) return std::nullopt;
    const auto as_utc = detail::from_filetime(stamp.QuadPart, std::chrono::seconds(0));
    // A day earlier is before a change of the clocks in the next hours; one step more is at the instant itself or after.
    const auto before = local_offset(as_utc - std::chrono::hours(24));
    const auto first = detail::from_filetime(stamp.QuadPart, before);
    const auto there = local_offset(first);
    return there == before ? first : detail::from_filetime(stamp.QuadPart, there);
}
#endif

} // namespace sspi::impl
