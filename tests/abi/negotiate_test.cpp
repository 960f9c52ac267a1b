// SPDX-License-Identifier: BSL-1.0
// The Negotiate package between a client and a server of this library, in every style.
#include "bad_input.hpp"

#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

using namespace sspi::test;

namespace {

constexpr ULONG dce_request = usual_request | ISC_REQ_USE_DCE_STYLE;

/// The first octets of the tokens (RFC 2743 3.1; RFC 4178 4.2: [1]; RFC 4120 5.5).
constexpr std::byte framed{0x60}, reply{0xA1}, bare_ap_rep{0x6F};

struct negotiation {
    owned_credential client_credential = acquire_from("Negotiate", SECPKG_CRED_OUTBOUND);
    owned_credential server_credential = acquire_from("Negotiate", SECPKG_CRED_INBOUND);
    peer client{};
    peer server{};

    void client_leg(ULONG request = usual_request) {
        initiate(client, client_credential, web, request, server.token);
    }
    void server_leg(ULONG request = 0) { accept(server, server_credential, request, client.token); }
};

void check_talk(peer& client, peer& server) {
    CHECK(decrypt_stream(server, encrypt(client, {"there"}).joined()).text == "there");
    CHECK(decrypt_stream(client, encrypt(server, {"and back"}).joined()).text == "and back");
    bytes mic;
    REQUIRE(sign(client, bytes_of("signed"), mic) == SEC_E_OK);
    CHECK(verify(server, bytes_of("signed"), mic) == SEC_E_OK);
}

[[nodiscard]] std::string package_of(peer& side) {
    SecPkgContext_PackageInfoA info{};
    REQUIRE(QueryContextAttributesA(side.context.get(), SECPKG_ATTR_PACKAGE_INFO, &info) == SEC_E_OK);
    const std::string name = info.PackageInfo->Name;
    CHECK(FreeContextBuffer(info.PackageInfo) == SEC_E_OK);
    return name;
}

/// "package state", as SECPKG_ATTR_NEGOTIATION_INFO has it.
[[nodiscard]] std::string state_of(peer& side) {
    SecPkgContext_NegotiationInfoA info{};
    REQUIRE(QueryContextAttributesA(side.context.get(), SECPKG_ATTR_NEGOTIATION_INFO, &info) == SEC_E_OK);
    const std::string text =
        std::string(info.PackageInfo->Name) + " " + std::to_string(info.NegotiationState);
    CHECK(FreeContextBuffer(info.PackageInfo) == SEC_E_OK);
    CHECK(package_of(side) == text.substr(0, text.find(' ')));
    return text;
}

[[nodiscard]] SECURITY_STATUS acquire_with_list(const std::string& package, const std::string& list) {
    who<char> strings{.packages = list};
    auto identity = extended_identity(strings);
    owned_credential out;
    const auto status = AcquireCredentialsHandleA(nullptr, arg(package.c_str()), SECPKG_CRED_OUTBOUND,
                                                  nullptr, &identity, nullptr, nullptr, out.get(), nullptr);
    if (status == SEC_E_OK) out.now_live();
    return status;
}

} // namespace

