// SPDX-License-Identifier: BSL-1.0
// What a wrong token does to an exchange under way: the same with both packages, on both sides, as the manual has it.
#include "bad_input.hpp"

#include <support/catch.hpp>
#include <support/heimdal_leaks.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

using namespace sspi::test;

namespace {

constexpr ULONG dce_request = usual_request | ISC_REQ_USE_DCE_STYLE; // whose acceptor waits for a token too

/// An exchange stopped where one side waits: after the server's first answer, or after the client's second token.
struct stopped {
    owned_credential client_credential, server_credential;
    peer client{}, server{};
    bool server_waits;

    stopped(const std::string& package, bool server_s)
        : client_credential(acquire_from(package, SECPKG_CRED_OUTBOUND)),
          server_credential(acquire_from(package, SECPKG_CRED_INBOUND)), server_waits(server_s) {
        initiate(client, client_credential, web, dce_request);
        accept(server, server_credential, 0, client.token);
        REQUIRE(server.status == SEC_I_CONTINUE_NEEDED);
        if (server_waits) initiate(client, client_credential, web, dce_request, server.token);
        REQUIRE(client.status >= 0);
    }
    [[nodiscard]] peer& waiting() { return server_waits ? server : client; }
    [[nodiscard]] bytes due() const { return server_waits ? client.token : server.token; }

    [[nodiscard]] SECURITY_STATUS take(const bytes& token) {
        [[maybe_unused]] const leak_of_heimdal known;
        if (server_waits)
            accept(server, server_credential, 0, token);
        else
            initiate(client, client_credential, web, dce_request, token);
        return waiting().status;
    }
    [[nodiscard]] SECURITY_STATUS last_status() {
        SecPkgContext_NegoStatus told{};
        REQUIRE(QueryContextAttributesA(waiting().context.get(), SECPKG_ATTR_NEGO_STATUS, &told) == SEC_E_OK);
        return static_cast<SECURITY_STATUS>(told.LastStatus);
    }
};

} // namespace

TEST_CASE("what is no token of the kind that is due changes nothing: the right one goes on") {
    shared_realm();
    const std::string package = GENERATE(from_range(every_package()));
    stopped x(package, GENERATE(false, true));
    auto longer = x.due();
    longer.push_back(std::byte{0});
    auto cut = x.due();
    cut.pop_back();
    for (const auto& junk : {bytes_of("junk"), longer, cut, bytes(64)}) {
        CHECK(x.take(junk) == SEC_E_INVALID_TOKEN);
        CHECK(x.last_status() == SEC_E_OK);
    }
    CHECK(x.take(x.due()) >= 0);
}

TEST_CASE(
    "a token of the right kind that proves nothing ends the exchange, which says the same from then on") {
    shared_realm();
    const std::string package = GENERATE(from_range(every_package()));
    const bool server_waits = GENERATE(false, true);
    stopped x(package, server_waits), other(package, server_waits);
    const auto refused = x.take(other.due());
    CAPTURE(package, server_waits, refused);
    REQUIRE(refused < 0);
    CHECK(x.last_status() == refused);
    CHECK(x.take(x.due()) == refused);
    CHECK(x.take(bytes_of("junk")) == refused);
    CHECK(DeleteSecurityContext(x.waiting().context.get()) == SEC_E_OK);
    x.waiting().context.forget();
    CHECK(other.take(other.due()) >= 0);
}
