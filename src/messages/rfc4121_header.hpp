// SPDX-License-Identifier: BSL-1.0
// The 16-byte headers of RFC 4121 per-message tokens, to and from bytes.
#pragma once

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sspi::messages::rfc4121 {

inline constexpr std::size_t header_size = 16;
using header_bytes = std::array<std::byte, header_size>;

// RFC 4121 4.2.2
inline constexpr std::uint8_t sent_by_acceptor = 0x01;
inline constexpr std::uint8_t sealed = 0x02;
inline constexpr std::uint8_t acceptor_subkey = 0x04;

enum class kind : std::uint16_t { mic = 0x0404, wrap = 0x0504 };

struct header {
    kind type = kind::wrap;
    std::uint8_t flags = 0;
    std::uint16_t extra_count = 0;          // EC, wrap tokens only
    std::uint16_t right_rotation_count = 0; // RRC, wrap tokens only
    std::uint64_t sequence = 0;

    [[nodiscard]] bool is_sealed() const noexcept { return (flags & sealed) != 0; }
};

[[nodiscard]] inline unsigned char* octets(std::byte* p) {
    return reinterpret_cast<unsigned char*>(p);
}
[[nodiscard]] inline const unsigned char* octets(const std::byte* p) {
    return reinterpret_cast<const unsigned char*>(p);
}

[[nodiscard]] inline header_bytes encode(const header& h) {
    using namespace boost::endian;
    header_bytes out{};
    out.fill(std::byte{0xFF}); // the filler of both kinds
    store_big_u16(octets(out.data()), static_cast<std::uint16_t>(h.type));
    out[2] = std::byte{h.flags};
    if (h.type == kind::wrap) {
        store_big_u16(octets(out.data() + 4), h.extra_count);
        store_big_u16(octets(out.data() + 6), h.right_rotation_count);
    }
    store_big_u64(octets(out.data() + 8), h.sequence);
    return out;
}

/// Nothing when the first 16 bytes are not a header of this kind.
[[nodiscard]] inline std::optional<header> decode(kind type, std::span<const std::byte> from) {
    using namespace boost::endian;
    if (from.size() < header_size) return std::nullopt;
    const auto* const p = octets(from.data());
    if (load_big_u16(p) != static_cast<std::uint16_t>(type)) return std::nullopt;
    const std::size_t filler_end = type == kind::mic ? 8 : 4;
    if (!std::all_of(p + 3, p + filler_end, [](unsigned char c) { return c == 0xFF; })) return std::nullopt;
    header h{.type = type, .flags = p[2], .sequence = load_big_u64(p + 8)};
    if (type == kind::wrap) {
        h.extra_count = load_big_u16(p + 4);
        h.right_rotation_count = load_big_u16(p + 6);
    }
    return h;
}

} // namespace sspi::messages::rfc4121
