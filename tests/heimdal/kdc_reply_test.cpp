// SPDX-License-Identifier: BSL-1.0
// What a KDC sends, before the mechanism reads it; and the NTSTATUS that came with it.
#include "krb_errors.hpp"
#include "situations.hpp"

#include <gss/kdc_reply.hpp>

using namespace sspi;
using namespace sspi::test;
using gss::with_known_number;

namespace {

std::int32_t number_in(const bytes& reply) {
    KRB_ERROR message{};
    std::size_t size = 0;
    const auto* const first = reinterpret_cast<const unsigned char*>(reply.data());
    REQUIRE(decode_KRB_ERROR(first, reply.size(), &message, &size) == 0);
    REQUIRE(size == reply.size());
    const auto out = message.error_code;
    free_KRB_ERROR(&message);
    return out;
}

/// KERB-ERROR-DATA with a KERB-EXT-ERROR (MS-KILE 2.2.1, 2.2.2).
bytes said_with(std::uint32_t nt_status) {
    auto out = octets({0x30, 0x15, 0xA1, 0x03, 0x02, 0x01, 0x03, 0xA2, 0x0E, 0x04, 0x0C});
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<std::byte>(nt_status >> shift));
    const auto rest = octets({0, 0, 0, 0, 1, 0, 0, 0});
    out.insert(out.end(), rest.begin(), rest.end());
    return out;
}

/// A logon that is refused with one error, which may come with an NTSTATUS.
SECURITY_STATUS refused_logon(krb5_error_code code, std::optional<std::uint32_t> nt_status) {
    const auto reply = error_message({.code = code, .e_data = nt_status ? said_with(*nt_status) : bytes{}});
    the_realm().answer_by([&](auto, int) { return std::optional(reply); });
    const who<char> strings{user, realm_name, password};
    auto identity = plain_identity(strings);
    auto from = acquire(SECPKG_CRED_OUTBOUND, &identity);
    return first_leg_of(from);
}

constexpr auto revoked = KRB5KDC_ERR_CLIENT_REVOKED;

} // namespace

TEST_CASE("an error with a number of KRB-ERROR stays as it is") {
    the_realm();
    for (const std::int32_t number : {0, 1, 60, 127}) {
        const auto reply = numbered_error(number);
        CHECK(with_known_number(reply) == reply);
    }
}

TEST_CASE("an error with another number is one without a name") {
    the_realm();
    for (const std::int32_t number : {128, 156, 1765328384, 1765328396, 2147483647, -1, -2147483647 - 1}) {
        CAPTURE(number);
        CHECK(number_in(with_known_number(numbered_error(number))) == 60);
    }
}

TEST_CASE("what is no error is not looked into") {
    for (const auto& reply : {bytes{}, bytes{std::byte{0x7E}}, bytes{std::byte{0x6B}, std::byte{0x00}},
                              bytes(70, std::byte{0x7E})})
        CHECK(with_known_number(reply) == reply);
}

TEST_CASE("an NTSTATUS that a KDC sent along says what its error means") {
    CHECK(refused_logon(revoked, std::nullopt) == SEC_E_LOGON_DENIED);
    CHECK(refused_logon(revoked, 0xC00002FA) == SEC_E_SMARTCARD_LOGON_REQUIRED);
    CHECK(refused_logon(revoked, 0xC0000072) == SEC_E_LOGON_DENIED);
    CHECK(refused_logon(revoked, 0x12345678) == SEC_E_LOGON_DENIED);
}
