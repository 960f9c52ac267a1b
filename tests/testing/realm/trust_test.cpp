// SPDX-License-Identifier: BSL-1.0
// Tests of realms that trust each other, and of the ways they send clients.
#include "../script/scripted.hpp"

using namespace sspi::testing;

namespace {

constexpr auto far_service = "HTTP/web.b.test";

/// Two realms, a user in each, and a service in the second.
struct two_realms {
    local_realm a{"A.TEST", {{"alice", "secret"}}, {"HTTP/web.a.test"}};
    local_realm b{"B.TEST", {{"bob", "secret"}}, {far_service}};
    kerberos_client client{};

    [[nodiscard]] krb5_error_code reach(const std::string& user, const std::string& service) {
        const auto login = client.login(user, "secret").status;
        return login != 0 ? login : client.ticket_for(service).status;
    }
};

/// Logs in with the password "secret" and a name that is not of the realm, which the realm makes its own of.
[[nodiscard]] krb5_error_code login_by_enterprise_name(const char* realm, const char* user) {
    kerberos_client client;
    const auto context = client.context();
    krb5_principal name = nullptr;
    REQUIRE(krb5_make_principal(context, &name, realm, user, nullptr) == 0);
    krb5_principal_set_type(context, name, KRB5_NT_ENTERPRISE_PRINCIPAL);
    krb5_get_init_creds_opt* options = nullptr;
    REQUIRE(krb5_get_init_creds_opt_alloc(context, &options) == 0);
    krb5_get_init_creds_opt_set_canonicalize(context, options, 1);
    krb5_creds creds{};
    const auto code =
        krb5_get_init_creds_password(context, &creds, name, "secret", nullptr, nullptr, 0, nullptr, options);
    krb5_free_cred_contents(context, &creds);
    krb5_get_init_creds_opt_free(context, options);
    krb5_free_principal(context, name);
    return code;
}

} // namespace

TEST_CASE("realms that trust each other let each other's users in, both ways") {
    two_realms with;
    CHECK(with.reach("alice@A.TEST", "HTTP/web.b.test@B.TEST") != 0);
    with.a.trust(with.b);
    CHECK(with.reach("alice@A.TEST", "HTTP/web.b.test@B.TEST") == 0);
    CHECK(with.client.present_to("HTTP/web.b.test@B.TEST", with.b.keytab()) == 0);
    CHECK(with.reach("bob@B.TEST", "HTTP/web.a.test@A.TEST") == 0);
    CHECK(with.b.transcript().of(message::tgs).from("alice@A.TEST").size() == 1);
    CHECK_THROWS_AS(with.a.trust(with.b), error);
    CHECK_THROWS_AS(with.a.trust(with.a), error);
}

TEST_CASE("trust can go one way") {
    two_realms with;
    with.a.trust(with.b, trust_direction::our_users);
    CHECK(with.reach("alice@A.TEST", "HTTP/web.b.test@B.TEST") == 0);
    CHECK(with.reach("bob@B.TEST", "HTTP/web.a.test@A.TEST") != 0);
    with.a.trust(with.b, trust_direction::their_users);
    CHECK(with.reach("bob@B.TEST", "HTTP/web.a.test@A.TEST") == 0);
}

TEST_CASE("a KDC refers a client that looks for another realm's service in its own") {
    two_realms with;
    CHECK(with.reach("alice@A.TEST", "HTTP/web.b.test@A.TEST") == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
    with.a.trust(with.b);
    CHECK(with.reach("alice@A.TEST", "HTTP/web.b.test@A.TEST") == 0);
    CHECK(with.reach("alice@A.TEST", "HTTP/nowhere.b.test@A.TEST") == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
    CHECK(with.reach("alice@A.TEST", "HTTP/web.c.test@A.TEST") == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
}

TEST_CASE("a service or a domain can be said to be another realm's") {
    two_realms with;
    with.a.trust(with.b);
    with.b.add_service("HTTP/www.example.test");
    with.b.add_service("HTTP/intra.corp.example.test");
    with.a.refer("HTTP/www.example.test", "B.TEST");
    with.a.refer("corp.example.test", "B.TEST");
    CHECK(with.reach("alice@A.TEST", "HTTP/www.example.test@A.TEST") == 0);
    CHECK(with.reach("alice@A.TEST", "HTTP/intra.corp.example.test@A.TEST") == 0);
    with.a.refer("lost.test", "LOST.TEST"); // which this realm has no key for
    CHECK(with.reach("alice@A.TEST", "HTTP/www.lost.test@A.TEST") == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
    CHECK_THROWS_AS(with.a.refer("", "B.TEST"), error);
    CHECK_THROWS_AS(with.a.refer("b.test", ""), error);
}

TEST_CASE("a KDC sends a client to a third realm by way of a second") {
    two_realms with;
    local_realm c("C.TEST", {}, {"HTTP/web.c.test"});
    with.a.trust(with.b);
    with.b.trust(c);
    with.a.refer("c.test", "C.TEST", "B.TEST");
    CHECK(with.reach("alice@A.TEST", "HTTP/web.c.test@A.TEST") == 0);
    CHECK(c.transcript().of(message::tgs).from("alice@A.TEST").size() == 1);
}

TEST_CASE("referrals that go in a circle end") {
    two_realms with;
    with.a.trust(with.b);
    with.a.refer("round.test", "B.TEST");
    with.b.refer("round.test", "A.TEST");
    CHECK(with.reach("alice@A.TEST", "HTTP/x.round.test@A.TEST") != 0);
    with.a.refer("self.test", "A.TEST");
    CHECK(with.reach("alice@A.TEST", "HTTP/x.self.test@A.TEST") == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
}

TEST_CASE("a user of another realm is sent there") {
    two_realms with;
    with.a.trust(with.b);
    CHECK(login_by_enterprise_name("A.TEST", "bob@b.test") == 0);
    CHECK(with.a.transcript().back().error == kdc_err_wrong_realm);
    CHECK(with.b.transcript().back().answer == "AS-REP");
}

TEST_CASE("a realm whose users are named by its domain knows them") {
    scripted with;
    local_realm named("PEOPLE.TEST", {{"carol", "secret"}}, {});
    CHECK(login_by_enterprise_name("PEOPLE.TEST", "carol@people.test") == 0);
}
