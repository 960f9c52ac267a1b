// SPDX-License-Identifier: BSL-1.0
// The one reader of DER (X.690 10), and the tags that the protocols have. What is read points into what was given.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sspi::detail::der {

using view = std::span<const std::byte>;

namespace tag {
inline constexpr std::uint8_t integer = 0x02;
inline constexpr std::uint8_t octet_string = 0x04;
inline constexpr std::uint8_t object_identifier = 0x06;
inline constexpr std::uint8_t enumerated = 0x0A;
inline constexpr std::uint8_t generalized_time = 0x18;
inline constexpr std::uint8_t general_string = 0x1B;
inline constexpr std::uint8_t sequence = 0x30;
inline constexpr std::uint8_t application = 0x60; // and the number, constructed
inline constexpr std::uint8_t context = 0xA0;     // and the number, constructed: [n] EXPLICIT
} // namespace tag

/// [n] EXPLICIT.
[[nodiscard]] constexpr std::uint8_t context(unsigned n) noexcept {
    return static_cast<std::uint8_t>(tag::context | n);
}

[[nodiscard]] constexpr std::uint8_t octet_at(view data, std::size_t i) noexcept {
    return std::to_integer<std::uint8_t>(data[i]);
}

/// How a length may be written. Whatever is remembered, signed or handed to another reader has the shortest form
/// (X.690 10.1), so that there is one encoding of it. `any` is for what nobody keeps and some peers write otherwise.
enum class lengths { shortest, any };

inline constexpr std::size_t most_length_octets = 4;

/// Octets that a length takes behind the first, in its shortest form.
[[nodiscard]] constexpr std::size_t length_octets(std::uint64_t length) noexcept {
    if (length < 0x80) return 0;
    std::size_t count = 1;
    while ((length >>= 8) != 0)
        ++count;
    return count;
}

/// What an element begins with.
struct head {
    std::uint8_t tag;
    std::size_t size;     // of tag and length, in octets
    std::uint64_t length; // of the content, which need not be there
};

/// Tags have one octet, and lengths an end.
[[nodiscard]] constexpr std::optional<head> head_of(view data, lengths how = lengths::shortest) noexcept {
    constexpr std::uint8_t more_tag = 0x1F;
    if (data.size() < 2 || (octet_at(data, 0) & more_tag) == more_tag) return std::nullopt;
    std::uint64_t length = octet_at(data, 1);
    if (length < 0x80) return head{octet_at(data, 0), 2, length};
    const std::size_t count = length & 0x7FU;
    if (count == 0 || count > most_length_octets || data.size() - 2 < count) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < count; ++i)
        length = length << 8 | octet_at(data, 2 + i);
    if (how == lengths::shortest && length_octets(length) != count) return std::nullopt;
    return head{octet_at(data, 0), 2 + count, length};
}

struct found_element {
    std::uint8_t tag;
    view content;
    view whole;
    view rest; // what follows it
};

/// The first element of `data`, which must lie within it.
[[nodiscard]] constexpr std::optional<found_element> first(view data,
                                                           lengths how = lengths::shortest) noexcept {
    const auto begin = head_of(data, how);
    if (!begin || data.size() - begin->size < begin->length) return std::nullopt;
    const auto length = static_cast<std::size_t>(begin->length);
    const auto size = begin->size + length;
    return found_element{begin->tag, data.subspan(begin->size, length), data.first(size), data.subspan(size)};
}

/// The content of an element with `tag` that fills `data` exactly; nothing of a member that is absent.
[[nodiscard]] constexpr std::optional<view> exact(const std::optional<view>& data, std::uint8_t tag,
                                                  lengths how = lengths::shortest) noexcept {
    const auto e = data ? first(*data, how) : std::nullopt;
    if (!e || e->tag != tag || !e->rest.empty()) return std::nullopt;
    return e->content;
}

/// Members of a SEQUENCE with numbers that are not known: only types that end in "..." may have them.
enum class unknown { refused, passed_over };

template <std::size_t Size>
using members = std::array<std::optional<view>, Size>;

/// What [0], [1], ... of a SEQUENCE's content hold: whole elements, in order, each there once at most.
template <std::size_t Size>
[[nodiscard]] constexpr std::optional<members<Size>>
members_of(view content, unknown others = unknown::refused, lengths how = lengths::shortest) noexcept {
    members<Size> out{};
    int last = -1;
    while (!content.empty()) {
        const auto e = first(content, how);
        if (!e || (e->tag & 0xE0U) != tag::context) return std::nullopt;
        const int number = e->tag & 0x1F;
        if (number <= last) return std::nullopt;
        last = number;
        if (static_cast<std::size_t>(number) < Size)
            out[static_cast<std::size_t>(number)] = e->content;
        else if (others == unknown::refused)
            return std::nullopt;
        content = e->rest;
    }
    return out;
}

/// The same of `data`, which is the SEQUENCE and nothing else.
template <std::size_t Size>
[[nodiscard]] constexpr std::optional<members<Size>> sequence_of(const std::optional<view>& data,
                                                                 unknown others = unknown::refused,
                                                                 lengths how = lengths::shortest) noexcept {
    const auto content = exact(data, tag::sequence, how);
    return content ? members_of<Size>(*content, others, how) : std::nullopt;
}

/// The value of an INTEGER's content: not negative, of 32 bits at most, in as few octets as can be (X.690 8.3.2).
[[nodiscard]] constexpr std::optional<std::uint32_t> unsigned_value(view content) noexcept {
    if (content.empty() || octet_at(content, 0) >= 0x80 || content.size() > 5) return std::nullopt;
    const bool padded = content.size() > 1 && octet_at(content, 0) == 0;
    if (padded && octet_at(content, 1) < 0x80) return std::nullopt;
    if (content.size() == 5 && !padded) return std::nullopt;
    std::uint32_t out = 0;
    for (const auto octet : content)
        out = out << 8 | std::to_integer<std::uint32_t>(octet);
    return out;
}

/// The value of an INTEGER that a member holds, and nothing else.
[[nodiscard]] constexpr std::optional<std::uint32_t> unsigned_in(const std::optional<view>& member,
                                                                 lengths how = lengths::shortest) noexcept {
    const auto content = exact(member, tag::integer, how);
    return content ? unsigned_value(*content) : std::nullopt;
}

} // namespace sspi::detail::der
