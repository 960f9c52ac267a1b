// SPDX-License-Identifier: BSL-1.0
// QueryContextAttributes: each attribute on both sides, narrow and wide. Run once for every enctype.
#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/messages.hpp>

#include <sspi/detail/enctype.hpp>

#include <random>
#include <set>

using namespace sspi::test;

namespace {

constexpr auto alice = "alice@SSPI.TEST";
constexpr auto alices_account = "SSPI.TEST\\alice"; // without a PAC that the domain has a name in
constexpr auto service = "HTTP/web.sspi.test@SSPI.TEST";

const sspi::detail::enctype_row& row() {
    return *sspi::detail::find_enctype(static_cast<int>(test_enctype()));
}

/// The attributes that there are, the sizes of their structures, and whether they are there before the exchange is
/// complete.
struct known_attribute {
    ULONG id;
    ULONG size;
    bool early;
};
constexpr known_attribute known[] = {
    {SECPKG_ATTR_SIZES, sizeof(SecPkgContext_Sizes), false},
    {SECPKG_ATTR_NAMES, sizeof(SecPkgContext_NamesA), false},
    {SECPKG_ATTR_LIFESPAN, sizeof(SecPkgContext_Lifespan), false},
    {SECPKG_ATTR_KEY_INFO, sizeof(SecPkgContext_KeyInfoA), false},
    {SECPKG_ATTR_AUTHORITY, sizeof(SecPkgContext_AuthorityA), false},
    {SECPKG_ATTR_PASSWORD_EXPIRY, sizeof(SecPkgContext_PasswordExpiry), false},
    {SECPKG_ATTR_SESSION_KEY, sizeof(SecPkgContext_SessionKey), false},
    {SECPKG_ATTR_PACKAGE_INFO, sizeof(SecPkgContext_PackageInfoA), true},
    {SECPKG_ATTR_NEGOTIATION_INFO, sizeof(SecPkgContext_NegotiationInfoA), true},
    {SECPKG_ATTR_NATIVE_NAMES, sizeof(SecPkgContext_NativeNamesA), false},
    {SECPKG_ATTR_FLAGS, sizeof(SecPkgContext_Flags), true},
    {SECPKG_ATTR_CLIENT_SPECIFIED_TARGET, sizeof(SecPkgContext_ClientSpecifiedTarget), false},
    {SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS, sizeof(SecPkgContext_LastClientTokenStatus), true},
    {SECPKG_ATTR_NEGO_STATUS, sizeof(SecPkgContext_NegoStatus), true},
    {SECPKG_ATTR_ACCESS_TOKEN, sizeof(SecPkgContext_AccessToken), false},
    {SECPKG_ATTR_AUTHENTICATION_ID, sizeof(SecPkgContext_AuthzID), false},
    {SECPKG_ATTR_LOGOFF_TIME, sizeof(SecPkgContext_LogoffTime), false},
    {SECPKG_ATTR_USER_FLAGS, sizeof(SecPkgContext_UserFlags), false},
};

bool is_known(ULONG id) {
    return std::any_of(std::begin(known), std::end(known), [id](const auto& k) { return k.id == id; });
}

using query_function = SECURITY_STATUS(PCtxtHandle, ULONG, void*);

template <class Structure>
Structure query(query_function& function, peer& side, ULONG attribute) {
    Structure out{};
    REQUIRE(function(side.context.get(), attribute, &out) == SEC_E_OK);
    return out;
}

/// ASCII text of either width; the block is written on, freed, and cannot be freed again.
template <class Char>
std::string taken(Char* text) {
    REQUIRE(text != nullptr);
    std::string out;
    for (const Char* c = text; *c != 0; ++c)
        out.push_back(static_cast<char>(*c));
    text[0] = '#'; // the caller's to write on
    CHECK(FreeContextBuffer(text) == SEC_E_OK);
    CHECK(FreeContextBuffer(text) == SEC_E_INVALID_HANDLE);
    return out;
}

session usual_session() {
    shared_realm();
    return establish(web, usual_request);
}

template <class Info>
void check_package(Info* info) {
    REQUIRE(info != nullptr);
    CHECK(info->fCapabilities == 0x028F3BBF);
    CHECK(info->wVersion == 1);
    CHECK(info->wRPCID == 16);
    CHECK(info->cbMaxToken == 48000);
    const auto ascii = [](const auto* text) {
        std::string out;
        for (; *text != 0; ++text)
            out.push_back(static_cast<char>(*text));
        return out;
    };
    CHECK(ascii(info->Name) == "Kerberos");
    CHECK(ascii(info->Comment) == "Microsoft Kerberos V1.0");
    CHECK(FreeContextBuffer(info->Name) == SEC_E_INVALID_HANDLE); // one block
    CHECK(FreeContextBuffer(info->Comment) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(info) == SEC_E_OK);
    CHECK(FreeContextBuffer(info) == SEC_E_INVALID_HANDLE);
}

} // namespace

