// SPDX-License-Identifier: BSL-1.0
// Constrained delegation: what a service may do for a client that forwarded nothing, as the KDC's lists say.
#include <support/catch.hpp>
#include <support/hops.hpp>

using namespace sspi::test;

namespace {

constexpr auto allowed = "HTTP/allowed.sspi.test";
constexpr auto barred = "HTTP/barred.sspi.test";
constexpr auto other = "ldap/other.sspi.test";

test_realm& realm_with_lists() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user(client_name, client_password);
        realm->add_user("guarded", client_password, {.forwardable = false});
        realm->add_service(allowed, {.allowed_to_delegate_to = {back_end}});
        realm->add_service(barred);
        realm->add_service(back_end);
        realm->add_service(other);
        realm->write_keytab(realm.environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
    return realm;
}

} // namespace

TEST_CASE("without OK-AS-DELEGATE no ticket is forwarded, and neither side reports one") {
    realm_with_lists();
    const auto s = client_at(barred, usual_request | ISC_REQ_DELEGATE);
    CHECK((s.client.attributes & ISC_RET_DELEGATE) == 0);
    CHECK((s.server.attributes & ASC_RET_DELEGATE) == 0);
}

TEST_CASE("a service on the list acts in the client's name, and the user's cache stays as it was") {
    auto& realm = realm_with_lists();
    const auto before = cache_bytes(realm);
    auto s = client_at(allowed, usual_request);
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    const auto hop = go_on(credential);
    CHECK(hop.status == SEC_I_CONTINUE_NEEDED);
    CHECK(hop.seen == client_principal);

    const auto asked = realm->requests();
    CHECK(go_on(credential).seen == client_principal); // with the ticket that is there
    CHECK(realm->requests().tgs == asked.tgs);
    CHECK(realm->requests().as == asked.as);
    CHECK(cache_bytes(realm) == before);
}

TEST_CASE("the service's own login is obtained once for all its clients") {
    auto& realm = realm_with_lists();
    const auto exchanges_for_hop = [&] {
        auto s = client_at(allowed, usual_request);
        const reverted at_end;
        REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
        const auto before = realm->requests().as;
        CHECK(go_on().seen == client_principal);
        return realm->requests().as - before;
    };
    const auto first = client_at(allowed, usual_request); // with the last handle the login is gone
    (void)exchanges_for_hop();
    CHECK(exchanges_for_hop() == 0);
}

TEST_CASE("a target that is not on the list is refused, and the process's own tickets do not step in") {
    auto& realm = realm_with_lists();
    const auto before = cache_bytes(realm);
    const reverted at_end;
    auto at_allowed = client_at(allowed, usual_request);
    REQUIRE(ImpersonateSecurityContext(at_allowed.server.context.get()) == SEC_E_OK);
    CHECK(go_on(other).status == SEC_E_DELEGATION_REQUIRED);
    CHECK(go_on("ldap/nowhere.sspi.test").status == SEC_E_TARGET_UNKNOWN);
    CHECK(go_on("ldap/back.sspi.test@ELSEWHERE.TEST").status == SEC_E_CROSSREALM_DELEGATION_FAILURE);

    auto at_barred = client_at(barred, usual_request);
    REQUIRE(ImpersonateSecurityContext(at_barred.server.context.get()) == SEC_E_OK);
    CHECK(go_on(back_end).status == SEC_E_DELEGATION_REQUIRED);
    CHECK(cache_bytes(realm) == before);
}

TEST_CASE("the tickets of a user who must not be forwarded do not serve for delegation") {
    realm_with_lists();
    auto s = client_at(allowed, usual_request, "guarded");
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    CHECK(go_on().status == SEC_E_DELEGATION_REQUIRED);
}

TEST_CASE("without a KDC there is no delegation, and with one again it goes on") {
    auto& realm = realm_with_lists();
    auto s = client_at(allowed, usual_request);
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    realm.disconnect();
    CHECK(go_on().status == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    realm.connect();
    CHECK(go_on().seen == client_principal);
}

TEST_CASE("a client that wants only to be identified is known by name, and nobody acts for it") {
    realm_with_lists();
    auto s = client_at(allowed, usual_request | ISC_REQ_IDENTIFY);
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    SecHandle credential{};
    CHECK(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr,
                                    nullptr, &credential, nullptr) == SEC_E_NO_CREDENTIALS);
    HANDLE token = nullptr;
    CHECK(QuerySecurityContextToken(s.server.context.get(), &token) == SEC_E_OK);
    CHECK(CloseHandle(token));
}
