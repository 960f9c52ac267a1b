// SPDX-License-Identifier: BSL-1.0
// Users who authenticate to users: ISC_REQ_USE_SESSION_KEY.
#include "user_to_user.hpp"

#include <support/catch.hpp>
#include <support/messages.hpp>

#include <algorithm>
#include <cstdlib>

using namespace sspi::test;

namespace {

/// Another default cache as long as it lives.
class default_cache {
  public:
    explicit default_cache(const std::string& name) : before_(std::getenv("KRB5CCNAME")) {
        ::setenv("KRB5CCNAME", name.c_str(), 1);
    }
    ~default_cache() { ::setenv("KRB5CCNAME", before_.c_str(), 1); }
    default_cache(const default_cache&) = delete;
    default_cache& operator=(const default_cache&) = delete;

  private:
    std::string before_;
};

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
