// SPDX-License-Identifier: BSL-1.0
// Tests of the routes from this process to embedded realms.
#include "../../support/catch.hpp"
#include "../kerberos_client.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>

#include <atomic>
#include <chrono>
#include <thread>

using namespace sspi::testing;
using namespace std::chrono_literals;

TEST_CASE("without a route a realm cannot be reached, and that is known at once") {
    const environment files({.realm = "EXAMPLE.TEST"});
    kerberos_client alice;
    const auto start = std::chrono::steady_clock::now();
    CHECK(alice.login("alice", "secret").status == KRB5_KDC_UNREACH);
    CHECK(std::chrono::steady_clock::now() - start < 2s);
}

TEST_CASE("a route serves contexts that were made before it, and ends") {
    const environment files({.realm = "EXAMPLE.TEST"});
    kerberos_client alice;
    realm kdc("EXAMPLE.TEST");
    kdc.add_user("alice", "secret");
    {
        const in_process route(kdc);
        CHECK(alice.login("alice", "secret").status == 0);
    }
    CHECK(alice.login("alice", "secret").status == KRB5_KDC_UNREACH);
}

TEST_CASE("a route keeps its realm alive") {
    const environment files({.realm = "EXAMPLE.TEST"});
    auto kdc = std::make_unique<realm>("EXAMPLE.TEST");
    kdc->add_user("alice", "secret");
    const in_process route(*kdc);
    kdc.reset();
    kerberos_client alice;
    CHECK(alice.login("alice", "secret").status == 0);
}

TEST_CASE("a realm has one route at a time, and a route can be moved") {
    const environment files({.realm = "EXAMPLE.TEST"});
    realm kdc("EXAMPLE.TEST");
    kdc.add_user("alice", "secret");
    kerberos_client alice;
    in_process first(kdc);
    CHECK_THROWS_AS(in_process(kdc), error);
    in_process second(std::move(first));
    CHECK_THROWS_AS(in_process(kdc), error);
    CHECK(alice.login("alice", "secret").status == 0);
    realm other("OTHER.TEST");
    second = in_process(other);
    CHECK(alice.login("alice", "secret").status == KRB5_KDC_UNREACH);
    const in_process third(kdc);
    CHECK(alice.login("alice", "secret").status == 0);
}

TEST_CASE("several realms are told apart by name") {
    const environment files({.realm = "A.TEST"});
    realm a("A.TEST");
    realm b("B.TEST");
    a.add_user("alice", "in a");
    b.add_user("alice", "in b");
    const in_process route_a(a);
    const in_process route_b(b);
    kerberos_client client;
    CHECK(client.login("alice@A.TEST", "in a").status == 0);
    CHECK(client.login("alice@B.TEST", "in b").status == 0);
    CHECK(client.login("alice@A.TEST", "in b").status == KRB5KDC_ERR_PREAUTH_FAILED);
    CHECK(b.requests().as == 2);
}

TEST_CASE("an empty answer and an exception are a KDC that cannot be reached, and nonsense is an error") {
    const environment files({.realm = "EXAMPLE.TEST"});
    kerberos_client alice;
    {
        const in_process silent("EXAMPLE.TEST", [](auto) { return std::vector<std::byte>(); });
        CHECK(alice.login("alice", "secret").status == KRB5_KDC_UNREACH);
    }
    {
        const in_process broken("EXAMPLE.TEST", [](auto) -> std::vector<std::byte> { throw 1; });
        CHECK(alice.login("alice", "secret").status == KRB5_KDC_UNREACH);
    }
    const in_process nonsense("EXAMPLE.TEST",
                              [](auto) { return std::vector<std::byte>(100, std::byte{0x55}); });
    const auto status = alice.login("alice", "secret").status;
    CHECK(status != 0);
    CHECK(status != KRB5_KDC_UNREACH);
}

TEST_CASE("the end of a route waits for the answer under way") {
    const environment files({.realm = "EXAMPLE.TEST"});
    std::atomic<bool> asked{false};
    std::atomic<bool> answered{false};
    auto route = std::make_unique<in_process>("EXAMPLE.TEST", [&](auto) {
        asked = true;
        std::this_thread::sleep_for(100ms);
        answered = true;
        return std::vector<std::byte>();
    });
    std::jthread client([] {
        kerberos_client alice;
        (void)alice.login("alice", "secret");
    });
    while (!asked)
        std::this_thread::sleep_for(1ms);
    route.reset();
    CHECK(answered);
}
