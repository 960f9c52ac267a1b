// SPDX-License-Identifier: BSL-1.0
// Establishment tokens that are cut, extended, changed, of another leg or of another package, on every leg.
#include "bad_tokens.hpp"

#include <support/catch.hpp>
#include <support/heimdal_leaks.hpp>
#include <support/messages.hpp>

using namespace sspi::test;

namespace {

constexpr ULONG styles[] = {usual_request, usual_request & ~ULONG{ISC_REQ_MUTUAL_AUTH},
                            usual_request | ISC_REQ_USE_DCE_STYLE};
constexpr due later_legs[] = {due::ap_rep, due::dce_ap_rep, due::dce_third};

/// A client that has just made its AP-REQ, and a server that has not seen it.
struct begun {
    owned_credential client_credential = acquire(SECPKG_CRED_OUTBOUND);
    owned_credential server_credential = acquire(SECPKG_CRED_INBOUND);
    peer client;

    explicit begun(ULONG style) { begin(style); }

    void begin(ULONG style) {
        client = {};
        initiate(client, client_credential, web, style);
        REQUIRE(client.status >= 0);
    }

    [[nodiscard]] SECURITY_STATUS accept_first(const bytes& token, leg_outputs& out) {
        token_input in(token);
        return AcceptSecurityContext(server_credential.get(), nullptr, in.list(), 0, 0, &out.handle,
                                     out.list(), &out.attributes, &out.expiry);
    }
};

/// RFC 4120 protects neither ap-options nor what a ticket says about itself outside its encrypted part (5.5.1,
/// 5.3): realm and name of the service, etype and key version. An acceptor that finds the right key all the
/// same has authenticated the client. The encrypted part of the authenticator has an etype of that kind as
/// well.
[[nodiscard]] std::vector<bool> unprotected_octets(const bytes& ap_req) {
    std::vector<bool> out(ap_req.size());
    const auto mark = [&](const bytes& around, std::size_t skip, std::size_t count) {
        const auto first = place_of(ap_req, around) + skip;
        std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(first), count, true);
    };
    mark(octets({0xA2, 0x07, 0x03, 0x05}), 4, 5); // ap-options, a BIT STRING
    mark(bytes_of("\x09SSPI.TEST"), 1, 9);
    mark(octets({0xA0, 0x03, 0x02, 0x01, 0x01, 0xA1, 0x17}), 4, 1); // name-type
    mark(bytes_of("\x04HTTP"), 1, 4);
    mark(bytes_of("\x0Dweb.sspi.test"), 1, 13);
    const auto etype = static_cast<int>(test_enctype());
    mark(octets({0xA0, 0x03, 0x02, 0x01, etype, 0xA1, 0x03, 0x02, 0x01, 0x01, 0xA2}), 4, 1);
    mark(octets({0xA0, 0x03, 0x02, 0x01, etype, 0xA1, 0x03, 0x02, 0x01, 0x01, 0xA2}), 9, 1); // kvno
    mark(octets({0xA0, 0x03, 0x02, 0x01, etype, 0xA2}), 4, 1);                               // authenticator
    return out;
}

/// Deletes a context that an altered token made, after it was seen to name the real client and service.
void must_name_the_real_principals(SecHandle context) {
    peer made;
    *made.context.get() = context;
    made.context.now_live();
    SecPkgContext_NativeNamesA names{};
    const auto status = QueryContextAttributesA(&context, SECPKG_ATTR_NATIVE_NAMES, &names);
    if (status == SEC_E_INVALID_HANDLE) return; // DCE style: not established yet
    REQUIRE(status == SEC_E_OK);
    CHECK(std::string(names.sClientName) == "alice@SSPI.TEST");
    CHECK(std::string(names.sServerName) == "HTTP/web.sspi.test@SSPI.TEST");
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);
}

} // namespace

TEST_CASE("an AP-REQ that is cut or extended is refused and makes no context") {
    shared_realm();
    const auto style = GENERATE(from_range(std::begin(styles), std::end(styles)));
    begun exchange(style);
    for (const auto& token : of_wrong_length(exchange.client.token)) {
        leg_outputs out;
        const auto status = exchange.accept_first(token, out);
        CAPTURE(style, token.size(), status_text(status));
        CHECK(status == SEC_E_INVALID_TOKEN);
        CHECK(out.untouched());
    }
}

TEST_CASE("a changed octet of an AP-REQ is noticed wherever Kerberos protects it") {
    shared_realm();
    const auto style = GENERATE(from_range(std::begin(styles), std::end(styles)));
    begun exchange(style);
    for (const auto& change : octet_changes(exchange.client.token.size(), 130)) {
        const auto changed = change.applied_to(exchange.client.token);
        if (!changed) continue;
        leg_outputs out;
        const auto status = exchange.accept_first(*changed, out);
        INFO(change.text() << ": " << status_text(status));
        if (status < 0) {
            if (!is_one_of(status, {SEC_E_INVALID_TOKEN, SEC_E_MESSAGE_ALTERED, SEC_E_NO_KERB_KEY}))
                CHECK(false);
            if (!out.untouched()) CHECK(false);
            continue;
        }
        CHECK(unprotected_octets(exchange.client.token)[change.place]);
        must_name_the_real_principals(out.handle);
        exchange.begin(style); // the authenticator is used up
    }
}

