// SPDX-License-Identifier: BSL-1.0
// SEC_WINNT_AUTH_PACKED_CREDENTIALS: what an identity of the second version holds in place of a password.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace sspi::detail {

/// A GUID as it lies in memory: the first three fields little-endian.
using guid_bytes = std::array<std::uint8_t, 16>;

/// The credential types of packed credentials that are understood.
inline constexpr guid_bytes packed_password_type{0x2f, 0xc3, 0xbf, 0x28, 0xf6, 0x10, 0x38, 0x47,
                                                 0x98, 0xd1, 0x1a, 0xc0, 0x61, 0xdf, 0x71, 0x6a};
inline constexpr guid_bytes packed_keytab_type{0xe8, 0xaa, 0x87, 0xd5, 0x8f, 0xf7, 0x55, 0x44,
                                               0xa1, 0x12, 0xc9, 0x34, 0xbe, 0xee, 0x7c, 0xe1};

/// The memory of SEC_WINNT_AUTH_PACKED_CREDENTIALS. The offset is from its start; everything counts bytes.
struct packed_credentials_layout {
    std::uint16_t header_length;
    std::uint16_t structure_length;
    guid_bytes type;
    std::uint32_t data_offset;
    std::uint16_t data_length;
};

/// The memory of SEC_WINNT_AUTH_PACKED_CREDENTIALS_EX, which has the other inside it.
struct packed_credentials_ex_layout {
    std::uint16_t header_length;
    std::uint32_t flags;
    std::uint32_t packed_offset;
    std::uint16_t packed_length;
    std::uint32_t package_list_offset;
    std::uint16_t package_list_count;
};

struct packed_credentials {
    guid_bytes type;
    std::span<const std::byte> data;
};

/// The part of the block that an offset and a length name; nothing when it begins in the header or does not lie
/// inside.
[[nodiscard]] constexpr std::optional<std::span<const std::byte>> part_of(std::span<const std::byte> block,
                                                                          std::size_t header,
                                                                          std::uint32_t offset,
                                                                          std::uint32_t length) noexcept {
    if (offset < header || offset > block.size() || block.size() - offset < length) return std::nullopt;
    return block.subspan(offset, length);
}

/// A copy of the structure that a block begins with; nothing when the block is too short for it.
template <class Layout>
[[nodiscard]] std::optional<Layout> leading(std::span<const std::byte> block) noexcept {
    Layout layout{};
    if (block.size() < sizeof layout) return std::nullopt;
    std::memcpy(&layout, block.data(), sizeof layout);
    return layout;
}

/// What the larger form has inside it; the block itself when it is not the larger form. Nothing when that lies
/// outside, or a package list comes with it, whose form is not documented.
[[nodiscard]] inline std::optional<std::span<const std::byte>>
without_package_list(std::span<const std::byte> block) noexcept {
    const auto form = leading<packed_credentials_ex_layout>(block);
    if (!form || form->header_length != sizeof *form) return block;
    if (form->package_list_count != 0) return std::nullopt;
    return part_of(block, sizeof *form, form->packed_offset, form->packed_length);
}

/// Reads packed credentials of either form; nothing when they are malformed.
[[nodiscard]] inline std::optional<packed_credentials>
read_packed_credentials(std::span<const std::byte> block) noexcept {
    const auto inner = without_package_list(block);
    if (!inner) return std::nullopt;
    const auto from = leading<packed_credentials_layout>(*inner);
    if (!from || from->header_length < sizeof *from || from->structure_length > inner->size())
        return std::nullopt;
    const auto data = part_of(inner->first(from->structure_length), from->header_length, from->data_offset,
                              from->data_length);
    if (!data) return std::nullopt;
    return packed_credentials{from->type, *data};
}

} // namespace sspi::detail
