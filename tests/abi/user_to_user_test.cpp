// SPDX-License-Identifier: BSL-1.0
// Users who authenticate to users: ISC_REQ_USE_SESSION_KEY.
#include "user_to_user.hpp"

#include <support/catch.hpp>
#include <support/messages.hpp>

using namespace sspi::test;

namespace {

void must_talk(peer& from, peer& to, const std::string& text) {
    const auto sealed = encrypt(from, {text});
    REQUIRE(sealed.status == SEC_E_OK);
    CHECK(decrypt_stream(to, sealed.joined()).text == text);
    bytes token;
    REQUIRE(sign(from, bytes_of(text), token) == SEC_E_OK);
    CHECK(verify(to, bytes_of(text), token) == SEC_E_OK);
}

struct peer_names {
    std::string client;
    std::string server;
};

[[nodiscard]] peer_names names_at(peer& side) {
    SecPkgContext_NativeNamesA names{};
    REQUIRE(QueryContextAttributesA(side.context.get(), SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    const peer_names out{names.sClientName, names.sServerName};
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);
    return out;
}

[[nodiscard]] bytes session_key(peer& side) {
    SecPkgContext_SessionKey key{};
    REQUIRE(QueryContextAttributesA(side.context.get(), SECPKG_ATTR_SESSION_KEY, &key) == SEC_E_OK);
    const auto* const octets = reinterpret_cast<const std::byte*>(key.SessionKey);
    bytes out(octets, octets + key.SessionKeyLength);
    CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_OK);
    return out;
}

} // namespace