TEST_CASE("a server that got an AP-REQ with changed options still finishes with the client") {
    shared_realm();
    begun exchange(usual_request);
    auto token = exchange.client.token;
    token[place_of(token, octets({0xA2, 0x07, 0x03, 0x05})) + 5] ^= std::byte{0x20}; // mutual-required
    peer server;
    accept(server, exchange.server_credential, 0, token);
    REQUIRE(server.status == SEC_E_OK);
    CHECK((server.attributes & ASC_RET_MUTUAL_AUTH) != 0); // the authenticated checksum says so
    initiate(exchange.client, exchange.client_credential, web, usual_request, server.token);
    REQUIRE(exchange.client.status == SEC_E_OK);
    CHECK(decrypt_stream(server, encrypt(exchange.client, {"hello"}).joined()).text == "hello");
}

TEST_CASE("a copy of an accepted AP-REQ is refused however it was changed") {
    shared_realm();
    begun exchange(usual_request);
    const auto genuine = exchange.client.token;
    peer server;
    accept(server, exchange.server_credential, 0, genuine);
    REQUIRE(server.status == SEC_E_OK);
    auto copies = of_wrong_length(genuine);
    for (const auto& change : octet_changes(genuine.size(), genuine.size()))
        if (const auto changed = change.applied_to(genuine)) copies.push_back(*changed);
    const auto bare = place_of(genuine, octets({0x6E, 0x82}));
    copies.emplace_back(genuine.begin() + static_cast<std::ptrdiff_t>(bare), genuine.end());
    copies.push_back(genuine);
    for (const auto& copy : copies) {
        leg_outputs out;
        const auto status = exchange.accept_first(copy, out);
        INFO(copy.size() << " octets: " << status_text(status));
        if (!is_one_of(status,
                       {SEC_E_INVALID_TOKEN, SEC_E_MESSAGE_ALTERED, SEC_E_NO_KERB_KEY, SEC_E_LOGON_DENIED}))
            CHECK(status == SEC_E_LOGON_DENIED);
        if (!out.untouched()) CHECK(false);
    }
    initiate(exchange.client, exchange.client_credential, web, usual_request, server.token);
    CHECK(exchange.client.status == SEC_E_OK);
}

TEST_CASE("an acceptor's first leg takes no token but an AP-REQ") {
    shared_realm();
    auto tokens = foreign_tokens();
    stopped_exchange mutual(due::ap_rep);
    stopped_exchange dce(due::dce_third);
    tokens.push_back({"an AP-REP", mutual.server.token});
    tokens.push_back({"a bare AP-REP", dce.server.token});
    tokens.push_back({"the third token of DCE style", dce.client.token});
    mutual.must_complete();
    tokens.push_back({"a sealed message", encrypt(mutual.client, {"hello"}).joined()});
    begun exchange(usual_request);
    for (const auto& [name, token] : tokens) {
        leg_outputs out;
        const auto status = exchange.accept_first(token, out);
        CAPTURE(name, status_text(status));
        CHECK(status == SEC_E_INVALID_TOKEN);
        CHECK(out.untouched());
    }
    leg_outputs out;
    REQUIRE(exchange.accept_first(exchange.client.token, out) == SEC_E_OK);
    CHECK(DeleteSecurityContext(&out.handle) == SEC_E_OK);
}

TEST_CASE("on a later leg a cut or extended token is refused, and the right one then completes") {
    shared_realm();
    stopped_exchange exchange(GENERATE(from_range(std::begin(later_legs), std::end(later_legs))));
    for (const auto& token : of_wrong_length(exchange.genuine())) {
        const auto status = exchange.refuse(token);
        CAPTURE(static_cast<int>(exchange.leg), token.size(), status_text(status));
        CHECK(status == SEC_E_INVALID_TOKEN);
    }
    exchange.must_complete();
}

TEST_CASE("on a later leg a token of another kind is refused, and the right one then completes") {
    shared_realm();
    stopped_exchange exchange(GENERATE(from_range(std::begin(later_legs), std::end(later_legs))));
    auto tokens = foreign_tokens();
    begun other(usual_request);
    if (!exchange.server_waits()) tokens.push_back({"an AP-REQ", other.client.token});
    if (!exchange.server_waits()) tokens.push_back({"its own token", exchange.client.token});
    tokens.push_back(
        {"the AP-REP of the other style",
         stopped_exchange(exchange.leg == due::ap_rep ? due::dce_ap_rep : due::ap_rep).server.token});
    for (const auto& [name, token] : tokens) {
        const auto status = exchange.refuse(token);
        CAPTURE(static_cast<int>(exchange.leg), name, status_text(status));
        CHECK(status == SEC_E_INVALID_TOKEN);
    }
    exchange.must_complete();
}

