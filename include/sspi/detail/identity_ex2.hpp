// SPDX-License-Identifier: BSL-1.0
// The memory of SEC_WINNT_AUTH_IDENTITY_EX2: one block, with offsets from its start.
#pragma once

#include <sspi/detail/identity_layout.hpp>
#include <sspi/detail/packed_credentials.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace sspi::detail {

/// Offsets and lengths count bytes.
struct identity_ex2_layout {
    std::uint32_t version;
    std::uint16_t header_length;
    std::uint32_t structure_length;
    std::uint32_t user_offset;
    std::uint16_t user_length;
    std::uint32_t domain_offset;
    std::uint16_t domain_length;
    std::uint32_t packed_credentials_offset;
    std::uint16_t packed_credentials_length;
    std::uint32_t flags;
    std::uint32_t package_list_offset;
    std::uint16_t package_list_length;
};

/// All that 16-bit lengths can describe, and room to spare.
inline constexpr std::uint32_t longest_identity_ex2 = 0x80000;

/// What stands before the rest, and says how much there is of it.
struct identity_ex2_head {
    std::uint32_t version;
    std::uint16_t header_length;
    std::uint32_t structure_length;
};
static_assert(offsetof(identity_ex2_head, structure_length) ==
              offsetof(identity_ex2_layout, structure_length));

/// The block as its header describes it; nothing when the header does not, or there is not as much memory. Nothing is read behind
/// what the header says.
[[nodiscard]] inline std::optional<std::span<const std::byte>> ex2_block(const void* auth_data,
                                                                         std::size_t available) noexcept {
    identity_ex2_head from{};
    if (auth_data == nullptr || available < sizeof from) return std::nullopt;
    std::memcpy(&from.version, auth_data, sizeof from.version); // another structure may be smaller
    if (from.version != identity_ex2_version) return std::nullopt;
    std::memcpy(&from, auth_data, sizeof from);
    const bool sound = from.header_length >= sizeof(identity_ex2_layout) &&
                       from.structure_length >= from.header_length &&
                       from.structure_length <= longest_identity_ex2 && from.structure_length <= available;
    if (!sound) return std::nullopt;
    return std::span(static_cast<const std::byte*>(auth_data), from.structure_length);
}

/// Finds texts in the block.
class ex2_texts {
  public:
    ex2_texts(std::span<const std::byte> block, std::size_t header, std::size_t unit) noexcept
        : block_(block), header_(header), unit_(unit) {}

    /// An offset of zero is that of a text that is not given; false when the text does not lie inside, or ends
    /// within a character.
    [[nodiscard]] bool locate(std::uint32_t offset, std::uint32_t bytes, identity_text& out) const noexcept {
        if (offset == 0 && bytes == 0) return true;
        const auto found = part_of(block_, header_, offset, bytes);
        return found && as_text(*found, out);
    }
    [[nodiscard]] bool as_text(std::span<const std::byte> bytes, identity_text& out) const noexcept {
        if (bytes.size() % unit_ != 0) return false;
        out = {bytes.data(), static_cast<std::uint32_t>(bytes.size() / unit_)};
        return true;
    }

    /// A password goes to the password, a keytab to the keytab, and every other kind is refused.
    [[nodiscard]] bool locate_credentials(std::uint32_t offset, std::uint32_t bytes,
                                          identity_view& into) const noexcept {
        if (bytes == 0) return true;
        const auto found = part_of(block_, header_, offset, bytes);
        const auto packed = found ? read_packed_credentials(*found) : std::nullopt;
        if (!packed) return false;
        if (packed->type == packed_password_type) return as_text(packed->data, into.password);
        if (packed->type != packed_keytab_type || packed->data.empty()) return false;
        into.keytab = packed->data;
        return true;
    }

  private:
    std::span<const std::byte> block_;
    std::size_t header_;
    std::size_t unit_;
};

/// Finds the parts of a SEC_WINNT_AUTH_IDENTITY_EX2. Its text is wide unless the flags say otherwise, whatever
/// function it is passed to. `wide_unit` is the size of a wide character.
[[nodiscard]] inline std::optional<identity_view> locate_in_ex2(const void* auth_data, std::size_t available,
                                                                std::size_t wide_unit) noexcept {
    const auto block = ex2_block(auth_data, available);
    if (!block) return std::nullopt;
    identity_ex2_layout from{};
    std::memcpy(&from, block->data(), sizeof from);
    const auto wide = is_wide(from.flags, true);
    if (!wide) return std::nullopt;
    identity_view found{
        .user = {}, .domain = {}, .password = {}, .packages = {}, .flags = from.flags, .wide = *wide};
    const ex2_texts texts(*block, from.header_length, *wide ? wide_unit : 1);
    const bool inside =
        texts.locate(from.user_offset, from.user_length, found.user) &&
        texts.locate(from.domain_offset, from.domain_length, found.domain) &&
        texts.locate(from.package_list_offset, from.package_list_length, found.packages) &&
        texts.locate_credentials(from.packed_credentials_offset, from.packed_credentials_length, found);
    return inside ? std::optional(found) : std::nullopt;
}

/// Finds the parts of an identity in any structure.
[[nodiscard]] inline std::optional<identity_view> locate_identity(const void* auth_data,
                                                                  std::size_t available, bool wide_by_default,
                                                                  std::size_t wide_unit) noexcept {
    if (auth_data == nullptr || available < sizeof(std::uint32_t)) return std::nullopt;
    std::uint32_t version = 0;
    std::memcpy(&version, auth_data, sizeof version);
    return version == identity_ex2_version
               ? locate_in_ex2(auth_data, available, wide_unit)
               : locate_in_structure(auth_data, available, wide_by_default, wide_unit);
}

/// The flags of an identity in any structure, nothing when it is none. Encrypted forms have flags too.
[[nodiscard]] inline std::optional<std::uint32_t> identity_flags(const void* auth_data,
                                                                 std::size_t available) noexcept {
    if (const auto block = ex2_block(auth_data, available)) {
        identity_ex2_layout from{};
        std::memcpy(&from, block->data(), sizeof from);
        return from.flags;
    }
    const auto from = read_layout(auth_data, available);
    return from ? std::optional(from->flags) : std::nullopt;
}

} // namespace sspi::detail
