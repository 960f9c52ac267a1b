// SPDX-License-Identifier: BSL-1.0
// The frame of the password protocol (RFC 3244, 2): lengths and a version around two Kerberos messages.
#pragma once

#include <sspi/testing/script.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sspi::testing::detail {

/// The version numbers of a request. Every answer has the first.
inline constexpr std::uint16_t kpasswd_change = 1;   // the whole of the message is the new password
inline constexpr std::uint16_t kpasswd_set = 0xff80; // it is a ChangePasswdData
inline constexpr std::size_t kpasswd_frame_size = 6; // octets before the first message

/// What the service found (RFC 3244, 2).
using kpasswd_result = password_result;

/// A request that was taken apart. It borrows from the octets.
struct kpasswd_request {
    std::uint16_t version = 0;
    std::span<const std::byte> ap_req{};
    std::span<const std::byte> krb_priv{};
};

[[nodiscard]] constexpr std::uint16_t number_at(std::span<const std::byte> octets, std::size_t offset) {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(octets[offset]) << 8 |
                                      std::to_integer<unsigned>(octets[offset + 1]));
}

/// Whether the octets are for this service and not for the KDC, whose requests begin with an ASN.1 tag: whether
/// they begin with their own length.
[[nodiscard]] constexpr bool is_kpasswd(std::span<const std::byte> octets) {
    if (octets.size() < kpasswd_frame_size || number_at(octets, 0) != octets.size()) return false;
    const auto tag = octets.front();
    return tag != std::byte{0x6a} && tag != std::byte{0x6c};
}

/// Nothing when a length points outside, or a message is missing.
[[nodiscard]] constexpr std::optional<kpasswd_request> parse_kpasswd(std::span<const std::byte> octets) {
    if (octets.size() < kpasswd_frame_size || number_at(octets, 0) != octets.size()) return std::nullopt;
    const auto rest = octets.subspan(kpasswd_frame_size);
    const std::size_t length = number_at(octets, 4);
    if (length == 0 || length >= rest.size()) return std::nullopt;
    return kpasswd_request{number_at(octets, 2), rest.first(length), rest.subspan(length)};
}

inline void append_number(std::vector<std::byte>& to, std::size_t value) {
    to.push_back(static_cast<std::byte>(value >> 8));
    to.push_back(static_cast<std::byte>(value));
}

/// An answer: an AP-REP and a KRB-PRIV, or no AP-REP and a KRB-ERROR.
[[nodiscard]] inline std::vector<std::byte> kpasswd_answer(std::span<const std::byte> ap_rep,
                                                           std::span<const std::byte> message) {
    std::vector<std::byte> out;
    append_number(out, kpasswd_frame_size + ap_rep.size() + message.size());
    append_number(out, kpasswd_change);
    append_number(out, ap_rep.size());
    out.insert(out.end(), ap_rep.begin(), ap_rep.end());
    out.insert(out.end(), message.begin(), message.end());
    return out;
}

inline constexpr std::size_t longest_explanation = 2048; // so that an answer fits its 16-bit lengths

/// The result and its explanation, as they stand in a KRB-PRIV, and in the e-data of a KRB-ERROR.
[[nodiscard]] inline std::vector<std::byte> kpasswd_verdict(kpasswd_result result, std::string_view text) {
    std::vector<std::byte> out;
    append_number(out, static_cast<std::uint16_t>(result));
    for (const char each : text.substr(0, longest_explanation))
        out.push_back(static_cast<std::byte>(each));
    return out;
}

} // namespace sspi::testing::detail
