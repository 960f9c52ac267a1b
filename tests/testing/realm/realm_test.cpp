// SPDX-License-Identifier: BSL-1.0
// Tests of the realm: its principals, its answers, its keytabs and caches.
#include "../../support/catch.hpp"
#include "../kerberos_client.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>

#include <atomic>
#include <ctime>
#include <filesystem>
#include <thread>

using namespace sspi::testing;
using namespace std::chrono_literals;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SSPI_INSTRUMENTED 1
#elif defined(__has_feature)
#define SSPI_INSTRUMENTED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#else
#define SSPI_INSTRUMENTED 0
#endif

namespace {

/// A sanitizer makes everything several times slower.
constexpr bool instrumented = SSPI_INSTRUMENTED;

/// A realm that this process reaches, with one user and one service.
struct fixture {
    explicit fixture(realm_options options = {}) : kdc("EXAMPLE.TEST", std::move(options)) {
        kdc.add_user("alice", "secret");
        kdc.add_service(web);
    }

    const std::string web = "HTTP/web.example.test";
    realm kdc;
    environment files{{.realm = "EXAMPLE.TEST"}};
    in_process route{kdc};
};

} // namespace

TEST_CASE("a user logs in and gets a ticket that the service's keytab reads") {
    fixture with;
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(alice.ticket_for(with.web).status == 0);
    with.kdc.write_keytab(with.files.keytab_name());
    CHECK(alice.present_to(with.web, with.files.keytab_name()) == 0);
    CHECK(alice.present_to(with.web, with.kdc.memory_keytab("web")) == 0);
}

TEST_CASE("an AS and a TGS exchange from nothing take less than 100 ms of processor time", "[time]") {
    // Processor time, because a test machine runs other tests meanwhile.
    const auto start = std::clock();
    fixture with;
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    REQUIRE(alice.ticket_for(with.web).status == 0);
    const auto milliseconds = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    INFO("took " << milliseconds << " ms");
    CHECK(milliseconds < (instrumented ? 1000 : 100));
}

TEST_CASE("a wrong password fails pre-authentication") {
    fixture with;
    kerberos_client alice;
    CHECK(alice.login("alice", "Secret").status == KRB5KDC_ERR_PREAUTH_FAILED);
    CHECK(alice.login("alice", "").status == KRB5KDC_ERR_PREAUTH_FAILED);
}

TEST_CASE("without required pre-authentication a wrong password cannot read the answer") {
    fixture with;
    with.kdc.add_user("carol", "secret", {.require_preauth = false});
    kerberos_client carol;
    CHECK(carol.login("carol", "wrong").status == KRB5KRB_AP_ERR_BAD_INTEGRITY);
    CHECK(with.kdc.requests().as == 1);
    CHECK(carol.login("carol", "secret").status == 0);
}

