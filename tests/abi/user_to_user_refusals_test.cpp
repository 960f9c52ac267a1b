// SPDX-License-Identifier: BSL-1.0
// User-to-user that does not come about: wrong tickets, keys, passwords, bindings, and requests that exclude it.
#include "user_to_user.hpp"

#include <support/catch.hpp>

using namespace sspi::test;

TEST_CASE("a ticket-granting ticket of another user is not the target's") {
    realm_of_users();
    two_users x(acquire(SECPKG_CRED_OUTBOUND),
                credential_of("carol", "carol's password", SECPKG_CRED_INBOUND));
    x.target = GENERATE(as<std::string>(), "bob", "HTTP/web.sspi.test");
    x.legs(2);
    x.client_leg();
    CHECK(x.client.status == SEC_E_WRONG_PRINCIPAL);
    x.client_leg();
    CHECK(x.client.status == SEC_E_WRONG_PRINCIPAL); // and so it stays
}

TEST_CASE("without a valid ticket-granting ticket neither side begins") {
    auto& realm = realm_of_users();
    two_users x;
    x.client_leg();
    const auto missing = "FILE:" + (realm.environment().directory() / "no_ccache").string();
    const auto ended = "FILE:" + (realm.environment().directory() / "ended_ccache").string();
    realm->set_clock_offset(std::chrono::hours(-20));
    realm->write_cache(ended, bob);
    realm->set_clock_offset(std::chrono::seconds(0));
    for (const auto& name : {missing, ended}) {
        INFO(name);
        const default_cache without(name);
        auto outbound = acquire(SECPKG_CRED_OUTBOUND);
        auto inbound = acquire(SECPKG_CRED_INBOUND);
        peer client, server;
        initiate(client, outbound, bob, user_to_user_request);
        CHECK(client.status == SEC_E_NO_CREDENTIALS);
        accept(server, inbound, 0, x.client.token);
        CHECK(server.status == SEC_E_NO_CREDENTIALS);
        CHECK_FALSE(server.context.live());
    }
}

TEST_CASE("wrong passwords show on the first leg of either side") {
    realm_of_users();
    two_users x(credential_of(user, "wrong", SECPKG_CRED_OUTBOUND),
                credential_of(bob, "wrong", SECPKG_CRED_INBOUND));
    x.client_leg();
    CHECK(x.client.status == SEC_E_LOGON_DENIED);
    two_users good;
    good.client_leg();
    accept(x.server, x.server_credential, 0, good.client.token);
    CHECK(x.server.status == SEC_E_LOGON_DENIED);
}

TEST_CASE("a KDC that cannot be reached shows when the client wants its ticket") {
    auto& realm = realm_of_users();
    two_users x;
    x.legs(2);
    realm.disconnect();
    x.client_leg();
    realm.connect();
    CHECK(x.client.status == SEC_E_NO_AUTHENTICATING_AUTHORITY);
}

