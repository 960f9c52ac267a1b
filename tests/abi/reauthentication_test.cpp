// SPDX-License-Identifier: BSL-1.0
// Authenticating an established context anew.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

using namespace sspi::test;

namespace {

/// With each package in turn.
session established() {
    shared_realm();
    return establish_with(GENERATE(from_range(every_package())), web, usual_request);
}

/// The legs of an exchange that begins anew, to its end.
void authenticate_anew(session& s, ULONG request) {
    initiate(s.client, s.client_credential, web, request);
    for (int leg = 0; leg < 3 && s.client.status >= 0; ++leg) {
        accept(s.server, s.server_credential, ASC_REQ_CONNECTION, s.client.token);
        REQUIRE(s.server.status >= 0);
        if (s.client.status == SEC_E_OK) return;
        initiate(s.client, s.client_credential, web, request, s.server.token);
        if (s.client.status == SEC_E_OK && s.client.token.empty()) return;
    }
    FAIL("the exchange did not end");
}

bool they_talk(session& s) {
    return decrypt_stream(s.server, encrypt(s.client, {"there"}).joined()).text == "there" &&
           decrypt_stream(s.client, encrypt(s.server, {"back"}).joined()).text == "back";
}

bytes session_key_of(peer& side) {
    SecPkgContext_SessionKey key{};
    REQUIRE(QueryContextAttributesA(side.context.get(), SECPKG_ATTR_SESSION_KEY, &key) == SEC_E_OK);
    const auto* const first = reinterpret_cast<const std::byte*>(key.SessionKey);
    bytes out(first, first + key.SessionKeyLength);
    CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_OK);
    return out;
}

} // namespace

TEST_CASE("an established context is authenticated anew under the same handles, with new keys") {
    auto s = established();
    const auto handle = *s.client.context.get();
    const auto key = session_key_of(s.client);
    initiate(s.client, s.client_credential, web, usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK(they_talk(s)); // in the session that is still in use
    CHECK(session_key_of(s.client) == key);
    accept(s.server, s.server_credential, ASC_REQ_CONNECTION, s.client.token);
    REQUIRE(s.server.status == SEC_E_OK);
    initiate(s.client, s.client_credential, web, usual_request, s.server.token);
    REQUIRE(s.client.status == SEC_E_OK);
    CHECK(s.client.context.get()->dwLower == handle.dwLower);
    CHECK(s.client.context.get()->dwUpper == handle.dwUpper);
    CHECK((s.client.attributes & ISC_RET_REAUTHENTICATION) != 0);
    CHECK(session_key_of(s.client) != key);
    CHECK(session_key_of(s.client) == session_key_of(s.server));
    CHECK(they_talk(s));
}

TEST_CASE("other requirements stand from the second authentication on") {
    auto s = established();
    authenticate_anew(s, ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY);
    CHECK((s.client.attributes & (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)) == 0);
    CHECK((s.client.attributes & ISC_RET_REAUTHENTICATION) != 0);
    CHECK(they_talk(s));
}

TEST_CASE("an attempt that fails leaves the session as it was, and another can be made") {
    auto s = established();
    initiate(s.client, s.client_credential, "HTTP/nowhere.sspi.test", usual_request);
    CHECK(s.client.status == SEC_E_TARGET_UNKNOWN);
    CHECK(they_talk(s));

    initiate(s.client, s.client_credential, web, usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    initiate(s.client, s.client_credential, web, usual_request, bytes_of("no token"));
    CHECK(s.client.status == SEC_E_INVALID_TOKEN);
    CHECK(they_talk(s));
    accept(s.server, s.server_credential, 0, bytes_of("no token either"));
    CHECK(s.server.status == SEC_E_INVALID_TOKEN);
    CHECK(they_talk(s));

    initiate(s.client, s.client_credential, web, usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    accept(s.server, s.server_credential, 0, s.client.token);
    REQUIRE(s.server.status == SEC_E_OK);
    initiate(s.client, s.client_credential, web, usual_request, s.server.token);
    REQUIRE(s.client.status == SEC_E_OK);
    CHECK(they_talk(s));
}

TEST_CASE("another user cannot take over a context") {
    auto s = established();
    static const bool added = (shared_realm()->add_user("mallory", "secret"), true);
    REQUIRE(added);
    const std::string name = "mallory", realm = "SSPI.TEST", secret = "secret";
    auto identity = identity_of(name, realm, secret);
    auto other = acquire(SECPKG_CRED_OUTBOUND, &identity);
    peer stranger;
    initiate(stranger, other, web, usual_request);
    REQUIRE(stranger.status == SEC_I_CONTINUE_NEEDED);
    accept(s.server, s.server_credential, 0, stranger.token);
    CHECK(s.server.status == SEC_E_WRONG_PRINCIPAL);
    CHECK(they_talk(s));
    // Nor can the client's own side change who it is.
    initiate(s.client, other, web, ISC_REQ_INTEGRITY);
    CHECK(s.client.status == SEC_E_WRONG_PRINCIPAL);
    CHECK(they_talk(s));
}

TEST_CASE("a context that is authenticated anew wants its arguments as a first leg does") {
    auto s = established();
    one_call call{
        .context = s.client.context.get(), .fresh = s.client.context.get(), .request = usual_request};
    CHECK(call.initiate() == SEC_E_INVALID_HANDLE); // no credential
    call.credential = s.client_credential.get();
    call.input = bytes_of("anything");
    CHECK(call.initiate() == SEC_E_UNSUPPORTED_FUNCTION); // no token is due
    call.input.clear();
    call.room = 8;
    CHECK(call.initiate() == SEC_E_BUFFER_TOO_SMALL);
    one_call other{.credential = s.server_credential.get(), .context = s.server.context.get()};
    CHECK(other.accept() == SEC_E_INVALID_TOKEN);
    CHECK(they_talk(s));
}

TEST_CASE("a context is deleted in the middle of being authenticated anew") {
    auto s = established();
    initiate(s.client, s.client_credential, web, usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK(DeleteSecurityContext(s.client.context.get()) == SEC_E_OK);
    s.client.context.forget();
    one_call later{.context = s.client.context.get(), .input = s.client.token};
    CHECK(later.initiate() == SEC_E_INVALID_HANDLE);
}
