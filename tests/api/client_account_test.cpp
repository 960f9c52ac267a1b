// SPDX-License-Identifier: BSL-1.0
// Who a server's client is in its domain, as a value.
#include <support/api_sides.hpp>

#include <chrono>
#include <string>

using namespace sspi;
using namespace sspi::test;

namespace {

constexpr auto domain_id = "S-1-5-21-10-20-30";

[[nodiscard]] sid of_domain(std::uint32_t number) {
    return *sid::parse(domain_id)->with(number);
}

/// A domain of its own, with alice in some groups.
struct domain {
    domain()
        : kdc({{"alice", "secret", options()}}, {std::string(web)},
              {.domain = "CORP", .domain_sid = domain_id}) {}

    [[nodiscard]] static testing::account_options options() {
        return {.password_expires = expiry(),
                .groups = {"1201", "S-1-5-21-7-8-9-1500:deny-only", "S-1-18-1"},
                .resource_groups = {"1301"},
                .upn = "alice@people.example"};
    }
    [[nodiscard]] static std::chrono::system_clock::time_point expiry() {
        static const auto when = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
                                 std::chrono::hours(24);
        return when;
    }

    testing::local_realm kdc;
};

[[nodiscard]] session establish_in(const testing::local_realm& kdc) {
    session both{initiator(credential::outbound().user("alice@" + kdc.name()).password("secret").acquire(),
                           std::string(web) + "@" + kdc.name()),
                 acceptor(credential::inbound().keytab(kdc.keytab()).acquire())};
    run(both.client, both.server);
    return both;
}

} // namespace

TEST_CASE("A server knows its client's account, identifier, groups and times") {
    const domain corp;
    const auto both = establish_in(corp.kdc);
    const auto alice = both.server.client();
    CHECK(alice.known());
    CHECK(alice.principal == "alice@" + corp.kdc.name());
    CHECK(alice.account == "alice");
    CHECK(alice.domain == "CORP");
    CHECK(alice.upn == "alice@people.example");
    CHECK(alice.dns_domain == corp.kdc.name());
    CHECK(alice.sid == of_domain(1105));
    CHECK(alice.primary_group == of_domain(513));
    CHECK(alice.groups.size() == 5);
    CHECK(alice.account_control == 0x10);
    CHECK(alice.password_expires == domain::expiry());
    CHECK(alice.password_set <= std::chrono::system_clock::now());
    CHECK_FALSE(alice.logoff);
    CHECK(both.server.channel().client().sid == alice.sid);
}

TEST_CASE("A client is a member of what it is in, and of nothing that is for refusing alone") {
    const domain corp;
    const auto alice = establish_in(corp.kdc).server.client();
    for (const std::uint32_t number : {1105U, 513U, 1201U, 1301U})
        CHECK(alice.is_member(of_domain(number)));
    CHECK(alice.is_member(*sid::parse("S-1-18-1")));
    const auto deny_only = *sid::parse("S-1-5-21-7-8-9-1500");
    CHECK_FALSE(alice.is_member(deny_only));
    CHECK(alice.is_denied_by(deny_only));
    CHECK(alice.is_denied_by(of_domain(1201)));
    CHECK_FALSE(alice.is_denied_by(of_domain(1202)));
    CHECK_FALSE(alice.is_member(of_domain(1202)));
    CHECK_FALSE(alice.is_member(*sid::parse(domain_id)));
    CHECK_FALSE(alice.is_member(sid()));
}

TEST_CASE("A client that no domain tells of has its principal, and is a member of nothing") {
    const testing::local_realm plain({{"alice", "secret"}}, {std::string(web)});
    const auto both = establish_in(plain);
    for (const context& side : {context(both.client), context(both.server)}) {
        const auto alice = side.client();
        CHECK(alice.principal == "alice@" + plain.name());
        CHECK_FALSE(alice.known());
        CHECK(alice.account.empty());
        CHECK(alice.groups.empty());
        CHECK_FALSE(alice.is_member(sid()));
    }
    std::error_code error;
    CHECK(acceptor(credential()).client(error).principal.empty());
    CHECK(error == errc::invalid_handle);
}