TEST_CASE("DCE style and user-to-user exclude each other") {
    two_users x;
    x.request |= ISC_REQ_USE_DCE_STYLE;
    x.client_leg();
    CHECK(x.client.status == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK_FALSE(x.client.context.live());
}

TEST_CASE("a copy of an AP-REQ that was accepted is refused in another exchange") {
    two_users x;
    x.legs(4);
    two_users second(acquire(SECPKG_CRED_OUTBOUND), std::move(x.server_credential));
    second.legs(2);
    accept(second.server, second.server_credential, 0, x.client.token);
    CHECK(second.server.status == SEC_E_LOGON_DENIED);
}

TEST_CASE("a ticket under another ticket's session key does not decrypt") {
    two_users first, second;
    first.legs(3);
    second.legs(2);
    accept(second.server, second.server_credential, 0, first.client.token);
    CHECK(second.server.status == SEC_E_MESSAGE_ALTERED);
}

TEST_CASE("a ticket under the peer's key that is not the one that was asked for is not used") {
    using namespace std::chrono_literals;
    namespace testing = sspi::testing;
    const auto status_with = [](testing::ticket_change change) {
        two_users x;
        x.legs(2);
        auto rule = realm_of_users()->when(testing::tgs_request()).ticket(change.client_knows());
        x.client_leg();
        CHECK(rule.used() == 1);
        rule.remove();
        return x.client.status;
    };
    CHECK(status_with(testing::for_client("carol")) == SEC_E_MESSAGE_ALTERED);
    CHECK(status_with(testing::for_service("carol")) == SEC_E_WRONG_PRINCIPAL);
    CHECK(status_with(testing::for_service("bob@EVIL.TEST")) == SEC_E_WRONG_PRINCIPAL);
    CHECK(status_with(testing::ending_in(2400h)) == SEC_E_MESSAGE_ALTERED);
    CHECK(status_with(testing::not_yet_valid()) == SEC_E_TIME_SKEW);
    CHECK(status_with(testing::expired()) == SEC_E_TIME_SKEW);
    CHECK(status_with(testing::with_flag(testing::flag_invalid)) == SEC_E_MESSAGE_ALTERED);
    CHECK(status_with(testing::with_flag(testing::flag_postdated)) == SEC_E_MESSAGE_ALTERED);
}

TEST_CASE("channel bindings are compared as in other exchanges") {
    const auto bindings_of = [](const std::string& data) {
        SEC_CHANNEL_BINDINGS header{};
        header.cbApplicationDataLength = static_cast<ULONG>(data.size());
        header.dwApplicationDataOffset = sizeof header;
        bytes out(sizeof header);
        std::memcpy(out.data(), &header, sizeof header);
        const auto octets = bytes_of(data);
        out.insert(out.end(), octets.begin(), octets.end());
        return out;
    };
    struct row {
        const char* client;
        const char* server;
        ULONG request;
        SECURITY_STATUS outcome;
    };
    const auto r = GENERATE(
        row{"a channel", "a channel", 0, SEC_E_OK}, row{"a channel", "another", 0, SEC_E_BAD_BINDINGS},
        row{"a channel", nullptr, 0, SEC_E_OK}, row{nullptr, "a channel", 0, SEC_E_BAD_BINDINGS},
        row{nullptr, "a channel", ASC_REQ_ALLOW_MISSING_BINDINGS, SEC_E_OK},
        row{nullptr, nullptr, 0, SEC_E_OK}, row{nullptr, nullptr, ASC_REQ_PROXY_BINDINGS, SEC_E_BAD_BINDINGS},
        row{"any", nullptr, ASC_REQ_PROXY_BINDINGS, SEC_E_OK});
    INFO((r.client ? r.client : "none") << " at " << (r.server ? r.server : "none") << " with " << r.request);
    two_users x;
    auto clients = bindings_of(r.client ? r.client : ""), servers = bindings_of(r.server ? r.server : "");
    one_call first{
        .credential = x.client_credential.get(), .fresh = x.client.context.get(), .request = x.request};
    first.target = bob;
    if (r.client != nullptr) first.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, clients)};
    REQUIRE(first.initiate() == SEC_I_CONTINUE_NEEDED);
    x.client.context.now_live();
    one_call answer{
        .credential = x.server_credential.get(), .fresh = x.server.context.get(), .request = r.request};
    answer.input = first.token();
    if (r.server != nullptr) answer.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, servers)};
    REQUIRE(answer.accept() == SEC_I_CONTINUE_NEEDED);
    x.server.context.now_live();
    x.server.token = answer.token();
    x.client_leg();
    REQUIRE(x.client.status == SEC_I_CONTINUE_NEEDED);
    x.server_leg();
    CHECK(x.server.status == r.outcome);
}

TEST_CASE("a session key of before RFC 4121 is refused on the first leg of either side") {
    auto& realm = realm_of_users();
    using sspi::testing::enctype;
    realm->add_user("dave", "dave's password", {.enctypes = {enctype::arcfour_hmac_md5}});
    const auto cache = "FILE:" + (realm.environment().directory() / "daves_ccache").string();
    realm->write_cache(cache, "dave", {.enctypes = {enctype::arcfour_hmac_md5}});
    two_users x;
    x.client_leg();
    const default_cache daves(cache);
    auto outbound = acquire(SECPKG_CRED_OUTBOUND);
    auto inbound = acquire(SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, outbound, bob, user_to_user_request);
    CHECK(client.status == SEC_E_CRYPTO_SYSTEM_INVALID);
    accept(server, inbound, 0, x.client.token);
    CHECK(server.status == SEC_E_CRYPTO_SYSTEM_INVALID);
    CHECK_FALSE(server.context.live());
}

TEST_CASE("failures of a user-to-user exchange are told to the peer that asked for it") {
    two_users first, second;
    first.request |= ISC_REQ_EXTENDED_ERROR;
    first.legs(3);
    second.legs(2);
    one_call wrong{.credential = second.server_credential.get(),
                   .context = second.server.context.get(),
                   .fresh = second.server.context.get(),
                   .request = ASC_REQ_EXTENDED_ERROR};
    wrong.input = first.client.token; // a ticket under another key
    CHECK(wrong.accept() == SEC_E_MESSAGE_ALTERED);
    REQUIRE((wrong.attributes & ASC_RET_EXTENDED_ERROR) ==
            0); // it was not asked for when the context was begun
    two_users third;
    third.client_leg();
    third.server_leg(ASC_REQ_EXTENDED_ERROR);
    wrong.context = wrong.fresh = third.server.context.get();
    wrong.credential = third.server_credential.get();
    CHECK(wrong.accept() == SEC_E_MESSAGE_ALTERED);
    REQUIRE((wrong.attributes & ASC_RET_EXTENDED_ERROR) != 0);
    initiate(first.client, first.client_credential, bob, first.request, wrong.token());
    CHECK(first.client.status == SEC_E_WRONG_PRINCIPAL); // it cannot read what was for the target
}
