// SPDX-License-Identifier: BSL-1.0
// Tests of servers that DNS names.
#include <support/catch.hpp>

#include "asking.hpp"
#include "fake_dns.hpp"

#include <transport/known_servers.hpp>

using namespace sspi;
using namespace sspi::test;

namespace {

transport::settings by_dns(const fake_dns& dns) {
    auto out = servers({});
    out.looks_up = true;
    out.name_servers = dns.where();
    return out;
}

responder replies(int mark) {
    return [mark](const octets&) { return reply_with(mark); };
}

} // namespace

TEST_CASE("servers are found by their service records, the best first") {
    background io;
    const udp_server best(io, "127.0.0.1", replies(1)), second(io, "127.0.0.2", replies(2));
    fake_dns dns(io);
    dns.add("_kerberos._udp.EXAMPLE.TEST", {"two.example.test", second.port(), 20, 0});
    dns.add("_kerberos._udp.EXAMPLE.TEST", {"one.example.test", best.port(), 10, 0});
    dns.add("one.example.test", "127.0.0.1");
    dns.add("two.example.test", "127.0.0.2");
    const auto done = ask(by_dns(dns));
    CHECK(done.reply.has_value());
    if (second.asked() == 0)
        CHECK(done.reply == reply_with(1)); // which of the two names was found first is chance
    CHECK(done.noted("_kerberos._tcp.EXAMPLE.TEST"));
    CHECK_FALSE(done.noted("_kerberos._udp.EXAMPLE.TEST"));
    CHECK(done.took < 5s);
}

TEST_CASE("a call looks for a realm's servers once, unless those fail") {
    background io;
    const udp_server kdc(io, "127.0.0.1", replies(1));
    fake_dns dns(io);
    dns.add("_kerberos._udp.EXAMPLE.TEST", {"kdc.example.test", kdc.port(), 0, 0});
    dns.add("kdc.example.test", "127.0.0.1");
    const auto by = by_dns(dns);
    kdc_call call{gss::kdc_policy{}};
    CHECK(ask_in(call, by).reply == reply_with(1));
    const int asked = dns.asked();
    CHECK(ask_in(call, by).reply == reply_with(1));
    CHECK(dns.asked() == asked);

    auto& known = transport::known_servers::of(call, "EXAMPLE.TEST", transport::service::kdc);
    REQUIRE(known.size() == 1);
    const refusing_port nobody;
    known[0].who.port = nobody.port();
    CHECK(ask_in(call, by).reply == reply_with(1));
    CHECK(dns.asked() > asked);
}

TEST_CASE("a realm with servers for connections only is asked so, by datagrams nobody") {
    background io;
    const tcp_server kdc("127.0.0.3", answers_with(reply_with()));
    fake_dns dns(io);
    dns.add("_kerberos._tcp.EXAMPLE.TEST", {"kdc.example.test", kdc.port(), 0, 0});
    dns.add("kdc.example.test", "127.0.0.3");
    const auto done = ask(by_dns(dns));
    CHECK(done.reply == reply_with());
    CHECK(done.record.attempts.size() == 1);
}

TEST_CASE("password changes have records of their own") {
    background io;
    const auto frame = octets_of({0, 8, 0, 1, 0, 0, 9, 9});
    const udp_server server(io, "127.0.0.1", [&](const octets&) { return frame; });
    fake_dns dns(io);
    dns.add("_kpasswd._udp.EXAMPLE.TEST", {"kdc.example.test", server.port(), 0, 0});
    dns.add("kdc.example.test", "127.0.0.1");
    CHECK(ask(by_dns(dns), frame).reply == frame);
}

TEST_CASE("each address of a host is asked") {
    background io;
    const udp_server kdc(io, "127.0.0.5", replies(1));
    fake_dns dns(io);
    dns.add("kdc.example.test", "127.0.0.4");
    dns.add("kdc.example.test", "127.0.0.5");
    auto by = by_dns(dns);
    by.servers = {at(kdc.port(), protocol::udp, "kdc.example.test")};
    CHECK(ask(by).reply == reply_with(1));
}

