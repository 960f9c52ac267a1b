// SPDX-License-Identifier: BSL-1.0
// Tests of the transcript: what clients asked, and its text.
#include "scripted.hpp"

#include <sstream>
#include <thread>

using namespace sspi::testing;
using namespace std::chrono_literals;

TEST_CASE("the transcript has each request with its names, options, enctypes, padata and answer") {
    scripted with;
    REQUIRE(with.login() == 0);
    REQUIRE(with.ticket() == 0);
    const auto all = with.kdc.transcript();
    REQUIRE(all.size() == 3);
    CHECK(all[0].kind == message::as);
    CHECK(all[0].client == with.full("alice"));
    CHECK(all[0].server == "krbtgt/" + with.full(with.kdc.name()));
    CHECK(all[0].realm == with.kdc.name());
    CHECK(all[0].by == transport::in_process);
    CHECK_FALSE(all[0].preauthenticated());
    CHECK(all[0].error == kdc_err_preauth_required);
    CHECK(all[0].answer == "KDC_ERR_PREAUTH_REQUIRED");
    CHECK(all[0].offers(enctype::aes256_cts_hmac_sha1_96));
    CHECK(all[1].preauthenticated());
    CHECK(all[1].has_padata(2));
    CHECK(all[1].answer == "AS-REP");
    CHECK(all[1].error == std::nullopt);
    CHECK(all[2].kind == message::tgs);
    CHECK(all[2].client == with.full("alice"));
    CHECK(all[2].server == with.full(web));
    CHECK(all[2].answer == "TGS-REP");
    CHECK(all[2].size > 300);
    CHECK(all[2].rule.empty());
}

TEST_CASE("the transcript can be asked for one kind, one client, one service") {
    scripted with;
    REQUIRE(with.login("alice") == 0);
    REQUIRE(with.login("bob") == 0);
    REQUIRE(with.ticket(files) == 0);
    const auto all = with.kdc.transcript();
    CHECK(all.of(message::as).size() == 4);
    CHECK(all.of(message::as).from("alice").size() == 2);
    CHECK(all.from(with.full("bob")).size() == 3);
    CHECK(all.to(files).size() == 1);
    CHECK(all.of(message::password).empty());
    CHECK(all.from("nobody").text() == "no requests\n");
}

TEST_CASE("what clients ask for with their options is there") {
    scripted with;
    (void)with.kdc.cache(
        "alice", {.renewable_lifetime = 48h, .forwardable = true, .enctypes = {enctype::arcfour_hmac_md5}});
    const auto asked = with.kdc.transcript().back();
    CHECK(asked.has(option_forwardable));
    CHECK(asked.has(option_renewable));
    CHECK_FALSE(asked.has(option_renew));
    CHECK(asked.offers(enctype::arcfour_hmac_md5));
}

TEST_CASE("the transcript keeps the last requests only, can be cleared, and is a copy") {
    scripted with({.transcript_limit = 2});
    REQUIRE(with.login() == 0);
    REQUIRE(with.ticket() == 0);
    const auto kept = with.kdc.transcript();
    CHECK(kept.size() == 2);
    CHECK(kept.forgotten() == 1);
    CHECK(kept.text().starts_with("1 earlier requests are forgotten\nAS-REQ "));
    with.kdc.clear_transcript();
    CHECK(with.kdc.transcript().empty());
    CHECK(with.kdc.transcript().forgotten() == 0);
    CHECK(kept.size() == 2);
    CHECK(with.kdc.requests().as == 2);
    CHECK_THROWS_AS(kept[2], std::out_of_range);
}

TEST_CASE("a request is a line that says it all, and the rule that acted") {
    recorded with;
    (void)with.kdc.answer(with.requests[1], transport::datagram);
    std::ostringstream out;
    out << with.kdc.transcript();
    CHECK(out.str().starts_with(
        "AS-REQ alice@RECORDED.TEST -> krbtgt/RECORDED.TEST@RECORDED.TEST offers 18 17 "));
    CHECK(out.str().ends_with(" octets, datagram: AS-REP\n"));
    with.kdc.when(any_request()).answer(error_reply(kdc_err_policy)).twice();
    (void)with.kdc.answer(with.requests[2]);
    CHECK(text(with.kdc.transcript().back()).ends_with(": KDC_ERR_POLICY (KDC_ERR_POLICY, twice)"));
    (void)with.kdc.answer(octets(7));
    CHECK(text(with.kdc.transcript().back()) ==
          "octets, 7 octets, stream: KDC_ERR_POLICY (KDC_ERR_POLICY, twice)");
}

TEST_CASE("the time of a request is the realm's") {
    recorded with;
    with.kdc.set_clock_offset(-24h);
    (void)with.kdc.answer(with.requests[0]);
    const auto away = std::chrono::system_clock::now() - with.kdc.transcript().back().time;
    CHECK(away > 23h);
    CHECK(away < 25h);
}

TEST_CASE("who asks with tickets that the realm cannot read stays unnamed") {
    recorded with;
    with.kdc.change_key("krbtgt/RECORDED.TEST");
    (void)with.kdc.answer(with.requests[2]);
    const auto asked = with.kdc.transcript().back();
    CHECK(asked.client.empty());
    CHECK(asked.server == "HTTP/web.example.test@RECORDED.TEST");
    CHECK(asked.error != std::nullopt);
}

TEST_CASE("requests of many threads are all there") {
    recorded with;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int round = 0; round < 50; ++round)
                    (void)with.kdc.answer(with.requests[1]);
            });
    }
    CHECK(with.kdc.transcript().size() == 200);
}