TEST_CASE("unknown users and services are named as such") {
    fixture with;
    kerberos_client alice;
    CHECK(alice.login("bob", "secret").status == KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN);
    CHECK(alice.login("Alice", "secret").status == KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN);
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(alice.ticket_for("HTTP/nowhere.example.test").status == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
}

TEST_CASE("a service without a host is unknown, and is not looked for behind the end of its name") {
    fixture with; // what libkdc reads there is seen under AddressSanitizer
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    const auto name =
        GENERATE("HTTP/@EXAMPLE.TEST", "HTTP/:80@EXAMPLE.TEST", "HTTP/web.example.test/@EXAMPLE.TEST");
    CHECK(alice.ticket_for(name).status == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
    with.kdc.add_service("HTTP/:80");
    CHECK(alice.ticket_for("HTTP/:80@EXAMPLE.TEST").status == 0);
}

TEST_CASE("a removed principal is unknown from then on") {
    fixture with;
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    with.kdc.remove(with.web);
    CHECK(alice.ticket_for(with.web).status == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN);
    with.kdc.remove("alice");
    CHECK(alice.login("alice", "secret").status == KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN);
    CHECK_NOTHROW(with.kdc.remove("alice"));
}

TEST_CASE(
    "accounts that are disabled, locked out, expired or not yet valid are refused with their own code") {
    fixture with;
    const auto now = std::chrono::system_clock::now();
    with.kdc.add_user("disabled", "secret", {.disabled = true});
    with.kdc.add_user("locked", "secret", {.locked_out = true});
    with.kdc.add_user("expired", "secret", {.expires = now - 1h});
    with.kdc.add_user("early", "secret", {.valid_from = now + 1h});
    with.kdc.add_user("stale", "secret", {.password_expires = now - 1h});
    with.kdc.add_user("must-change", "secret", {.require_password_change = true});
    kerberos_client client;
    CHECK(client.login("disabled", "secret").status == KRB5KDC_ERR_CLIENT_REVOKED);
    CHECK(client.login("locked", "secret").status == KRB5KDC_ERR_CLIENT_REVOKED);
    CHECK(client.login("expired", "secret").status == KRB5KDC_ERR_NAME_EXP);
    CHECK(client.login("early", "secret").status == KRB5KDC_ERR_CLIENT_NOTYET);
    CHECK(client.login("stale", "secret").status == KRB5KDC_ERR_KEY_EXPIRED);
    CHECK(client.login("must-change", "secret").status == KRB5KDC_ERR_KEY_EXPIRED);
}

TEST_CASE("options can be changed afterwards and the keys stay") {
    fixture with;
    kerberos_client alice;
    with.kdc.set_options("alice", {.disabled = true});
    CHECK(alice.login("alice", "secret").status == KRB5KDC_ERR_CLIENT_REVOKED);
    with.kdc.set_options("alice", {});
    CHECK(alice.login("alice", "secret").status == 0);
    with.kdc.set_options(with.web, {.disabled = true});
    CHECK(alice.ticket_for(with.web).status == KRB5KDC_ERR_POLICY);
}

TEST_CASE("a service may be trusted for delegation, and a user's tickets be kept from forwarding") {
    fixture with;
    with.kdc.add_service("HTTP/trusted.example.test", {.ok_as_delegate = true});
    with.kdc.add_user("stay", "secret", {.forwardable = false});
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(alice.ticket_for("HTTP/trusted.example.test").flags.ok_as_delegate == 1);
    CHECK(alice.ticket_for(with.web).flags.ok_as_delegate == 0);
    CHECK_NOTHROW(with.kdc.write_cache("MEMORY:forward", "alice", {.forwardable = true}));
    REQUIRE_THROWS_AS(with.kdc.write_cache("MEMORY:stay", "stay", {.forwardable = true}), error);
    CHECK_NOTHROW(with.kdc.write_cache("MEMORY:stay", "stay", {.forwardable = false}));
}

TEST_CASE("a service's tickets and session key have its first enctype, whichever Heimdal offers") {
    const auto type = GENERATE(from_range(all_enctypes().begin(), all_enctypes().end()));
    CAPTURE(enctype_name(type));
    fixture with;
    with.kdc.add_service("host/one.example.test", {.enctypes = {type}});
    const std::vector<std::string> only{"host/one.example.test"};
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    const auto ticket = alice.ticket_for(only.front());
    CHECK(ticket.status == 0);
    CHECK(ticket.ticket_enctype == static_cast<int>(type));
    CHECK(ticket.session_enctype == static_cast<int>(type));
    CHECK(alice.present_to(only.front(), with.kdc.memory_keytab({}, only)) == 0);
}

TEST_CASE("a user and the ticket-granting ticket can have any enctype") {
    const auto type = GENERATE(from_range(all_enctypes().begin(), all_enctypes().end()));
    CAPTURE(enctype_name(type));
    fixture with({.enctypes = {type}});
    kerberos_client alice;
    const auto ticket = alice.login("alice", "secret");
    CHECK(ticket.status == 0);
    CHECK(ticket.ticket_enctype == static_cast<int>(type));
    CHECK(ticket.session_enctype == static_cast<int>(type));
    CHECK(alice.ticket_for(with.web).ticket_enctype == static_cast<int>(type));
}

TEST_CASE("the session key may be of another enctype than the ticket") {
    fixture with;
    using enum enctype;
    with.kdc.add_service("host/two.example.test", {.enctypes = {arcfour_hmac_md5, aes256_cts_hmac_sha1_96}});
    with.kdc.add_service("host/three.example.test",
                         {.enctypes = {aes256_cts_hmac_sha1_96, arcfour_hmac_md5}});
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    const auto two = alice.ticket_for("host/two.example.test");
    CHECK(two.ticket_enctype == static_cast<int>(arcfour_hmac_md5));
    CHECK(two.session_enctype == static_cast<int>(aes256_cts_hmac_sha1_96));
    kerberos_client old;
    old.offer({static_cast<int>(arcfour_hmac_md5)});
    REQUIRE(old.login("alice", "secret").status == 0);
    const auto three = old.ticket_for("host/three.example.test");
    CHECK(three.ticket_enctype == static_cast<int>(aes256_cts_hmac_sha1_96));
    CHECK(three.session_enctype == static_cast<int>(arcfour_hmac_md5));
}

TEST_CASE("a client without a common enctype is refused") {
    fixture with;
    with.kdc.add_service("host/new.example.test", {.enctypes = {enctype::aes256_cts_hmac_sha384_192}});
    kerberos_client old;
    old.offer({static_cast<int>(enctype::arcfour_hmac_md5)});
    REQUIRE(old.login("alice", "secret").status == 0);
    CHECK(old.ticket_for("host/new.example.test").status == KRB5KDC_ERR_ETYPE_NOSUPP);
}

TEST_CASE("lifetimes are the shortest of realm, user and service") {
    fixture with({.ticket_lifetime = 2h});
    with.kdc.add_user("brief", "secret", {.max_ticket_lifetime = 30min});
    with.kdc.add_user("greedy", "secret", {.max_ticket_lifetime = 24h});
    with.kdc.add_service("host/brief.example.test", {.max_ticket_lifetime = 10min});
    kerberos_client client;
    CHECK(client.login("brief", "secret").lifetime == 30 * 60);
    CHECK(client.login("greedy", "secret").lifetime == 2 * 3600);
    CHECK(client.login("alice", "secret").lifetime == 2 * 3600);
    const auto ticket = client.ticket_for("host/brief.example.test");
    CHECK(ticket.status == 0);
    CHECK(ticket.lifetime <= 10 * 60 + 5);
    CHECK(ticket.lifetime >= 10 * 60);
}

TEST_CASE("a changed key makes the old keytab useless and counts the version up") {
    fixture with;
    const auto before = with.kdc.memory_keytab("before");
    with.kdc.change_key(with.web);
    const auto after = with.kdc.memory_keytab("after");
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(alice.ticket_for(with.web).kvno == 2);
    CHECK(alice.present_to(with.web, after) == 0);
    CHECK(alice.present_to(with.web, before) != 0);
}

TEST_CASE("a changed password replaces the old one") {
    fixture with;
    with.kdc.change_password("alice", "better");
    kerberos_client alice;
    CHECK(alice.login("alice", "secret").status == KRB5KDC_ERR_PREAUTH_FAILED);
    CHECK(alice.login("alice", "better").status == 0);
}

TEST_CASE("a service with a password has the keys that another realm derives from it") {
    fixture with;
    with.kdc.add_service("cifs/files.example.test", "shared");
    realm twin("EXAMPLE.TEST");
    twin.add_service("cifs/files.example.test", "shared");
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(alice.present_to("cifs/files.example.test", twin.memory_keytab("twin")) == 0);
}

TEST_CASE("two realms that share a key trust each other's users") {
    environment files({.realm = "A.TEST",
                       .libdefaults = {},
                       .sections =
                           "[realms]\nB.TEST = {\nkdc = 127.0.0.1:1\n}\n[domain_realm]\nb.test = B.TEST\n"
                           ".b.test = B.TEST\n"});
    realm a("A.TEST");
    realm b("B.TEST");
    for (auto* each : {&a, &b})
        each->add_service("krbtgt/B.TEST@A.TEST", "between us");
    a.add_user("alice", "secret");
    b.add_service("HTTP/web.b.test");
    const in_process route_a(a);
    const in_process route_b(b);
    kerberos_client alice;
    REQUIRE(alice.login("alice@A.TEST", "secret").status == 0);
    CHECK(alice.ticket_for("HTTP/web.b.test@B.TEST").status == 0);
    const std::vector<std::string> web{"HTTP/web.b.test"};
    CHECK(alice.present_to("HTTP/web.b.test@B.TEST", b.memory_keytab("trust", web)) == 0);
}

TEST_CASE("a cache can be filled without a password and without a route") {
    realm kdc("EXAMPLE.TEST");
    kdc.add_user("alice", "secret");
    kdc.add_service("HTTP/web.example.test");
    const environment files({.realm = kdc.name()});
    const std::vector<std::string> places{files.cache_name(), "MEMORY:filled",
                                          (files.directory() / "other").string()};
    const auto& where = places.at(GENERATE(0U, 1U, 2U));
    kdc.write_cache(where, "alice", {.lifetime = 20min});
    const in_process route(kdc);
    kerberos_client alice;
    REQUIRE(alice.use_cache(where) == 0);
    const auto ticket = alice.ticket_for("HTTP/web.example.test");
    CHECK(ticket.status == 0);
    CHECK(ticket.lifetime <= 20 * 60);
    CHECK(ticket.lifetime > 19 * 60); // it was written a moment ago
    CHECK_THROWS_AS(kdc.write_cache((files.directory() / "no" / "such").string(), "alice"), error);
}

TEST_CASE("a refused ticket is thrown with the KDC's code") {
    fixture with;
    with.kdc.set_options("alice", {.disabled = true});
    try {
        with.kdc.write_cache("MEMORY:refused", "alice");
        FAIL("no exception");
    } catch (const error& refused) {
        CHECK(refused.code() == KRB5KDC_ERR_CLIENT_REVOKED);
    }
    CHECK_THROWS_AS(with.kdc.write_cache("MEMORY:refused", "nobody"), error);
}

TEST_CASE("a clock that is off by an hour is a skew to clients, and makes old tickets") {
    fixture with;
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    with.kdc.set_clock_offset(1h);
    CHECK(alice.ticket_for(with.web).status == KRB5KRB_AP_ERR_SKEW);
    with.kdc.set_clock_offset(-11h);
    with.kdc.write_cache("MEMORY:old", "alice");
    with.kdc.set_clock_offset(0s);
    kerberos_client late;
    REQUIRE(late.use_cache("MEMORY:old") == 0);
    CHECK(late.ticket_for(with.web).status != 0);
}

TEST_CASE("malformed and repeated names are refused") {
    realm kdc("EXAMPLE.TEST");
    kdc.add_user("alice", "secret");
    CHECK_THROWS_AS(kdc.add_user("alice", "again"), error);
    CHECK_THROWS_AS(kdc.add_service("alice@EXAMPLE.TEST"), error);
    CHECK_THROWS_AS(kdc.add_user("a@b@c", "secret"), error);
    CHECK_THROWS_AS(kdc.add_service("krbtgt/EXAMPLE.TEST"), error);
    CHECK_THROWS_AS(kdc.change_key("nobody"), error);
    CHECK_THROWS_AS(kdc.write_keytab("/nonexistent/keytab", {"alice"}), error);
    CHECK_THROWS_AS(kdc.write_keytab("MEMORY:x"), error);
    CHECK_THROWS_AS(realm(""), error);
    CHECK_THROWS_AS(realm("A/B"), error);
    CHECK_THROWS_AS(realm("A@B"), error);
    CHECK_THROWS_AS(realm("X", {.enctypes = {}}), error);
}

TEST_CASE("a memory keytab name is used once and ends with the realm") {
    auto kdc = std::make_unique<realm>("EXAMPLE.TEST");
    kdc->add_service("HTTP/web.example.test");
    CHECK(kdc->memory_keytab("shared") == "MEMORY:shared");
    realm other("OTHER.TEST");
    other.add_service("HTTP/web.other.test");
    CHECK_THROWS_AS(other.memory_keytab("shared"), error);
    kdc.reset();
    CHECK(other.memory_keytab("shared") == "MEMORY:shared");
}

TEST_CASE("many threads ask at once and each gets its own ticket") {
    fixture with;
    constexpr int threads = 8;
    constexpr int rounds = 10;
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < threads; ++i)
            all.emplace_back([&] {
                kerberos_client alice;
                for (int round = 0; round < rounds; ++round)
                    if (alice.login("alice", "secret").status == 0 && alice.ticket_for(with.web).status == 0)
                        ++good;
            });
    }
    CHECK(good == threads * rounds);
    CHECK(with.kdc.requests().as == 2 * threads * rounds);
    CHECK(with.kdc.requests().tgs == threads * rounds);
}

