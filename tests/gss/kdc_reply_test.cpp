// SPDX-License-Identifier: BSL-1.0
// What a KDC sends, before Heimdal reads it; and the NTSTATUS that came with it.
#include "krb_errors.hpp"

#include <gss/heimdal_errors.hpp>
#include <gss/heimdal_kdc_reply.hpp>
#include <gss/kdc_call.hpp>

using namespace sspi;
using namespace sspi::test;
using gss::heimdal::with_known_number;

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

constexpr auto revoked = KRB5KDC_ERR_CLIENT_REVOKED;

/// What comes of the error during a call in which a KDC said so.
status status_after(gss::kdc_error said) {
    gss::kdc_call call({});
    call.record().error = std::move(said);
    return gss::heimdal::krb5_failure(detail::operation::logon, revoked).code;
}

} // namespace

TEST_CASE("an error with a number of KRB-ERROR stays as it is") {
    shared_realm();
    for (const std::int32_t number : {0, 1, 60, 127}) {
        const auto reply = numbered_error(number);
        CHECK(with_known_number(reply) == reply);
    }
}

TEST_CASE("an error with another number is one without a name") {
    shared_realm();
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
    shared_realm();
    CHECK(status_after({.code = revoked}) == status::logon_denied);
    CHECK(status_after({.code = revoked, .nt_status = 0xC00002FA}) == status::smartcard_logon_required);
    CHECK(status_after({.code = revoked, .nt_status = 0xC0000072}) == status::logon_denied);
    CHECK(status_after({.code = revoked, .nt_status = 0x12345678}) == status::logon_denied);
}

TEST_CASE("an NTSTATUS of another error says nothing") {
    shared_realm();
    CHECK(status_after({.code = KRB5KDC_ERR_PREAUTH_REQUIRED, .nt_status = 0xC00002FA}) ==
          status::logon_denied);
    CHECK(gss::heimdal::krb5_failure(detail::operation::logon, revoked).code == status::logon_denied);
}
