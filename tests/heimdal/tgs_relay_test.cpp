// SPDX-License-Identifier: BSL-1.0
// Somebody between the library and the KDC, and a KDC that answers something else: no ticket that was not asked for is taken
// or kept, of whichever kind.
#include "relay.hpp"

#include <gss/mechanism.hpp>
#include <support/hops.hpp>

#include <algorithm>
#include <string>

using namespace sspi;
using namespace sspi::test;

namespace {

using request = answering_realm::request;

constexpr auto front = "HTTP/front.sspi.test";
constexpr auto back = "ldap/back.sspi.test";
constexpr auto peer_user = "bob";

answering_realm& realm() {
    auto& out = the_realm();
    static const bool added = [&] {
        out->add_user(peer_user, "bob's password");
        out->add_user("carol", "carol's password");
        out->add_service(front,
                         {.allowed_to_delegate_to = {back}, .trusted_to_authenticate_for_delegation = true});
        out->add_service(back, {.ok_as_delegate = true});
        out->write_keytab(out.environment().keytab_name(), {front, back, web});
        return true;
    }();
    REQUIRE(added);
    out.answer_by({});
    out.log_in();
    return out;
}

using relay = tgs_relay;

void take_out(TGS_REQ& from, std::initializer_list<int> types) {
    for (unsigned i = from.padata->len; i-- > 0;)
        if (std::ranges::find(types, static_cast<int>(from.padata->val[i].padata_type)) != types.end())
            REQUIRE(remove_METHOD_DATA(from.padata, i) == 0);
}

/// The user whom the service names, as the library believes the KDC; the status's name when it does not.
[[nodiscard]] std::string logged_on(const std::string& user_name) {
    gss::kdc_call call;
    auto out = gss::kerberos().log_on_for(call, {user_name, realm_name});
    return out ? out->name : std::string(name(out.error().code)) + ": " + out.error().text.get();
}

[[nodiscard]] std::string own_cache() {
    return content_of(scratch("ccache"));
}

/// What a first leg comes to; nothing is kept of what is refused.
[[nodiscard]] SECURITY_STATUS refused_leg(const std::string& target = web) {
    const auto before = own_cache();
    auto from = acquire_from("Kerberos", SECPKG_CRED_OUTBOUND);
    const auto out = first_leg_of(from, target);
    CHECK(own_cache() == before);
    return out;
}

[[nodiscard]] SECURITY_STATUS leg_with(const testing::ticket_change& change) {
    auto rule = realm()->when(testing::tgs_request()).ticket(change);
    const auto out = refused_leg();
    CHECK(rule.used() > 0);
    rule.remove();
    return out;
}

} // namespace

TEST_CASE("a service that names a user gets that user, also from a KDC that confirms nobody") {
    realm();
    CHECK(logged_on("bob") == "bob@SSPI.TEST");
    CHECK(logged_on("carol") == "carol@SSPI.TEST");
}

TEST_CASE("who takes the user out of the request gets no ticket of the service's own believed") {
    realm().answer_by(relay{.ask = [](auto& asked) { take_out(asked, {129, 130}); }}.as_script());
    CHECK(logged_on("bob") ==
          "SEC_E_MESSAGE_ALTERED: the KDC's reply is about another client than was asked for");
    const auto both = [](TGS_REP& reply) { rename(reply.cname, {"bob"}); };
    realm().answer_by(relay{.ask =
                                [](auto& asked) {
                                    take_out(asked, {129, 130});
                                },
                            .answer = both}
                          .as_script());
    CHECK(logged_on("bob") ==
          "SEC_E_MESSAGE_ALTERED: the KDC's reply is about another client than was asked for");
    realm();
    CHECK(logged_on("bob") == "bob@SSPI.TEST");
}

