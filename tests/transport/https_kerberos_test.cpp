// SPDX-License-Identifier: BSL-1.0
// A Kerberos client whose requests go through a proxy of ours, to a KDC that only the proxy knows.
#include "https_try.hpp"

#include "../testing/kerberos_client.hpp"

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>

using namespace sspi::test;
using sspi::testing::kerberos_client;
using enum sspi::gss::kdc_outcome;

namespace {

/// As a proxy does: the message out of its envelope, to the KDC, and the reply into another.
tls_server::script passing_on_to(const sspi::testing::realm& realm) {
    return [realm](tls_server::stream& client) {
        const auto request = take_request(client);
        const auto message = sspi::wire::kkdcp::decode(std::as_bytes(std::span(request.body)));
        const auto reply = message ? realm.answer(*message) : std::vector<std::byte>();
        const std::string_view text(reinterpret_cast<const char*>(reply.data()), reply.size());
        put(client, text.empty() ? http_answer("", "400 Bad Request") : http_answer(envelope_of(text)));
        wait_for_end(client);
    };
}

} // namespace

TEST_CASE("tickets are had through a proxy") {
    sspi::testing::realm realm("PROXIED.TEST");
    realm.add_user("alice", "secret");
    realm.add_service("HTTP/web.proxied.test");
    const sspi::testing::environment environment({.realm = realm.name()});
    const tls_server proxy(good_certificate(), passing_on_to(realm));
    const sspi::testing::in_process route(realm.name(), [&proxy](std::span<const std::byte> request) {
        const auto out =
            outcome_of({.addresses = {proxy.address()},
                        .request = {reinterpret_cast<const char*>(request.data()), request.size()}});
        CHECK(out.outcome == answered);
        const auto reply = std::as_bytes(std::span(out.reply));
        return std::vector<std::byte>(reply.begin(), reply.end());
    });
    kerberos_client client;
    REQUIRE(client.login("alice@PROXIED.TEST", "secret").status == 0);
    CHECK(client.ticket_for("HTTP/web.proxied.test@PROXIED.TEST").status == 0);
    CHECK(realm.requests().as == 2);
    CHECK(realm.requests().tgs == 1);
    CHECK(proxy.connections() == 3);
    CHECK(client.login("alice@PROXIED.TEST", "wrong").status == KRB5KDC_ERR_PREAUTH_FAILED);
}
