// SPDX-License-Identifier: BSL-1.0
// ImpersonateSecurityContext, RevertSecurityContext and tokens: who a thread acts as, and for how long.
#include <support/catch.hpp>
#include <support/hops.hpp>

#include <atomic>
#include <thread>

using namespace sspi::test;

namespace {

constexpr auto middle = "HTTP/middle.sspi.test";
constexpr ULONG delegating = usual_request | ISC_REQ_DELEGATE;

test_realm& realm_with_middle() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user(client_name, client_password);
        realm->add_user("carol", "carol's password");
        realm->add_service(middle, {.ok_as_delegate = true});
        realm->add_service(back_end);
        realm->write_keytab(realm.environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
    return realm;
}

} // namespace

TEST_CASE("a service acts in the client's name with the ticket that the client forwarded") {
    auto& realm = realm_with_middle();
    const auto before = cache_bytes(realm);
    auto s = client_at(middle, delegating);
    REQUIRE((s.client.attributes & ISC_RET_DELEGATE) != 0);
    REQUIRE((s.server.attributes & ASC_RET_DELEGATE) != 0);
    {
        const reverted at_end;
        REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
        const auto hop = go_on();
        CHECK(hop.status == SEC_I_CONTINUE_NEEDED);
        CHECK(hop.seen == client_principal);
        REQUIRE(RevertSecurityContext(s.server.context.get()) == SEC_E_OK);
    }
    CHECK(cache_bytes(realm) == before);
    CHECK(go_on().seen == "alice@SSPI.TEST");
    realm.log_in();
}