TEST_CASE("a realm that DNS does not know is told of at once") {
    background io;
    fake_dns dns(io);
    const auto done = ask(by_dns(dns));
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::none);
    CHECK(done.noted("SRV record _kerberos._udp.EXAMPLE.TEST: there is none in DNS"));
    CHECK(done.noted("SRV record _kerberos._tcp.EXAMPLE.TEST: there is none in DNS"));
    CHECK(done.took < 5s);
}

TEST_CASE("DNS may say that a realm has no such service") {
    background io;
    fake_dns dns(io);
    dns.add("_kerberos._udp.EXAMPLE.TEST", {".", 0, 0, 0});
    const auto done = ask(by_dns(dns));
    CHECK_FALSE(done.reply);
    CHECK(done.noted("DNS says that there is no _kerberos._udp.EXAMPLE.TEST"));
}

TEST_CASE("a host without an address is noted, and the next one asked") {
    background io;
    const udp_server kdc(io, "127.0.0.1", replies(1));
    fake_dns dns(io);
    auto by = by_dns(dns);
    by.servers = {at(88, protocol::udp, "gone.example.test"), at(kdc.port(), protocol::udp)};
    CHECK(ask(by).reply == reply_with(1));
    by.servers.pop_back();
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.outcome("gone.example.test") == kdc_outcome::unresolved);
}

TEST_CASE("a server whose address is known is not kept waiting for one whose name DNS does not tell") {
    background io;
    const silent_server dns;
    const udp_server kdc(io, "127.0.0.1", replies(1));
    auto by = servers({at(88, protocol::udp, "slow.example.test"), at(kdc.port(), protocol::udp)});
    by.name_servers = "127.0.0.1:" + std::to_string(dns.port());
    const auto done = ask(by);
    CHECK(done.reply == reply_with(1));
    CHECK(done.took < 900ms + 5s);
    CHECK(done.record.attempts.size() == 1);
}

TEST_CASE("a name server that is silent costs no more than the call has") {
    const silent_server dns;
    auto by = servers({});
    by.looks_up = true;
    by.name_servers = "127.0.0.1:" + std::to_string(dns.port());
    by.whole_call = 300ms;
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::too_late);
    CHECK(done.took >= 300ms);
    CHECK(done.took < 5s);
}

TEST_CASE("a name server that is not there is not waited for, and one that answers nonsense no longer than "
          "the call") {
    background io;
    auto by = servers({});
    by.looks_up = true;
    by.whole_call = 500ms;
    const refusing_port nobody;
    by.name_servers = "127.0.0.1:" + std::to_string(nobody.port());
    CHECK_FALSE(ask(by).reply);
    const udp_server nonsense(io, "127.0.0.1",
                              [](const octets& query) { return octets(query.size(), std::byte{0xFF}); });
    by.name_servers = "127.0.0.1:" + std::to_string(nonsense.port());
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.took < 5s);
}

TEST_CASE("name servers that cannot be read are told of") {
    auto by = servers({});
    by.looks_up = true;
    by.name_servers = "not/a/server";
    const auto done = ask(by);
    CHECK_FALSE(done.reply);
    CHECK(done.noted("dns_servers"));
}

TEST_CASE("a realm whose name cannot be in DNS has no servers there") {
    background io;
    fake_dns dns(io);
    kdc_call call{gss::kdc_policy{}};
    const auto realm = GENERATE(std::string(300, 'x'), std::string("a..b"), std::string("with space"));
    CHECK_FALSE(transport::ask(call, by_dns(dns), realm, request_of()).has_value());
    CHECK(call.record().notes.size() == 2);
}

TEST_CASE("the hosts of this machine need no name server") {
    background io;
    const udp_server kdc(io, "127.0.0.1", replies(1));
    const silent_server dns;
    auto by = servers({at(kdc.port(), protocol::udp, "localhost")});
    by.name_servers = "127.0.0.1:" + std::to_string(dns.port());
    const auto done = ask(by);
    CHECK(done.reply == reply_with(1));
    CHECK(done.took < 5s);
}
