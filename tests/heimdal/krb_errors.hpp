// SPDX-License-Identifier: BSL-1.0
// KRB-ERROR messages as a peer may send them.
#pragma once

#include <support/legs.hpp>
#include <wire/kerberos_error.hpp>

#include <cstdint>

extern "C" { // which this header of Heimdal's leaves out
#include <krb5_asn1.h>
}

#include <krb5.h>

#include <chrono>
#include <initializer_list>
#include <string>

namespace sspi::test {

[[nodiscard]] inline bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}

/// KERB-ERROR-DATA of both types (MS-KILE 2.2.2).
inline const bytes recovery = octets({0x30, 0x05, 0xA1, 0x03, 0x02, 0x01, 0x02});
inline const bytes extended = octets({0x30, 0x05, 0xA1, 0x03, 0x02, 0x01, 0x03});

struct error_parts {
    krb5_error_code code = 0;
    bytes e_data{};
    std::string text{};
    std::chrono::seconds ahead{}; // of this machine's clock
};

[[nodiscard]] inline bytes error_message(const error_parts& parts) {
    krb5_context context = nullptr;
    REQUIRE(krb5_init_context(&context) == 0);
    krb5_set_kdc_sec_offset(context, static_cast<std::int32_t>(parts.ahead.count()), 0);
    krb5_principal server = nullptr;
    REQUIRE(krb5_parse_name(context, "HTTP/web.sspi.test@SSPI.TEST", &server) == 0);
    const krb5_data e_data{parts.e_data.size(), const_cast<std::byte*>(parts.e_data.data())};
    krb5_data message{};
    const auto code =
        krb5_mk_error(context, parts.code, parts.text.empty() ? nullptr : parts.text.c_str(),
                      parts.e_data.empty() ? nullptr : &e_data, nullptr, server, nullptr, nullptr, &message);
    REQUIRE(code == 0);
    const auto* const first = static_cast<const std::byte*>(message.data);
    bytes out(first, first + message.length);
    krb5_data_free(&message);
    krb5_free_principal(context, server);
    krb5_free_context(context);
    return out;
}

/// With any number: krb5_mk_error sends those above 127 as KRB_ERR_GENERIC.
[[nodiscard]] inline bytes numbered_error(std::int32_t number) {
    const auto usual = error_message({.code = KRB5KRB_ERR_GENERIC});
    KRB_ERROR message{};
    std::size_t size = 0;
    REQUIRE(decode_KRB_ERROR(reinterpret_cast<const unsigned char*>(usual.data()), usual.size(), &message,
                             &size) == 0);
    message.error_code = number;
    bytes out(length_KRB_ERROR(&message));
    auto* const last = reinterpret_cast<unsigned char*>(out.data()) + out.size() - 1;
    REQUIRE(encode_KRB_ERROR(last, out.size(), &message, &size) == 0);
    free_KRB_ERROR(&message);
    return out;
}

[[nodiscard]] inline bytes framed(const bytes& message) {
    return wire::framed_error(message);
}

} // namespace sspi::test
