// SPDX-License-Identifier: BSL-1.0
// SPNEGO where the acceptor does not take the first choice, against peers made by hand.
#include <exchange/negotiate_acceptor.hpp>
#include <exchange/negotiate_initiator.hpp>
#include <support/catch.hpp>
#include <support/own_call.hpp>
#include <support/test_realm.hpp>

using namespace sspi;
using namespace sspi::exchange;
using sspi::wire::spnego::neg_state;

namespace {

[[nodiscard]] gss::initiation to_web() {
    using enum detail::gss_flag;
    return {.target = test::web, .request = mutual | integ | conf | replay | sequence, .bindings = {}};
}
[[nodiscard]] std::unique_ptr<gss::security_context> kerberos_initiator() {
    return std::move(
        *gss::kerberos().initiate(test::own_call(), gss::kerberos().default_initiator({}), to_web()));
}
[[nodiscard]] std::unique_ptr<gss::security_context> kerberos_acceptor() {
    return std::move(*gss::kerberos().accept(test::own_call(), gss::kerberos().keytab_acceptor({}), {}));
}
[[nodiscard]] negotiate_initiator our_initiator() {
    return {gss::kerberos(), gss::kerberos().default_initiator({}), to_web()};
}
[[nodiscard]] negotiate_acceptor our_acceptor() {
    return {gss::kerberos(), kerberos_acceptor(), gss::kerberos().keytab_acceptor({}), {}};
}

[[nodiscard]] gss::bytes list_of(std::initializer_list<gss::view> oids) {
    gss::bytes all;
    for (const auto oid : oids) {
        const auto one = wire::der::plain_element(wire::der::tag::object_identifier, {oid});
        all.insert(all.end(), one.begin(), one.end());
    }
    return wire::der::plain_element(wire::der::tag::sequence, {all});
}

[[nodiscard]] gss::bytes copied(std::optional<gss::view> from) {
    REQUIRE(from.has_value());
    return {from->begin(), from->end()};
}

/// A peer that speaks Kerberos through `context` and has the keys once that is complete.
struct by_hand {
    std::unique_ptr<gss::security_context> context;
    std::optional<secured> session{};

    gss::bytes step(gss::view token) {
        auto leg = context->advance(test::own_call(), token);
        REQUIRE(leg.has_value());
        if (leg->complete) session = std::move(*secure(*context));
        return leg->token;
    }
    gss::bytes mic(const gss::bytes& list) {
        mechanism_list over(list);
        return *over.sign(*session);
    }
    bool good(const gss::bytes& list, std::optional<gss::view> mic) {
        mechanism_list over(list);
        return mic && over.verify(*session, mic).has_value();
    }
};

/// The initiator's token after an acceptor took another identifier than its first.
struct reselected {
    negotiate_initiator initiator = our_initiator();
    by_hand acceptor{kerberos_acceptor()};
    gss::bytes list{};
    gss::bytes ap_rep{};

    explicit reselected(neg_state state) {
        const auto offer = *initiator.advance(test::own_call(), {});
        const auto init = wire::spnego::parse_init(offer.token);
        REQUIRE(init.has_value());
        list = copied(init->mechanism_list);
        const auto next = initiator.advance(
            test::own_call(),
            wire::spnego::make_resp({.state = state, .mechanism = wire::microsoft_kerberos_oid}));
        REQUIRE(next.has_value());
        CHECK_FALSE(next->complete);
        const auto again = wire::spnego::parse_resp(next->token);
        REQUIRE(again.has_value());
        CHECK(copied(again->token) != copied(init->token)); // no copy of the first
        ap_rep = acceptor.step(copied(again->token));
        REQUIRE(acceptor.session.has_value());
    }
};

} // namespace

