// SPDX-License-Identifier: BSL-1.0
// Tests of requests to servers that answer, refuse, are silent, or send clients elsewhere.
#include <support/catch.hpp>

#include "asking.hpp"
#include "open_descriptors.hpp"

#include <transport/slow_servers.hpp>

#include <sspi_extensions.h>

#include <array>
#include <atomic>
#include <thread>

using namespace sspi;
using namespace sspi::test;

// What the manual says.
static_assert(transport::default_each_try == std::chrono::milliseconds(SSPI_DEFAULT_KDC_TRY_TIMEOUT));
static_assert(transport::default_whole_call == std::chrono::milliseconds(SSPI_DEFAULT_KDC_CALL_TIMEOUT));
static_assert(SSPI_DEFAULT_KDC_CALL_TIMEOUT == 10000);

TEST_CASE("a datagram is answered") {
    background io;
    const udp_server kdc(io, "127.0.0.1", [](const octets&) { return reply_with(); });
    const auto done = ask(servers({at(kdc.port())}));
    CHECK(done.reply == reply_with());
    CHECK(done.record.realm == "EXAMPLE.TEST");
    REQUIRE(done.record.attempts.size() == 1);
    CHECK(done.record.attempts[0].where == "udp/127.0.0.1:" + std::to_string(kdc.port()));
    CHECK(done.record.attempts[0].outcome == kdc_outcome::answered);
    CHECK_FALSE(done.record.error.has_value());
}

TEST_CASE("a long request goes by TCP, and a short one to a server that has no UDP") {
    const tcp_server kdc("127.0.0.1", answers_with(reply_with()));
    const auto size = GENERATE(100U, 1465U);
    const auto done = ask(servers({at(kdc.port())}), request_of(size));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("tcp/") == kdc_outcome::answered);
    CHECK((done.attempt("udp/") == nullptr) == (size == 1465U));
}

TEST_CASE("servers are asked by the protocol that the configuration names") {
    background io;
    const udp_server datagrams(io, "127.0.0.1", [](const octets&) { return reply_with(1); });
    const tcp_server connections("127.0.0.1", answers_with(reply_with(2)));
    CHECK(ask(servers({at(datagrams.port(), protocol::udp)})).reply == reply_with(1));
    CHECK(ask(servers({at(datagrams.port(), protocol::udp)}), request_of(2000)).reply == reply_with(1));
    CHECK(ask(servers({at(connections.port(), protocol::tcp)})).reply == reply_with(2));
    CHECK(connections.connections() == 1);
}

TEST_CASE("a closed port is known at once, and the next server is asked") {
    background io;
    const refusing_port nobody;
    const udp_server kdc(io, "127.0.0.2", [](const octets&) { return reply_with(); });
    const auto done = ask(servers({at(nobody.port()), at(kdc.port(), protocol::any, "127.0.0.2")}));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("udp/127.0.0.1:") == kdc_outcome::refused);
    CHECK(done.took < 5s);

    const auto none = ask(servers({at(nobody.port())}));
    CHECK_FALSE(none.reply);
    CHECK(none.outcome("udp/") == kdc_outcome::refused);
    CHECK(none.outcome("tcp/") == kdc_outcome::refused);
    CHECK(none.end == kdc_call::end::none);
    CHECK(none.took < 5s);
}

TEST_CASE("a silent first server costs less than a second") {
    background io;
    const silent_server dead;
    const udp_server kdc(io, "127.0.0.2", [](const octets&) { return reply_with(); });
    const auto done = ask(servers({at(dead.port()), at(kdc.port(), protocol::any, "127.0.0.2")}));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("udp/127.0.0.1:") == kdc_outcome::abandoned);
    CHECK(done.took >= 150ms); // it had its chance
    CHECK(done.took < 5s);     // of 20 that the try has; a machine under load may be slow
}

