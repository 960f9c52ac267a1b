// SPDX-License-Identifier: BSL-1.0
// Domains that krb5.conf does not know, and names that are not written as the KDC has them: it is asked what they mean.
#include <support/catch.hpp>
#include <support/credentials.hpp>
#include <support/identities.hpp>

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>
#include <sspi/testing/server.hpp>

#include <string>

using namespace sspi::test;
using namespace sspi;

namespace {

constexpr auto corp_web = "HTTP/web.corp.example.test";
constexpr auto alice = "alice@CORP.EXAMPLE.TEST";

/// The domain NB, that trusts FAR, and a krb5.conf that knows neither; but ALSO is where its KDC is, by another NetBIOS name.
class domains {
  public:
    domains()
        : corp_("CORP.EXAMPLE.TEST"), far_("FARAWAY.TEST"), server_(corp_), environment_(options()),
          to_corp_(corp_), to_far_(far_) {
        corp_.trust(far_);
        corp_.refer("far", "FARAWAY.TEST");
        add_alice();
        far_.add_user("bob", "bob's password");
        far_.add_alias("bob@FAR", "bob");
        add_services();
    }
    [[nodiscard]] testing::realm& corp() noexcept { return corp_; }
    [[nodiscard]] testing::realm& far() noexcept { return far_; }

  private:
    [[nodiscard]] testing::environment_options options() const {
        testing::environment_options out;
        out.realm = "CORP.EXAMPLE.TEST";
        out.sections =
            "[realms]\n  ALSO = {\n    kdc = tcp/127.0.0.1:" + std::to_string(server_.port()) + "\n  }\n";
        return out;
    }
    void add_alice() {
        corp_.add_user("alice", "alice's password");
        for (const auto* const name : {"alice@NB", "alice@ALSO", "ALICE", "alice.smith"})
            corp_.add_alias(name, "alice");
        corp_.add_alias("krbtgt/ALSO@ALSO", "krbtgt/CORP.EXAMPLE.TEST");
    }
    void add_services() {
        corp_.add_service(corp_web);
        corp_.add_service("WS1$");
        corp_.add_alias("WS1$@NB", "WS1$");
        corp_.add_alias("webmaster@people.invalid", "WS1$");
        corp_.write_keytab(environment_.keytab_name());
    }

    testing::realm corp_;
    testing::realm far_;
    testing::server server_;
    testing::environment environment_;
    testing::in_process to_corp_;
    testing::in_process to_far_;
};

domains& shared() {
    static domains instance;
    return instance;
}
const bool made_first = (shared(), true);

[[nodiscard]] owned_credential logon(const std::string& user, const std::string& domain,
                                     const std::string& secret = "alice's password") {
    const who<char> strings{user, domain, secret};
    auto identity = plain_identity(strings);
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    return std::move(got.handle);
}

/// Who is logged on, once a ticket for the service was had.
[[nodiscard]] std::string logged_on(owned_credential from, const std::string& target = corp_web) {
    const auto client = begins_as(from, target);
    CHECK(client == name_of(from));
    return client;
}

} // namespace

TEST_CASE("a domain that is not configured is the default realm's KDC's to resolve") {
    CHECK(logged_on(logon("alice", "NB")) == alice);
    CHECK(logged_on(logon("NB\\alice", "")) == alice);
    CHECK(logged_on(logon("nb\\alice", "")) == alice);
    auto waiting = logon("alice", "NB");
    CHECK(name_of(waiting) == "alice@NB"); // nobody was asked yet
    auto wrong = logon("alice", "NB", "not that");
    CHECK(first_leg_status(wrong, corp_web) == SEC_E_LOGON_DENIED);
    auto nobody = logon("alice", "NOSUCH");
    CHECK(first_leg_status(nobody, corp_web) == SEC_E_LOGON_DENIED);
}

TEST_CASE("a user of a domain that is trusted is logged on by that domain") {
    CHECK(logged_on(logon("FAR\\bob", "", "bob's password")) == "bob@FARAWAY.TEST");
}

TEST_CASE("a wrong password is offered once, by the domain that the user is of") {
    const auto proofs = [](testing::realm& of) {
        std::size_t out = 0;
        for (const auto& seen : of.transcript().of(testing::message::as))
            out += seen.preauthenticated() ? 1U : 0U;
        return out;
    };
    shared().corp().clear_transcript();
    shared().far().clear_transcript();
    auto wrong = logon("FAR\\bob", "", "not that");
    CHECK(first_leg_status(wrong, corp_web) == SEC_E_LOGON_DENIED);
    CHECK(proofs(shared().corp()) == 0);
    CHECK(proofs(shared().far()) == 1);
}

TEST_CASE("a password is changed in the domain that the KDC finds for the account") {
    const auto change = [](const char* domain, const char* account, const char* from, const char* to) {
        return ChangeAccountPasswordA(arg("Kerberos"), arg(domain), arg(account), arg(from), arg(to), FALSE,
                                      0, nullptr);
    };
    CHECK(change("NB", "alice", "alice's password", "another") == SEC_E_OK);
    CHECK(change("", "nb\\alice", "another", "alice's password") == SEC_E_OK);
    CHECK(change("", "alice@corp.example.test", "alice's password", "alice's password") == SEC_E_OK);
    CHECK(change("FAR", "bob", "bob's password", "another") == SEC_E_OK);
    CHECK(change("", "bob@FAR", "another", "bob's password") == SEC_E_OK);
    CHECK(change("NOSUCH", "alice", "alice's password", "another") == SEC_E_LOGON_DENIED);
    CHECK(logged_on(logon("NB\\alice", "")) == alice);
}

TEST_CASE("a realm with the name of a domain is followed to the one that its KDC answers with") {
    CHECK(logged_on(logon("ALSO\\alice", "")) == alice);
    CHECK(logged_on(logon("alice@also", "")) == alice);
}

TEST_CASE("who writes a realm in another case is told the name of the user") {
    CHECK(logged_on(logon("ALICE@corp.example.test", "")) == alice);
    CHECK(logged_on(logon("alice.smith@corp.example.test", "")) == alice);
    CHECK(logged_on(logon("CORP\\ALICE", "")) == alice);
}

TEST_CASE("an account is a target in every form, and asked for once") {
    for (const auto* const target :
         {"WS1$", "WS1$@CORP.EXAMPLE.TEST", "WS1$@corp.example.test", "WS1$@CORP", "WS1$@NB",
          "webmaster@people.invalid", "HTTP/web.corp.example.test@corp.example.test"}) {
        CAPTURE(target);
        auto from = logon("alice", "");
        CHECK(begins_as(from, target) == alice);
        const auto asked = shared().corp().requests().tgs;
        CHECK(begins_as(from, target) == alice);
        CHECK(shared().corp().requests().tgs == asked);
    }
    auto from = logon("alice", "");
    CHECK(first_leg_status(from, "nobody@NB") == SEC_E_TARGET_UNKNOWN);
    CHECK(first_leg_status(from, "nobody@people.invalid") == SEC_E_TARGET_UNKNOWN);
    CHECK(first_leg_status(from, "HTTP/web.corp.example.test@people.invalid") == SEC_E_TARGET_UNKNOWN);
}