TEST_CASE("the client takes two legs and the server one, and both say how far they are") {
    shared_realm();
    negotiation n;
    n.client_leg();
    REQUIRE(n.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK(n.client.token.front() == framed);
    CHECK(state_of(n.client) == "Negotiate 1");
    n.server_leg();
    REQUIRE(n.server.status == SEC_E_OK);
    CHECK(n.server.token.front() == reply);
    CHECK(state_of(n.server) == "Kerberos 0");
    n.client_leg();
    REQUIRE(n.client.status == SEC_E_OK);
    CHECK(n.client.token.empty());
    CHECK(state_of(n.client) == "Kerberos 0");
    check_talk(n.client, n.server);
}

TEST_CASE("mutual authentication is made and reported whether or not it was asked for") {
    shared_realm();
    for (const ULONG request : {ULONG{0}, ULONG{ISC_REQ_CONFIDENTIALITY}, usual_request}) {
        auto s = establish_with("Negotiate", web, request);
        CHECK((s.client.attributes & ISC_RET_MUTUAL_AUTH) != 0);
        CHECK((s.server.attributes & ASC_RET_MUTUAL_AUTH) != 0);
        bytes mic;
        REQUIRE(sign(s.server, bytes_of("signed"), mic) == SEC_E_OK);
        CHECK(verify(s.client, bytes_of("signed"), mic) == SEC_E_OK);
    }
}

TEST_CASE("DCE style takes three legs of the client and two of the server") {
    shared_realm();
    negotiation n;
    n.client_leg(dce_request);
    REQUIRE(n.client.status == SEC_I_CONTINUE_NEEDED);
    n.server_leg();
    REQUIRE(n.server.status == SEC_I_CONTINUE_NEEDED);
    CHECK(state_of(n.server) == "Kerberos 2");
    n.client_leg(dce_request);
    REQUIRE(n.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK(n.client.token.front() == reply);
    CHECK(state_of(n.client) == "Kerberos 2");
    n.server_leg();
    REQUIRE(n.server.status == SEC_E_OK);
    CHECK_FALSE(n.server.token.empty());
    n.client_leg(dce_request);
    REQUIRE(n.client.status == SEC_E_OK);
    CHECK(n.client.token.empty());
    check_talk(n.client, n.server);
}

TEST_CASE("a server that begins sends a hint, and a client takes it") {
    shared_realm();
    negotiation n;
    n.server_leg(); // there is no token of a client yet
    REQUIRE(n.server.status == SEC_I_CONTINUE_NEEDED);
    CHECK(n.server.token.front() == framed);
    CHECK(text_of(n.server.token).find("not_defined_in_RFC4178@please_ignore") != std::string::npos);
    CHECK(state_of(n.server) == "Negotiate 2");
    n.client_leg();
    REQUIRE(n.client.status == SEC_I_CONTINUE_NEEDED);
    n.server_leg();
    REQUIRE(n.server.status == SEC_E_OK);
    n.client_leg();
    REQUIRE(n.client.status == SEC_E_OK);
    check_talk(n.client, n.server);
}

TEST_CASE("a client of the Kerberos package logs in at a server of Negotiate") {
    shared_realm();
    const auto request = GENERATE(values<ULONG>({usual_request, ISC_REQ_INTEGRITY, dce_request}));
    negotiation n;
    n.client_credential = acquire(SECPKG_CRED_OUTBOUND);
    n.client_leg(request);
    n.server_leg();
    CAPTURE(request, n.server.status);
    REQUIRE(n.server.status >= 0);
    CHECK(state_of(n.server) == (request == dce_request ? "Kerberos 2" : "Kerberos 0"));
    if (request == dce_request) CHECK(n.server.token.front() == bare_ap_rep);
    if (n.client.status == SEC_I_CONTINUE_NEEDED) n.client_leg(request);
    REQUIRE(n.client.status == SEC_E_OK);
    if (n.server.status == SEC_I_CONTINUE_NEEDED) n.server_leg();
    REQUIRE(n.server.status == SEC_E_OK);
    bytes mic;
    REQUIRE(sign(n.client, bytes_of("signed"), mic) == SEC_E_OK);
    CHECK(verify(n.server, bytes_of("signed"), mic) == SEC_E_OK);
}

TEST_CASE("the Kerberos package takes no SPNEGO") {
    shared_realm();
    negotiation n;
    n.server_credential = acquire(SECPKG_CRED_INBOUND);
    n.client_leg();
    n.server_leg();
    CHECK(n.server.status == SEC_E_INVALID_TOKEN);
}

TEST_CASE("a copy of an AP-REQ is a replay in whatever it is wrapped") {
    shared_realm();
    negotiation n;
    n.client_leg();
    n.server_leg();
    REQUIRE(n.server.status == SEC_E_OK);
    peer second;
    accept(second, n.server_credential, 0, n.client.token);
    CHECK(second.status == SEC_E_LOGON_DENIED);
}

TEST_CASE("passwords log in through Negotiate, and the wrong one says so at the first leg") {
    shared_realm();
    const std::string name = user, domain = realm_name, right = password, wrong = "wrong";
    auto identity = identity_of(name, domain, right);
    auto s = establish_with("Negotiate", web, usual_request, &identity);
    check_talk(s.client, s.server);
    auto mistaken = identity_of(name, domain, wrong);
    auto from = acquire_from("Negotiate", SECPKG_CRED_OUTBOUND, &mistaken);
    peer client;
    initiate(client, from, web, usual_request);
    CHECK(client.status == SEC_E_LOGON_DENIED);
    CHECK_FALSE(client.context.live());
}

TEST_CASE("a Kerberos failure is the answer where Kerberos cannot be had, and no other package is tried") {
    shared_realm();
    negotiation n;
    for (const auto* const target : {"", "HTTP/nowhere.sspi.test"}) {
        peer client;
        initiate(client, n.client_credential, target, usual_request);
        CHECK(client.status == SEC_E_TARGET_UNKNOWN);
    }
    peer client;
    bytes out(48256);
    SecBuffer buffers[] = {buffer(SECBUFFER_TOKEN, out)};
    auto list = descriptor(buffers);
    CHECK(InitializeSecurityContextA(n.client_credential.get(), nullptr, nullptr, usual_request, 0, 0,
                                     nullptr, 0, client.context.get(), &list, &client.attributes,
                                     nullptr) == SEC_E_TARGET_UNKNOWN);
}

TEST_CASE("a package list has to leave Kerberos") {
    shared_realm();
    for (const auto* const list : {"!ntlm", "kerberos", "Kerberos", "kerberos,!ntlm", "ntlm,kerberos"})
        CHECK(acquire_with_list("Negotiate", list) == SEC_E_OK);
    for (const auto* const list : {"ntlm", "!kerberos", "!ntlm,!Kerberos", "negotiate"})
        CHECK(acquire_with_list("Negotiate", list) == SEC_E_SECPKG_NOT_FOUND);
}

TEST_CASE("tokens for nobody here are refused by the server, and a client of NTLM is told what is missing") {
    shared_realm();
    negotiation n;
    const auto refusal = [&](const bytes& token) {
        peer server;
        accept(server, n.server_credential, 0, token);
        CHECK_FALSE(server.context.live());
        return server.status;
    };
    auto raw_ntlm = bytes_of(std::string("NTLMSSP\0\1\0\0\0\7\202\10\242", 16));
    raw_ntlm.resize(40);
    CHECK(refusal(raw_ntlm) == SEC_E_SECPKG_NOT_FOUND);
    const auto only_ntlm =
        octets({0x60, 0x1C, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02, 0xA0, 0x12, 0x30, 0x10, 0xA0,
                0x0E, 0x30, 0x0C, 0x06, 0x0A, 0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0A});
    CHECK(refusal(only_ntlm) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(refusal(bytes_of("GET / HTTP/1.1\r\n\r\n")) == SEC_E_INVALID_TOKEN);
    CHECK(refusal(octets({0xA1, 0x02, 0x30, 0x00})) == SEC_E_INVALID_TOKEN);

    one_call told{.credential = n.server_credential.get(), .fresh = n.server.context.get()};
    told.request = ASC_REQ_EXTENDED_ERROR;
    told.input = only_ntlm;
    CHECK(told.accept() == SEC_E_SECPKG_NOT_FOUND);
    CHECK(told.token() == octets({0xA1, 0x07, 0x30, 0x05, 0xA0, 0x03, 0x0A, 0x01, 0x02}));
}

TEST_CASE("a server's refusal ends the client's exchange") {
    shared_realm();
    negotiation n;
    n.client_leg();
    n.server.token = octets({0xA1, 0x07, 0x30, 0x05, 0xA0, 0x03, 0x0A, 0x01, 0x02});
    n.client_leg();
    CHECK(n.client.status == SEC_E_LOGON_DENIED);
    n.client_leg();
    CHECK(n.client.status == SEC_E_LOGON_DENIED);
}

TEST_CASE("a token that does not fit is made again for the same input, on every leg") {
    shared_realm();
    negotiation n;
    one_call first{.credential = n.client_credential.get(), .fresh = n.client.context.get(), .room = 10};
    CHECK(first.initiate() == SEC_E_BUFFER_TOO_SMALL);
    n.client_leg(dce_request);
    one_call answer{.credential = n.server_credential.get(), .fresh = n.server.context.get(), .room = 10};
    answer.input = n.client.token;
    CHECK(answer.accept() == SEC_E_BUFFER_TOO_SMALL);
    n.server_leg();
    REQUIRE(n.server.status == SEC_I_CONTINUE_NEEDED);
    one_call third{.context = n.client.context.get(), .room = 10};
    third.input = n.server.token;
    CHECK(third.initiate() == SEC_E_BUFFER_TOO_SMALL);
    third.room = 48000;
    REQUIRE(third.initiate() == SEC_I_CONTINUE_NEEDED);
    n.client.token = third.token();
    one_call fourth{.context = n.server.context.get(), .room = 3};
    fourth.input = n.client.token;
    CHECK(fourth.accept() == SEC_E_BUFFER_TOO_SMALL);
    n.server_leg();
    REQUIRE(n.server.status == SEC_E_OK);
    n.client_leg();
    REQUIRE(n.client.status == SEC_E_OK);
    check_talk(n.client, n.server);
}

TEST_CASE("a context can be deleted behind each of its legs") {
    shared_realm();
    for (int legs = 1; legs <= 4; ++legs) {
        negotiation n;
        for (int leg = 0; leg < legs; ++leg) {
            if (leg % 2 == 0)
                n.client_leg(dce_request);
            else
                n.server_leg();
            CHECK(n.client.status >= 0);
        }
    }
}

TEST_CASE("sizes are Negotiate's, and the names are those of the Kerberos session") {
    shared_realm();
    auto s = establish_with("Negotiate", web, usual_request);
    CHECK(sizes_of(s.client).cbMaxToken == 48256);
    SecPkgContext_NativeNamesA names{};
    REQUIRE(QueryContextAttributesA(s.server.context.get(), SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    CHECK(std::string(names.sClientName) == "alice@SSPI.TEST");
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);
}
