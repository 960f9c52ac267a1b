// SPDX-License-Identifier: BSL-1.0
// What surrounds a KRB-ERROR between acceptor and initiator: its framing, and Microsoft's error data in it.
#pragma once

#include "authenticator_checksum.hpp"

#include <array>
#include <vector>

namespace sspi::wire {

/// KERB-ERROR-DATA (MS-KILE 2.2.2), as it stands in e-data.
struct kerberos_error_data {
    std::uint32_t type = 0;
    framing::view value;

    static constexpr std::uint32_t skew_recovery =
        2;                                       // the sender takes a new AP-REQ that is made by its clock
    static constexpr std::uint32_t extended = 3; // the value is a KERB-EXT-ERROR
};

[[nodiscard]] constexpr std::optional<kerberos_error_data> parse_error_data(framing::view e_data) {
    const auto members = framing::exact_element(e_data, 0x30);
    if (!members) return std::nullopt;
    const auto type = framing::member(*members, 0xA1);
    if (!type) return std::nullopt;
    const auto number = framing::exact_element(*type, 0x02);
    const auto value = number ? framing::small_integer(*number) : std::nullopt;
    if (!value) return std::nullopt;
    kerberos_error_data out{.type = *value, .value = {}};
    if (const auto data = framing::member(*members, 0xA2)) {
        const auto content = framing::exact_element(*data, 0x04);
        if (!content) return std::nullopt;
        out.value = *content;
    }
    return out;
}

/// The NTSTATUS in a KERB-EXT-ERROR (MS-KILE 2.2.1): three words, the first is the status.
[[nodiscard]] constexpr std::optional<std::uint32_t> nt_status_in(framing::view e_data) {
    const auto data = parse_error_data(e_data);
    if (!data || data->type != kerberos_error_data::extended || data->value.size() != 12) return std::nullopt;
    return framing::little_endian(data->value.first(4));
}

/// KERB-ERROR-DATA with a KERB-EXT-ERROR that says STATUS_BAD_BINDINGS (MS-ERREF 2.3.1): RFC 4120 has no error code
/// for it.
inline constexpr std::uint32_t nt_bad_bindings = 0xC000035B;
inline constexpr std::array<std::uint8_t, 23> bad_bindings_error_data{
    0x30, 0x15, 0xA1, 0x03, 0x02, 0x01, 0x03, 0xA2, 0x0E, 0x04, 0x0C, 0x5B,
    0x03, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00};

/// A KRB-ERROR as a token of the GSS-API (RFC 2743 3.1, RFC 4121 4.1).
[[nodiscard]] inline std::vector<std::byte> framed_error(framing::view message) {
    const auto size = framing::krb5_oid.size() + 2 + message.size();
    std::vector<std::byte> out{std::byte{0x60}};
    const auto put = [&out](std::size_t octet) { out.push_back(static_cast<std::byte>(octet & 0xFF)); };
    if (size < 0x80) {
        put(size);
    } else {
        put(0x84);
        for (int shift = 24; shift >= 0; shift -= 8)
            put(size >> shift);
    }
    for (const auto octet : framing::krb5_oid)
        put(octet);
    put(0x03);
    put(0x00);
    out.insert(out.end(), message.begin(), message.end());
    return out;
}

} // namespace sspi::wire
