// SPDX-License-Identifier: BSL-1.0
// How often a KDC has a client hash a password on its way to a key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sspi::wire {

/// RFC 3962 section 4 and RFC 8009 section 4 leave it to clients how many they put up with: whoever answers in a KDC's
/// place says the number, and four octets can ask for hours. That many take about a second, Heimdal's functions four; the
/// usual numbers are 4096 and 32768.
inline constexpr std::uint32_t most_string_to_key_rounds = 1U << 20;

/// Whether the enctype's keys come from PBKDF2: those of AES (RFC 3962, RFC 8009).
[[nodiscard]] constexpr bool has_string_to_key_rounds(std::int32_t enctype) noexcept {
    return enctype >= 17 && enctype <= 20;
}

/// By the string-to-key parameters of an AES enctype: without any, the usual number. Nothing where they are malformed, or
/// ask for more than is done here; four zeros mean 2 to the power of 32.
[[nodiscard]] constexpr std::optional<std::uint32_t>
string_to_key_rounds(std::int32_t enctype, std::span<const std::byte> parameters) noexcept {
    const bool sha2 = enctype == 19 || enctype == 20;
    if (parameters.empty()) return sha2 ? 32768 : 4096;
    if (parameters.size() != 4) return std::nullopt;
    std::uint32_t rounds = 0;
    for (const auto octet : parameters)
        rounds = rounds << 8 | std::to_integer<std::uint32_t>(octet);
    if (rounds == 0 || rounds > most_string_to_key_rounds) return std::nullopt;
    return rounds;
}

} // namespace sspi::wire
