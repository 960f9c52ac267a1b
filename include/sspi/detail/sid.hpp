// SPDX-License-Identifier: BSL-1.0
// Security identifiers ([MS-DTYP] 2.4.2): as text, as octets, compared.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sspi::detail {

/// Names an account, a group or a domain: "S-1-5-21-1004336348-1177238915-682003330-1105". Of one that is made of nothing,
/// `empty()` is true, and it names nobody.
class sid {
  public:
    static constexpr std::size_t most_parts = 15;
    static constexpr std::uint64_t largest_authority = 0xFFFFFFFFFFFF;

    constexpr sid() = default;

    /// Of an identifier authority and 1 to 15 sub-authorities; nothing for others.
    [[nodiscard]] static constexpr std::optional<sid> of(std::uint64_t authority,
                                                         std::span<const std::uint32_t> parts) noexcept {
        if (authority > largest_authority || parts.empty() || parts.size() > most_parts) return std::nullopt;
        sid out;
        out.authority_ = authority;
        out.count_ = parts.size();
        std::ranges::copy(parts, out.parts_.begin());
        return out;
    }

    /// Of the text form ([MS-DTYP] 2.4.2.1): decimal numbers without zeros in front, an authority from 2^32 on as 0x and twelve
    /// hexadecimal digits. Nothing where it is anything else.
    [[nodiscard]] static std::optional<sid> parse(std::string_view text) noexcept {
        if (text.size() < 4 || (text[0] != 'S' && text[0] != 's') || text.substr(1, 3) != "-1-")
            return std::nullopt;
        text.remove_prefix(4);
        const auto authority = authority_in(next_part(text));
        std::array<std::uint32_t, most_parts> parts{};
        std::size_t count = 0;
        while (authority && !text.empty()) {
            const auto part = decimal(next_part(text), UINT32_MAX);
            if (!part || count == parts.size()) return std::nullopt;
            parts[count++] = static_cast<std::uint32_t>(*part);
        }
        return authority ? of(*authority, std::span(parts).first(count)) : std::nullopt;
    }

    /// Of the binary form (2.4.2.2), all of it.
    [[nodiscard]] static std::optional<sid> read(std::span<const std::byte> octets) noexcept {
        if (octets.size() < 8 || octets[0] != std::byte{1}) return std::nullopt;
        const auto count = std::to_integer<std::size_t>(octets[1]);
        if (count > most_parts || octets.size() != 8 + 4 * count) return std::nullopt;
        std::uint64_t authority = 0;
        for (const auto each : octets.subspan(2, 6))
            authority = authority << 8 | std::to_integer<std::uint64_t>(each);
        std::array<std::uint32_t, most_parts> parts{};
        for (std::size_t i = 0; i < 4 * count; ++i)
            parts[i / 4] |= std::to_integer<std::uint32_t>(octets[8 + i]) << (8 * (i % 4));
        return of(authority, std::span(parts).first(count));
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] constexpr std::uint64_t authority() const noexcept { return authority_; }
    /// The sub-authorities. The last of an account's is its number in the domain (RID).
    [[nodiscard]] constexpr std::span<const std::uint32_t> parts() const noexcept {
        return std::span(parts_).first(count_);
    }

    /// One more sub-authority behind: an account of this domain. Nothing where there is no room for it, or no domain.
    [[nodiscard]] constexpr std::optional<sid> with(std::uint32_t part) const noexcept {
        if (empty() || count_ == most_parts) return std::nullopt;
        auto out = *this;
        out.parts_[out.count_++] = part;
        return out;
    }

    [[nodiscard]] std::string text() const {
        if (empty()) return {};
        std::string out = "S-1-" + authority_text();
        for (const auto each : parts())
            out += '-' + std::to_string(each);
        return out;
    }

    /// By authority, then number of sub-authorities, then each of them.
    friend constexpr auto operator<=>(const sid&, const sid&) = default;

  private:
    static constexpr std::uint64_t first_in_hex = 0x100000000;

    /// Up to the next hyphen, which goes too. A hyphen at the end leaves one more part, which is empty: "-".
    [[nodiscard]] static std::string_view next_part(std::string_view& from) noexcept {
        const auto end = std::min(from.find('-'), from.size());
        const auto part = from.substr(0, end);
        if (end + 1 == from.size()) return {}; // nothing behind the last hyphen, which is no number
        from.remove_prefix(std::min(end + 1, from.size()));
        return part;
    }

    [[nodiscard]] static std::optional<std::uint64_t> number(std::string_view digits, int base) noexcept {
        std::uint64_t out = 0;
        const auto* const end = digits.data() + digits.size();
        const auto [at, error] = std::from_chars(digits.data(), end, out, base);
        if (error != std::errc() || at != end) return std::nullopt;
        return out;
    }
    [[nodiscard]] static std::optional<std::uint64_t> decimal(std::string_view digits,
                                                              std::uint64_t most) noexcept {
        if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
        const auto out = number(digits, 10);
        return out && *out <= most ? out : std::nullopt;
    }
    [[nodiscard]] static std::optional<std::uint64_t> authority_in(std::string_view digits) noexcept {
        if (!digits.starts_with("0x")) return decimal(digits, first_in_hex - 1);
        const auto out = digits.size() == 14 ? number(digits.substr(2), 16) : std::nullopt;
        return out && *out >= first_in_hex ? out : std::nullopt;
    }

    [[nodiscard]] std::string authority_text() const {
        if (authority_ < first_in_hex) return std::to_string(authority_);
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string out = "0x";
        for (int shift = 44; shift >= 0; shift -= 4)
            out += digits[authority_ >> shift & 15];
        return out;
    }

    std::uint64_t authority_ = 0;
    std::size_t count_ = 0;
    std::array<std::uint32_t, most_parts> parts_{}; // zero behind the last
};

} // namespace sspi::detail