TEST_CASE("an initiator whose first choice was not taken begins anew and exchanges MICs") {
    test::shared_realm();
    for (const auto state : {neg_state::request_mic, neg_state::accept_incomplete}) {
        reselected r(state);
        const auto mic = r.acceptor.mic(r.list);
        const auto last = r.initiator.advance(
            test::own_call(),
            wire::spnego::make_resp({.state = neg_state::accept_incomplete, .token = r.ap_rep, .mic = mic}));
        REQUIRE(last.has_value());
        CHECK(last->complete);
        const auto message = wire::spnego::parse_resp(last->token);
        REQUIRE(message.has_value());
        CHECK(message->state == neg_state::accept_completed);
        CHECK(r.acceptor.good(r.list, message->mic));
        CHECK(r.initiator.finish().has_value());
    }
}

TEST_CASE("a MIC that is due and missing, or wrong, ends the initiator's exchange") {
    test::shared_realm();
    reselected missing(neg_state::request_mic);
    const auto without = missing.initiator.advance(
        test::own_call(),
        wire::spnego::make_resp({.state = neg_state::accept_completed, .token = missing.ap_rep}));
    REQUIRE_FALSE(without.has_value());
    CHECK(without.error().code == status::invalid_token);
    CHECK_FALSE(without.error().context_intact);

    reselected shortened(neg_state::request_mic);
    const auto mic = shortened.acceptor.mic(list_of({wire::kerberos_oid}));
    const auto wrong = shortened.initiator.advance(
        test::own_call(),
        wire::spnego::make_resp(
            {.state = neg_state::accept_incomplete, .token = shortened.ap_rep, .mic = mic}));
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().code == status::message_altered);
    CHECK_FALSE(wrong.error().context_intact);
}

TEST_CASE("an initiator answers a MIC that nobody demanded, and not one behind which all is said") {
    test::shared_realm();
    for (const auto state : {neg_state::accept_incomplete, neg_state::accept_completed}) {
        auto initiator = our_initiator();
        by_hand acceptor{kerberos_acceptor()};
        const auto offer = *initiator.advance(test::own_call(), {});
        const auto init = wire::spnego::parse_init(offer.token);
        const auto ap_rep = acceptor.step(copied(init->token));
        const auto list = copied(init->mechanism_list);
        const auto mic = acceptor.mic(list);
        const auto last = initiator.advance(
            test::own_call(),
            wire::spnego::make_resp(
                {.state = state, .mechanism = wire::kerberos_oid, .token = ap_rep, .mic = mic}));
        REQUIRE(last.has_value());
        CHECK(last->complete);
        CHECK(last->token.empty() == (state == neg_state::accept_completed));
        if (last->token.empty()) continue;
        CHECK(acceptor.good(list, wire::spnego::parse_resp(last->token)->mic));
    }
}

TEST_CASE("an initiator refuses what it did not offer, and can go on") {
    test::shared_realm();
    auto initiator = our_initiator();
    by_hand acceptor{kerberos_acceptor()};
    const auto offer = *initiator.advance(test::own_call(), {});
    const auto refused = initiator.advance(
        test::own_call(), wire::spnego::make_resp({.state = neg_state::request_mic, .mechanism = ntlm_oid}));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == status::invalid_token);
    CHECK(refused.error().context_intact);
    const auto ap_rep = acceptor.step(copied(wire::spnego::parse_init(offer.token)->token));
    CHECK(initiator.advance(test::own_call(), wire::spnego::make_resp({.token = ap_rep}))
              .has_value()); // as some Java servers answer
}

