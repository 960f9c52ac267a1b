// SPDX-License-Identifier: BSL-1.0
// The one writer of DER (X.690 10): in memory that is wiped, or in that of an ordinary token.
#pragma once

#include "der.hpp"

#include <sspi/detail/secret.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace sspi::wire::der {

using detail::secret_bytes;

/// How many octets the value has without its leading zeros; one for zero.
[[nodiscard]] constexpr std::size_t significant_octets(std::uint64_t value) noexcept {
    std::size_t count = 1;
    while (value >>= 8)
        ++count;
    return count;
}

inline void append(secret_bytes& out, view octets) noexcept {
    for (const auto octet : octets)
        out.push_back(octet);
}
inline void append(bytes& out, view octets) {
    out.insert(out.end(), octets.begin(), octets.end());
}

template <class Octets>
void append_big_endian(Octets& out, std::uint64_t value, std::size_t octets) {
    while (octets-- > 0)
        out.push_back(static_cast<std::byte>(value >> 8 * octets));
}

/// Tag and length, then the parts, one after the other. There is room for them.
template <class Octets>
void append_element(Octets& out, std::uint8_t tag, std::size_t length, std::initializer_list<view> parts) {
    const auto long_form = length_octets(length);
    out.push_back(static_cast<std::byte>(tag));
    out.push_back(static_cast<std::byte>(long_form == 0 ? length : 0x80 | long_form));
    append_big_endian(out, length, long_form);
    for (const auto& part : parts)
        append(out, part);
}

[[nodiscard]] inline std::size_t size_of(std::initializer_list<view> parts) noexcept {
    std::size_t out = 0;
    for (const auto& part : parts)
        out += part.size();
    return out;
}

/// One element with the given parts, one after the other, as its content.
[[nodiscard]] inline secret_bytes element(std::uint8_t tag, std::initializer_list<view> parts) {
    const auto length = size_of(parts);
    auto out = secret_bytes::with_room(2 + length_octets(length) + length);
    append_element(out, tag, length, parts);
    return out;
}

/// The same where nothing is secret.
[[nodiscard]] inline bytes plain_element(std::uint8_t tag, std::initializer_list<view> parts) {
    const auto length = size_of(parts);
    bytes out;
    out.reserve(2 + length_octets(length) + length);
    append_element(out, tag, length, parts);
    return out;
}

/// [number] of a SEQUENCE, explicit as everywhere in Kerberos (RFC 4120 5.1).
[[nodiscard]] inline secret_bytes member(std::uint8_t number, const secret_bytes& content) {
    return element(context(number), {content.view()});
}

/// A value that is not negative.
[[nodiscard]] inline secret_bytes integer(std::uint64_t value) {
    auto octets = significant_octets(value);
    if ((value >> (8 * octets - 1) & 1) != 0) ++octets; // else it would be read as negative
    auto content = secret_bytes::with_room(octets);
    if (octets > sizeof value) content.push_back(std::byte{});
    append_big_endian(content, value, std::min(octets, sizeof value));
    return element(tag::integer, {content.view()});
}

[[nodiscard]] inline secret_bytes octet_string(view content) {
    return element(tag::octet_string, {content});
}

[[nodiscard]] inline secret_bytes general_string(std::string_view text) {
    return element(tag::general_string, {std::as_bytes(std::span(text))});
}

/// KerberosTime: UTC, no fractions (RFC 4120 5.2.3). Years from 0 to 9999.
[[nodiscard]] inline secret_bytes time(std::chrono::sys_seconds when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(when - day);
    std::array<char, 15> text{};
    auto* next = text.data();
    const auto digits = [&next](std::uint64_t value, int count) {
        for (int i = count - 1; i >= 0; --i, value /= 10)
            next[i] = static_cast<char>('0' + value % 10);
        next += count;
    };
    digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    digits(static_cast<unsigned>(date.month()), 2);
    digits(static_cast<unsigned>(date.day()), 2);
    digits(static_cast<std::uint64_t>(clock.hours().count()), 2);
    digits(static_cast<std::uint64_t>(clock.minutes().count()), 2);
    digits(static_cast<std::uint64_t>(clock.seconds().count()), 2);
    *next = 'Z';
    return element(tag::generalized_time, {std::as_bytes(std::span(text))});
}

} // namespace sspi::wire::der
