// SPDX-License-Identifier: BSL-1.0
// What a Kerberos authenticator says to the acceptor's GSS-API: flags and channel bindings.
#pragma once

#include "authorization_data.hpp"
#include "channel_bindings.hpp"

#include <sspi/detail/binding_policy.hpp>

#include <algorithm>
#include <array>

namespace sspi::wire {

inline constexpr std::int32_t checksum_type = 0x8003; // RFC 4121 4.1.1
using binding_hash = std::array<std::byte, 16>;       // MD5 of channel bindings; zeros for none

/// The fixed part of checksum 0x8003 (RFC 4121 4.1.1).
struct authenticator_checksum {
    detail::sent_bindings bindings{};
    detail::gss_flag flags{};
    binding_hash hash{}; // of the bindings
};

[[nodiscard]] constexpr std::uint32_t little_endian(view four) {
    return std::to_integer<std::uint32_t>(four[0]) | std::to_integer<std::uint32_t>(four[1]) << 8 |
           std::to_integer<std::uint32_t>(four[2]) << 16 | std::to_integer<std::uint32_t>(four[3]) << 24;
}

/// RFC 4121 4.1.1.2: the MD5 of the channel bindings, or zeros for none. Those without addresses and data are five
/// words of zero.
[[nodiscard]] constexpr detail::sent_bindings sent_bindings_in(view hash) {
    constexpr std::array<std::uint8_t, 16> of_no_channel{0x44, 0x10, 0x18, 0x52, 0x52, 0x08, 0x45, 0x77,
                                                         0x05, 0xBF, 0x09, 0xA8, 0xEE, 0x3C, 0x10, 0x93};
    const auto same = [](std::byte a, std::uint8_t b) { return std::to_integer<std::uint8_t>(a) == b; };
    if (std::ranges::all_of(hash, [](std::byte b) { return b == std::byte{}; }))
        return detail::sent_bindings::none;
    return std::ranges::equal(hash, of_no_channel, same) ? detail::sent_bindings::empty
                                                         : detail::sent_bindings::some;
}

/// Nothing when the checksum is too short or does not have bindings of 16 octets.
[[nodiscard]] constexpr std::optional<authenticator_checksum> parse_checksum(view checksum) {
    constexpr std::size_t hash_size = 16;
    if (checksum.size() < 24 || little_endian(checksum.first(4)) != hash_size) return std::nullopt;
    authenticator_checksum out{.bindings = sent_bindings_in(checksum.subspan(4, hash_size)),
                               .flags =
                                   static_cast<detail::gss_flag>(little_endian(checksum.subspan(20, 4)))};
    std::ranges::copy(checksum.subspan(4, hash_size), out.hash.begin());
    return out;
}

/// The KRB-CRED behind them (RFC 4121 4.1.1.1), which is there where the flags say so; empty without one. Nothing when it
/// is not as it has to be.
[[nodiscard]] constexpr std::optional<view> forwarded_in(view checksum, detail::gss_flag flags) {
    constexpr std::size_t fixed = 24, head = 4;
    if (!detail::has(flags, detail::gss_flag::deleg) || checksum.size() <= fixed) return view{};
    if (checksum.size() < fixed + head) return std::nullopt;
    const auto option_and_size = little_endian(checksum.subspan(fixed, head));
    const auto behind = checksum.subspan(fixed + head);
    const std::size_t size = option_and_size >> 16;
    if ((option_and_size & 0xFFFF) != 1 || size > behind.size()) return std::nullopt;
    return behind.first(size);
}

/// The same octets, written.
[[nodiscard]] constexpr std::array<std::byte, 24> make_checksum(const binding_hash& bindings,
                                                                detail::gss_flag flags) {
    std::array<std::byte, 24> out{std::byte{sizeof(binding_hash)}};
    std::ranges::copy(bindings, out.begin() + 4);
    for (std::size_t i = 0; i < 4; ++i)
        out[20 + i] = static_cast<std::byte>(detail::bits(flags) >> 8 * i);
    return out;
}

/// The octets whose MD5 stands for channel bindings (RFC 4121 4.1.1.2): numbers little-endian, each text behind its
/// length.
[[nodiscard]] inline bytes hashed_octets(const channel_bindings& from) {
    bytes out;
    const auto number = [&out](std::size_t value) {
        for (int i = 0; i < 4; ++i)
            out.push_back(static_cast<std::byte>(value >> 8 * i));
    };
    const auto text = [&](const bytes& value) {
        number(value.size());
        out.insert(out.end(), value.begin(), value.end());
    };
    number(from.initiator_address_type);
    text(from.initiator_address);
    number(from.acceptor_address_type);
    text(from.acceptor_address);
    text(from.application_data);
    return out;
}

/// Whether the content of an AD-IF-RELEVANT (RFC 4120 5.2.6.1) holds AD-AUTH-DATA-AP-OPTIONS with the bit that says
/// that the client sends channel bindings wherever there is a channel (MS-KILE 3.2.5.8).
[[nodiscard]] constexpr bool announces_bindings(view if_relevant) {
    constexpr std::uint32_t sends_bindings = 0x4000;
    const auto options = find_authorization(if_relevant, ad_ap_options);
    return options && options->size() == 4 && (little_endian(*options) & sends_bindings) != 0;
}

} // namespace sspi::wire