TEST_CASE("of many silent servers three are waited for at a time, and the next ones have their turns") {
    background io;
    const std::array<silent_server, 5> dead;
    const auto protocol = GENERATE(protocol::udp, protocol::tcp);
    const udp_server by_datagram(io, "127.0.0.2", [](const octets&) { return reply_with(); });
    const tcp_server by_connection("127.0.0.2", answers_with(reply_with()));
    const auto good = protocol == protocol::udp ? by_datagram.port() : by_connection.port();
    std::vector<transport::location> all;
    for (const auto& each : dead)
        all.push_back(at(each.port(), protocol));
    all.push_back(at(good, protocol, "127.0.0.2"));
    auto by = servers(std::move(all));
    by.each_try = 500ms;
    (void)ask(
        servers({at(by_datagram.port(), protocol::udp, "127.0.0.2")})); // what the process keeps is there
    const auto before = open_descriptors();
    std::atomic<std::ptrdiff_t> most = 0;
    std::jthread watcher([&](const std::stop_token& over) {
        for (; !over.stop_requested(); std::this_thread::sleep_for(2ms))
            most = std::max<std::ptrdiff_t>(most, open_descriptors() - before);
    });
    const auto done = ask(by);
    watcher.request_stop();
    watcher.join();
    CHECK(done.reply == reply_with());
    CHECK(most >= 3);
    CHECK(most <= (protocol == protocol::udp ? 3 : 4)); // one is that of the server here
    CHECK(done.took < 10s);
}

TEST_CASE("who was silent lately is asked after the others, and first again once it has answered") {
    background io;
    bool dead = true;
    const udp_server first(io, "127.0.0.1",
                           [&](const octets&) { return dead ? std::nullopt : std::optional(reply_with(1)); });
    const udp_server second(io, "127.0.0.2", [](const octets&) { return reply_with(2); });
    const auto by = servers({at(first.port(), protocol::udp), at(second.port(), protocol::udp, "127.0.0.2")});
    CHECK(ask(by).reply == reply_with(2));
    const auto again = ask(by);
    CHECK(again.reply == reply_with(2));
    CHECK(again.record.attempts.size() == 1);
    dead = false;
    CHECK(ask(servers({by.servers[0]})).reply == reply_with(1));
    CHECK(ask(by).reply == reply_with(1));
}

TEST_CASE("slowness is forgotten after a while, and remembered of so many only") {
    transport::slow_servers slow;
    const auto now = clock::now();
    slow.add("udp/192.0.2.1:88", now);
    CHECK(slow.contains("udp/192.0.2.1:88", now + 59s));
    CHECK_FALSE(slow.contains("tcp/192.0.2.1:88", now));
    CHECK_FALSE(slow.contains("udp/192.0.2.1:88", now + 60s));
    CHECK_FALSE(slow.contains("udp/192.0.2.1:88", now));
    for (int i = 0; i < 1000; ++i)
        slow.add(std::to_string(i), now);
    CHECK(slow.contains("999", now));
    CHECK_FALSE(slow.contains("0", now));
}

TEST_CASE("silence ends with the call's time, and then nobody is asked any more") {
    const silent_server dead;
    auto by = servers({at(dead.port())});
    by.whole_call = 300ms;
    kdc_call call{gss::kdc_policy{}};
    const auto done = ask_in(call, by);
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::too_late);
    CHECK(done.outcome("udp/") == kdc_outcome::silent);
    CHECK(done.took >= 300ms);
    CHECK(done.took < 5s);
    const auto tried = call.record().attempts.size();
    CHECK_FALSE(ask_in(call, by).reply);
    CHECK(call.record().attempts.size() == tried);
}

TEST_CASE("the time of a call is one for all that it asks") {
    background io;
    const udp_server kdc(io, "127.0.0.1", [](const octets&) { return reply_with(); });
    const silent_server dead;
    kdc_call call{gss::kdc_policy{}};
    auto good = servers({at(kdc.port())}), bad = servers({at(dead.port())});
    good.whole_call = bad.whole_call = 400ms;
    CHECK(ask_in(call, good).reply);
    std::this_thread::sleep_for(200ms);
    const auto done = ask_in(call, bad, request_of(), "OTHER.TEST");
    CHECK(done.end == kdc_call::end::too_late);
    CHECK(done.took <= 350ms);
}