TEST_CASE("a user authenticates to a user, three tokens and two answers, and both can talk") {
    two_users x;
    x.client_leg();
    CHECK(x.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK((x.client.attributes & ISC_RET_USE_SESSION_KEY) == 0); // nothing is sure yet
    x.server_leg();
    CHECK(x.server.status == SEC_I_CONTINUE_NEEDED);
    x.client_leg();
    CHECK(x.client.status == SEC_I_CONTINUE_NEEDED);
    x.server_leg();
    CHECK(x.server.status == SEC_E_OK);
    x.client_leg();
    CHECK(x.client.status == SEC_E_OK);
    CHECK(x.client.token.empty());
    constexpr ULONG all = ISC_RET_USE_SESSION_KEY | ISC_RET_MUTUAL_AUTH | ISC_RET_REPLAY_DETECT |
                          ISC_RET_SEQUENCE_DETECT | ISC_RET_CONFIDENTIALITY | ISC_RET_INTEGRITY;
    CHECK(x.client.attributes == all);
    CHECK(x.server.attributes == (ASC_RET_USE_SESSION_KEY | ASC_RET_MUTUAL_AUTH | ASC_RET_REPLAY_DETECT |
                                  ASC_RET_SEQUENCE_DETECT | ASC_RET_CONFIDENTIALITY | ASC_RET_INTEGRITY));
    must_talk(x.client, x.server, "from alice");
    must_talk(x.server, x.client, "from bob");
    must_talk(x.client, x.server, "once more");
}

TEST_CASE("both sides know the same names and the same key, of an enctype of RFC 4121") {
    two_users x;
    x.establish();
    for (auto* const side : {&x.client, &x.server}) {
        CHECK(names_at(*side).client == "alice@SSPI.TEST");
        CHECK(names_at(*side).server == "bob@SSPI.TEST");
        SecPkgContext_KeyInfoA info{};
        REQUIRE(QueryContextAttributesA(side->context.get(), SECPKG_ATTR_KEY_INFO, &info) == SEC_E_OK);
        CHECK(info.EncryptAlgorithm == static_cast<ULONG>(test_enctype()));
        CHECK(FreeContextBuffer(info.sEncryptAlgorithmName) == SEC_E_OK);
        CHECK(FreeContextBuffer(info.sSignatureAlgorithmName) == SEC_E_OK);
        SecPkgContext_Lifespan span{};
        CHECK(QueryContextAttributesA(side->context.get(), SECPKG_ATTR_LIFESPAN, &span) == SEC_E_OK);
        CHECK(span.tsExpiry.QuadPart == side->expiry.QuadPart);
    }
    CHECK(session_key(x.client) == session_key(x.server));
    CHECK(session_key(x.client).size() ==
          (test_enctype() == sspi::testing::enctype::aes256_cts_hmac_sha1_96 ||
                   static_cast<int>(test_enctype()) == 20
               ? 32
               : 16));
}

TEST_CASE("without mutual authentication the client is done with its second token") {
    two_users x;
    x.request &= ~static_cast<ULONG>(ISC_REQ_MUTUAL_AUTH);
    x.legs(3);
    CHECK(x.client.status == SEC_E_OK);
    x.server_leg();
    CHECK(x.server.status == SEC_E_OK);
    CHECK(x.server.token.empty());
    CHECK((x.client.attributes & (ISC_RET_MUTUAL_AUTH | ISC_RET_USE_SESSION_KEY)) == ISC_RET_USE_SESSION_KEY);
    CHECK((x.server.attributes & (ASC_RET_MUTUAL_AUTH | ASC_RET_USE_SESSION_KEY)) == ASC_RET_USE_SESSION_KEY);
    must_talk(x.client, x.server, "from alice");
    must_talk(x.server, x.client, "from bob");
}

TEST_CASE("no integrity is asked for, and none is reported, with ISC_REQ_NO_INTEGRITY") {
    two_users x;
    x.request = ISC_REQ_MUTUAL_AUTH | ISC_REQ_USE_SESSION_KEY | ISC_REQ_NO_INTEGRITY;
    x.establish();
    CHECK(x.client.attributes == (ISC_RET_MUTUAL_AUTH | ISC_RET_USE_SESSION_KEY));
    CHECK(x.server.attributes == (ASC_RET_MUTUAL_AUTH | ASC_RET_USE_SESSION_KEY));
}

TEST_CASE("both sides may have their tickets in caches, the server with an inbound credential or both ways") {
    auto& realm = realm_of_users();
    const auto bobs_cache = "FILE:" + (realm.environment().directory() / "bobs_ccache").string();
    realm->write_cache(bobs_cache, bob);
    const ULONG use = GENERATE(SECPKG_CRED_INBOUND, SECPKG_CRED_BOTH);
    two_users x(acquire(SECPKG_CRED_OUTBOUND), acquire(use));
    x.client_leg();
    {
        const default_cache bobs(bobs_cache);
        x.server_leg();
    }
    REQUIRE(x.server.status == SEC_I_CONTINUE_NEEDED);
    x.client_leg();
    x.server_leg();
    x.client_leg();
    REQUIRE(x.client.status == SEC_E_OK);
    CHECK(names_at(x.client).server == "bob@SSPI.TEST");
}

TEST_CASE("both sides may have passwords, and the target may be written with its realm") {
    realm_of_users();
    two_users x(credential_of("carol", "carol's password", SECPKG_CRED_OUTBOUND),
                credential_of(bob, bobs_password, SECPKG_CRED_BOTH));
    x.target = "bob@SSPI.TEST";
    x.establish();
    CHECK(names_at(x.server).client == "carol@SSPI.TEST");
}

TEST_CASE("a user authenticates to itself, with one ticket on both sides") {
    realm_of_users();
    two_users x(acquire(SECPKG_CRED_OUTBOUND), acquire(SECPKG_CRED_INBOUND));
    x.target = user;
    x.establish();
    CHECK(names_at(x.server).client == "alice@SSPI.TEST");
    CHECK(names_at(x.client).server == "alice@SSPI.TEST");
}

TEST_CASE("the target may be a service principal that has a ticket of its own") {
    auto& realm = realm_of_users();
    const auto cache = "FILE:" + (realm.environment().directory() / "web_ccache").string();
    realm->write_cache(cache, web);
    two_users x(acquire(SECPKG_CRED_OUTBOUND), acquire(SECPKG_CRED_INBOUND));
    x.target = web;
    x.client_leg();
    {
        const default_cache services(cache);
        x.server_leg();
    }
    x.client_leg();
    x.server_leg();
    x.client_leg();
    REQUIRE(x.client.status == SEC_E_OK);
    CHECK(names_at(x.server).server == "HTTP/web.sspi.test@SSPI.TEST");
}

TEST_CASE("the client asks the KDC once for each context, and stores no ticket") {
    auto& realm = realm_of_users();
    two_users x;
    for (int i = 0; i < 2; ++i) {
        x.client = {};
        x.server = {};
        x.legs(2);
        const auto before = realm->requests().tgs;
        x.client_leg();
        CHECK(x.client.status == SEC_I_CONTINUE_NEEDED);
        CHECK(realm->requests().tgs == before + 1);
    }
}

TEST_CASE("a server that asks for user-to-user still accepts a client that does not") {
    realm_of_users();
    two_users x(acquire(SECPKG_CRED_OUTBOUND), acquire(SECPKG_CRED_INBOUND));
    x.target = web;
    x.request = usual_request;
    x.client_leg();
    x.server_leg(ASC_REQ_USE_SESSION_KEY);
    CHECK(x.server.status == SEC_E_OK);
    CHECK((x.server.attributes & ASC_RET_USE_SESSION_KEY) == 0);
}
