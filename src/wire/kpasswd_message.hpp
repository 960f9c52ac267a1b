// SPDX-License-Identifier: BSL-1.0
// The messages of the password protocol (RFC 3244, 2), to and from bytes: frames, results, and KRB-PRIV, so that the new
// password stands in memory that is wiped.
#pragma once

#include "kerberos_token.hpp"

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

/// RFC 4120 5.7.1, EncKrbPrivPart: the data, a sequence number, and for an address the initiator's direction (7.1), because
/// an address of its own would be another one behind a router. Holds the data, so it is wiped when it goes.
[[nodiscard]] inline detail::secret_bytes private_part(view data, std::uint32_t sequence) {
    constexpr std::uint64_t directional = 3;
    constexpr std::array<std::byte, 4> initiator{};
    const auto type = der::member(0, der::integer(directional));
    const auto octets = der::member(1, der::octet_string(initiator));
    const auto user_data = der::member(0, der::octet_string(data));
    const auto number = der::member(3, der::integer(sequence));
    const auto address = der::member(4, der::element(der::tag::sequence, {type.view(), octets.view()}));
    const auto part = der::element(der::tag::sequence, {user_data.view(), number.view(), address.view()});
    return der::element(der::tag::application | 28, {part.view()});
}

/// RFC 4120 5.7.1, KRB-PRIV around an encrypted part.
[[nodiscard]] inline bytes private_message(std::uint32_t enctype, view cipher) {
    const auto type = der::member(0, der::integer(enctype));
    const auto octets = der::member(2, der::octet_string(cipher));
    const auto sealed = der::member(3, der::element(der::tag::sequence, {type.view(), octets.view()}));
    const auto protocol = der::member(0, der::integer(5));
    const auto kind = der::member(1, der::integer(21));
    const auto message = der::element(der::tag::sequence, {protocol.view(), kind.view(), sealed.view()});
    return der::plain_element(der::tag::application | 21, {message.view()});
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
    if (der::exact(from, message_tag::krb_error, der::lengths::any)) return reply{{}, from};
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
