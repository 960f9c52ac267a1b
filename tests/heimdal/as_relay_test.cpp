// SPDX-License-Identifier: BSL-1.0
// Somebody between the library and the KDC at a logon, and a KDC that answers something else: by password, key and UPN, and for
// the password service.
#include "relay.hpp"

#include <gss/mechanism.hpp>

#include <chrono>
#include <string>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;

namespace {

constexpr auto upn = "alice.smith@people.invalid"; // whose suffix is no realm

answering_realm& realm() {
    auto& out = the_realm();
    static const bool added = [&] {
        out->add_user("carol", password); // the same key would open her reply
        out->add_alias(upn, user);
        out->add_service("HTTP/front.sspi.test", {.trusted_to_authenticate_for_delegation = true});
        out->write_keytab(out.environment().keytab_name(), {"HTTP/front.sspi.test"});
        return true;
    }();
    REQUIRE(added);
    out.answer_by({});
    return out;
}

[[nodiscard]] SECURITY_STATUS leg_of(const std::string& name, const std::string& domain) {
    const who<char> strings{name, domain, password};
    auto identity = plain_identity(strings);
    auto from = acquire(SECPKG_CRED_OUTBOUND, &identity);
    return first_leg_of(from);
}

/// The ways that lead to an AS exchange.
[[nodiscard]] SECURITY_STATUS by_password() {
    return leg_of(user, realm_name);
}
[[nodiscard]] SECURITY_STATUS by_upn() {
    return leg_of(upn, "");
}
[[nodiscard]] SECURITY_STATUS by_other_case() {
    return leg_of(std::string(user) + "@sspi.test", "");
}
[[nodiscard]] SECURITY_STATUS by_service() {
    gss::kdc_call call;
    const auto out = gss::kerberos().log_on_for(call, {"carol", realm_name});
    return out ? SEC_E_OK : static_cast<SECURITY_STATUS>(out.error().code);
}
[[nodiscard]] SECURITY_STATUS new_password() {
    return ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg(user), arg(password), arg(password),
                                  FALSE, 0, nullptr);
}

struct way {
    const char* name;
    SECURITY_STATUS (*go)();
    SECURITY_STATUS good;
};
constexpr way all_ways[] = {{"password", by_password, SEC_I_CONTINUE_NEEDED},
                            {"UPN", by_upn, SEC_I_CONTINUE_NEEDED},
                            {"realm in another case", by_other_case, SEC_I_CONTINUE_NEEDED},
                            {"key", by_service, SEC_E_OK},
                            {"new password", new_password, SEC_E_OK}};

[[nodiscard]] bool is_refused(SECURITY_STATUS status) {
    UNSCOPED_INFO(name(static_cast<sspi::status>(status)));
    return status == SEC_E_MESSAGE_ALTERED || status == SEC_E_WRONG_PRINCIPAL || status == SEC_E_TIME_SKEW;
}

/// Each time the KDC sends a ticket that is not what was asked for.
[[nodiscard]] SECURITY_STATUS with_ticket(const way& by, testing::ticket_change change) {
    auto rule = realm()->when(testing::as_request()).ticket(change.client_knows());
    const auto out = by.go();
    CHECK(rule.used() > 0);
    rule.remove();
    return out;
}

[[nodiscard]] SECURITY_STATUS with_relay(const way& by, const as_relay& relay) {
    realm().answer_by(relay.as_script());
    const auto out = by.go();
    realm();
    return out;
}

} // namespace

TEST_CASE("every way to log on works where nobody interferes") {
    realm();
    for (const auto& by : all_ways) {
        CAPTURE(by.name);
        CHECK(by.go() == by.good);
        CHECK(with_relay(by, {}) == by.good); // the relay alone does no harm
    }
}

TEST_CASE("a logon's ticket of other names, times or flags than were asked for is not taken") {
    for (const auto& by : all_ways) {
        CAPTURE(by.name);
        CHECK(is_refused(with_ticket(by, testing::for_service(web))));
        CHECK(is_refused(with_ticket(by, testing::for_service("krbtgt/EVIL.TEST"))));
        CHECK(is_refused(with_ticket(by, testing::for_service("krbtgt/EVIL.TEST@EVIL.TEST"))));
        CHECK(is_refused(with_ticket(by, testing::expired())));
        CHECK(is_refused(with_ticket(by, testing::not_yet_valid())));
        for (const auto flag : {testing::flag_invalid, testing::flag_postdated, testing::flag_anonymous,
                                testing::flag_may_postdate, testing::flag_renewable}) {
            CAPTURE(static_cast<unsigned>(flag));
            CHECK(with_ticket(by, testing::with_flag(flag)) == SEC_E_MESSAGE_ALTERED);
        }
        CHECK(with_ticket(by, testing::without_flag(testing::flag_initial)) == SEC_E_MESSAGE_ALTERED);
        CHECK(by.go() == by.good); // nothing of that stays
    }
    // For that one alone there is a limit, and a wish that it is not good for more.
    CHECK(with_ticket({"", new_password, 0}, testing::ending_in(1h)) == SEC_E_MESSAGE_ALTERED);
    CHECK(with_ticket({"", new_password, 0}, testing::with_flag(testing::flag_forwardable)) ==
          SEC_E_MESSAGE_ALTERED);
    CHECK(with_ticket({"", new_password, 0}, testing::with_flag(testing::flag_proxiable)) ==
          SEC_E_MESSAGE_ALTERED);
}

