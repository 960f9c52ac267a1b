// SPDX-License-Identifier: BSL-1.0
// The login of a service that acts for its clients: whose it is, how long it lasts, and when it is asked for anew.
#include <support/catch.hpp>
#include <support/hops.hpp>

#include <heimdal/service.hpp>

#include <atomic>

using namespace sspi::test;
using namespace sspi::testing;

namespace {

constexpr auto front = "HTTP/front.sspi.test";

test_realm& realm_with_front() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user(client_name, client_password);
        realm->add_service(front, {.allowed_to_delegate_to = {back_end}});
        realm->add_service(back_end);
        realm->write_keytab(realm.environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
    return realm;
}

/// One more target to act at, for which no ticket is there yet.
std::string new_target() {
    static int number = 0;
    const auto name = "ldap/back" + std::to_string(number++) + ".sspi.test";
    shared_realm()->add_service(name);
    shared_realm()->set_options(front, {.allowed_to_delegate_to = {back_end, name}});
    shared_realm()->write_keytab(shared_realm().environment().keytab_name());
    return name;
}

/// Acts in the name of the client of a session, and says how many AS requests that took.
std::size_t asked_for(session& s, const std::string& target) {
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    const auto before = shared_realm()->requests().as;
    CHECK(go_on(target).seen == client_principal);
    return shared_realm()->requests().as - before;
}

} // namespace

TEST_CASE("a service's login is shared as long as somebody has it, and gone with the last handle") {
    realm_with_front();
    {
        auto first = client_at(front, usual_request);
        CHECK(asked_for(first, back_end) > 0);
        auto second = client_at(front, usual_request);
        CHECK(asked_for(second, back_end) == 0);
    }
    auto third = client_at(front, usual_request);
    CHECK(asked_for(third, back_end) > 0);
}

TEST_CASE("accounts of a keytab are one object for all who have them, and none is kept") {
    std::weak_ptr<sspi::heimdal::service_accounts> watched;
    {
        const auto one = sspi::heimdal::accounts_in("FILE:/nowhere/keytab");
        CHECK(sspi::heimdal::accounts_in("FILE:/nowhere/keytab") == one);
        CHECK(sspi::heimdal::accounts_in("FILE:/nowhere/other") != one);
        watched = one;
    }
    CHECK(watched.expired());
}

TEST_CASE("a service logs in anew when the KDC does not take its ticket any more") {
    auto& realm = realm_with_front();
    for (const auto error :
         {krb_ap_err_bad_integrity, krb_ap_err_nokey, krb_ap_err_badkeyver, krb_ap_err_tkt_expired}) {
        auto s = client_at(front, usual_request);
        (void)asked_for(s, back_end);
        const auto target = new_target();
        (void)asked_for(s, back_end); // the keytab was written anew
        std::atomic<bool> renewed{false};
        auto logon = realm->when(as_request().where([&](const request_seen&) {
            renewed = true;
            return false;
        }));
        auto rule =
            realm
                ->when(tgs_request().for_service(target).where([&](const request_seen&) { return !renewed; }))
                .answer(error_reply(error));
        CHECK(asked_for(s, target) > 0);
        CHECK(rule.used() > 0);
        rule.remove();
        logon.remove();
    }
}

TEST_CASE("a KDC that takes no ticket of a service is asked for two, and no more") {
    auto& realm = realm_with_front();
    auto s = client_at(front, usual_request);
    (void)asked_for(s, back_end);
    const auto target = new_target();
    (void)asked_for(s, back_end);
    auto rule = realm->when(tgs_request().for_service(target)).answer(error_reply(krb_ap_err_bad_integrity));
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    const auto before = realm->requests().as;
    CHECK(go_on(target).status < 0);
    CHECK(realm->requests().as - before <= 2);
    rule.remove();
    CHECK(go_on(target).seen == client_principal);
}

TEST_CASE("a service logs in anew when its keytab has changed") {
    auto& realm = realm_with_front();
    auto s = client_at(front, usual_request);
    (void)asked_for(s, back_end);
    const auto target = new_target(); // which writes the keytab anew
    CHECK(asked_for(s, target) > 0);
    CHECK(asked_for(s, back_end) == 0);
    (void)realm;
}

TEST_CASE("a former key in a keytab is offered once, for all who act") {
    auto& realm = realm_with_front();
    auto s = client_at(front, usual_request);
    realm->change_key(front); // the keytab has the former one
    const auto proofs = [&] {
        std::size_t found = 0;
        for (const auto& seen : realm->transcript().of(message::as))
            found += seen.preauthenticated() ? 1 : 0;
        return found;
    };
    realm->clear_transcript();
    {
        const reverted at_end;
        REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
        for (int i = 0; i < 3; ++i)
            CHECK(go_on(back_end).status < 0);
        CHECK(proofs() == 1);
        realm->write_keytab(realm.environment().keytab_name());
    }
    auto later = client_at(front, usual_request);
    CHECK(asked_for(later, back_end) > 0);
}