TEST_CASE("an acceptor that is not offered Kerberos first asks for it, and exchanges MICs") {
    test::shared_realm();
    auto acceptor = our_acceptor();
    by_hand initiator{kerberos_initiator()};
    const auto list = list_of({ntlm_oid, wire::microsoft_kerberos_oid, wire::kerberos_oid});
    const auto chosen = acceptor.advance(test::own_call(),
                                         wire::spnego::make_init(list, std::as_bytes(std::span("NTLMSSP"))));
    REQUIRE(chosen.has_value());
    const auto choice = wire::spnego::parse_resp(chosen->token);
    REQUIRE(choice.has_value());
    CHECK(choice->state == neg_state::request_mic);
    CHECK(std::ranges::equal(*choice->mechanism, wire::microsoft_kerberos_oid));
    CHECK_FALSE(choice->token);
    const auto request =
        wire::spnego::make_resp({.state = neg_state::accept_incomplete, .token = initiator.step({})});
    const auto next = acceptor.advance(test::own_call(), request);
    REQUIRE(next.has_value());
    CHECK_FALSE(next->complete);
    const auto answer = wire::spnego::parse_resp(next->token);
    REQUIRE(answer.has_value());
    CHECK_FALSE(answer->mechanism);
    initiator.step(copied(answer->token));
    CHECK(initiator.good(list, answer->mic));
    SECTION("the initiator's MIC ends it") {
        const auto mic = initiator.mic(list);
        const auto last = acceptor.advance(
            test::own_call(), wire::spnego::make_resp({.state = neg_state::accept_completed, .mic = mic}));
        REQUIRE(last.has_value());
        CHECK(last->complete);
        CHECK(last->token.empty());
        CHECK(acceptor.finish().has_value());
    }
    SECTION("a MIC over another list is refused") {
        const auto mic = initiator.mic(list_of({wire::kerberos_oid}));
        const auto last = acceptor.advance(
            test::own_call(), wire::spnego::make_resp({.state = neg_state::accept_completed, .mic = mic}));
        REQUIRE_FALSE(last.has_value());
        CHECK(last.error().code == status::message_altered);
    }
    SECTION("none at all is refused") {
        const auto last = acceptor.advance(test::own_call(),
                                           wire::spnego::make_resp({.state = neg_state::accept_completed}));
        REQUIRE_FALSE(last.has_value());
        CHECK(last.error().code == status::invalid_token);
    }
}

TEST_CASE("the identifier that was offered first is echoed, also where it frames the token") {
    test::shared_realm();
    for (const bool frames : {false, true}) {
        auto acceptor = our_acceptor();
        by_hand initiator{kerberos_initiator()};
        auto token = initiator.step({});
        if (frames) token = wire::reframed(token, wire::kerberos_oid, wire::microsoft_kerberos_oid);
        const auto next = acceptor.advance(
            test::own_call(),
            wire::spnego::make_init(list_of({wire::microsoft_kerberos_oid, wire::kerberos_oid, ntlm_oid}),
                                    token));
        REQUIRE(next.has_value());
        CHECK(next->complete);
        const auto answer = wire::spnego::parse_resp(next->token);
        REQUIRE(answer.has_value());
        CHECK(std::ranges::equal(*answer->mechanism, wire::microsoft_kerberos_oid));
        const auto ap_rep = wire::reframed(*answer->token, wire::microsoft_kerberos_oid, wire::kerberos_oid);
        CHECK(std::ranges::equal(ap_rep, *answer->token) != frames);
        initiator.step(ap_rep);
        CHECK(initiator.session.has_value());
    }
}

TEST_CASE("channel bindings count until the mechanism has begun, in whichever call that is") {
    test::shared_realm();
    gss::channel_bindings client, other;
    client.application_data = gss::bytes(9, std::byte{1});
    other.application_data = gss::bytes(9, std::byte{2});
    auto what = to_web();
    what.bindings = client;
    const auto initiator =
        std::move(*gss::kerberos().initiate(test::own_call(), gss::kerberos().default_initiator({}), what));
    const auto ap_req = initiator->advance(test::own_call(), {});
    REQUIRE(ap_req.has_value());
    const auto same = detail::binding_policy::same;
    // Another mechanism comes first, so that the token for Kerberos is in the second leg.
    auto ours = our_acceptor();
    const auto offer = list_of({ntlm_oid, wire::kerberos_oid});
    REQUIRE(ours.advance(test::own_call(), wire::spnego::make_init(offer, {})).has_value());
    REQUIRE(ours.bind(test::own_call(), other, same).has_value());
    REQUIRE(ours.bind(test::own_call(), client, same).has_value());
    REQUIRE(ours.advance(test::own_call(), wire::spnego::make_resp({.token = ap_req->token})).has_value());
    const auto late = ours.bind(test::own_call(), other, same);
    REQUIRE(late.has_error());
    CHECK(late.error().code == status::bad_bindings);
    CHECK(late.error().context_intact);
}
