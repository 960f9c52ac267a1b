// SPDX-License-Identifier: BSL-1.0
// What a client demands on the wire: the flags and bindings in its authenticator, decrypted with the service's key.
#include <support/legs.hpp>
#include <wire/authenticator_checksum.hpp>
#include <wire/kerberos_token.hpp>

#include <krb5.h>

using namespace sspi::test;
using sspi::detail::sent_bindings;

namespace {

constexpr std::uint32_t mutual = 0x2, replay = 0x4, sequence = 0x8, sealing = 0x10,
                        signing = 0x20,                                     // RFC 4121 4.1.1.1
    transferable = 0x100, dce = 0x1000, identify = 0x2000, errors = 0x4000; // RFC 4757 7.1

/// The checksum of the authenticator in an AP-REQ.
sspi::wire::authenticator_checksum read(const bytes& token) {
    const auto message = sspi::wire::kerberos_message(token);
    krb5_context context = nullptr;
    krb5_auth_context opened = nullptr;
    krb5_keytab keytab = nullptr;
    krb5_authenticator authenticator = nullptr;
    REQUIRE(krb5_init_context(&context) == 0);
    REQUIRE(krb5_kt_default(context, &keytab) == 0);
    const krb5_data data{message.size(), const_cast<std::byte*>(message.data())};
    krb5_flags options = 0;
    REQUIRE(krb5_rd_req(context, &opened, &data, nullptr, keytab, &options, nullptr) == 0);
    REQUIRE(krb5_auth_con_getauthenticator(context, opened, &authenticator) == 0);
    REQUIRE(authenticator->cksum != nullptr);
    CHECK(authenticator->cksum->cksumtype == 0x8003);
    const auto& sum = authenticator->cksum->checksum;
    const auto parsed = sspi::wire::parse_checksum({static_cast<const std::byte*>(sum.data), sum.length});
    krb5_free_authenticator(context, &authenticator);
    krb5_auth_con_free(context, opened);
    krb5_kt_close(context, keytab);
    krb5_free_context(context);
    REQUIRE(parsed);
    return *parsed;
}

std::uint32_t flags_of(ULONG request) {
    two_sides s;
    s.client_leg(request);
    REQUIRE(s.client.status >= 0);
    return static_cast<std::uint32_t>(read(s.client.token).flags) & ~transferable;
}

sent_bindings bindings_of(const bytes* blob) {
    two_sides s;
    one_call call{
        .credential = s.client_credential.get(), .fresh = s.client.context.get(), .request = usual_request};
    if (blob != nullptr) call.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, *const_cast<bytes*>(blob))};
    REQUIRE(call.initiate() >= 0);
    s.client.context.now_live();
    return read(call.token()).bindings;
}

} // namespace

TEST_CASE("NO_INTEGRITY demands nothing of the server, whatever else is asked for") {
    shared_realm();
    CHECK(flags_of(ISC_REQ_NO_INTEGRITY) == 0);
    CHECK(flags_of(ISC_REQ_NO_INTEGRITY | ISC_REQ_INTEGRITY) == 0);
    CHECK(flags_of(ISC_REQ_NO_INTEGRITY | ISC_REQ_CONFIDENTIALITY | ISC_REQ_CONFIDENTIALITY_ONLY) == 0);
    CHECK(flags_of(ISC_REQ_NO_INTEGRITY | usual_request) == (mutual | replay | sequence));
}

TEST_CASE("a client demands on the wire what it was asked for, signing, and no more") {
    shared_realm();
    CHECK(flags_of(0) == signing);
    CHECK(flags_of(ISC_REQ_INTEGRITY) == signing);
    CHECK(flags_of(ISC_REQ_CONFIDENTIALITY) == (signing | sealing));
    CHECK(flags_of(ISC_REQ_MUTUAL_AUTH) == (signing | mutual));
    CHECK(flags_of(ISC_REQ_IDENTIFY) == (signing | identify));
    CHECK(flags_of(ISC_REQ_EXTENDED_ERROR) == (signing | errors));
    CHECK(flags_of(ISC_REQ_USE_DCE_STYLE) == (signing | mutual | dce));
    CHECK(flags_of(ISC_REQ_UNVERIFIED_TARGET_NAME) == signing);
    CHECK(flags_of(usual_request) == (signing | sealing | mutual | replay | sequence));
}

TEST_CASE("a client sends no bindings, those of no channel, or those of a channel, as it is told") {
    shared_realm();
    const bytes empty(sizeof(SEC_CHANNEL_BINDINGS));
    auto some = empty;
    reinterpret_cast<SEC_CHANNEL_BINDINGS*>(some.data())->cbApplicationDataLength = 5;
    reinterpret_cast<SEC_CHANNEL_BINDINGS*>(some.data())->dwApplicationDataOffset =
        sizeof(SEC_CHANNEL_BINDINGS);
    some.resize(some.size() + 5, std::byte{'x'});
    CHECK(bindings_of(nullptr) == sent_bindings::none);
    CHECK(bindings_of(&empty) == sent_bindings::empty);
    CHECK(bindings_of(&some) == sent_bindings::some);
}
