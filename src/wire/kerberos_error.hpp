// SPDX-License-Identifier: BSL-1.0
// What surrounds a KRB-ERROR between acceptor and initiator: its framing, and Microsoft's error data in it.
#pragma once

#include "authenticator_checksum.hpp"
#include "kerberos_time.hpp"
#include "kerberos_token.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

namespace sspi::wire {

/// KERB-ERROR-DATA (MS-KILE 2.2.2), as it stands in e-data.
struct kerberos_error_data {
    std::uint32_t type = 0;
    view value;

    static constexpr std::uint32_t skew_recovery =
        2;                                       // the sender takes a new AP-REQ that is made by its clock
    static constexpr std::uint32_t extended = 3; // the value is a KERB-EXT-ERROR
};

/// PA-DATA (RFC 4120 5.2.7) has the same two members.
[[nodiscard]] constexpr std::optional<kerberos_error_data>
parse_error_data(view e_data, der::lengths how = der::lengths::shortest) {
    const auto members = der::sequence_of<3>(e_data, der::unknown::refused, how);
    const auto type = members ? der::unsigned_in((*members)[1], how) : std::nullopt;
    if (!type) return std::nullopt;
    kerberos_error_data out{.type = *type, .value = {}};
    if ((*members)[2]) {
        const auto content = der::exact((*members)[2], der::tag::octet_string, how);
        if (!content) return std::nullopt;
        out.value = *content;
    }
    return out;
}

/// The NTSTATUS in a KERB-EXT-ERROR (MS-KILE 2.2.1): three words, the first is the status.
[[nodiscard]] constexpr std::optional<std::uint32_t>
nt_status_of(const std::optional<kerberos_error_data>& data) {
    constexpr std::size_t three_words = 12;
    if (!data || data->type != kerberos_error_data::extended || data->value.size() != three_words)
        return std::nullopt;
    return little_endian(data->value.first(4));
}

/// The same as an element of a METHOD-DATA. The type is that of a salt as well (PA-PW-SALT), which has letters where a
/// KERB-EXT-ERROR has a status that is an error (MS-ERREF 2.3) and a word that is zero.
[[nodiscard]] constexpr std::optional<std::uint32_t>
nt_status_of_element(const std::optional<kerberos_error_data>& data) {
    constexpr std::uint32_t severity = 0xC0000000;
    const auto status = nt_status_of(data);
    if (!status || (*status & severity) != severity || little_endian(data->value.subspan(4, 4)) != 0)
        return std::nullopt;
    return status;
}

/// The NTSTATUS in a KRB-ERROR's e-data. Windows has one KERB-ERROR-DATA there; Samba a METHOD-DATA (RFC 4120 5.9.1),
/// whose element it is, behind what says how a key is made.
[[nodiscard]] constexpr std::optional<std::uint32_t> nt_status_in(view e_data,
                                                                  der::lengths how = der::lengths::shortest) {
    if (const auto alone = nt_status_of(parse_error_data(e_data, how))) return alone;
    const auto elements = der::exact(e_data, der::tag::sequence, how);
    if (!elements) return std::nullopt;
    std::optional<std::uint32_t> out;
    for (view rest = *elements; !rest.empty();) {
        const auto each = der::first(rest, how);
        if (!each) return std::nullopt;
        if (!out) out = nt_status_of_element(parse_error_data(each->whole, how));
        rest = each->rest;
    }
    return out;
}

/// KERB-ERROR-DATA with a KERB-EXT-ERROR that says STATUS_BAD_BINDINGS (MS-ERREF 2.3.1): RFC 4120 has no error code
/// for it.
inline constexpr std::uint32_t nt_bad_bindings = 0xC000035B;
[[nodiscard]] inline bytes bad_bindings_error_data() {
    constexpr std::array status{std::byte{0x5B}, std::byte{0x03}, std::byte{}, std::byte{0xC0}};
    constexpr std::array<std::byte, 4> reserved{}, flags{std::byte{1}};
    const auto type = der::member(1, der::integer(kerberos_error_data::extended));
    const auto value = der::member(2, der::element(der::tag::octet_string, {status, reserved, flags}));
    return der::plain_element(der::tag::sequence, {type.view(), value.view()});
}

/// KERB-ERROR-DATA of an acceptor that takes a request made anew by its clock ([MS-KILE] 2.2.1).
[[nodiscard]] inline bytes skew_recovery_error_data() {
    const auto type = der::member(1, der::integer(kerberos_error_data::skew_recovery));
    return der::plain_element(der::tag::sequence, {type.view()});
}

/// What a KRB-ERROR says (RFC 4120 5.9.1), for people and for routes. Nobody authenticates it.
struct kerberos_error {
    std::uint32_t number = 0; // RFC 4120 7.5.9
    std::string text{};
    std::optional<std::chrono::sys_seconds> time{};
    std::optional<std::uint32_t> nt_status{};
};

/// Nothing for another message. Lengths may be as a KDC likes.
[[nodiscard]] inline std::optional<kerberos_error> parse_kerberos_error(view message) {
    constexpr std::size_t longest_text = 1024;
    constexpr auto any = der::lengths::any;
    const auto members = der::sequence_of<13>(der::exact(message, message_tag::krb_error, any),
                                              der::unknown::passed_over, any);
    if (!members) return std::nullopt;
    const auto number = der::unsigned_in((*members)[6], any);
    if (!number || *number >= 0x8000) return std::nullopt;
    kerberos_error out{.number = *number};
    if (const auto text = der::exact((*members)[11], der::tag::general_string, any))
        out.text.assign(reinterpret_cast<const char*>(text->data()), std::min(text->size(), longest_text));
    if (const auto data = der::exact((*members)[12], der::tag::octet_string, any))
        out.nt_status = nt_status_in(*data, any);
    if (const auto time = der::exact((*members)[4], der::tag::generalized_time, any))
        out.time = parse_kerberos_time(*time);
    return out;
}

/// A KRB-ERROR as a token of the GSS-API (RFC 2743 3.1, RFC 4121 4.1).
[[nodiscard]] inline bytes framed_error(view message) {
    return framed(kerberos_token::krb_error, message);
}

} // namespace sspi::wire