TEST_CASE("a KDC that gives a service another user's ticket, or confirms another user, is not believed") {
    realm().answer_by(relay{.answer = [](auto& reply) { rename(reply.cname, {"carol"}); }}.as_script());
    CHECK(logged_on("bob").starts_with("SEC_E_MESSAGE_ALTERED"));
    realm();
    auto rule = realm()->when(testing::tgs_request()).ticket(testing::for_client("carol"));
    CHECK(logged_on("bob").starts_with("SEC_E_MESSAGE_ALTERED"));
    rule.remove();
    realm().answer_by(relay{.answer = [](auto& reply) {
                          const bytes claim(20, std::byte{0x30});
                          PA_DATA added{};
                          added.padata_type = KRB5_PADATA_FOR_X509_USER;
                          added.padata_value = {claim.size(), const_cast<std::byte*>(claim.data())};
                          METHOD_DATA all{};
                          REQUIRE(add_METHOD_DATA(&all, &added) == 0);
                          reply.padata = static_cast<METHOD_DATA*>(std::calloc(1, sizeof(METHOD_DATA)));
                          *reply.padata = all;
                      }}.as_script());
    CHECK(logged_on("bob").starts_with("SEC_E_MESSAGE_ALTERED"));
    realm();
}

TEST_CASE(
    "a service ticket is for the client and the service that it was asked for, in every place that says so") {
    realm().answer_by(relay{.answer = [](auto& reply) { rename(reply.cname, {"carol"}); }}.as_script());
    CHECK(refused_leg() == SEC_E_MESSAGE_ALTERED);
    realm().answer_by(relay{.answer = [](auto& reply) {
                          rename(reply.ticket.sname, {"HTTP", "front.sspi.test"});
                      }}.as_script());
    CHECK(refused_leg() == SEC_E_MESSAGE_ALTERED);
    realm().answer_by(relay{.ask = [](auto& asked) {
                          rename(*asked.req_body.sname, {"HTTP", "front.sspi.test"});
                      }}.as_script());
    CHECK(refused_leg() < 0); // the KDC's own check
    realm();
    auto from = acquire_from("Kerberos", SECPKG_CRED_OUTBOUND);
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("a KDC that knows a service by another name is asked once more for the one that was meant") {
    auto from = acquire_from("Kerberos", SECPKG_CRED_OUTBOUND);
    auto rule =
        realm()->when(testing::tgs_request().nth(1)).ticket(testing::for_service(front).client_knows());
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
    CHECK(rule.used() == 1);
    rule.remove();
}

TEST_CASE("a service ticket of other times, flags or names than were asked for is not taken") {
    using namespace std::chrono_literals;
    CHECK(leg_with(testing::for_service(front).client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(testing::for_client("carol").client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(testing::ending_in(2400h).client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(testing::expired().client_knows()) == SEC_E_TIME_SKEW);
    CHECK(leg_with(testing::not_yet_valid().client_knows()) == SEC_E_TIME_SKEW);
    CHECK(leg_with(testing::with_flag(testing::flag_invalid).client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(testing::with_flag(testing::flag_anonymous).client_knows()) == SEC_E_MESSAGE_ALTERED);
}

TEST_CASE("an old answer is no answer to a new request") {
    auto kept = std::make_shared<bytes>();
    realm().answer_by([kept](request asked, int) {
        if (!is_tgs(asked)) return std::optional(the_realm().own_answer(asked));
        if (kept->empty()) *kept = the_realm().own_answer(asked);
        return std::optional(*kept);
    });
    auto from = acquire_from("Kerberos", SECPKG_CRED_OUTBOUND);
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
    the_realm().log_in();
    CHECK(refused_leg() == SEC_E_MESSAGE_ALTERED);
}

TEST_CASE("who redirects a referral, or makes one up, leads nobody anywhere") {
    using namespace std::chrono_literals;
    realm().answer_by(relay{.answer = [](auto& reply) {
                          rename(reply.ticket.sname, {"krbtgt", "EVIL.TEST"});
                      }}.as_script());
    CHECK(refused_leg() == SEC_E_MESSAGE_ALTERED);
    realm();
    const auto referral = [] { return testing::for_service("krbtgt/EVIL.TEST").client_knows(); };
    CHECK(leg_with(referral().for_service("krbtgt/EVIL.TEST@EVIL.TEST")) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(referral().for_service("krbtgt/SSPI.TEST")) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(referral().for_client("carol")) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(referral().ending_in(2400h)) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_with(referral().not_yet_valid()) == SEC_E_TIME_SKEW);
    CHECK(leg_with(referral().with_flag(testing::flag_invalid)) == SEC_E_MESSAGE_ALTERED);
    realm();
}

TEST_CASE("a forwarded ticket is one, or the context fails") {
    realm();
    const ULONG delegating = usual_request | ISC_REQ_DELEGATE;
    const auto leg_to_back = [&] {
        auto from = acquire_from("Kerberos", SECPKG_CRED_OUTBOUND);
        peer client;
        initiate(client, from, back, delegating);
        return client.status;
    };
    const auto forwards = testing::tgs_request().for_service("krbtgt/SSPI.TEST");
    const auto with = [&](testing::ticket_change change) {
        auto rule = realm()->when(forwards).ticket(std::move(change));
        const auto out = leg_to_back();
        CHECK(rule.used() == 1);
        rule.remove();
        return out;
    };
    CHECK(leg_to_back() == SEC_I_CONTINUE_NEEDED);
    using namespace std::chrono_literals;
    CHECK(with(testing::without_flag(testing::flag_forwarded).client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(with(testing::for_client("carol").client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(with(testing::for_service(web).client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(with(testing::ending_in(2400h).client_knows()) == SEC_E_MESSAGE_ALTERED);
    CHECK(leg_to_back() == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("a ticket by evidence is in the client's name, as far as anybody says") {
    realm();
    gss::kdc_call logon;
    const auto who = gss::kerberos().log_on_for(logon, {"bob", realm_name});
    REQUIRE(who.has_value());
    const auto hop = [&] {
        gss::kdc_call call;
        const auto out =
            gss::kerberos().initiate(call, who->tickets, {.target = back, .request = {}, .bindings = {}});
        return out ? std::string("SEC_E_OK") : std::string(name(out.error().code));
    };
    realm().answer_by(relay{.answer = [](auto& reply) { rename(reply.cname, {"carol"}); }}.as_script());
    CHECK(hop() == "SEC_E_MESSAGE_ALTERED");
    realm().answer_by(relay{.answer = [](auto& reply) {
                          rename(reply.ticket.sname, {"ldap", "other"});
                      }}.as_script());
    CHECK(hop() == "SEC_E_MESSAGE_ALTERED");
    realm();
    auto rule = realm()->when(testing::tgs_request()).ticket(testing::for_service(web).client_knows());
    CHECK(hop() == "SEC_E_MESSAGE_ALTERED");
    rule.remove();
    CHECK(hop() == "SEC_E_OK");
}

TEST_CASE(
    "what a service asks in a user's name says so twice, and that it knows lists of the target's account") {
    realm();
    bool names = false, claims = false, knows_lists = false;
    realm().answer_by(relay{.ask = [&](TGS_REQ& asked) {
                          for (unsigned i = 0; i < asked.padata->len; ++i) {
                              const auto type = static_cast<int>(asked.padata->val[i].padata_type);
                              names = names || type == 129;
                              claims = claims || type == 130;
                              knows_lists = knows_lists || type == 167;
                          }
                      }}.as_script());
    gss::kdc_call call;
    const auto who = gss::kerberos().log_on_for(call, {"bob", realm_name});
    REQUIRE(who.has_value());
    CHECK(names);
    CHECK(claims);
    CHECK_FALSE(knows_lists);
    CHECK(gss::kerberos()
              .initiate(call, who->tickets, {.target = back, .request = {}, .bindings = {}})
              .has_value());
    CHECK(knows_lists);
    realm();
}
