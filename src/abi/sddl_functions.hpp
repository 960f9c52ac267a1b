// SPDX-License-Identifier: BSL-1.0
// Identifiers as text and back, for any character type.
#pragma once

#include "../core/caller_sid.hpp"
#include "../core/well_known_sids.hpp"
#include "last_error_guard.hpp"
#include "local_block.hpp"
#include "text_argument.hpp"
#include "text_output.hpp"

#include <sspi/detail/text.hpp>

#include <sddl.h>

#include <optional>
#include <string>
#include <string_view>

namespace sspi::abi {

/// Also of one without sub-authorities.
[[nodiscard]] inline std::string text_of(std::span<const std::byte> octets) {
    constexpr std::uint32_t one[] = {0};
    if (const auto value = detail::sid::read(octets); value && !value->empty()) return value->text();
    std::uint64_t authority = 0;
    for (const auto each :
         octets.subspan(offsetof(SID, IdentifierAuthority), sizeof(SID_IDENTIFIER_AUTHORITY)))
        authority = authority << 8 | std::to_integer<std::uint64_t>(each);
    auto out = detail::sid::of(authority, one)->text();
    return out.substr(0, out.rfind('-'));
}

[[nodiscard]] inline std::optional<core::sid_octets> sid_in(std::string_view text) {
    if (text.size() == 2) {
        const auto* const known = core::find_by_letters(detail::ascii_upper(text));
        if (known == nullptr || known->is_of_domain()) return std::nullopt;
        return core::octets_of(*known);
    }
    const auto value = detail::sid::parse(text);
    return value ? std::optional(core::sid_octets(*value)) : std::nullopt;
}

template <class Char>
[[nodiscard]] BOOL sid_to_text(PSID sid, Char** out) noexcept {
    return guarded_by_last_error([&] {
        const auto octets = core::caller_sid(sid);
        if (!octets) return win32_code::invalid_sid;
        if (out == nullptr) return win32_code::invalid_parameter;
        const text_output<Char> text(text_of(*octets));
        local_block<Char> block(text.size());
        text.write(block.get());
        *out = block.give();
        return win32_code::success;
    });
}

template <class Char>
[[nodiscard]] BOOL text_to_sid(const Char* text, PSID* out) noexcept {
    return guarded_by_last_error([&] {
        if (text == nullptr || out == nullptr) return win32_code::invalid_parameter;
        const auto utf8 = text_argument(text);
        const auto octets = utf8 ? sid_in(*utf8) : std::nullopt;
        if (!octets) return win32_code::invalid_sid;
        local_block<std::byte> block(octets->size());
        octets->write(block.get());
        *out = block.give();
        return win32_code::success;
    });
}

} // namespace sspi::abi
