// SPDX-License-Identifier: BSL-1.0
// AP-REQs that Heimdal's Kerberos library makes for a service, without its GSS-API, and what it reads of the answers.
#include <gss/mechanism.hpp>
#include <support/catch.hpp>
#include <support/own_call.hpp>
#include <support/test_realm.hpp>
#include <wire/kerberos_token.hpp>

#include "user_to_user_peer.hpp"

#include <algorithm>
#include <memory>

using namespace sspi;
using namespace sspi::test;
using detail::gss_flag;
using gss::bytes;

namespace {

/// Alice's ticket for the web server, and requests with it.
class plain_client {
  public:
    plain_client() {
        shared_realm();
        const auto context = peer_context();
        peer_cache cache;
        peer_principal client, target;
        REQUIRE(krb5_cc_default(context, cache.out()) == 0);
        REQUIRE(krb5_cc_get_principal(context, cache.get(), client.out()) == 0);
        REQUIRE(krb5_parse_name(context, "HTTP/web.sspi.test@SSPI.TEST", target.out()) == 0);
        krb5_creds wanted{};
        wanted.client = client.get();
        wanted.server = target.get();
        REQUIRE(krb5_get_credentials(context, 0, cache.get(), &wanted, ticket_.out()) == 0);
    }

    /// `checked` is what Kerberos' own checksum is of; null: there is none.
    [[nodiscard]] bytes request(krb5_flags options, krb5_data* checked = nullptr) {
        peer_data out;
        REQUIRE(krb5_mk_req_extended(peer_context(), auth_.out(), options, checked, ticket_.get(),
                                     out.out()) == 0);
        const auto message = octets_of(out.get());
        return {message.begin(), message.end()};
    }

    /// Whether an AP-REP is the service's; then its subkey is known.
    [[nodiscard]] bool believes(gss::view reply) {
        const auto data = lent(reply);
        krb5_ap_rep_enc_part* part = nullptr;
        const auto code = krb5_rd_rep(peer_context(), auth_.get(), &data, &part);
        if (part != nullptr) krb5_free_ap_rep_enc_part(peer_context(), part);
        return code == 0;
    }

    [[nodiscard]] gss::view key() const {
        const auto* const subkey = auth_.get()->remote_subkey;
        return octets_of(subkey != nullptr ? subkey->keyvalue : ticket_.get()->session.keyvalue);
    }

  private:
    peer_credentials ticket_;
    peer_auth auth_;
};

[[nodiscard]] std::unique_ptr<gss::security_context> acceptor() {
    auto& mechanism = gss::kerberos();
    auto made = mechanism.accept(own_call(), mechanism.keytab_acceptor({}), {});
    REQUIRE(made.has_value());
    return std::move(*made);
}

} // namespace

TEST_CASE("a request without a checksum is taken, and answered where it wants that") {
    plain_client client;
    const bool mutual = GENERATE(true, false);
    const auto token = client.request(mutual ? AP_OPTS_MUTUAL_REQUIRED : 0);
    const auto server = acceptor();
    const auto leg = server->advance(own_call(), token);
    REQUIRE(leg.has_value());
    CHECK(leg->complete);
    CHECK(leg->token.empty() != mutual);
    if (mutual) CHECK(client.believes(wire::kerberos_message(leg->token)));
    const auto session = server->describe();
    REQUIRE(session.has_value());
    CHECK(session->initiator == "alice@SSPI.TEST");
    CHECK(session->acceptor == "HTTP/web.sspi.test@SSPI.TEST");
    CHECK(detail::has(session->granted, gss_flag::replay | gss_flag::sequence));
    CHECK(detail::has(session->granted, gss_flag::mutual) == mutual);
    CHECK(session->keys.acceptor_subkey == mutual);
    CHECK(std::ranges::equal(session->keys.key.view(), client.key()));
}

TEST_CASE(
    "a request with Kerberos' own checksum is taken where that is of nothing, and refused where it is not") {
    plain_client client;
    char octet = 'x';
    krb5_data nothing{0, &octet}, something{1, &octet};
    const auto taken = acceptor()->advance(own_call(), client.request(0, &nothing));
    CHECK(taken.has_value());
    const auto refused = acceptor()->advance(own_call(), client.request(0, &something));
    CHECK_FALSE(refused.has_value());
}

TEST_CASE("a request by the session key of another ticket is not for a service's key") {
    plain_client client;
    const auto refused = acceptor()->advance(own_call(), client.request(AP_OPTS_USE_SESSION_KEY));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().minor == KRB5KRB_AP_ERR_NOKEY);
}

TEST_CASE("each opening answers with a key and a number of its own") {
    plain_client client;
    const auto first = acceptor(), second = acceptor();
    REQUIRE(first->advance(own_call(), client.request(AP_OPTS_MUTUAL_REQUIRED)).has_value());
    REQUIRE(second->advance(own_call(), client.request(AP_OPTS_MUTUAL_REQUIRED)).has_value());
    const auto one = first->describe(), other = second->describe();
    REQUIRE((one && other));
    CHECK_FALSE(std::ranges::equal(one->keys.key.view(), other->keys.key.view()));
    CHECK(one->keys.send_sequence != other->keys.send_sequence);
}
