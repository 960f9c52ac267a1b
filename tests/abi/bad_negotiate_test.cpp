// SPDX-License-Identifier: BSL-1.0
// Tokens of Negotiate that are cut, extended, changed or of another package, on every leg of either side.
#include "bad_tokens.hpp"

#include <support/catch.hpp>
#include <support/heimdal_leaks.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

using namespace sspi::test;

namespace {

/// An exchange of Negotiate, stopped where one side waits for its leg-th token.
struct stopped_negotiation {
    ULONG request;
    int legs; // made already; the client makes the even ones
    owned_credential client_credential = acquire_from("Negotiate", SECPKG_CRED_OUTBOUND);
    owned_credential server_credential = acquire_from("Negotiate", SECPKG_CRED_INBOUND);
    peer client{};
    peer server{};

    stopped_negotiation(ULONG style, int made) : request(style), legs(made) { begin(); }

    void begin() {
        client = {};
        server = {};
        for (int leg = 0; leg < legs; ++leg)
            go_on(leg);
    }
    void go_on(int leg) {
        if (leg % 2 == 0)
            initiate(client, client_credential, web, request, server.token);
        else
            accept(server, server_credential, 0, client.token);
        REQUIRE((leg % 2 == 0 ? client : server).status >= 0);
    }
    [[nodiscard]] bool server_waits() const { return legs % 2 == 1; }
    [[nodiscard]] peer& waiting() { return server_waits() ? server : client; }
    [[nodiscard]] const bytes& genuine() const { return server_waits() ? client.token : server.token; }

    [[nodiscard]] SECURITY_STATUS take(const bytes& token, leg_outputs& out) {
        token_input in(token);
        auto* const context = waiting().context.live() ? waiting().context.get() : nullptr;
        if (server_waits())
            return AcceptSecurityContext(server_credential.get(), context, in.list(), 0, 0, &out.handle,
                                         out.list(), &out.attributes, &out.expiry);
        return InitializeSecurityContextA(client_credential.get(), context, nullptr, request, 0, 0, in.list(),
                                          0, &out.handle, out.list(), &out.attributes, &out.expiry);
    }
    /// A context that a token made is the waiting side's from now on.
    void keep(const leg_outputs& out) {
        if (waiting().context.live()) return;
        *waiting().context.get() = out.handle;
        waiting().context.now_live();
    }
    /// With the tokens that are due, from the waiting side's leg on.
    void must_complete() {
        for (int leg = legs; client.status != SEC_E_OK || server.status != SEC_E_OK; ++leg) {
            REQUIRE(leg < 6);
            go_on(leg);
        }
        CHECK(decrypt_stream(server, encrypt(client, {"there"}).joined()).text == "there");
    }
};

constexpr ULONG dce_request = usual_request | ISC_REQ_USE_DCE_STYLE;
struct place {
    ULONG request;
    int legs;
};
constexpr place every_leg[] = {{usual_request, 1}, {usual_request, 2}, {dce_request, 1},
                               {dce_request, 2},   {dce_request, 3},   {dce_request, 4}};

[[nodiscard]] std::string client_at(SecHandle context) {
    SecPkgContext_NativeNamesA names{};
    REQUIRE(QueryContextAttributesA(&context, SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    const std::string name = names.sClientName;
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);
    return name;
}

} // namespace

TEST_CASE("a token of Negotiate that is cut or extended is refused, and the right one then completes") {
    shared_realm();
    const auto [request, legs] = GENERATE(from_range(std::begin(every_leg), std::end(every_leg)));
    stopped_negotiation n(request, legs);
    for (const auto& token : of_wrong_length(n.genuine())) {
        leg_outputs out;
        const auto status = n.take(token, out);
        CAPTURE(request, legs, token.size(), status_text(status));
        CHECK(status == SEC_E_INVALID_TOKEN);
        CHECK(out.untouched());
    }
    n.must_complete();
}

TEST_CASE("a changed octet of a token of Negotiate lets nobody in but the client it was made for") {
    shared_realm();
    const auto [request, legs] = GENERATE(from_range(std::begin(every_leg), std::end(every_leg)));
    stopped_negotiation n(request, legs);
    std::size_t refused = 0;
    for (const auto& change : octet_changes(n.genuine().size(), 60)) {
        const auto changed = change.applied_to(n.genuine());
        if (!changed) continue;
        leg_outputs out;
        [[maybe_unused]] const leak_of_heimdal known;
        const auto status = n.take(*changed, out);
        INFO(request << ", " << legs << ", " << change.text() << ": " << status_text(status));
        if (status < 0) {
            if (!out.untouched()) CHECK(false);
            ++refused;
        } else {
            // What neither layer protects: the list's other mechanisms, negState where a choice is left, and the
            // octets around the encrypted parts of Kerberos' own message.
            n.keep(out);
            if (status == SEC_E_OK) CHECK(client_at(out.handle) == "alice@SSPI.TEST");
        }
        if (status >= 0 || n.waiting().context.live()) n.begin();
    }
    CHECK(refused > n.genuine().size());
}

TEST_CASE("a token of another package is none of Negotiate, and the right one then completes") {
    shared_realm();
    const auto [request, legs] = GENERATE(from_range(std::begin(every_leg), std::end(every_leg)));
    stopped_negotiation n(request, legs);
    auto tokens = foreign_tokens();
    if (legs == 1) tokens.erase(tokens.begin()); // an offer without a token is a beginning
    tokens.push_back({"an AP-REP", stopped_exchange(due::ap_rep).server.token});
    tokens.push_back({"a bare AP-REP", stopped_exchange(due::dce_ap_rep).server.token});
    for (const auto& [name, token] : tokens) {
        leg_outputs out;
        const auto status = n.take(token, out);
        CAPTURE(request, legs, name, status_text(status));
        CHECK(status == (legs == 1 && name == "NTLM" ? SEC_E_SECPKG_NOT_FOUND : SEC_E_INVALID_TOKEN));
        CHECK(out.untouched());
    }
    n.must_complete();
}

TEST_CASE("an acceptor of Kerberos takes no token of Negotiate, and an initiator neither") {
    shared_realm();
    stopped_negotiation n(usual_request, 2);
    stopped_exchange kerberos(due::ap_rep);
    leg_outputs out;
    CHECK(kerberos.refuse(n.server.token) == SEC_E_INVALID_TOKEN);
    kerberos.must_complete();
    token_input in(n.client.token);
    CHECK(AcceptSecurityContext(kerberos.server_credential.get(), nullptr, in.list(), 0, 0, &out.handle,
                                out.list(), &out.attributes, &out.expiry) == SEC_E_INVALID_TOKEN);
    CHECK(out.untouched());
    n.must_complete();
}
