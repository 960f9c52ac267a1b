// SPDX-License-Identifier: BSL-1.0
// The SASL functions: both sides with each other, and each with a peer that writes RFC 4752 by hand.
#include "bad_input.hpp"

#include <support/messages.hpp>
#include <support/sasl.hpp>

#include <set>
#include <string>

using namespace sspi::test;

namespace {

constexpr ULONG protection_bits = ISC_RET_INTEGRITY | ISC_RET_CONFIDENTIALITY;
constexpr ULONG acceptor_bits = ASC_RET_INTEGRITY | ASC_RET_CONFIDENTIALITY;

/// One of RFC 4752's messages, wrapped by hand on the other side's established context.
[[nodiscard]] bytes by_hand(peer& side, const std::string& octets) {
    const auto m = encrypt(side, {octets}, SECQOP_WRAP_NO_ENCRYPT);
    REQUIRE(m.status == SEC_E_OK);
    return m.joined();
}

/// Our SASL client, and a server that uses the plain functions. It has accepted, and is to make its offer.
struct client_of_plain_server {
    explicit client_of_plain_server(ULONG request = usual_request) : sides(request) {
        sides.client_leg();
        accept(sides.server, sides.server_credential, 0, sides.client.token);
        REQUIRE(sides.server.status == SEC_E_OK);
        if (sides.server.token.empty()) return;
        sides.client_leg();
        REQUIRE(sides.client.status == SEC_I_CONTINUE_NEEDED);
        CHECK(sides.client.token.empty());
    }
    void offers(const std::string& octets) {
        sides.server.token = by_hand(sides.server, octets);
        sides.client_leg();
    }
    [[nodiscard]] std::string answer() {
        const auto opened = decrypt_stream(sides.server, sides.client.token);
        CHECK(opened.status == SEC_E_OK);
        CHECK(opened.qop == SECQOP_WRAP_NO_ENCRYPT);
        return opened.text;
    }
    sasl_sides sides;
};

/// Our SASL server, and a client that uses the plain functions. The server has made its offer.
struct server_of_plain_client {
    explicit server_of_plain_client(ULONG request = usual_request) : sides(request) {
        initiate(sides.client, sides.client_credential, web, request);
        sides.server_leg();
        REQUIRE(sides.server.status == SEC_I_CONTINUE_NEEDED);
        if (sides.client.status == SEC_E_OK) return; // without mutual authentication
        initiate(sides.client, sides.client_credential, web, request, sides.server.token);
        REQUIRE(sides.client.status == SEC_E_OK);
        CHECK(sides.client.token.empty());
        sides.server_leg();
        REQUIRE(sides.server.status == SEC_I_CONTINUE_NEEDED);
    }
    [[nodiscard]] std::string offer() {
        const auto opened = decrypt_stream(sides.client, sides.server.token);
        CHECK(opened.status == SEC_E_OK);
        CHECK(opened.qop == SECQOP_WRAP_NO_ENCRYPT);
        return opened.text;
    }
    void answers(const std::string& octets) {
        sides.client.token = by_hand(sides.client, octets);
        sides.server_leg();
    }
    sasl_sides sides;
};

const std::string every_layer("\x07\x00\xFF\xFF", 4);

} // namespace

TEST_CASE("a client and a server agree on confidentiality, and exchange messages") {
    shared_realm();
    sasl_sides sides;
    sides.to_the_end();
    CHECK((sides.client.attributes & protection_bits) == protection_bits);
    CHECK((sides.server.attributes & acceptor_bits) == acceptor_bits);
    CHECK(sides.server.token.empty());
    CHECK(decrypt_stream(sides.server, encrypt(sides.client, {"search"}).joined()).text == "search");
    CHECK(decrypt_stream(sides.client, encrypt(sides.server, {"found"}).joined()).text == "found");
}

