// SPDX-License-Identifier: BSL-1.0
// The messages of the password protocol (RFC 3244, 2), to and from bytes: frames, results, and KRB-PRIV, so that the new
// password stands in memory that is wiped.
#pragma once

#include "kerberos_token.hpp"
#include "octets.hpp"

#include <sspi/detail/secret.hpp>

#include <sspi/detail/kpasswd_status.hpp>

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sspi::wire::kpasswd {

/// What a domain demands of passwords. Ages are in steps of 100 ns, as the server sent them.
struct password_policy {
    std::uint32_t least_length = 0;
    std::uint32_t history_length = 0;
    std::uint32_t properties = 0;
    std::int64_t longest_age = 0;
    std::int64_t shortest_age = 0;
};

inline constexpr std::size_t frame_size = 6;
inline constexpr std::size_t most_size = 0xFFFF; // a frame's lengths have 16 bits
inline constexpr std::size_t longest_password = 1024;
inline constexpr std::uint16_t version = 1; // one's own password, as any server knows it; answers have it too

namespace der {

inline constexpr std::size_t longest_header = 6;

/// Appends to memory of fixed size, so that a secret is nowhere else.
class writer {
  public:
    explicit writer(std::size_t most) : out_(most) {}

    void octet(unsigned value) { out_.push_back(static_cast<std::byte>(value)); }
    void octets(view from) {
        for (const auto each : from)
            out_.push_back(each);
    }
    /// Tag and length of an element (X.690 8.1).
    void header(unsigned tag, std::size_t length) {
        octet(tag);
        const int more = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
        if (more != 0) octet(0x80U | static_cast<unsigned>(more));
        for (int shift = more == 2 ? 8 : 0; shift >= 0; shift -= 8)
            octet(static_cast<unsigned>(length >> shift) & 0xFF);
    }
    [[nodiscard]] detail::secret_buffer<std::byte> take() { return std::move(out_); }

  private:
    detail::secret_buffer<std::byte> out_;
};

/// What an element of that much content takes, content of less than 64 KiB.
[[nodiscard]] constexpr std::size_t size_of(std::size_t content) {
    return content + (content < 0x80 ? 2 : content < 0x100 ? 3 : 4);
}

/// The content of an INTEGER that is not negative: as few octets as it can be, the first below 0x80.
struct integer {
    explicit constexpr integer(std::uint32_t value) {
        do {
            content[--first] = static_cast<std::byte>(value);
            value >>= 8;
        } while (value != 0);
        if (std::to_integer<unsigned>(content[first]) >= 0x80) content[--first] = std::byte{};
    }
    [[nodiscard]] constexpr std::size_t size() const { return content.size() - first; }
    [[nodiscard]] constexpr view octets() const { return view(content).subspan(first); }

    std::array<std::byte, 5> content{};
    std::size_t first = 5;
};

inline void write_integer(writer& out, unsigned tag, const integer& value) {
    out.header(tag, size_of(value.size()));
    out.header(0x02, value.size());
    out.octets(value.octets());
}

} // namespace der

/// RFC 4120 5.7.1, EncKrbPrivPart: the data, a sequence number, and for an address the initiator's direction (7.1), because
/// an address of its own would be another one behind a router. Holds the data, so it is wiped when it goes.
[[nodiscard]] inline detail::secret_buffer<std::byte> private_part(view data, std::uint32_t sequence) {
    constexpr std::array address{
        std::byte{0xA4}, std::byte{0x0F}, std::byte{0x30}, std::byte{0x0D}, std::byte{0xA0}, std::byte{0x03},
        std::byte{0x02}, std::byte{0x01}, std::byte{0x03}, std::byte{0xA1}, std::byte{0x06}, std::byte{0x04},
        std::byte{0x04}, std::byte{0x00}, std::byte{0x00}, std::byte{0x00}, std::byte{0x00}};
    const der::integer number(sequence);
    const auto data_size = der::size_of(data.size());
    const auto content = der::size_of(data_size) + der::size_of(der::size_of(number.size())) + address.size();
    der::writer out(content + 2 * der::longest_header);
    out.header(0x7C, der::size_of(content));
    out.header(0x30, content);
    out.header(0xA0, data_size);
    out.header(0x04, data.size());
    out.octets(data);
    der::write_integer(out, 0xA3, number);
    out.octets(address);
    return out.take();
}

/// RFC 4120 5.7.1, KRB-PRIV around an encrypted part.
[[nodiscard]] inline bytes private_message(std::uint32_t enctype, view cipher) {
    const der::integer type(enctype);
    const auto cipher_size = der::size_of(cipher.size());
    const auto encrypted = der::size_of(der::size_of(type.size())) + der::size_of(cipher_size);
    const auto content = 10 + der::size_of(der::size_of(encrypted));
    der::writer out(content + 2 * der::longest_header);
    out.header(0x75, der::size_of(content));
    out.header(0x30, content);
    der::write_integer(out, 0xA0, der::integer(5));  // pvno
    der::write_integer(out, 0xA1, der::integer(21)); // msg-type
    out.header(0xA3, der::size_of(encrypted));
    out.header(0x30, encrypted);
    der::write_integer(out, 0xA0, type);
    out.header(0xA2, cipher_size);
    out.header(0x04, cipher.size());
    out.octets(cipher);
    const auto made = out.take();
    return {made.units().begin(), made.units().end()};
}

[[nodiscard]] inline std::uint16_t number_at(view from, std::size_t offset) {
    return boost::endian::load_big_u16(reinterpret_cast<const unsigned char*>(from.data()) + offset);
}

/// Nothing when it does not fit the frame.
[[nodiscard]] inline std::optional<bytes> request(view ap_req, view krb_priv) {
    const auto size = frame_size + ap_req.size() + krb_priv.size();
    if (size > most_size) return std::nullopt;
    bytes out;
    out.reserve(size);
    for (const auto number : {size, std::size_t{version}, ap_req.size()}) {
        out.push_back(static_cast<std::byte>(number >> 8));
        out.push_back(static_cast<std::byte>(number));
    }
    out.insert(out.end(), ap_req.begin(), ap_req.end());
    out.insert(out.end(), krb_priv.begin(), krb_priv.end());
    return out;
}

/// An answer taken apart: an AP-REP with a KRB-PRIV, or nothing with a KRB-ERROR.
struct reply {
    view ap_rep{};
    view message{};
};

/// Nothing when lengths or the version are wrong. A KRB-ERROR may come without a frame.
[[nodiscard]] inline std::optional<reply> parse_reply(view from) {
    if (framing::exact_element(from, 0x7E)) return reply{{}, from};
    if (from.size() < frame_size || number_at(from, 0) != from.size() || number_at(from, 2) != version)
        return std::nullopt;
    const auto rest = from.subspan(frame_size);
    const std::size_t length = number_at(from, 4);
    if (length >= rest.size()) return std::nullopt;
    return reply{rest.first(length), rest.subspan(length)};
}

/// What a service found, and what it says about it.
struct finding {
    detail::kpasswd_result result{};
    view text{};
};

[[nodiscard]] inline std::optional<finding> parse_finding(view from) {
    if (from.size() < 2) return std::nullopt;
    return finding{static_cast<detail::kpasswd_result>(number_at(from, 0)), from.subspan(2)};
}

/// What Windows domain controllers put in the place of the text: 30 octets that begin with two of zero, then the members
/// of DOMAIN_PASSWORD_INFORMATION, big-endian.
[[nodiscard]] inline std::optional<password_policy> parse_policy(view text) {
    using namespace boost::endian;
    if (text.size() != 30 || number_at(text, 0) != 0) return std::nullopt;
    const auto* const at = reinterpret_cast<const unsigned char*>(text.data());
    return password_policy{.least_length = load_big_u32(at + 2),
                           .history_length = load_big_u32(at + 6),
                           .properties = load_big_u32(at + 10),
                           .longest_age = load_big_s64(at + 14),
                           .shortest_age = load_big_s64(at + 22)};
}

/// The text as a person may read it: printable, and not without end.
[[nodiscard]] inline std::string readable(view text) {
    constexpr std::size_t longest = 512;
    std::string out;
    for (const auto each : text.first(std::min(text.size(), longest))) {
        const auto c = std::to_integer<unsigned char>(each);
        if (c == 0) break;
        out.push_back(c < 0x20 || c == 0x7F ? '?' : static_cast<char>(c));
    }
    return out;
}

} // namespace sspi::wire::kpasswd