TEST_CASE("principals may come and go while others log in") {
    fixture with;
    std::jthread changer([&](const std::stop_token& stop) {
        for (int i = 0; !stop.stop_requested(); ++i) {
            with.kdc.add_service("host/passing.example.test");
            with.kdc.change_key("host/passing.example.test");
            with.kdc.remove("host/passing.example.test");
        }
    });
    kerberos_client alice;
    for (int round = 0; round < 20; ++round)
        CHECK(alice.login("alice", "secret").status == 0);
}

TEST_CASE("the log tells what was asked and holds no password") {
    std::string text;
    fixture with({.log = [&text](std::string_view line) { text += std::string(line) + "\n"; }});
    kerberos_client alice;
    REQUIRE(alice.login("alice", "secret").status == 0);
    CHECK(text.find("AS-REQ alice@EXAMPLE.TEST") != std::string::npos);
    CHECK(text.find("secret") == std::string::npos);
}

TEST_CASE("an account without a PAC has none in its tickets, nor has a service that wants none") {
    fixture with;
    with.kdc.add_user("plain", "secret", {.pac = false});
    with.kdc.add_service("HTTP/plain.example.test", {.pac = false});
    const auto size = [&](const std::string& user, const std::string& service) {
        kerberos_client client;
        REQUIRE(client.login(user, "secret").status == 0);
        REQUIRE(client.present_to(service, with.kdc.memory_keytab()) == 0);
        return client.ticket_size(service);
    };
    const auto whole = size("alice", with.web);
    CHECK(size("plain", with.web) + 100 < whole);
    CHECK(size("alice", "HTTP/plain.example.test") + 100 < whole);
}

