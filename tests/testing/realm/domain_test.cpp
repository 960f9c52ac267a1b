// SPDX-License-Identifier: BSL-1.0
// Tests of realms that are Windows domains: what the PACs of their accounts say.
#include "../script/scripted.hpp"

#include <sspi/testing/settings.hpp>

#include "../../../src/wire/pac_account.hpp"

using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto id = "S-1-5-21-10-20-30";

/// A domain, and what a service reads in the tickets that it gets.
struct domain {
    explicit domain(realm_options options = {.domain = "CORP", .domain_sid = id})
        : with(std::move(options)) {}

    [[nodiscard]] std::optional<sspi::wire::pac_account> account(const std::string& user = "alice") {
        octets seen;
        kerberos_client client;
        REQUIRE(client.login(with.full(user), "secret").status == 0);
        auto rule = with.kdc.when(tgs_request()).ticket(with_pac([&seen](octets pac) { return seen = pac; }));
        REQUIRE(client.ticket_for(with.full(web)).status == 0);
        REQUIRE(client.present_to(with.full(web), with.kdc.keytab()) == 0);
        rule.remove();
        const auto pac = sspi::wire::pac::read(seen);
        REQUIRE(pac.has_value());
        return sspi::wire::account_in(*pac);
    }

    scripted with;
};

[[nodiscard]] std::string text(const sspi::wire::pac_logon_info& of) {
    std::string out;
    for (const auto& each : of.groups)
        out += each.id.text() + '/' + std::to_string(each.attributes) + ' ';
    return out;
}

} // namespace

TEST_CASE("a realm that is no domain names the client and no account") {
    domain plain(realm_options{});
    CHECK_FALSE(plain.account());
}

TEST_CASE("an account of a domain has a name, a number from 1105 on, and the group of all users") {
    domain corp;
    const auto alice = corp.account();
    REQUIRE(alice.has_value());
    CHECK(alice->down_level_name() == "CORP\\alice");
    CHECK(alice->logon.user.text() == std::string(id) + "-1105");
    CHECK(alice->logon.primary_group.text() == std::string(id) + "-513");
    CHECK(text(alice->logon) == std::string(id) + "-513/7 ");
    CHECK(alice->logon.account_control == 0x10);
    CHECK(alice->upn.starts_with("alice@r"));
    CHECK(alice->dns_domain == corp.with.kdc.name());
    CHECK(alice->logon.password_set.has_value());
    CHECK_FALSE(alice->logon.password_must_change);
    CHECK(corp.account("bob")->logon.user.text() == std::string(id) + "-1106");
}

TEST_CASE("an account is what its options say") {
    domain corp;
    const auto expires = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + 24h;
    account_options options{.password_expires = expires,
                            .sam_account = "csmith",
                            .rid = 2000,
                            .primary_group = 515,
                            .groups = {"1201", "S-1-5-21-7-8-9-1500:deny-only", "S-1-18-1"},
                            .resource_groups = {"1301"},
                            .upn = "carol@people.example"};
    corp.with.kdc.add_user("carol", "secret", options);
    const auto carol = corp.account("carol");
    REQUIRE(carol.has_value());
    CHECK(carol->down_level_name() == "CORP\\csmith");
    CHECK(carol->logon.user.text() == std::string(id) + "-2000");
    CHECK(text(carol->logon) == std::string(id) + "-515/7 " + id +
                                    "-1201/7 S-1-5-21-7-8-9-1500/16 S-1-18-1/7 " + id + "-1301/536870919 ");
    CHECK(carol->upn == "carol@people.example");
    CHECK(carol->logon.password_must_change == expires);
    options.groups = {};
    options.resource_groups = {};
    corp.with.kdc.set_options("carol", options);
    CHECK(text(corp.account("carol")->logon) == std::string(id) + "-515/7 ");
}

TEST_CASE("a domain without an identifier has one of its own, the same each time") {
    domain first({.domain = "CORP"});
    const auto once = first.account()->logon.user;
    CHECK(once.text().starts_with("S-1-5-21-"));
    CHECK(first.account()->logon.user == once);
    domain second({.domain = "CORP"});
    CHECK(second.account()->logon.user != once);
}

TEST_CASE("identifiers and groups that are none are refused where they are given") {
    CHECK_THROWS_AS(realm("A.TEST", {.domain = "A", .domain_sid = "S-1-"}), error);
    CHECK_THROWS_AS(realm("A.TEST", {.domain = "A", .domain_sid = "S-1-5"}), error);
    CHECK_THROWS_AS(realm("A.TEST", {.domain = "A", .domain_sid = "1105"}), error);
    domain corp;
    for (const auto* const group : {"", "users", "S-1-5-21-4294967296", "-1", "S-1-5-21-1:deny"}) {
        CAPTURE(group);
        CHECK_THROWS_AS(corp.with.kdc.add_user("dave", "secret", {.groups = {group}}), error);
        CHECK_THROWS_AS(corp.with.kdc.set_options("alice", {.groups = {group}}), error);
    }
    CHECK_THROWS_AS(corp.with.kdc.add_user("dave", "secret", {.resource_groups = {"S-1-18-1"}}), error);
    CHECK(corp.account()->logon.groups.size() == 1);
}

TEST_CASE("domains and accounts are told as text too") {
    realm_options options;
    set_all(options, "domain = CORP\ndomain-sid = S-1-5-21-10-20-30");
    CHECK(options.domain == "CORP");
    CHECK(options.domain_sid == id);
    account_options account;
    set_all(account, "sam-account = asmith\nrid = 1200\nprimary-group = 514\ngroups = 1201, S-1-18-1\n"
                     "resource-groups = 1301\nupn = a@b.example");
    CHECK(account.sam_account == "asmith");
    CHECK(account.rid == 1200U);
    CHECK(account.primary_group == 514);
    CHECK(account.groups == std::vector<std::string>{"1201", "S-1-18-1"});
    CHECK(account.resource_groups == std::vector<std::string>{"1301"});
    CHECK(account.upn == "a@b.example");
    CHECK_THROWS_AS(set_all(account, "rid = many"), error);
}

TEST_CASE("a PAC is signed with another key where a rule says so") {
    domain corp;
    rule_settings settings;
    settings.set("message", "tgs");
    settings.set("ticket-pac-key-of", files);
    auto rule = settings.apply_to(corp.with.kdc);
    REQUIRE(corp.with.login() == 0);
    CHECK(corp.with.present() != 0);
    rule.remove();
    CHECK_THROWS_AS(corp.with.kdc.when(tgs_request()).ticket(pac_signed_by("nobody")), error);
}