TEST_CASE("what is written on a logon's ticket, or beside it, is what is sealed") {
    for (const auto& by : all_ways) {
        CAPTURE(by.name);
        CHECK(is_refused(
            with_relay(by, {.answer = [](auto& reply) { set_realm(reply.crealm, "EVIL.TEST"); }})));
        CHECK(is_refused(with_relay(by, {.answer = [](auto& reply) {
                                        rename(reply.ticket.sname, {"HTTP", "other"});
                                    }})));
        CHECK(is_refused(
            with_relay(by, {.answer = [](auto& reply) { set_realm(reply.ticket.realm, "EVIL.TEST"); }})));
        CHECK(by.go() == by.good);
    }
}

TEST_CASE("a logon is in the name that was asked for") {
    for (const auto& by : all_ways) {
        CAPTURE(by.name);
        const auto outcome = with_relay(by, {.answer = [](auto& reply) { rename(reply.cname, {"carol"}); }});
        // A canonical name is not sealed (RFC 6806 section 7). The KDC does not go on with another.
        CHECK(outcome < 0);
        const bool asked_for_it = by.go == by_upn || by.go == by_other_case;
        if (!asked_for_it) CHECK(is_refused(outcome));
    }
}

TEST_CASE("who changes a logon's question gets no answer taken") {
    for (const auto& by : all_ways) {
        CAPTURE(by.name);
        const auto with = [&](std::function<void(KDC_REQ&)> change) {
            return with_relay(by, {.ask = std::move(change)});
        };
        CHECK(with([](auto& asked) { rename(*asked.req_body.cname, {"carol"}); }) < 0);
        CHECK(with([](auto& asked) { rename(*asked.req_body.sname, {"HTTP", "web.sspi.test"}); }) < 0);
        CHECK(with([](auto& asked) { asked.req_body.nonce ^= 1; }) < 0);
        CHECK(with([](auto& asked) { asked.req_body.kdc_options.allow_postdate = 1; }) < 0);
    }
}

TEST_CASE("an old answer to a logon is no answer to a new one") {
    auto kept = std::make_shared<bytes>();
    realm().answer_by([kept](answering_realm::request asked, int) {
        auto out = the_realm().own_answer(asked);
        const bool is_ticket = !out.empty() && out.front() == as_codec::reply_tag;
        if (is_ticket && kept->empty()) *kept = out;
        return std::optional(is_ticket ? *kept : out);
    });
    CHECK(by_password() == SEC_I_CONTINUE_NEEDED);
    CHECK(is_refused(by_password()));
    realm();
}

namespace {

void damage(KDC_REP& reply) {
    const auto& cipher = reply.ticket.enc_part.cipher;
    static_cast<std::byte*>(cipher.data)[cipher.length / 2] ^= std::byte{1};
}

/// As many tickets of logons as that are damaged on their way, in what is sealed for the KDC; and how many came at all.
struct damaging_relay {
    int wanted;
    int logons = 0;

    void begin() {
        as_relay relay;
        relay.answer = [this](KDC_REP& reply) {
            if (++logons <= wanted) damage(reply);
        };
        realm().answer_by(relay.as_script());
    }
};

} // namespace

TEST_CASE("a ticket-granting ticket that was damaged on its way costs one try, and not the credential") {
    realm();
    const who<char> strings{user, realm_name, password};
    auto identity = plain_identity(strings);
    auto once = acquire(SECPKG_CRED_OUTBOUND, &identity);
    damaging_relay one{.wanted = 1};
    one.begin();
    CHECK(first_leg_of(once) == SEC_I_CONTINUE_NEEDED);
    CHECK(one.logons == 2);

    auto always = acquire(SECPKG_CRED_OUTBOUND, &identity);
    damaging_relay all{.wanted = 2};
    all.begin();
    CHECK(first_leg_of(always) < 0);
    CHECK(all.logons == 2); // and no more
    CHECK(first_leg_of(always) == SEC_I_CONTINUE_NEEDED);
    realm();
}

TEST_CASE("so it does where the ticket is asked for under a peer's key") {
    realm();
    const who<char> alices{user, realm_name, password}, carols{"carol", realm_name, password};
    auto alice = plain_identity(alices);
    auto carol = plain_identity(carols);
    auto from = acquire(SECPKG_CRED_OUTBOUND, &alice);
    auto with = acquire(SECPKG_CRED_INBOUND, &carol);
    constexpr ULONG request = usual_request | ISC_REQ_USE_SESSION_KEY;
    peer client, server;
    damaging_relay first{.wanted = 1};
    first.begin();
    initiate(client, from, "carol", request);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    accept(server, with, 0, client.token);
    REQUIRE(server.status == SEC_I_CONTINUE_NEEDED);
    initiate(client, from, "carol", request, server.token);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    accept(server, with, 0, client.token);
    CHECK(server.status == SEC_E_OK);
    realm();
}

TEST_CASE("a logon that is renewed is asked as much as the first") {
    realm();
    const who<char> strings{user, realm_name, password};
    auto identity = plain_identity(strings);
    auto short_lived = realm()->when(testing::as_request()).ticket(testing::ending_in(2s).client_knows());
    auto from = acquire(SECPKG_CRED_OUTBOUND, &identity);
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
    short_lived.remove();
    std::this_thread::sleep_for(2100ms);
    auto wrong =
        realm()->when(testing::as_request()).ticket(testing::with_flag(testing::flag_invalid).client_knows());
    CHECK(first_leg_of(from) == SEC_E_MESSAGE_ALTERED);
    wrong.remove();
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
}
