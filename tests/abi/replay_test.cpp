// SPDX-License-Identifier: BSL-1.0
// A client's opening token is good once.
#include <support/catch.hpp>
#include <support/peers.hpp>
#include <support/test_realm.hpp>

using namespace sspi::test;

TEST_CASE("a copy of a token that was accepted is refused, and leaves the genuine context alone") {
    shared_realm();
    auto outbound = acquire(SECPKG_CRED_OUTBOUND);
    auto inbound = acquire(SECPKG_CRED_INBOUND);
    peer client;
    initiate(client, outbound, web, usual_request);
    peer server, thief;
    accept(server, inbound, 0, client.token);
    REQUIRE(server.status == SEC_E_OK);
    accept(thief, inbound, 0, client.token);
    CHECK(thief.status == SEC_E_LOGON_DENIED);
    CHECK_FALSE(thief.context.live());
    initiate(client, outbound, web, usual_request, server.token);
    CHECK(client.status == SEC_E_OK);
}

TEST_CASE("a token whose answer did not fit may come again") {
    shared_realm();
    auto outbound = acquire(SECPKG_CRED_OUTBOUND);
    auto inbound = acquire(SECPKG_CRED_INBOUND);
    peer client;
    initiate(client, outbound, web, usual_request);
    bytes in = client.token, out(10);
    SecBuffer in_buffer = buffer(SECBUFFER_TOKEN, in), out_buffer = buffer(SECBUFFER_TOKEN, out);
    auto in_list = descriptor({&in_buffer, 1}), out_list = descriptor({&out_buffer, 1});
    CtxtHandle context{};
    ULONG attributes = 0;
    CHECK(AcceptSecurityContext(inbound.get(), nullptr, &in_list, 0, 0, &context, &out_list, &attributes,
                                nullptr) == SEC_E_BUFFER_TOO_SMALL);
    peer server;
    accept(server, inbound, 0, client.token);
    CHECK(server.status == SEC_E_OK);
}

TEST_CASE("a token that was altered on the way does not bar the genuine one") {
    shared_realm();
    auto outbound = acquire(SECPKG_CRED_OUTBOUND);
    auto inbound = acquire(SECPKG_CRED_INBOUND);
    peer client;
    initiate(client, outbound, web, usual_request);
    auto altered = client.token;
    altered[altered.size() - 100] ^= std::byte{1};
    peer first, second;
    accept(first, inbound, 0, altered);
    CHECK(first.status < 0);
    accept(second, inbound, 0, client.token);
    CHECK(second.status == SEC_E_OK);
}
