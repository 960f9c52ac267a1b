// SPDX-License-Identifier: BSL-1.0
// Tests of realms in one line, through the C contract: no environment, no files, and many at once.
#include <support/peers.hpp>

#include <sspi/testing/local_realm.hpp>

#include <sspi_extensions.h>

#include <thread>

using namespace sspi::test;
using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto web = "HTTP/web.example.test";

/// A handshake by password, or by cache where there is none; each side's last status.
struct handshake {
    handshake(const local_realm& client_realm, const std::string& user, const std::string& password,
              const local_realm& server_realm, const std::string& target = web) {
        auto identity = identity_of(user, client_realm.name(), password);
        auto from = acquire(SECPKG_CRED_OUTBOUND, password.empty() ? nullptr : &identity);
        if (password.empty())
            REQUIRE(SspiSetCredentialStore(from.get(), client_realm.cache(user).c_str(), nullptr) ==
                    SEC_E_OK);
        run(from, server_realm, target);
    }

    void run(owned_credential& from, const local_realm& server_realm, const std::string& target) {
        auto with = acquire(SECPKG_CRED_INBOUND);
        REQUIRE(SspiSetCredentialStore(with.get(), nullptr, server_realm.keytab().c_str()) == SEC_E_OK);
        peer initiator, acceptor;
        initiate(initiator, from, target, usual_request);
        client = initiator.status;
        if (client < 0) return;
        accept(acceptor, with, ASC_REQ_CONNECTION, initiator.token);
        server = acceptor.status;
        if (server < 0) return;
        initiate(initiator, from, target, usual_request, acceptor.token);
        client = initiator.status;
    }

    SECURITY_STATUS client = SEC_E_INTERNAL_ERROR;
    SECURITY_STATUS server = SEC_E_INTERNAL_ERROR;
    [[nodiscard]] bool good() const { return client == SEC_E_OK && server == SEC_E_OK; }
};

} // namespace

TEST_CASE("a realm in one line is enough for a handshake by password, and by cache") {
    const local_realm realm({{"alice", "secret"}}, {web});
    CHECK(handshake(realm, "alice", "secret", realm).good());
    CHECK(handshake(realm, "alice", "", realm).good());
    CHECK(realm.requests().tgs == 2);
    CHECK(handshake(realm, "alice", "wrong", realm).client == SEC_E_LOGON_DENIED);
}

TEST_CASE("nothing of it is in the environment") {
    for (const auto* name : {"KRB5_CONFIG", "KRB5CCNAME", "KRB5_KTNAME"})
        unsetenv(name);
    const local_realm realm({{"alice", "secret"}}, {web});
    CHECK(handshake(realm, "alice", "secret", realm).good());
    for (const auto* name : {"KRB5_CONFIG", "KRB5CCNAME", "KRB5_KTNAME", "KRB5RCACHEDIR"})
        CHECK(std::getenv(name) == nullptr);
}

TEST_CASE("realms with the same users do not disturb each other") {
    const local_realm first({{"alice", "one"}}, {web});
    const local_realm second({{"alice", "two"}}, {web});
    CHECK(first.name() != second.name());
    CHECK(handshake(first, "alice", "one", first).good());
    CHECK(handshake(second, "alice", "two", second).good());
    CHECK(handshake(second, "alice", "one", second).client == SEC_E_LOGON_DENIED);
    CHECK(handshake(first, "alice", "one", second).server < 0);
    CHECK_THROWS_AS(local_realm(first.name()), error);
}

TEST_CASE("tests with realms of their own run side by side") {
    std::array<bool, 8> good{};
    {
        std::vector<std::jthread> tests;
        for (auto& each : good)
            tests.emplace_back([&each] {
                for (int round = 0; round < 5; ++round) {
                    local_realm realm({{"alice", "secret"}}, {web});
                    realm.when(as_request().of("alice").nth(3)).answer(error_reply(kdc_err_client_revoked));
                    each = handshake(realm, "alice", "secret", realm).good() &&
                           !handshake(realm, "alice", "secret", realm).good();
                }
            });
    }
    CHECK(good == std::array<bool, 8>{true, true, true, true, true, true, true, true});
}

TEST_CASE("services and keys that come later are in the keytab") {
    local_realm realm({{"alice", "secret"}}, {});
    const auto name = realm.keytab();
    realm.add_service(web);
    CHECK(handshake(realm, "alice", "secret", realm).good());
    realm.change_key(web);
    CHECK(handshake(realm, "alice", "secret", realm).good());
    CHECK(realm.keytab() == name);
}

TEST_CASE("a realm can be out of reach, and come back") {
    local_realm realm({{"alice", "secret"}}, {web});
    realm.disconnect();
    CHECK(handshake(realm, "alice", "secret", realm).client < 0);
    CHECK(realm.requests().as == 0);
    realm.connect();
    CHECK(handshake(realm, "alice", "secret", realm).good());
}

TEST_CASE("a user principal name finds the realm without DNS") {
    const local_realm realm({{"alice", "secret"}}, {web});
    const std::string user = "alice@" + realm.name(), none, password = "secret";
    auto identity = identity_of(user, none, password);
    auto from = acquire(SECPKG_CRED_OUTBOUND, &identity);
    handshake done(realm, "alice", "secret", realm);
    done.run(from, realm, web);
    CHECK(done.good());
}

TEST_CASE("a target in a realm that is trusted is found by referral") {
    local_realm home({{"alice", "secret"}}, {});
    local_realm away("AWAY.TEST", {}, {"HTTP/web.away.test"});
    home.trust(away);
    CHECK(handshake(home, "alice", "secret", away, "HTTP/web.away.test").good());
}

TEST_CASE("a server sees the wrong tickets of a script") {
    const auto served = [](const ticket_change& change) {
        local_realm realm({{"alice", "secret"}}, {web, "cifs/files.example.test"});
        realm.when(tgs_request()).ticket(change);
        const handshake done(realm, "alice", "secret", realm);
        CHECK(done.client >= 0);
        return done.server;
    };
    CHECK(served({}) == SEC_E_OK);
    CHECK(served(expired()) == SEC_E_CONTEXT_EXPIRED);
    CHECK(served(not_yet_valid()) < 0);
    CHECK(served(under_random_key()) < 0);
    CHECK(served(for_client("bob")) < 0);
}

TEST_CASE("the realm's clock moves past the end of tickets") {
    local_realm realm({{"alice", "secret"}}, {web});
    const auto cache = realm.cache("alice");
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(SspiSetCredentialStore(from.get(), cache.c_str(), nullptr) == SEC_E_OK);
    realm.advance(11h);
    peer client;
    initiate(client, from, web, usual_request);
    CHECK(client.status < 0);
    CHECK(realm.transcript().back().error == krb_ap_err_tkt_expired);
    realm.advance(-11h);
    initiate(client, from, web, usual_request);
    CHECK(client.status == SEC_I_CONTINUE_NEEDED);
}
