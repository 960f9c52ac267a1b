// SPDX-License-Identifier: BSL-1.0
// The judge of KDC replies: what is taken for the ticket that was asked for.
#include <heimdal/ticket_judge.hpp>
#include <support/catch.hpp>

#include <functional>
#include <string>

using namespace sspi::heimdal;
using sspi::gss::utc_time;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const utc_time now{hours(24 * 365 * 50)};
const kerberos_name alice{{"alice"}, "HOME.TEST"};
const kerberos_name web{{"HTTP", "web.home.test"}, "HOME.TEST"};

[[nodiscard]] kerberos_name granting(const std::string& of, const std::string& in) {
    return {{"krbtgt", of}, in};
}

struct exchange {
    ticket_question asked{.client = alice,
                          .server = web,
                          .nonce = 17,
                          .enctypes = {18, 17},
                          .until = now + hours(10),
                          .now = now,
                          .skew = minutes(5)};
    ticket_answer got{.client = alice,
                      .server = web,
                      .label = web,
                      .nonce = 17,
                      .enctype = 17,
                      .start = now,
                      .end = now + hours(10)};

    exchange& come(const kerberos_name& server) {
        got.server = got.label = server;
        return *this;
    }
    [[nodiscard]] std::optional<ticket_fault> judged() const { return judge(asked, got); }
};

[[nodiscard]] exchange after(const std::function<void(exchange&)>& change) {
    exchange out;
    change(out);
    return out;
}

} // namespace

TEST_CASE("the ticket that was asked for is good") {
    CHECK_FALSE(exchange().judged());
}

TEST_CASE("a ticket that differs from the question in one thing is refused for that") {
    const std::pair<ticket_fault, std::function<void(exchange&)>> changes[] = {
        {ticket_fault::client, [](auto& e) { e.got.client.components = {"bob"}; }},
        {ticket_fault::client, [](auto& e) { e.got.client.components = {"ALICE"}; }},
        {ticket_fault::client,
         [](auto& e) {
             e.got.client.components = {"alice", "admin"};
         }},
        {ticket_fault::client, [](auto& e) { e.got.client.realm = "OTHER.TEST"; }},
        {ticket_fault::client, [](auto& e) { e.got.client = {}; }},
        {ticket_fault::server,
         [](auto& e) {
             e.come({{"HTTP", "other.home.test"}, "HOME.TEST"});
         }},
        {ticket_fault::server,
         [](auto& e) {
             e.come({{"HTTP", "web.home.test"}, "OTHER.TEST"});
         }},
        {ticket_fault::server, [](auto& e) { e.come(granting("OTHER.TEST", "HOME.TEST")); }},
        {ticket_fault::label,
         [](auto& e) {
             e.got.label.components = {"HTTP", "other.home.test"};
         }},
        {ticket_fault::label, [](auto& e) { e.got.label.realm = "OTHER.TEST"; }},
        {ticket_fault::nonce, [](auto& e) { e.got.nonce = 18; }},
        {ticket_fault::enctype, [](auto& e) { e.got.enctype = 23; }},
        {ticket_fault::flags, [](auto& e) { e.got.flags = ticket_flags::invalid; }},
        {ticket_fault::flags, [](auto& e) { e.got.flags = ticket_flags::postdated; }},
        {ticket_fault::flags, [](auto& e) { e.got.flags = ticket_flags::anonymous; }},
        {ticket_fault::flags, [](auto& e) { e.asked.forwarded = true; }},
        {ticket_fault::flags, [](auto& e) { e.asked.initial = true; }},
        {ticket_fault::flags, [](auto& e) { e.asked.wishes = 0, e.got.flags = ticket_flags::forwardable; }},
        {ticket_fault::flags, [](auto& e) { e.asked.wishes = 0, e.got.flags = ticket_flags::proxiable; }},
        {ticket_fault::flags, [](auto& e) { e.asked.wishes = 0, e.got.flags = ticket_flags::may_postdate; }},
        {ticket_fault::flags, [](auto& e) { e.asked.wishes = 0, e.got.flags = ticket_flags::renewable; }},
        {ticket_fault::start, [](auto& e) { e.got.start = now + minutes(5) + seconds(1); }},
        {ticket_fault::end, [](auto& e) { e.got.start = now - hours(1), e.got.end = now; }},
        {ticket_fault::end, [](auto& e) { e.got.start = now + minutes(2), e.got.end = now + minutes(1); }},
        {ticket_fault::lifetime, [](auto& e) { e.got.end = now + hours(10) + seconds(1); }},
        {ticket_fault::lifetime,
         [](auto& e) {
             e.got.flags = ticket_flags::renewable;
             e.asked.renew_until = now + hours(20), e.got.renew_until = now + hours(21);
         }},
        {ticket_fault::addresses, [](auto& e) { e.got.addresses = true; }}};
    for (const auto& [fault, change] : changes) {
        CAPTURE(text_of(fault));
        CHECK(after(change).judged() == fault);
    }
}