TEST_CASE("NAMES is the client, on both sides") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server}) {
        CHECK(
            taken(query<SecPkgContext_NamesA>(QueryContextAttributesA, *side, SECPKG_ATTR_NAMES).sUserName) ==
            alices_account);
        CHECK(
            taken(query<SecPkgContext_NamesW>(QueryContextAttributesW, *side, SECPKG_ATTR_NAMES).sUserName) ==
            alices_account);
    }
}

TEST_CASE("NATIVE_NAMES are client and server, each a block of its own") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server}) {
        const auto narrow =
            query<SecPkgContext_NativeNamesA>(QueryContextAttributesA, *side, SECPKG_ATTR_NATIVE_NAMES);
        CHECK(taken(narrow.sServerName) == service);
        CHECK(taken(narrow.sClientName) == alice);
        const auto wide =
            query<SecPkgContext_NativeNamesW>(QueryContextAttributesW, *side, SECPKG_ATTR_NATIVE_NAMES);
        CHECK(taken(wide.sClientName) == alice);
        CHECK(taken(wide.sServerName) == service);
    }
}

TEST_CASE("AUTHORITY is the realm of the service") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server}) {
        CHECK(taken(query<SecPkgContext_AuthorityA>(QueryContextAttributesA, *side, SECPKG_ATTR_AUTHORITY)
                        .sAuthorityName) == realm_name);
        CHECK(taken(query<SecPkgContext_AuthorityW>(QueryContextAttributesW, *side, SECPKG_ATTR_AUTHORITY)
                        .sAuthorityName) == realm_name);
    }
}

TEST_CASE("KEY_INFO names the algorithms of the enctype") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server}) {
        const auto narrow =
            query<SecPkgContext_KeyInfoA>(QueryContextAttributesA, *side, SECPKG_ATTR_KEY_INFO);
        CHECK(narrow.KeySize == row().key_bits);
        CHECK(narrow.EncryptAlgorithm == static_cast<ULONG>(test_enctype()));
        CHECK(narrow.SignatureAlgorithm == static_cast<ULONG>(row().checksum));
        CHECK(taken(narrow.sEncryptAlgorithmName) == row().encryption);
        CHECK(taken(narrow.sSignatureAlgorithmName) == row().signature);
        const auto wide = query<SecPkgContext_KeyInfoW>(QueryContextAttributesW, *side, SECPKG_ATTR_KEY_INFO);
        CHECK(wide.KeySize == row().key_bits);
        CHECK(taken(wide.sSignatureAlgorithmName) == row().signature);
        CHECK(taken(wide.sEncryptAlgorithmName) == row().encryption);
    }
}

TEST_CASE(
    "SESSION_KEY is the same secret on both sides, another for each context, as long as the enctype's") {
    std::set<std::string> seen;
    for (const ULONG style :
         {usual_request, ULONG{ISC_REQ_INTEGRITY}, usual_request | ISC_REQ_USE_DCE_STYLE}) {
        CAPTURE(style);
        shared_realm();
        auto s = establish(web, style);
        const auto key_of = [](peer& side, query_function& function) {
            const auto key = query<SecPkgContext_SessionKey>(function, side, SECPKG_ATTR_SESSION_KEY);
            REQUIRE(key.SessionKey != nullptr);
            std::string out(reinterpret_cast<const char*>(key.SessionKey), key.SessionKeyLength);
            CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_OK);
            CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_INVALID_HANDLE);
            return out;
        };
        const auto key = key_of(s.client, QueryContextAttributesA);
        constexpr std::size_t des3_bytes = 24; // 168 bits and their parity
        CHECK(key.size() == (row().number == 16 ? des3_bytes : row().key_bits / 8));
        CHECK(key == key_of(s.server, QueryContextAttributesA));
        CHECK(key == key_of(s.client, QueryContextAttributesW));
        CHECK(key != std::string(key.size(), key.front()));
        CHECK(seen.insert(key).second);
    }
}

