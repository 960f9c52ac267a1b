// SPDX-License-Identifier: BSL-1.0
// Handshake frames of the .NET NegotiateStream protocol (MS-NNS 2.2.1).
#pragma once

#include <sspi/asio/impl/frame.hpp>
#include <sspi/asio/impl/octet_buffer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sspi::impl {

enum class negotiate_frame_id : std::uint8_t { done = 0x14, error = 0x15, in_progress = 0x16 };

inline constexpr std::size_t negotiate_header = 5;
inline constexpr std::size_t most_negotiate_payload = 0xFFFF;
inline constexpr std::uint32_t error_trust_failure =
    0x6FE; // of winerror.h: protection or impersonation is too little

/// Identifier, major version 1, minor version 0, size with the high octet first.
inline void append_negotiate_frame(octet_buffer& out, negotiate_frame_id id,
                                   std::span<const std::byte> payload) {
    const std::array header{static_cast<std::byte>(id), std::byte{1}, std::byte{0},
                            static_cast<std::byte>(payload.size() >> 8 & 0xFF),
                            static_cast<std::byte>(payload.size() & 0xFF)};
    out.append(header);
    out.append(payload);
}

/// The status is in the last four of eight octets, the high one first.
inline void append_negotiate_error(octet_buffer& out, std::uint32_t status) {
    std::array<std::byte, 8> payload{};
    store_length<boost::endian::order::big>(std::span(payload).last<4>(), status);
    append_negotiate_frame(out, negotiate_frame_id::error, payload);
}

/// Nothing for a payload that has no status.
[[nodiscard]] inline std::optional<std::uint32_t>
negotiate_error(std::span<const std::byte> payload) noexcept {
    if (payload.size() < 8) return std::nullopt;
    return load_length<boost::endian::order::big>(payload.subspan<4, 4>());
}

/// Versions are ignored, as the specification wants it (3.1.5.2); an unknown identifier is an error at once.
[[nodiscard]] inline frame next_negotiate_frame(std::span<const std::byte> arrived) noexcept {
    frame out{.header = negotiate_header};
    if (arrived.empty()) return out;
    const auto id = static_cast<negotiate_frame_id>(arrived[0]);
    if (id != negotiate_frame_id::done && id != negotiate_frame_id::error &&
        id != negotiate_frame_id::in_progress)
        out.error = stream_errc::bad_frame;
    if (arrived.size() < negotiate_header) return out;
    out.header_known = true;
    out.payload = std::to_integer<std::size_t>(arrived[3]) << 8 | std::to_integer<std::size_t>(arrived[4]);
    return out;
}

} // namespace sspi::impl