TEST_CASE("a client that asks for integrity gets no more than integrity") {
    shared_realm();
    sasl_sides sides(ISC_REQ_INTEGRITY);
    sides.to_the_end();
    CHECK((sides.client.attributes & protection_bits) == ISC_RET_INTEGRITY);
    CHECK((sides.client.attributes & ISC_RET_MUTUAL_AUTH) != 0);
    CHECK((sides.client.attributes & ISC_RET_SEQUENCE_DETECT) != 0);
    CHECK((sides.server.attributes & acceptor_bits) == ASC_RET_INTEGRITY);
    SecPkgContext_Sizes sizes{};
    REQUIRE(QueryContextAttributesA(sides.server.context.get(), SECPKG_ATTR_SIZES, &sizes) == SEC_E_OK);
    CHECK(encrypt(sides.client, {"x"}).status == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(decrypt_stream(sides.server, encrypt(sides.client, {"signed"}, SECQOP_WRAP_NO_ENCRYPT).joined())
              .text == "signed");
}

TEST_CASE("a client that asks for nothing gets no layer") {
    shared_realm();
    const ULONG request = GENERATE(0U, ISC_REQ_MUTUAL_AUTH, ISC_REQ_NO_INTEGRITY | ISC_REQ_MUTUAL_AUTH);
    CAPTURE(request);
    sasl_sides sides(request);
    sides.client_leg();
    REQUIRE(sides.client.status == SEC_I_CONTINUE_NEEDED);
    for (int leg = 0; leg < 4 && sides.server.status != SEC_E_OK; ++leg) {
        sides.server_leg();
        REQUIRE(sides.server.status >= 0);
        if (sides.server.status == SEC_E_OK) break;
        sides.client_leg();
        REQUIRE(sides.client.status >= 0);
    }
    REQUIRE(sides.client.status == SEC_E_OK);
    REQUIRE(sides.server.status == SEC_E_OK);
    CHECK((sides.client.attributes & protection_bits) == 0);
    CHECK((sides.server.attributes & acceptor_bits) == 0);
}

TEST_CASE("nothing can be sent before the layer is chosen") {
    shared_realm();
    sasl_sides sides;
    sides.until_offer();
    bytes token(64);
    bytes text(3);
    SecBuffer list[] = {buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, text)};
    auto message = descriptor(list);
    CHECK(EncryptMessage(sides.client.context.get(), 0, &message, 0) == SEC_E_INVALID_HANDLE);
    CHECK(EncryptMessage(sides.server.context.get(), 0, &message, 0) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("a client answers an offer as RFC 4752 has it") {
    shared_realm();
    client_of_plain_server pair;
    REQUIRE(set_option(pair.sides.client, SASL_OPTION_RECV_SIZE, 0x12345) == SEC_E_OK);
    REQUIRE(set_authorization(pair.sides.client, "dn:cn=j\xC3\xBCrgen") == SEC_E_OK);
    pair.offers(std::string("\x07\x00\x10\x00", 4));
    REQUIRE(pair.sides.client.status == SEC_E_OK);
    CHECK(pair.answer() == std::string("\x04\x01\x23\x45", 4) + "dn:cn=j\xC3\xBCrgen");
    const auto sizes = sizes_of(pair.sides.client);
    CHECK(option_of(pair.sides.client, SASL_OPTION_SEND_SIZE) ==
          0x1000 - sizes.cbSecurityTrailer - sizes.cbMaxSignature - sizes.cbBlockSize);
}

TEST_CASE("a client takes what a server has") {
    shared_realm();
    struct row {
        ULONG request;
        std::string offer;
        SECURITY_STATUS status;
        std::string answer;
    };
    const std::string most("\x00\xFF\xFF", 3);
    const std::string nothing("\x00\x00\x00", 3);
    const auto& [request, offer, status, answer] = GENERATE_COPY(values<row>({
        {usual_request, "\x03" + most, SEC_E_OK, "\x02" + most},
        {usual_request, "\x01" + nothing, SEC_E_OK, "\x01" + nothing},
        {usual_request, "\xFF" + most, SEC_E_OK, "\x04" + most}, // bits without a meaning
        {ISC_REQ_INTEGRITY, "\x04" + most, SEC_E_QOP_NOT_SUPPORTED, ""},
        {ISC_REQ_MUTUAL_AUTH, "\x07" + most, SEC_E_OK, "\x01" + nothing},
        {ISC_REQ_MUTUAL_AUTH, "\x06" + most, SEC_E_OK, "\x02" + most}, // the server insists
        {usual_request, "\x08" + nothing, SEC_E_QOP_NOT_SUPPORTED, ""},
        {usual_request, "\x01" + most, SEC_E_INVALID_TOKEN, ""}, // a size without a layer
        {usual_request, std::string(1, '\0') + most, SEC_E_INVALID_TOKEN, ""},
        {usual_request, "\x07" + most.substr(1), SEC_E_INVALID_TOKEN, ""},
        {usual_request, "\x07" + most + "x", SEC_E_INVALID_TOKEN, ""},
    }));
    CAPTURE(request, offer);
    client_of_plain_server pair(request);
    pair.offers(offer);
    CHECK(pair.sides.client.status == status);
    if (status == SEC_E_OK) CHECK(pair.answer() == answer);
    if (status != SEC_E_OK) {
        pair.offers(every_layer); // it is over
        CHECK(pair.sides.client.status == status);
    }
}

TEST_CASE("a server offers what the client's exchange can carry") {
    shared_realm();
    CHECK(server_of_plain_client().offer() == every_layer);
}

TEST_CASE("a server takes one of the layers that it offered") {
    shared_realm();
    struct row {
        std::string answer;
        SECURITY_STATUS status;
        ULONG granted;
        std::string authorization;
    };
    const std::string most("\x00\xFF\xFF", 3);
    const std::string nothing("\x00\x00\x00", 3);
    const auto& [answer, status, granted, authorization] = GENERATE_COPY(values<row>({
        {"\x04" + most, SEC_E_OK, acceptor_bits, ""},
        {"\x02" + most + "bob", SEC_E_OK, ASC_RET_INTEGRITY, "bob"},
        {"\x01" + nothing + "u:\xE2\x82\xAC", SEC_E_OK, 0, "u:\xE2\x82\xAC"},
        {"\x01" + most, SEC_E_INVALID_TOKEN, 0, ""},
        {"\x03" + most, SEC_E_INVALID_TOKEN, 0, ""},
        {"\x06" + most, SEC_E_INVALID_TOKEN, 0, ""},
        {"\x0C" + most, SEC_E_INVALID_TOKEN, 0, ""},
        {"\x08" + nothing, SEC_E_INVALID_TOKEN, 0, ""},
        {std::string(4, '\0'), SEC_E_INVALID_TOKEN, 0, ""},
        {"\x04" + most.substr(1), SEC_E_INVALID_TOKEN, 0, ""},
        {"\x04", SEC_E_INVALID_TOKEN, 0, ""},
        {"\x02" + most + std::string("bob\0admin", 9), SEC_E_INVALID_TOKEN, 0, ""},
        {"\x02" + most + "\xC0\x80", SEC_E_INVALID_TOKEN, 0, ""},
        {"\x02" + most + "\xED\xA0\x80", SEC_E_INVALID_TOKEN, 0, ""},
    }));
    CAPTURE(answer);
    server_of_plain_client pair;
    pair.answers(answer);
    REQUIRE(pair.sides.server.status == status);
    if (status != SEC_E_OK) return;
    CHECK((pair.sides.server.attributes & acceptor_bits) == granted);
    CHECK(authorization_of(pair.sides.server) == authorization);
}

TEST_CASE("an authorization identity arrives, unless it is forbidden") {
    shared_realm();
    sasl_sides sides;
    sides.until_offer();
    CHECK(set_authorization(sides.client, "bob") == SEC_E_OK);
    CHECK(authorization_of(sides.client) == "bob");

    SECTION("it arrives") {
        sides.client_leg();
        sides.server_leg();
        REQUIRE(sides.server.status == SEC_E_OK);
        CHECK(authorization_of(sides.server) == "bob");
        CHECK(set_authorization(sides.client, "late") == SEC_E_UNSUPPORTED_FUNCTION);
    }
    SECTION("the client may not give one") {
        REQUIRE(set_option(sides.client, SASL_OPTION_AUTHZ_PROCESSING, Sasl_AuthZIDForbidden) == SEC_E_OK);
        CHECK(set_authorization(sides.client, "carol") == SEC_E_UNSUPPORTED_FUNCTION);
        sides.client_leg();
        CHECK(sides.client.status == SEC_E_ALGORITHM_MISMATCH);
    }
    SECTION("the server takes none") {
        REQUIRE(set_option(sides.server, SASL_OPTION_AUTHZ_PROCESSING, Sasl_AuthZIDForbidden) == SEC_E_OK);
        sides.client_leg();
        sides.server_leg();
        CHECK(sides.server.status == SEC_E_ALGORITHM_MISMATCH);
    }
}

TEST_CASE("options have the values of Microsoft's page until they are set") {
    shared_realm();
    sasl_sides sides;
    sides.client_leg();
    CHECK(option_of(sides.client, SASL_OPTION_SEND_SIZE) == 0xFFFF);
    CHECK(option_of(sides.client, SASL_OPTION_RECV_SIZE) == 0xFFFF);
    CHECK(option_of(sides.client, SASL_OPTION_AUTHZ_PROCESSING) == Sasl_AuthZIDProcessed);
    CHECK(authorization_of(sides.client).empty());
    CHECK(set_option(sides.client, SASL_OPTION_SEND_SIZE, 5) == SEC_E_OK);
    CHECK(option_of(sides.client, SASL_OPTION_SEND_SIZE) == 5);
}

TEST_CASE("a peer that can receive next to nothing is sent nothing") {
    shared_realm();
    client_of_plain_server pair;
    pair.offers(std::string("\x07\x00\x00\x10", 4));
    REQUIRE(pair.sides.client.status == SEC_E_OK);
    CHECK(option_of(pair.sides.client, SASL_OPTION_SEND_SIZE) == 0);
}

TEST_CASE("a size beyond three octets is announced as the largest there is") {
    shared_realm();
    client_of_plain_server pair;
    REQUIRE(set_option(pair.sides.client, SASL_OPTION_RECV_SIZE, 0xFFFFFFFF) == SEC_E_OK);
    pair.offers(every_layer);
    CHECK(pair.answer() == "\x04\xFF\xFF\xFF");
}

TEST_CASE("options refuse what they cannot be") {
    shared_realm();
    sasl_sides sides;
    sides.client_leg();
    auto* const context = sides.client.context.get();
    ULONG value = 1;
    ULONG needed = 77;
    CHECK(SaslSetContextOption(context, 0, &value, 4) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(SaslSetContextOption(context, 5, &value, 4) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(SaslSetContextOption(context, SASL_OPTION_RECV_SIZE, &value, 3) == SEC_E_BUFFER_TOO_SMALL);
    CHECK(SaslSetContextOption(context, SASL_OPTION_RECV_SIZE, nullptr, 4) == SEC_E_INVALID_PARAMETER);
    CHECK(SaslSetContextOption(context, SASL_OPTION_RECV_SIZE, nullptr, 0) == SEC_E_BUFFER_TOO_SMALL);
    CHECK(set_option(sides.client, SASL_OPTION_AUTHZ_PROCESSING, 2) == SEC_E_INVALID_PARAMETER);
    CHECK(set_authorization(sides.client, std::string("a\0b", 3)) == SEC_E_INVALID_PARAMETER);
    CHECK(set_authorization(sides.client, "\xFF") == SEC_E_INVALID_PARAMETER);
    CHECK(set_authorization(sides.client, std::string(0x10000, 'a')) == SEC_E_INVALID_PARAMETER);
    CHECK(SaslSetContextOption(context, SASL_OPTION_AUTHZ_STRING, nullptr, 0) == SEC_E_OK);
    CHECK(SaslGetContextOption(context, 5, &value, 4, &needed) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(needed == 77);
    CHECK(SaslGetContextOption(context, SASL_OPTION_SEND_SIZE, &value, 3, &needed) == SEC_E_BUFFER_TOO_SMALL);
    CHECK(needed == 4);
    CHECK(value == 1);
    CHECK(SaslGetContextOption(context, SASL_OPTION_SEND_SIZE, nullptr, 4, &needed) ==
          SEC_E_INVALID_PARAMETER);
    CHECK(SaslGetContextOption(context, SASL_OPTION_AUTHZ_STRING, nullptr, 0, &needed) == SEC_E_OK);
    CHECK(needed == 0);
}

TEST_CASE("contexts of the plain functions are none of SASL's") {
    shared_realm();
    sasl_sides sides;
    initiate(sides.client, sides.client_credential, web, usual_request);
    ULONG value = 0;
    CHECK(SaslGetContextOption(sides.client.context.get(), 1, &value, 4, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(SaslSetContextOption(sides.client.context.get(), 1, &value, 4) == SEC_E_INVALID_HANDLE);
    CHECK(SaslGetContextOption(nullptr, 1, &value, 4, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(SaslSetContextOption(nullptr, 1, &value, 4) == SEC_E_INVALID_HANDLE);
    sides.client_leg();
    CHECK(sides.client.status == SEC_E_INVALID_HANDLE);
}

TEST_CASE("an established context of SASL is not authenticated anew") {
    shared_realm();
    sasl_sides sides;
    sides.to_the_end();
    sides.server.token.clear();
    sides.client_leg();
    CHECK(sides.client.status == SEC_E_UNSUPPORTED_FUNCTION);
    sides.server_leg();
    CHECK(sides.server.status == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(decrypt_stream(sides.server, encrypt(sides.client, {"still"}).joined()).text == "still");
}

TEST_CASE("a server does not begin, and a silent client is waited for") {
    shared_realm();
    sasl_sides sides;
    sides.server_leg();
    CHECK(sides.server.status == SEC_E_INVALID_TOKEN);
    CHECK_FALSE(sides.server.context.live());
    sides.client_leg();
    sides.server_leg();
    REQUIRE(sides.server.status == SEC_I_CONTINUE_NEEDED);
    sides.client.token = bytes_of("not silent");
    sides.server_leg();
    CHECK(sides.server.status == SEC_E_INVALID_TOKEN);
}

TEST_CASE("a server that hears a client's silence twice does not accept it as an answer") {
    shared_realm();
    sasl_sides sides;
    sides.until_offer();
    sides.client.token.clear();
    sides.server_leg();
    CHECK(sides.server.status == SEC_E_INVALID_TOKEN);
}

TEST_CASE("an offer in a buffer that is too small can be asked for again") {
    shared_realm();
    sasl_sides sides;
    sides.client_leg();
    sides.server_leg();
    sides.client_leg();
    bytes room(4);
    SecBuffer out = buffer(SECBUFFER_TOKEN, room);
    auto output = descriptor({&out, 1});
    ULONG attributes = 77;
    CHECK(SaslAcceptSecurityContext(sides.server_credential.get(), sides.server.context.get(), nullptr, 0, 0,
                                    sides.server.context.get(), &output, &attributes,
                                    nullptr) == SEC_E_BUFFER_TOO_SMALL);
    CHECK(attributes == 77U);
    sides.server_leg();
    REQUIRE(sides.server.status == SEC_I_CONTINUE_NEEDED);
    sides.client_leg();
    CHECK(sides.client.status == SEC_E_OK);
}

TEST_CASE("no octet of an offer or of an answer can be changed, and none left out") {
    shared_realm();
    sasl_sides sides;
    const bool of_client = GENERATE(false, true);
    of_client ? sides.until_answer() : sides.until_offer();
    const auto good = of_client ? sides.client.token : sides.server.token;
    const auto refused = [&](const bytes& bad) {
        sasl_sides fresh;
        of_client ? fresh.until_answer() : fresh.until_offer();
        auto& token = of_client ? fresh.client.token : fresh.server.token;
        REQUIRE(token.size() == good.size());
        if (bad.size() < token.size())
            token.resize(bad.size());
        else
            for (std::size_t i = 0; i < bad.size(); ++i)
                token[i] ^= bad[i];
        of_client ? fresh.server_leg() : fresh.client_leg();
        return (of_client ? fresh.server.status : fresh.client.status) < 0;
    };
    for (std::size_t i = 0; i < good.size(); ++i) {
        CAPTURE(of_client, i);
        bytes flip(good.size());
        flip[i] = std::byte{0x11};
        // The upper octet of RRC, which is not protected, turns 16 octets by a multiple of 256 (RFC 4121 4.2.5).
        if (i != 6) CHECK(refused(flip));
        CHECK(refused(bytes(i)));
    }
}

TEST_CASE("GSS-SPNEGO takes the flags for the choice of a layer, and adds nothing") {
    shared_realm();
    sasl_sides sides(ISC_REQ_CONFIDENTIALITY, "Negotiate");
    sides.client_leg();
    for (int leg = 0; leg < 4 && sides.server.status != SEC_E_OK; ++leg) {
        sides.server_leg();
        REQUIRE(sides.server.status >= 0);
        if (!sides.server.token.empty()) sides.client_leg();
        REQUIRE(sides.client.status >= 0);
    }
    REQUIRE(sides.client.status == SEC_E_OK);
    CHECK((sides.client.attributes & protection_bits) == protection_bits);
    CHECK(decrypt_stream(sides.server, encrypt(sides.client, {"search"}).joined()).text == "search");
    CHECK(option_of(sides.client, SASL_OPTION_SEND_SIZE) == 0xFFFF);
    CHECK(set_authorization(sides.client, "bob") == SEC_E_UNSUPPORTED_FUNCTION);
}

TEST_CASE("the mechanisms are listed, in both kinds of text") {
    LPSTR list = nullptr;
    ULONG count = 0;
    REQUIRE(SaslEnumerateProfilesA(&list, &count) == SEC_E_OK);
    std::set<std::string> names;
    const char* at = list;
    for (; *at != '\0'; at += std::strlen(at) + 1)
        names.emplace(at);
    CHECK(names == std::set<std::string>{"GSSAPI", "GSS-SPNEGO"});
    CHECK(count == 2);
    CHECK(FreeContextBuffer(list) == SEC_E_OK);

    LPWSTR wide = nullptr;
    count = 0;
    REQUIRE(SaslEnumerateProfilesW(&wide, &count) == SEC_E_OK);
    CHECK(count == 2);
    CHECK(std::wstring(wide) == L"GSSAPI");
    CHECK(std::wstring(wide + 7) == L"GSS-SPNEGO");
    CHECK(wide[18] == 0);
    CHECK(FreeContextBuffer(wide) == SEC_E_OK);
    CHECK(SaslEnumerateProfilesA(nullptr, &count) == SEC_E_INVALID_PARAMETER);
    CHECK(SaslEnumerateProfilesW(&wide, static_cast<ULONG*>(nullptr)) == SEC_E_INVALID_PARAMETER);
}

TEST_CASE("a mechanism's package is found by its name") {
    PSecPkgInfoA info = nullptr;
    REQUIRE(SaslGetProfilePackageA(arg("gssapi"), &info) == SEC_E_OK);
    CHECK(std::string(info->Name) == "Kerberos");
    CHECK(FreeContextBuffer(info) == SEC_E_OK);
    PSecPkgInfoW wide = nullptr;
    wchar_t name[] = L"GSS-SPNEGO";
    REQUIRE(SaslGetProfilePackageW(name, &wide) == SEC_E_OK);
    CHECK(std::wstring(wide->Name) == L"Negotiate");
    CHECK(FreeContextBuffer(wide) == SEC_E_OK);

    info = nullptr;
    for (const char* const unknown : {"", "DIGEST-MD5", "Kerberos", "GSSAPI ", "\xFF"})
        CHECK(SaslGetProfilePackageA(arg(unknown), &info) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(SaslGetProfilePackageA(nullptr, &info) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(info == nullptr);
    CHECK(SaslGetProfilePackageA(arg("GSSAPI"), nullptr) == SEC_E_INVALID_PARAMETER);
}

TEST_CASE("a token tells its package by how it begins") {
    shared_realm();
    const auto identified = [](bytes token) {
        SecBuffer in = buffer(SECBUFFER_TOKEN, token);
        auto input = descriptor({&in, 1});
        PSecPkgInfoA info = nullptr;
        const auto status = SaslIdentifyPackageA(&input, &info);
        if (status != SEC_E_OK) return std::to_string(static_cast<unsigned>(status));
        std::string name(info->Name);
        CHECK(FreeContextBuffer(info) == SEC_E_OK);
        return name;
    };
    for (const std::string package : {"Kerberos", "Negotiate"}) {
        sasl_sides sides(usual_request, package);
        sides.client_leg();
        CHECK(identified(sides.client.token) == package);
        sides.client.token.resize(40);
        CHECK(identified(sides.client.token) == package);
    }
    const auto not_found = std::to_string(static_cast<unsigned>(SEC_E_SECPKG_NOT_FOUND));
    const auto spnego = octets({0x60, 0x08, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02});
    CHECK(identified(spnego) == "Negotiate");
    for (std::size_t size = 0; size < spnego.size(); ++size)
        CHECK(identified({spnego.begin(), spnego.begin() + static_cast<std::ptrdiff_t>(size)}) == not_found);
    CHECK(identified(octets({0x60, 0x80, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02})) == not_found);
    CHECK(identified(octets({0x60, 0xFF, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02})) == not_found);
    CHECK(identified(bytes_of("NTLMSSP")) == not_found);

    PSecPkgInfoA info = nullptr;
    PSecPkgInfoW wide = nullptr;
    CHECK(SaslIdentifyPackageA(nullptr, &info) == SEC_E_INVALID_TOKEN);
    CHECK(SaslIdentifyPackageW(nullptr, &wide) == SEC_E_INVALID_TOKEN);
    CHECK(SaslIdentifyPackageA(nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
}
