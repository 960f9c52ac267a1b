// SPDX-License-Identifier: BSL-1.0
// Tests of telling whether a name is a realm: what DNS is asked, how long that takes, and what is remembered.
#include <support/catch.hpp>

#include "asking.hpp"
#include "fake_dns.hpp"

#include <transport/realm_search.hpp>

#include <stop_token>

using namespace sspi;
using namespace sspi::test;
using transport::presence;

namespace {

transport::settings by_dns(const std::string& where) {
    auto out = servers({});
    out.looks_up = true;
    out.name_servers = where;
    out.findings = std::make_shared<gss::realm_findings>();
    return out;
}

presence look_for(const transport::settings& by, const std::string& realm) {
    kdc_call call;
    return transport::look_for_realm(call, by, realm);
}

} // namespace

TEST_CASE("DNS says whether a name is a realm, and is asked twice for a credential at most") {
    background io;
    fake_dns dns(io);
    dns.add("_kerberos._tcp.EXAMPLE.TEST", {"kdc.example.test", 88, 0, 0});
    const auto by = by_dns(dns.where());
    CHECK(look_for(by, "EXAMPLE.TEST") == presence::there);
    CHECK(look_for(by, "PEOPLE.EXAMPLE") == presence::none);
    const int asked = dns.asked();
    CHECK(asked <= 4);
    for (int i = 0; i < 5; ++i) {
        CHECK(look_for(by, "EXAMPLE.TEST") == presence::there);
        CHECK(look_for(by, "PEOPLE.EXAMPLE") == presence::none);
    }
    CHECK(dns.asked() == asked);
}

TEST_CASE("a realm that DNS does not know is not asked for again by the same credential") {
    background io;
    fake_dns dns(io);
    const auto by = by_dns(dns.where());
    CHECK_FALSE(ask(by).reply);
    const int asked = dns.asked();
    CHECK(asked == 2);
    const auto again = ask(by);
    CHECK_FALSE(again.reply);
    CHECK(again.noted("there was none in DNS a moment ago"));
    CHECK(dns.asked() == asked);
    CHECK_FALSE(ask(by_dns(dns.where())).reply); // another credential
    CHECK(dns.asked() == 2 * asked);
}

TEST_CASE("findings are believed for a minute, and kept of so many only") {
    gss::realm_findings findings;
    const auto now = clock::now();
    findings.note("a", false, now);
    CHECK(findings.find("a", now + 59s) == false);
    CHECK_FALSE(findings.find("b", now).has_value());
    CHECK_FALSE(findings.find("a", now + 60s).has_value());
    findings.note_silence("c", now);
    CHECK_FALSE(findings.find("c", now).has_value());
    CHECK(findings.silent("c", now + 9s));
    CHECK_FALSE(findings.silent("c", now + 10s));
    CHECK_FALSE(findings.silent("a", now));
    for (int i = 0; i < 1000; ++i)
        findings.note(std::to_string(i), true, now);
    CHECK(findings.find("999", now) == true);
    CHECK_FALSE(findings.find("0", now).has_value());
}

TEST_CASE(
    "a silent name server costs one try for all calls of a credential, and gives way to a cancellation") {
    const silent_server dns;
    auto by = by_dns("127.0.0.1:" + std::to_string(dns.port()));
    by.each_try = 200ms;
    const auto began = clock::now();
    CHECK(look_for(by, "PEOPLE.EXAMPLE") == presence::unanswered);
    CHECK(clock::now() - began < 5s);
    CHECK_FALSE(by.findings->find("_kerberos._udp.PEOPLE.EXAMPLE").has_value());

    by.each_try = 20s;
    for (int i = 0; i < 3; ++i) {
        kdc_call later;
        CHECK(transport::look_for_realm(later, by, "PEOPLE.EXAMPLE") == presence::unanswered);
        CHECK(later.ended() == kdc_call::end::none);
    }
    CHECK(clock::now() - began < 5s);

    std::stop_source source;
    kdc_call call(gss::kdc_policy{}, source.get_token());
    const std::jthread other([&] {
        std::this_thread::sleep_for(50ms);
        source.request_stop();
    });
    CHECK(transport::look_for_realm(call, by, "OTHERS.EXAMPLE") == presence::unanswered);
    CHECK(call.ended() == kdc_call::end::cancelled);
    CHECK_FALSE(by.findings->silent("_kerberos._udp.OTHERS.EXAMPLE")); // it had no time to answer
    CHECK(clock::now() - began < 10s);
}

TEST_CASE("where DNS must not be asked no name is a realm by it") {
    background io;
    fake_dns dns(io);
    auto by = by_dns(dns.where());
    by.looks_up = false;
    CHECK(look_for(by, "EXAMPLE.TEST") == presence::none);
    by.looks_up = true;
    by.proxy = gss::kdc_proxy{.url = "https://proxy.example/", .forced = true};
    CHECK(look_for(by, "EXAMPLE.TEST") == presence::none);
    CHECK(dns.asked() == 0);
}