TEST_CASE("SIZES is the same on both sides and in both widths") {
    auto s = usual_session();
    const auto at_client = query<SecPkgContext_Sizes>(QueryContextAttributesA, s.client, SECPKG_ATTR_SIZES);
    for (auto* const side : {&s.client, &s.server}) {
        const auto again = query<SecPkgContext_Sizes>(QueryContextAttributesW, *side, SECPKG_ATTR_SIZES);
        CHECK(std::memcmp(&at_client, &again, sizeof again) == 0);
    }
    CHECK(at_client.cbMaxToken == 48000);
    CHECK(at_client.cbBlockSize >= 1); // callers allocate that much and take NULL for a failure
    CHECK(at_client.cbMaxSignature == row().mic_size);
    CHECK(at_client.cbSecurityTrailer >= row().sealed_header_size);
}

TEST_CASE("FLAGS are those that the last leg reported") {
    for (const ULONG style : {usual_request, ULONG{0}, usual_request | ISC_REQ_USE_DCE_STYLE}) {
        shared_realm();
        auto s = establish(web, style);
        for (auto* const side : {&s.client, &s.server}) {
            CHECK(query<SecPkgContext_Flags>(QueryContextAttributesA, *side, SECPKG_ATTR_FLAGS).Flags ==
                  side->attributes);
            CHECK(query<SecPkgContext_Flags>(QueryContextAttributesW, *side, SECPKG_ATTR_FLAGS).Flags ==
                  side->attributes);
        }
    }
}

TEST_CASE("LIFESPAN ends when the last leg said, and began just now") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server}) {
        const auto span = query<SecPkgContext_Lifespan>(QueryContextAttributesA, *side, SECPKG_ATTR_LIFESPAN);
        CHECK(span.tsExpiry.QuadPart == side->expiry.QuadPart);
        constexpr std::int64_t hour = std::int64_t{3600} * 10'000'000;
        CHECK(span.tsStart.QuadPart > span.tsExpiry.QuadPart - 10 * hour - hour / 60);
        CHECK(span.tsStart.QuadPart < span.tsExpiry.QuadPart - 9 * hour);
    }
}

TEST_CASE("PASSWORD_EXPIRY is never, for tickets of a cache and servers without a PAC that says it") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server})
        CHECK(query<SecPkgContext_PasswordExpiry>(QueryContextAttributesA, *side, SECPKG_ATTR_PASSWORD_EXPIRY)
                  .tsPasswordExpires.QuadPart == 0x7FFFFFFFFFFFFFFF);
}

TEST_CASE("PACKAGE_INFO and NEGOTIATION_INFO describe Kerberos, in one block each") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server}) {
        check_package(
            query<SecPkgContext_PackageInfoA>(QueryContextAttributesA, *side, SECPKG_ATTR_PACKAGE_INFO)
                .PackageInfo);
        check_package(
            query<SecPkgContext_PackageInfoW>(QueryContextAttributesW, *side, SECPKG_ATTR_PACKAGE_INFO)
                .PackageInfo);
        const auto narrow = query<SecPkgContext_NegotiationInfoA>(QueryContextAttributesA, *side,
                                                                  SECPKG_ATTR_NEGOTIATION_INFO);
        CHECK(narrow.NegotiationState == SECPKG_NEGOTIATION_COMPLETE);
        check_package(narrow.PackageInfo);
        const auto wide = query<SecPkgContext_NegotiationInfoW>(QueryContextAttributesW, *side,
                                                                SECPKG_ATTR_NEGOTIATION_INFO);
        CHECK(wide.NegotiationState == SECPKG_NEGOTIATION_COMPLETE);
        check_package(wide.PackageInfo);
    }
}

TEST_CASE("CLIENT_SPECIFIED_TARGET is the service of the ticket, without realm, wide from both functions") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server})
        for (auto* const function : {&QueryContextAttributesA, &QueryContextAttributesW})
            CHECK(taken(query<SecPkgContext_ClientSpecifiedTarget>(*function, *side,
                                                                   SECPKG_ATTR_CLIENT_SPECIFIED_TARGET)
                            .sTargetName) == web);
}

