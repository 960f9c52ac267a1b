// SPDX-License-Identifier: BSL-1.0
// Tests of scripts: which requests a rule is about, and what it does about them.
#include "scripted.hpp"

#include <array>
#include <thread>

using namespace sspi::testing;
using namespace std::chrono_literals;

TEST_CASE("a rule answers with a KRB-ERROR in place of the KDC, until it is removed") {
    scripted with;
    auto revoked = with.kdc.when(as_request().of("alice")).answer(error_reply(kdc_err_client_revoked));
    CHECK(with.login("alice") == KRB5KDC_ERR_CLIENT_REVOKED);
    CHECK(with.login("bob") == 0);
    CHECK(revoked.matched() == 1);
    CHECK(revoked.used() == 1);
    revoked.remove();
    CHECK(with.login("alice") == 0);
    CHECK(revoked.used() == 1);
}

TEST_CASE("every code can be sent, those without a name too") {
    recorded with;
    for (const int code : {0, 1, 24, 60, 68, 93, 127, 200, -5, 100000}) {
        auto rule = with.kdc.when(any_request()).answer(error_reply(code));
        for (const auto& request : with.requests) {
            CAPTURE(code);
            (void)with.kdc.answer(request);
            const auto asked = with.kdc.transcript();
            CHECK(asked.back().error == code);
            CHECK(asked.back().answer == kerberos_error_name(code));
        }
        rule.remove();
    }
}

TEST_CASE("a rule is for one kind of message, one user, one service, one way, one option") {
    recorded with;
    const auto alice = as_request().of("alice");
    const auto rules = std::array{
        with.kdc.when(any_request()),
        with.kdc.when(alice),
        with.kdc.when(as_request().of("al*").with_preauth()),
        with.kdc.when(as_request().with_preauth(false)),
        with.kdc.when(tgs_request().for_service(web)),
        with.kdc.when(tgs_request().of("alice@RECORDED.TEST").for_service("HTTP/*")),
        with.kdc.when(any_request().by(transport::datagram)),
        with.kdc.when(any_request().with_padata(149)), // REQ-ENC-PA-REP
        with.kdc.when(any_request().with_option(option_forwardable)),
        with.kdc.when(any_request().where([](const request_seen& seen) { return seen.size > 400; })),
        with.kdc.when(password_request()),
        with.kdc.when(as_request().of("bob")),
        with.kdc.when(tgs_request().for_service("HTTP/other*")),
    };
    for (const auto& request : with.requests)
        CHECK_FALSE(with.kdc.answer(request).empty());
    CHECK_FALSE(with.kdc.answer(with.requests[0], transport::datagram).empty());
    std::vector<std::size_t> counts;
    for (const auto& each : rules)
        counts.push_back(each.matched());
    CHECK(counts == std::vector<std::size_t>{4, 3, 1, 2, 1, 1, 1, 3, 0, 1, 0, 0, 0});
}

TEST_CASE("a rule acts on the request of a number, on the first ones, or from one on") {
    recorded with;
    const auto& request = with.requests[0];
    const auto answers = [&](request_match match) {
        with.kdc.clear_rules();
        with.kdc.when(match).answer(error_reply(kdc_err_policy));
        std::string out;
        for (int i = 0; i < 4; ++i) {
            (void)with.kdc.answer(request);
            out += with.kdc.transcript().back().error == kdc_err_policy ? "x" : ".";
        }
        return out;
    };
    CHECK(answers(as_request()) == "xxxx");
    CHECK(answers(as_request().nth(1)) == "x...");
    CHECK(answers(as_request().nth(3)) == "..x.");
    CHECK(answers(as_request().first(2)) == "xx..");
    CHECK(answers(as_request().from_nth(3)) == "..xx");
    CHECK(answers(as_request().from_nth(2).first(3)) == ".xx.");
    CHECK(answers(as_request().nth(5)) == "....");
}

TEST_CASE("the newest rule acts, alone, and those that never did are listed") {
    recorded with;
    auto old = with.kdc.when(as_request()).answer(error_reply(kdc_err_policy));
    auto young = with.kdc.when(as_request().first(1)).answer(error_reply(kdc_err_badoption));
    CHECK(with.kdc.unused_rules().size() == 2);
    (void)with.kdc.answer(with.requests[0]);
    CHECK(with.kdc.transcript().back().error == kdc_err_badoption);
    CHECK(with.kdc.unused_rules() == std::vector<std::string>{"AS-REQ: KDC_ERR_POLICY"});
    (void)with.kdc.answer(with.requests[0]);
    CHECK(with.kdc.transcript().back().error == kdc_err_policy);
    CHECK(with.kdc.unused_rules().empty());
    CHECK(old.used() == 1);
    CHECK(young.matched() == 2);
    with.kdc.clear_rules();
    (void)with.kdc.answer(with.requests[0]);
    CHECK(with.kdc.transcript().back().error == kdc_err_preauth_required);
}

TEST_CASE("a rule that is prepared acts as a whole from its first request on") {
    recorded with;
    with.kdc.when(as_request(), [](rule& made) { made.answer(error_reply(kdc_err_policy)).corrupt(0); });
    const auto reply = with.kdc.answer(with.requests[0]);
    CHECK(reply.front() == std::byte{0x7e ^ 0xff});
}

