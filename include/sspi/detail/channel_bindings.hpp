// SPDX-License-Identifier: BSL-1.0
// Reading the SEC_CHANNEL_BINDINGS structure of a SECBUFFER_CHANNEL_BINDINGS buffer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace sspi::detail {

/// Views into the caller's buffer; RFC 2744 section 3.11 gives the address types their meaning.
struct channel_bindings {
    std::uint32_t initiator_address_type = 0;
    std::span<const std::byte> initiator_address;
    std::uint32_t acceptor_address_type = 0;
    std::span<const std::byte> acceptor_address;
    std::span<const std::byte> application_data;
};

/// Eight 32-bit words: type, length and offset of each address, then length and offset of the application
/// data.
inline constexpr std::size_t channel_bindings_header_size = 32;

/// The part of the blob a length and an offset name; nothing when it is not wholly behind the header and
/// inside the blob. An empty part may have any offset.
[[nodiscard]] constexpr std::optional<std::span<const std::byte>>
bindings_part(std::span<const std::byte> blob, std::uint32_t length, std::uint32_t offset) noexcept {
    if (length == 0) return std::span<const std::byte>{};
    const auto end = std::uint64_t{offset} + length;
    if (offset < channel_bindings_header_size || end > blob.size()) return std::nullopt;
    return blob.subspan(offset, length);
}

/// The bindings in the blob, or nothing when any length or offset leads outside it.
[[nodiscard]] inline std::optional<channel_bindings>
parse_channel_bindings(std::span<const std::byte> blob) noexcept {
    if (blob.size() < channel_bindings_header_size) return std::nullopt;
    std::array<std::uint32_t, 8> word;
    std::memcpy(word.data(), blob.data(), sizeof word);
    const auto initiator = bindings_part(blob, word[1], word[2]);
    const auto acceptor = bindings_part(blob, word[4], word[5]);
    const auto application = bindings_part(blob, word[6], word[7]);
    if (!initiator || !acceptor || !application) return std::nullopt;
    return channel_bindings{word[0], *initiator, word[3], *acceptor, *application};
}

} // namespace sspi::detail
