// SPDX-License-Identifier: BSL-1.0
// A server with the keys of its account, which has the names of services without their standing in the keytab: all is as with those.
#include <support/catch.hpp>
#include <support/hops.hpp>
#include <support/legs.hpp>

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

#include <chrono>
#include <filesystem>

using namespace sspi::test;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr auto account = "svcfront";
constexpr auto other_account = "svcother";
constexpr auto front = "HTTP/front.sspi.test";
constexpr auto second_name = "cifs/front.sspi.test";

/// Both accounts' keys are in the keytab, and the back end's own.
test_realm& realm_with_accounts() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user(client_name, client_password);
        realm->add_service(other_account);
        realm->add_service(account, {.allowed_to_delegate_to = {back_end}});
        realm->add_alias(front, account);
        realm->add_alias(second_name, account);
        realm->add_alias("svcfront@NETBIOS", account);
        realm->add_service("HTTP/nobody.sspi.test");
        realm->add_service(back_end);
        return true;
    }();
    REQUIRE(added);
    realm->write_keytab(realm.environment().keytab_name(), {other_account, account, back_end});
    return realm;
}

/// The server's clock, and so its Heimdal's, for as long as it lives.
class other_clock {
  public:
    explicit other_clock(seconds ahead) { gsskrb5_set_time_offset(static_cast<int>(ahead.count())); }
    ~other_clock() { gsskrb5_set_time_offset(0); }
    other_clock(const other_clock&) = delete;
    other_clock& operator=(const other_clock&) = delete;
};

[[nodiscard]] std::string specified_target(peer& server) {
    SecPkgContext_ClientSpecifiedTarget out{};
    REQUIRE(QueryContextAttributesA(server.context.get(), SECPKG_ATTR_CLIENT_SPECIFIED_TARGET, &out) ==
            SEC_E_OK);
    const std::wstring wide(out.sTargetName);
    CHECK(FreeContextBuffer(out.sTargetName) == SEC_E_OK);
    return {wide.begin(), wide.end()};
}

/// What a server answers to the first token for a name, by its clock.
[[nodiscard]] SECURITY_STATUS answered(const std::string& target, seconds ahead = {}) {
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    auto to = acquire(SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, from, target, usual_request);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    const other_clock there(ahead);
    accept(server, to, 0, client.token);
    return server.status;
}

} // namespace

TEST_CASE("a server with an account's key knows for which of its names a client came") {
    realm_with_accounts();
    for (const auto* const name : {front, second_name, account, "svcfront@NETBIOS"}) {
        CAPTURE(name);
        auto s = client_at(name, usual_request);
        CHECK(s.server.status == SEC_E_OK);
        CHECK(specified_target(s.server) == name);
        CHECK(principal_at(s.server.context.get()) == client_principal);
    }
}

TEST_CASE("an account's key opens what is for the account, and the failure of all else is that no key does") {
    auto& realm = realm_with_accounts();
    CHECK(answered(front) == SEC_E_OK);
    CHECK(answered("HTTP/nobody.sspi.test") == SEC_E_NO_KERB_KEY);
    realm->write_keytab(realm.environment().keytab_name(), {other_account});
    CHECK(answered(front) == SEC_E_NO_KERB_KEY);
}

TEST_CASE("a server with an account's key lets a client with another clock try once more") {
    realm_with_accounts();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    auto to = acquire(SECPKG_CRED_INBOUND);
    peer client, server;
    const auto server_leg = [&] {
        const other_clock there(minutes(10));
        accept(server, to, 0, client.token);
    };
    initiate(client, from, front, usual_request);
    server_leg();
    REQUIRE(server.status == SEC_I_CONTINUE_NEEDED);
    initiate(client, from, front, usual_request, server.token);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    server_leg();
    CHECK(server.status == SEC_E_OK);
    CHECK(specified_target(server) == front);
}

TEST_CASE("a server with an account's key says what is wrong with a ticket") {
    realm_with_accounts();
    CHECK(answered(front, std::chrono::hours(48)) == answered(back_end, std::chrono::hours(48)));
    CHECK(answered(front, std::chrono::hours(-48)) == answered(back_end, std::chrono::hours(-48)));
    CHECK(answered(front, std::chrono::hours(48)) != SEC_E_NO_KERB_KEY);
}

TEST_CASE("a service acts for its client as the account whose key opened the ticket, not as another of the "
          "keytab") {
    realm_with_accounts();
    auto s = client_at(front, usual_request);
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    CHECK(go_on().seen == client_principal);
}

TEST_CASE("names that clients make up cost no memory") {
    realm_with_accounts();
    for (int i = 0; i < 200; ++i) {
        const auto name = "HTTP/made-up" + std::to_string(i) + ".sspi.test";
        shared_realm()->add_alias(name, account);
        CHECK(answered(name) == SEC_E_OK);
    }
    CHECK(answered(front) == SEC_E_OK);
}

// The last one: what is in the user's cache by now is sealed with the former key.
TEST_CASE("an account's former key opens nothing that is sealed with its present one") {
    auto& realm = realm_with_accounts();
    for (const auto* const name : {"HTTP/late.sspi.test", "HTTP/later.sspi.test"})
        realm->add_alias(name, account);
    realm->change_key(account); // and the keytab is as it was
    CHECK(answered("HTTP/late.sspi.test") == SEC_E_NO_KERB_KEY);
    realm_with_accounts();
    CHECK(answered("HTTP/later.sspi.test") == SEC_E_OK);
}