TEST_CASE("string-to-key has the rounds that the realm says, for users") {
    for (const std::uint32_t rounds : {1U, 16U, 5000U}) {
        realm_options options;
        options.string_to_key_rounds = rounds;
        options.enctypes = {all_enctypes().begin(), all_enctypes().end()};
        fixture with(options);
        with.kdc.add_user("open", "secret", {.require_preauth = false});
        for (const auto type : all_enctypes()) {
            CAPTURE(rounds, enctype_name(type));
            kerberos_client client;
            client.offer({static_cast<int>(type)});
            CHECK(client.login("alice", "secret").status == 0);
            CHECK(client.login("open", "secret").status == 0);
            CHECK(client.login("alice", "wrong").status == KRB5KDC_ERR_PREAUTH_FAILED);
        }
    }
    CHECK_THROWS_AS(realm("EXAMPLE.TEST", {.string_to_key_rounds = 0}), error);
    CHECK_THROWS_AS(realm("EXAMPLE.TEST", {.string_to_key_rounds = 1'000'001}), error);
    CHECK_THROWS_AS(realm("EXAMPLE.TEST", {.enctypes = {}}), error);
}

TEST_CASE("the realm's clock is moved on from where it is") {
    realm kdc("EXAMPLE.TEST");
    kdc.advance(2h);
    kdc.advance(-30min);
    const auto ahead = kdc.now() - std::chrono::system_clock::now();
    CHECK(ahead > 89min);
    CHECK(ahead < 91min);
    kdc.set_clock_offset(0s);
    CHECK(kdc.now() - std::chrono::system_clock::now() < 1min);
}