namespace {

SECPKG_ATTR_LCT_STATUS last_token(peer& side) {
    return query<SecPkgContext_LastClientTokenStatus>(QueryContextAttributesA, side,
                                                      SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS)
        .LastClientTokenStatus;
}

SECURITY_STATUS negotiation_status(peer& side) {
    return static_cast<SECURITY_STATUS>(
        query<SecPkgContext_NegoStatus>(QueryContextAttributesW, side, SECPKG_ATTR_NEGO_STATUS).LastStatus);
}

} // namespace

TEST_CASE("LAST_CLIENT_TOKEN_STATUS tells whether the client will send more") {
    auto finished = usual_session();
    CHECK(last_token(finished.client) == SecPkgAttrLastClientTokenYes);
    CHECK(last_token(finished.server) == SecPkgAttrLastClientTokenYes);
    two_sides waiting;
    waiting.client_leg(usual_request);
    REQUIRE(waiting.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK(last_token(waiting.client) == SecPkgAttrLastClientTokenMaybe);
    two_sides dce;
    dce.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE | ISC_REQ_CONNECTION);
    CHECK(last_token(dce.client) == SecPkgAttrLastClientTokenNo);
    dce.server_leg();
    CHECK(last_token(dce.server) == SecPkgAttrLastClientTokenNo);
}

TEST_CASE("NEGO_STATUS is the status that ended the exchange") {
    auto s = usual_session();
    CHECK(negotiation_status(s.client) == SEC_E_OK);
    CHECK(negotiation_status(s.server) == SEC_E_OK);
    two_sides spoilt;
    spoilt.client_leg(usual_request);
    spoilt.server_leg();
    REQUIRE(spoilt.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK(negotiation_status(spoilt.client) == SEC_E_OK);
    spoilt.server.token.back() ^= std::byte{1};
    spoilt.client_leg(usual_request);
    REQUIRE(spoilt.client.status < 0);
    CHECK(negotiation_status(spoilt.client) == spoilt.client.status);
}

TEST_CASE("AUTHENTICATION_ID is the client's principal, and what a PAC would tell is not told without one") {
    auto s = usual_session();
    for (auto* const side : {&s.client, &s.server}) {
        const auto id =
            query<SecPkgContext_AuthzID>(QueryContextAttributesW, *side, SECPKG_ATTR_AUTHENTICATION_ID);
        CHECK(id.AuthzIDLength == std::string(alice).size());
        CHECK(taken(id.AuthzID) == alice);
        CHECK(query<SecPkgContext_LogoffTime>(QueryContextAttributesA, *side, SECPKG_ATTR_LOGOFF_TIME)
                  .tsLogoffTime.QuadPart == 0x7FFFFFFFFFFFFFFF);
    }
    CHECK(
        query<SecPkgContext_UserFlags>(QueryContextAttributesA, s.client, SECPKG_ATTR_USER_FLAGS).UserFlags ==
        0);
    CHECK(query<SecPkgContext_AccessToken>(QueryContextAttributesA, s.client, SECPKG_ATTR_ACCESS_TOKEN)
              .AccessToken == nullptr);
}

TEST_CASE("the Ex functions tell the same into a structure that is large enough") {
    auto s = usual_session();
    for (const auto& k : known) {
        CAPTURE(k.id);
        std::byte room[128] = {};
        auto* const context = s.client.context.get();
        CHECK(QueryContextAttributesExA(context, k.id, room, k.size - 1) == SEC_E_BUFFER_TOO_SMALL);
        CHECK(QueryContextAttributesExW(context, k.id, room, 0) == SEC_E_BUFFER_TOO_SMALL);
        CHECK(std::all_of(std::begin(room), std::end(room), [](std::byte b) { return b == std::byte{}; }));
        CHECK(QueryContextAttributesExA(context, k.id, nullptr, k.size) == SEC_E_INVALID_PARAMETER);
        CHECK(QueryContextAttributesExW(nullptr, k.id, room, k.size) == SEC_E_INVALID_HANDLE);
    }
    for (const ULONG size : {ULONG{sizeof(SecPkgContext_NamesA)}, ULONG{4096}}) {
        SecPkgContext_NamesA narrow{};
        REQUIRE(QueryContextAttributesExA(s.server.context.get(), SECPKG_ATTR_NAMES, &narrow, size) ==
                SEC_E_OK);
        CHECK(taken(narrow.sUserName) == alices_account);
        SecPkgContext_NamesW wide{};
        REQUIRE(QueryContextAttributesExW(s.server.context.get(), SECPKG_ATTR_NAMES, &wide, size) ==
                SEC_E_OK);
        CHECK(taken(wide.sUserName) == alices_account);
    }
    CHECK(QueryContextAttributesExA(s.client.context.get(), SECPKG_ATTR_DCE_INFO, nullptr, 0) ==
          SEC_E_UNSUPPORTED_FUNCTION);
}

TEST_CASE("before the exchange is complete only package, negotiation, flags and state are known") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE | ISC_REQ_CONNECTION);
    s.server_leg();
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
    for (auto* const side : {&s.client, &s.server}) {
        for (const auto& k : known) {
            if (k.early) continue;
            CAPTURE(k.id);
            std::byte untouched[128] = {};
            CHECK(QueryContextAttributesA(side->context.get(), k.id, untouched) == SEC_E_INVALID_HANDLE);
            CHECK(QueryContextAttributesW(side->context.get(), k.id, untouched) == SEC_E_INVALID_HANDLE);
            CHECK(std::all_of(std::begin(untouched), std::end(untouched),
                              [](std::byte b) { return b == std::byte{}; }));
        }
        check_package(
            query<SecPkgContext_PackageInfoA>(QueryContextAttributesA, *side, SECPKG_ATTR_PACKAGE_INFO)
                .PackageInfo);
        const auto negotiation = query<SecPkgContext_NegotiationInfoW>(QueryContextAttributesW, *side,
                                                                       SECPKG_ATTR_NEGOTIATION_INFO);
        CHECK(negotiation.NegotiationState == SECPKG_NEGOTIATION_IN_PROGRESS);
        check_package(negotiation.PackageInfo);
        CHECK(query<SecPkgContext_Flags>(QueryContextAttributesA, *side, SECPKG_ATTR_FLAGS).Flags ==
              side->attributes);
    }
}

