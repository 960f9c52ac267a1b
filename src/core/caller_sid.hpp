// SPDX-License-Identifier: BSL-1.0
// Security identifiers in callers' memory, which need not be aligned there, and their binary form ([MS-DTYP] 2.4.2.2).
#pragma once

#include <sspi/detail/sid.hpp>

#include <sspi_sids.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sspi::core {

inline constexpr std::size_t sid_head_size = offsetof(SID, SubAuthority);

[[nodiscard]] constexpr std::size_t sid_size(std::size_t parts) noexcept {
    return sid_head_size + parts * sizeof(DWORD);
}
static_assert(sid_size(SID_MAX_SUB_AUTHORITIES) == SECURITY_MAX_SID_SIZE);
static_assert(detail::sid::most_parts == SID_MAX_SUB_AUTHORITIES);

/// All of a caller's SID; nothing for one that is not valid. Unlike a detail::sid it may have no sub-authorities.
[[nodiscard]] inline std::optional<std::span<std::byte>> caller_sid(PSID sid) noexcept {
    auto* const at = static_cast<std::byte*>(sid);
    if (at == nullptr || at[0] != std::byte{SID_REVISION}) return std::nullopt;
    const auto parts = std::to_integer<std::size_t>(at[1]);
    if (parts > SID_MAX_SUB_AUTHORITIES) return std::nullopt;
    return std::span(at, sid_size(parts));
}

/// A SID as Windows has it in memory.
class sid_octets {
  public:
    sid_octets(std::uint64_t authority, std::span<const std::uint32_t> parts) noexcept
        : size_(sid_size(parts.size())) {
        octets_[0] = std::byte{SID_REVISION};
        octets_[1] = static_cast<std::byte>(parts.size());
        for (std::size_t i = 0; i < 6; ++i)
            octets_[2 + i] = static_cast<std::byte>(authority >> 8 * (5 - i) & 0xFF);
        for (std::size_t i = 0; i < parts.size(); ++i)
            put(sid_size(i), parts[i]);
    }
    explicit sid_octets(const detail::sid& of) noexcept : sid_octets(of.authority(), of.parts()) {}

    [[nodiscard]] std::span<const std::byte> view() const noexcept { return std::span(octets_).first(size_); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    void write(void* to) const noexcept { std::ranges::copy(view(), static_cast<std::byte*>(to)); }

  private:
    /// Little endian, which is how the machines count that this runs on.
    void put(std::size_t at, std::uint32_t part) noexcept {
        static_assert(std::endian::native == std::endian::little);
        for (std::size_t i = 0; i < sizeof part; ++i)
            octets_[at + i] = static_cast<std::byte>(part >> 8 * i & 0xFF);
    }

    std::array<std::byte, SECURITY_MAX_SID_SIZE> octets_{};
    std::size_t size_;
};

/// As a value; nothing for one that is not valid, or has no sub-authorities.
[[nodiscard]] inline std::optional<detail::sid> sid_value(PSID sid) noexcept {
    const auto octets = caller_sid(sid);
    return octets ? detail::sid::read(*octets) : std::nullopt;
}

} // namespace sspi::core
