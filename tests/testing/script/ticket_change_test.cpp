// SPDX-License-Identifier: BSL-1.0
// Tests of tickets that are wrong: clients take them, and services do not.
#include "scripted.hpp"

using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

/// What the service says of a ticket that was changed.
[[nodiscard]] krb5_error_code presented(const ticket_change& change, const std::string& service = web) {
    scripted with;
    REQUIRE(with.login() == 0);
    auto rule = with.kdc.when(tgs_request()).ticket(change);
    const auto status = with.present(service);
    CHECK(rule.used() == 1);
    CHECK(with.kdc.transcript().back().answer == "TGS-REP");
    return status;
}

} // namespace

TEST_CASE("a service refuses a ticket that is wrong, with the code for it") {
    CHECK(presented({}) == 0);
    CHECK(presented(expired()) == KRB5KRB_AP_ERR_TKT_EXPIRED);
    CHECK(presented(expired(0h)) == 0); // within the allowed clock skew
    CHECK(presented(ending_in(10min)) == 0);
    CHECK(presented(not_yet_valid()) == KRB5KRB_AP_ERR_TKT_NYV);
    CHECK(presented(not_yet_valid(1min)) == 0); // within the allowed clock skew
    CHECK(presented(with_kvno(7)) == KRB5_KT_NOTFOUND);
    CHECK(presented(under_random_key()) == KRB5KRB_AP_ERR_BAD_INTEGRITY);
    CHECK(presented(under_key_of("cifs/files.example.test")) == KRB5KRB_AP_ERR_BAD_INTEGRITY);
    CHECK(presented(with_flag(flag_invalid)) == KRB5KRB_AP_ERR_TKT_NYV);
    CHECK(presented(without_pac()) == 0);
    CHECK(presented(expired().with_kvno(1)) == KRB5KRB_AP_ERR_TKT_EXPIRED);
}

TEST_CASE("a ticket for another name is not for this service") {
    CHECK(presented(for_service(files)) == 0); // to Heimdal it is the key that counts
    CHECK(presented(for_service(files).under_key_of(files)) == KRB5KRB_AP_ERR_BAD_INTEGRITY);
}

TEST_CASE("a ticket for another client does not fit the authenticator") {
    CHECK(presented(for_client("bob").without_pac()) == KRB5KRB_AP_ERR_BADMATCH);
}

TEST_CASE("a client is told of a change where it is to know") {
    scripted with;
    REQUIRE(with.login() == 0);
    auto plain = with.kdc.when(tgs_request()).ticket(ending_in(10min));
    CHECK(with.client.ticket_for(with.full(web)).lifetime > 3600);
    plain.remove();
    with.kdc.when(tgs_request()).ticket(ending_in(10min).with_flag(flag_ok_as_delegate).client_knows());
    const auto told = with.client.ticket_for(with.full(files));
    REQUIRE(told.status == 0);
    CHECK(told.lifetime <= 601);
    CHECK(told.flags.ok_as_delegate == 1);
    with.kdc.clear_rules();
    with.kdc.when(tgs_request()).ticket(for_service(files).client_knows());
    with.kdc.add_service("HTTP/third.example.test");
    with.kdc.when(tgs_request()).ticket(without_flag(flag_forwardable).client_knows());
    CHECK(with.client.ticket_for(with.full("HTTP/third.example.test")).flags.forwardable == 0);
}

TEST_CASE("a ticket-granting ticket that is wrong is refused by the KDC") {
    const auto second_step = [](const ticket_change& change) {
        scripted with;
        with.kdc.when(as_request()).ticket(change);
        REQUIRE(with.login() == 0);
        return with.ticket();
    };
    CHECK(second_step({}) == 0);
    CHECK(second_step(expired()) == KRB5KRB_AP_ERR_TKT_EXPIRED);
    CHECK(second_step(not_yet_valid()) == KRB5KRB_AP_ERR_TKT_NYV);
    CHECK(second_step(under_random_key()) != 0);
    CHECK(second_step(with_kvno(9)) != 0);
}

TEST_CASE("a client notices a ticket that it is told has ended") {
    scripted with;
    with.kdc.when(as_request()).ticket(expired().client_knows());
    const auto told = with.client.login(with.full("alice"), "secret");
    CHECK((told.status != 0 || told.lifetime < 0)); // Heimdal's does when it is about to use it
}

TEST_CASE("an answer without a ticket, or of a key that is not known, stays as it is") {
    recorded with;
    const auto refused = with.kdc.answer(with.requests[0]);
    with.kdc.when(any_request()).ticket(expired());
    CHECK(with.kdc.answer(with.requests[0]).size() == refused.size());
    CHECK(with.kdc.transcript().back().error == kdc_err_preauth_required);
    with.kdc.when(any_request()).answer(octets(40, std::byte{0x6d})).ticket(expired());
    CHECK(with.kdc.answer(with.requests[0]) == octets(40, std::byte{0x6d}));
}

TEST_CASE("every enctype's tickets can be changed") {
    const auto type = GENERATE(from_range(all_enctypes().begin(), all_enctypes().end()));
    CAPTURE(enctype_name(type));
    scripted with({.enctypes = {type}});
    with.client.offer({static_cast<int>(type)});
    with.kdc.when(tgs_request()).ticket(expired().client_knows());
    REQUIRE(with.login() == 0);
    CHECK(with.present() != 0);
    with.kdc.clear_rules();
    with.kdc.when(tgs_request()).ticket(with_flag(flag_ok_as_delegate).client_knows());
    CHECK(with.client.ticket_for(with.full(files)).flags.ok_as_delegate == 1);
}