TEST_CASE("attributes that there are not, are refused before and after, and nothing is written") {
    auto s = usual_session();
    two_sides unfinished;
    unfinished.client_leg(usual_request);
    std::vector<ULONG> ids;
    for (ULONG id = 0; id <= 200; ++id)
        if (!is_known(id)) ids.push_back(id);
    std::mt19937 random(20240611); // the same ones each time
    for (int i = 0; i < 200; ++i) {
        const auto id = static_cast<ULONG>(random());
        if (!is_known(id)) ids.push_back(id);
    }
    std::byte untouched[512] = {};
    for (const auto id : ids)
        for (auto* const side : {&s.client, &s.server, &unfinished.client}) {
            CAPTURE(id);
            CHECK(QueryContextAttributesA(side->context.get(), id, untouched) == SEC_E_UNSUPPORTED_FUNCTION);
            CHECK(QueryContextAttributesW(side->context.get(), id, untouched) == SEC_E_UNSUPPORTED_FUNCTION);
            CHECK(QueryContextAttributesA(side->context.get(), id, nullptr) == SEC_E_UNSUPPORTED_FUNCTION);
        }
    CHECK(std::all_of(std::begin(untouched), std::end(untouched),
                      [](std::byte b) { return b == std::byte{}; }));
}

TEST_CASE("every attribute needs a structure to go to, and a live context") {
    auto s = usual_session();
    SecHandle zero{};
    for (const auto& k : known) {
        CAPTURE(k.id);
        std::byte room[128] = {};
        CHECK(QueryContextAttributesA(s.client.context.get(), k.id, nullptr) == SEC_E_INVALID_PARAMETER);
        CHECK(QueryContextAttributesW(s.server.context.get(), k.id, nullptr) == SEC_E_INVALID_PARAMETER);
        CHECK(QueryContextAttributesA(nullptr, k.id, room) == SEC_E_INVALID_HANDLE);
        CHECK(QueryContextAttributesW(&zero, k.id, room) == SEC_E_INVALID_HANDLE);
        CHECK(QueryContextAttributesA(s.client_credential.get(), k.id, room) == SEC_E_INVALID_HANDLE);
    }
}

TEST_CASE("what was asked of a context stays when the context is gone") {
    auto s = usual_session();
    const auto names = query<SecPkgContext_NamesA>(QueryContextAttributesA, s.client, SECPKG_ATTR_NAMES);
    const auto key =
        query<SecPkgContext_SessionKey>(QueryContextAttributesA, s.client, SECPKG_ATTR_SESSION_KEY);
    s.client.context = {};
    CHECK(taken(names.sUserName) == alices_account);
    CHECK(key.SessionKeyLength > 0);
    CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_OK);
}