TEST_CASE("on a later leg a changed octet is noticed, and a context it spoilt only repeats the status") {
    shared_realm();
    stopped_exchange exchange(GENERATE(from_range(std::begin(later_legs), std::end(later_legs))));
    const auto etype = static_cast<int>(test_enctype());
    std::size_t refused = 0, spoilt = 0;
    for (const auto& change : octet_changes(exchange.genuine().size(), 45)) {
        const auto changed = change.applied_to(exchange.genuine());
        if (!changed) continue;
        const auto status = exchange.refuse(*changed);
        INFO(static_cast<int>(exchange.leg) << ", " << change.text() << ": " << status_text(status));
        if (status >= 0) { // the etype of the encrypted part is not protected, and not needed
            CHECK(change.place ==
                  place_of(exchange.genuine(), octets({0xA0, 0x03, 0x02, 0x01, etype, 0xA2})) + 4);
            exchange.begin();
            continue;
        }
        ++refused;
        if (!is_one_of(status, {SEC_E_INVALID_TOKEN, SEC_E_MESSAGE_ALTERED})) CHECK(false);
        leg_outputs out;
        const auto again = exchange.take(bytes(exchange.genuine()), out);
        if (again != status && (status != SEC_E_INVALID_TOKEN || again != SEC_E_OK)) CHECK(again == status);
        spoilt += again == status ? 1U : 0U;
        exchange.begin();
    }
    CHECK(refused > 200);
    CHECK(spoilt > 100);
    CHECK(spoilt < refused); // what is wrong in the framing spoils nothing
}

TEST_CASE("a proof from another exchange fails for good") {
    shared_realm();
    const auto leg = GENERATE(from_range(std::begin(later_legs), std::end(later_legs)));
    stopped_exchange exchange(leg), other(leg);
    const auto status = [&] {
        [[maybe_unused]] const leak_of_heimdal known;
        return exchange.refuse(other.genuine());
    }();
    CAPTURE(static_cast<int>(leg), status_text(status));
    CHECK(is_one_of(status, {SEC_E_MUTUAL_AUTH_FAILED, SEC_E_MESSAGE_ALTERED, SEC_E_INVALID_TOKEN,
                             SEC_E_OUT_OF_SEQUENCE}));
    CHECK(exchange.refuse(exchange.genuine()) == status);
    CHECK(exchange.refuse(other.genuine()) == status);
    CHECK(CompleteAuthToken(exchange.waiting().context.get(), nullptr) ==
          SEC_E_OK); // still there to be deleted
    SecPkgContext_Sizes sizes{};
    CHECK(QueryContextAttributesA(exchange.waiting().context.get(), SECPKG_ATTR_SIZES, &sizes) ==
          SEC_E_INVALID_HANDLE);
}

TEST_CASE("an error message of the acceptor becomes a status, and a malformed one is no token") {
    shared_realm();
    struct answer {
        int code;
        SECURITY_STATUS status;
    };
    const auto [code, expected] =
        GENERATE(answer{37, SEC_E_TIME_SKEW}, answer{32, SEC_E_CONTEXT_EXPIRED},
                 answer{41, SEC_E_WRONG_PRINCIPAL}, answer{35, SEC_E_WRONG_PRINCIPAL});
    // KRB-ERROR with pvno, msg-type, stime, susec, error-code, realm and sname (RFC 4120 5.9.1).
    auto error = octets({0x7E, 0x3C, 0x30, 0x3A, 0xA0, 0x03, 0x02, 0x01, 0x05, 0xA1, 0x03, 0x02, 0x01, 0x1E,
                         0xA4, 0x11, 0x18, 0x0F});
    const auto append = [&error](const bytes& more) { error.insert(error.end(), more.begin(), more.end()); };
    append(bytes_of("20260101000000Z"));
    append(
        octets({0xA5, 0x03, 0x02, 0x01, 0x00, 0xA6, 0x03, 0x02, 0x01, code, 0xA9, 0x03, 0x1B, 0x01, 'R', 0xAA,
                0x0E, 0x30, 0x0C, 0xA0, 0x03, 0x02, 0x01, 0x01, 0xA1, 0x05, 0x30, 0x03, 0x1B, 0x01, 'S'}));
    error[1] = static_cast<std::byte>(error.size() - 2);
    error[3] = static_cast<std::byte>(error.size() - 4);
    stopped_exchange exchange(GENERATE(due::ap_rep, due::dce_ap_rep));
    auto broken = error;
    broken[4] = std::byte{0xA1}; // no pvno
    CHECK(exchange.refuse(broken) == SEC_E_INVALID_TOKEN);
    for (const auto& token : of_wrong_length(error))
        CHECK(exchange.refuse(token) == SEC_E_INVALID_TOKEN);
    const auto status = exchange.refuse(error);
    CAPTURE(status_text(status));
    CHECK(status == expected);
    CHECK(exchange.refuse(exchange.genuine()) == expected);
}