TEST_CASE("who was silent is asked again, within a try and in the next one") {
    background io;
    int count = 0;
    const int answers = GENERATE(2, 4); // the second datagram of a try, and the first of the second
    const udp_server kdc(io, "127.0.0.1", [&](const octets&) {
        return ++count < answers ? std::nullopt : std::optional(reply_with());
    });
    auto by = servers({at(kdc.port(), protocol::udp)});
    by.each_try = 300ms;
    const auto done = ask(by);
    CHECK(done.reply == reply_with());
    CHECK(kdc.asked() >= answers); // more, where the machine is slower than the times
}

TEST_CASE("an answer that does not fit a datagram is fetched from the same server") {
    background io;
    const tcp_server connections("127.0.0.1", answers_with(reply_with()));
    const udp_server datagrams(
        io, "127.0.0.1", [](const octets&) { return krb_error(52); }, connections.port());
    const silent_server other("127.0.0.2");
    const auto done = ask(servers({at(datagrams.port()), at(other.port(), protocol::any, "127.0.0.2")}));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("udp/127.0.0.1:") == kdc_outcome::too_big);
    CHECK(done.outcome("tcp/127.0.0.1:") == kdc_outcome::answered);
    CHECK(done.took < 5s);
}

TEST_CASE(
    "a server that is too busy sends clients to the next, and its error is the answer where there is none") {
    background io;
    const udp_server busy(io, "127.0.0.1", [](const octets&) { return krb_error(29, "later"); });
    const udp_server kdc(io, "127.0.0.2", [](const octets&) { return reply_with(); });
    const auto done = ask(servers({at(busy.port()), at(kdc.port(), protocol::any, "127.0.0.2")}));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("udp/127.0.0.1:") == kdc_outcome::busy);
    const auto all = ask(servers({at(busy.port(), protocol::udp)}));
    CHECK(all.reply == krb_error(29, "later"));
    REQUIRE(all.record.error.has_value());
    CHECK(all.record.error->text == "later");
}

TEST_CASE("an error of the KDC is an answer, and is noted") {
    background io;
    const udp_server kdc(io, "127.0.0.1", [](const octets&) { return krb_error(6, "who is that?"); });
    const auto done = ask(servers({at(kdc.port())}));
    CHECK(done.reply == krb_error(6, "who is that?"));
    CHECK(done.outcome("udp/") == kdc_outcome::answered);
    REQUIRE(done.record.error.has_value());
    CHECK(done.record.error->code == -1765328378);
    CHECK(done.record.error->text == "who is that?");
    CHECK(done.record.error->at == std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 12h);
}

TEST_CASE("without a server there is nothing to wait for") {
    const auto done = ask(servers({}));
    CHECK_FALSE(done.reply);
    CHECK(done.end == kdc_call::end::none);
    CHECK(done.noted("no KDC of EXAMPLE.TEST"));
    CHECK(done.took < 5s);
}

TEST_CASE("a server is asked at its address of the sixth version, where the machine has one") {
    background io;
    std::optional<udp_server> kdc;
    try {
        kdc.emplace(io, "::1", [](const octets&) { return reply_with(); });
    } catch (const boost::system::system_error&) {
        return; // it has none
    }
    const auto done = ask(servers({at(kdc->port(), protocol::any, "::1")}));
    CHECK(done.reply == reply_with());
    CHECK(done.outcome("udp/[::1]:") == kdc_outcome::answered);
}

TEST_CASE("a password change is sent to one server at a time, once") {
    background io;
    const auto frame = octets_of({0, 8, 0, 1, 0, 0, 9, 9});
    const udp_server slow(io, "127.0.0.1", [](const octets&) { return std::nullopt; });
    const udp_server next(io, "127.0.0.2", [&](const octets&) { return frame; });
    auto by = servers({at(slow.port(), protocol::udp), at(next.port(), protocol::udp, "127.0.0.2")});
    by.each_try = 500ms;
    const auto done = ask(by, frame);
    CHECK(done.reply == frame);
    CHECK(slow.asked() == 1);
    CHECK(done.outcome("udp/127.0.0.1:") == kdc_outcome::silent);
    CHECK(done.took >= 500ms);

    auto alone = servers({at(slow.port(), protocol::udp)});
    alone.each_try = 100ms;
    CHECK_FALSE(ask(alone, frame).reply);
    CHECK(slow.asked() == 2);
}