TEST_CASE("answers are dropped, made unreachable, cut, spoiled, late and sent twice") {
    recorded with;
    const auto& request = with.requests[1];
    const auto whole = with.kdc.answer(request);
    const auto answer = [&](const auto& prepare) {
        with.kdc.clear_rules();
        auto rule = with.kdc.when(any_request());
        prepare(rule);
        return with.kdc.answer(request);
    };
    CHECK(answer([](rule& it) { it.drop(); }).empty());
    CHECK(with.kdc.transcript().back().answer == "silence");
    CHECK(answer([](rule& it) { it.unreachable(); }).empty());
    CHECK(with.kdc.transcript().back().answer == "unreachable");
    CHECK(answer([](rule& it) { it.truncate(10); }).size() == 10);
    CHECK(answer([](rule& it) { it.truncate(100000); }).size() == whole.size());
    CHECK(answer([](rule& it) { it.answer(octets(3, std::byte{7})); }) == octets(3, std::byte{7}));
    CHECK(answer([](rule& it) { it.corrupt(0, 0x01); }).front() == std::byte{0x6a});
    CHECK(answer([](rule& it) { it.corrupt(0, 0x01).corrupt(0, 0x01); }).front() == std::byte{0x6b});
    CHECK(answer([](rule& it) { it.corrupt(-1).answer(octets(2)); }) ==
          octets{std::byte{0}, std::byte{0xff}});
    CHECK(answer([](rule& it) { it.corrupt(1'000'000'007); }).size() == whole.size());
    CHECK(answer([](rule& it) { it.twice(1h).delay(1h); }).size() == whole.size()); // which does not wait
    CHECK(with.kdc.transcript().back().rule == "3600000 ms later, twice");
}

TEST_CASE("Heimdal's client meets silence, lateness and damage") {
    scripted with;
    with.kdc.when(as_request().nth(1)).drop();
    CHECK(with.login() == KRB5_KDC_UNREACH);
    with.kdc.clear_rules();
    auto late = with.kdc.when(as_request().nth(1)).delay(1ms);
    CHECK(with.login() == 0);
    CHECK(late.used() == 1);
    with.kdc.when(tgs_request()).truncate(100);
    CHECK(with.ticket() != 0);
    with.kdc.when(tgs_request()).corrupt(-1);
    CHECK(with.ticket() != 0);
    with.kdc.clear_rules();
    CHECK(with.ticket() == 0);
}

TEST_CASE("the user's function may use the realm") {
    recorded with;
    with.kdc
        .when(any_request().where([&](const request_seen&) {
            with.kdc.when(any_request().nth(100));
            return with.kdc.transcript().size() == 1;
        }))
        .answer(error_reply(kdc_err_policy));
    (void)with.kdc.answer(with.requests[0]);
    CHECK(with.kdc.transcript().back().error == kdc_err_preauth_required);
    (void)with.kdc.answer(with.requests[0]);
    CHECK(with.kdc.transcript().back().error == kdc_err_policy);
}

TEST_CASE("scripts change while requests come") {
    recorded with;
    std::jthread other([&](const std::stop_token& stop) {
        while (!stop.stop_requested())
            (void)with.kdc.answer(with.requests[2]);
    });
    std::size_t used = 0;
    for (int round = 0; round < 200; ++round) {
        auto rule = with.kdc.when(any_request()).delay(1ms).ticket(expired());
        (void)with.kdc.transcript();
        used += rule.used();
        round % 2 == 0 ? rule.remove() : with.kdc.clear_rules();
    }
    other.request_stop();
    other.join();
    CHECK(used <= with.kdc.requests().tgs);
}

TEST_CASE("what a script cannot mean is refused with what was expected") {
    scripted with;
    auto rule = with.kdc.when(any_request());
    CHECK_THROWS_WITH(as_request().of(""), "a rule needs a name, such as \"alice\"");
    CHECK_THROWS_WITH(as_request().for_service(""), "a rule needs a name, such as \"HTTP/web.example.test\"");
    CHECK_THROWS_WITH(as_request().nth(0), "the requests of a rule are counted from 1");
    CHECK_THROWS_WITH(as_request().first(0), "the requests of a rule are counted from 1");
    CHECK_THROWS_WITH(as_request().from_nth(0), "the requests of a rule are counted from 1");
    CHECK_THROWS_WITH(rule.delay(-1ms), "a delay must not be negative: -1 ms");
    CHECK_THROWS_WITH(rule.twice(-2ms), "the time between two answers must not be negative: -2 ms");
    CHECK_THROWS_WITH(rule.answer(octets()), "an answer needs octets; drop() sends none");
    CHECK_THROWS_WITH(rule.corrupt(0, 0), "to corrupt an octet, at least one of its bits has to change");
    CHECK_THROWS_AS(rule.ticket(under_key_of("HTTP/nobody.example.test")), error);
    CHECK_THROWS_AS(rule.ticket(for_client("a\\")), error);
    CHECK(with.login() == 0); // none of which does anything
    CHECK(rule.text() == "any request: as the KDC says");
}

TEST_CASE("a rule may outlive its realm") {
    auto rule = [] {
        scripted with;
        return with.kdc.when(any_request());
    }();
    CHECK(rule.matched() == 0);
    CHECK_NOTHROW(rule.drop());
    CHECK_THROWS_WITH(rule.ticket(expired()), "the realm of the rule is gone");
}