TEST_CASE("what the question leaves open is the KDC's to say") {
    const std::function<void(exchange&)> changes[] = {
        [](auto& e) { e.asked.enctypes.clear(), e.got.enctype = 23; },
        [](auto& e) { e.asked.until.reset(), e.got.end = now + hours(1000); },
        [](auto& e) { e.got.end = now + seconds(1); },
        [](auto& e) { e.got.start = now + minutes(5); },
        [](auto& e) { e.asked.addresses = e.got.addresses = true; },
        [](auto& e) { e.asked.forwarded = true, e.got.flags = ticket_flags::forwarded; },
        [](auto& e) { e.asked.match = client_match::ignoring_case, e.got.client.components = {"Alice"}; },
        [](auto& e) { e.asked.match = client_match::renamed, e.got.client.components = {"a.smith"}; },
        [](auto& e) { e.got.flags = ticket_flags::wishes; },
        [](auto& e) { e.asked.wishes = 0, e.got.flags = ticket_flags::forwarded | ticket_flags::initial; },
        [](auto& e) { e.asked.initial = true, e.got.flags = ticket_flags::initial; },
        [](auto& e) { e.asked.renew_until = now, e.got.renew_until = now + hours(1); }};
    for (const auto& change : changes)
        CHECK_FALSE(after(change).judged());
}

TEST_CASE("a name in another case is nobody else's, and no name is nobody's") {
    CHECK(after([](auto& e) {
              e.asked.match = client_match::ignoring_case;
              e.got.client.components = {"bob"};
          }).judged() == ticket_fault::client);
    CHECK(after([](auto& e) {
              e.asked.match = client_match::renamed;
              e.got.client = {};
          }).judged() == ticket_fault::client);
}

TEST_CASE("a KDC that is asked for the canonical name may write its realm in another way, and the same "
          "everywhere") {
    const auto renamed = [](const kerberos_name& client, const kerberos_name& server) {
        return after([&](exchange& e) {
                   e.asked.match = client_match::renamed;
                   e.asked.client = {{"alice@people.invalid"}, "home.test"};
                   e.asked.server = granting("home.test", "home.test");
                   e.got.client = client;
                   e.come(server);
               })
            .judged();
    };
    CHECK_FALSE(renamed({{"alice"}, "home.test"}, granting("home.test", "home.test")));
    CHECK_FALSE(renamed(alice, granting("HOME.TEST", "HOME.TEST")));
    CHECK(renamed(alice, granting("home.test", "home.test")) == ticket_fault::client);
    CHECK(renamed({{"alice"}, "OTHER.TEST"}, granting("HOME.TEST", "HOME.TEST")) == ticket_fault::client);
    CHECK(renamed(alice, granting("OTHER.TEST", "HOME.TEST")) == ticket_fault::server);
    CHECK(renamed(alice, granting("HOME.TEST", "OTHER.TEST")) == ticket_fault::server);
    CHECK(renamed(alice, {{"kadmin", "changepw"}, "HOME.TEST"}) == ticket_fault::server);
}

TEST_CASE("a realm in another spelling is another where no canonical name was asked for") {
    CHECK(after([](exchange& e) {
              e.asked.server = granting("home.test", "home.test");
              e.come(granting("HOME.TEST", "HOME.TEST"));
          }).judged() == ticket_fault::server);
}

TEST_CASE("a referral leads from the KDC that was asked to another realm, and is taken where it may come") {
    const auto referred = [](const kerberos_name& to, bool may = true) {
        return after([&](exchange& e) {
                   e.asked.may_refer = may;
                   e.come(to);
               })
            .judged();
    };
    CHECK_FALSE(referred(granting("OTHER.TEST", "HOME.TEST")));
    CHECK(referred(granting("OTHER.TEST", "HOME.TEST"), false) == ticket_fault::server);
    CHECK(referred(granting("HOME.TEST", "HOME.TEST")) == ticket_fault::server);
    CHECK(referred(granting("OTHER.TEST", "ELSEWHERE.TEST")) == ticket_fault::server);
    CHECK(referred({{"krbtgt"}, "HOME.TEST"}) == ticket_fault::server);
    CHECK(referred({{"krbtgt", "OTHER.TEST", "x"}, "HOME.TEST"}) == ticket_fault::server);
    CHECK(referred({{"kadmin", "OTHER.TEST"}, "HOME.TEST"}) == ticket_fault::server);
}
