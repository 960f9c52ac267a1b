// SPDX-License-Identifier: BSL-1.0
// Reads a KERB_S4U_LOGON, whose texts must lie within the block that was submitted.
#pragma once

#include <sspi/detail/text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sspi::detail {

/// The memory of a UNICODE_STRING: lengths in bytes.
struct counted_text_layout {
    std::uint16_t length;
    std::uint16_t maximum_length;
    const void* buffer;
};

/// The memory of KERB_S4U_LOGON.
struct s4u_logon_layout {
    std::uint32_t message_type;
    std::uint32_t flags;
    counted_text_layout client_upn;
    counted_text_layout client_realm;
};

inline constexpr std::uint32_t s4u_logon_type = 12;
inline constexpr std::uint32_t s4u_logon_identify = 0x8;

struct s4u_logon {
    std::string upn;
    std::string realm;
    bool identify = false;
};

/// The type that a submitted block says it is of; nothing when it is too short to say.
[[nodiscard]] inline std::optional<std::uint32_t> submitted_type(std::span<const std::byte> block) {
    std::uint32_t type = 0;
    if (block.size() < sizeof type) return std::nullopt;
    std::memcpy(&type, block.data(), sizeof type);
    return type;
}

/// A text of the block as UTF-8; nothing when it is not whole characters, lies elsewhere, is no text or has a zero.
template <class Char>
[[nodiscard]] std::optional<std::string> text_within(std::span<const std::byte> block,
                                                     const counted_text_layout& text) {
    if (text.length == 0) return std::string{};
    const auto begin = reinterpret_cast<std::uintptr_t>(block.data());
    const auto at = reinterpret_cast<std::uintptr_t>(text.buffer);
    if (text.length % sizeof(Char) != 0 || at < begin) return std::nullopt;
    const auto offset = static_cast<std::size_t>(at - begin);
    if (offset > block.size() || block.size() - offset < text.length) return std::nullopt;
    std::basic_string<Char> copy(text.length / sizeof(Char), Char{}); // it may stand at an odd address
    std::memcpy(copy.data(), block.data() + offset, text.length);
    if (copy.find(Char{}) != copy.npos) return std::nullopt;
    return to_utf8(std::basic_string_view<Char>(copy));
}

template <class Char>
[[nodiscard]] std::optional<s4u_logon> parse_s4u_logon(std::span<const std::byte> block) {
    s4u_logon_layout layout{};
    if (block.size() < sizeof layout) return std::nullopt;
    std::memcpy(&layout, block.data(), sizeof layout);
    auto upn = text_within<Char>(block, layout.client_upn);
    auto realm = text_within<Char>(block, layout.client_realm);
    if (layout.message_type != s4u_logon_type || !upn || !realm || upn->empty()) return std::nullopt;
    return s4u_logon{.upn = std::move(*upn),
                     .realm = std::move(*realm),
                     .identify = (layout.flags & s4u_logon_identify) != 0};
}

} // namespace sspi::detail
