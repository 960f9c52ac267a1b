// SPDX-License-Identifier: BSL-1.0
// What is granted for each context requirement, on both sides, and when it is decided.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>

#include <fstream>
#include <iterator>

using namespace sspi::test;

namespace {

struct expectation {
    const char* what;
    ULONG asked;
    ULONG client; // ISC_RET_ bits, exactly
    ULONG server; // ASC_RET_ bits, exactly
};

constexpr ULONG isc_int = ISC_RET_INTEGRITY, asc_int = ASC_RET_INTEGRITY;

/// One row for every bit but USE_SESSION_KEY, which needs another server (user_to_user_test.cpp), and for those that mean something together.
constexpr expectation expectations[] = {
    {"nothing", 0, isc_int, asc_int},
    {"DELEGATE", ISC_REQ_DELEGATE, isc_int, asc_int},
    {"MUTUAL_AUTH", ISC_REQ_MUTUAL_AUTH, isc_int | ISC_RET_MUTUAL_AUTH, asc_int | ASC_RET_MUTUAL_AUTH},
    {"REPLAY_DETECT", ISC_REQ_REPLAY_DETECT, isc_int | ISC_RET_REPLAY_DETECT,
     asc_int | ASC_RET_REPLAY_DETECT},
    {"SEQUENCE_DETECT", ISC_REQ_SEQUENCE_DETECT, isc_int | ISC_RET_SEQUENCE_DETECT,
     asc_int | ASC_RET_SEQUENCE_DETECT},
    {"CONFIDENTIALITY", ISC_REQ_CONFIDENTIALITY, isc_int | ISC_RET_CONFIDENTIALITY,
     asc_int | ASC_RET_CONFIDENTIALITY},
    {"USE_SUPPLIED_CREDS without an identity", ISC_REQ_USE_SUPPLIED_CREDS, isc_int, asc_int},
    {"USE_DCE_STYLE", ISC_REQ_USE_DCE_STYLE, isc_int | ISC_RET_USED_DCE_STYLE | ISC_RET_MUTUAL_AUTH,
     asc_int | ASC_RET_USED_DCE_STYLE | ASC_RET_MUTUAL_AUTH},
    {"CONNECTION", ISC_REQ_CONNECTION, isc_int | ISC_RET_CONNECTION, asc_int},
    {"CALL_LEVEL", ISC_REQ_CALL_LEVEL, isc_int, asc_int},
    {"FRAGMENT_SUPPLIED", ISC_REQ_FRAGMENT_SUPPLIED, isc_int, asc_int},
    {"EXTENDED_ERROR", ISC_REQ_EXTENDED_ERROR, isc_int | ISC_RET_EXTENDED_ERROR,
     asc_int | ASC_RET_EXTENDED_ERROR},
    {"STREAM", ISC_REQ_STREAM, isc_int, asc_int},
    {"INTEGRITY", ISC_REQ_INTEGRITY, isc_int, asc_int},
    {"IDENTIFY", ISC_REQ_IDENTIFY, isc_int | ISC_RET_IDENTIFY, asc_int | ASC_RET_IDENTIFY},
    {"NULL_SESSION", ISC_REQ_NULL_SESSION, isc_int, asc_int},
    {"MANUAL_CRED_VALIDATION", ISC_REQ_MANUAL_CRED_VALIDATION, isc_int, asc_int},
    {"RESERVED1", ISC_REQ_RESERVED1, isc_int, asc_int},
    {"FRAGMENT_TO_FIT", ISC_REQ_FRAGMENT_TO_FIT, isc_int, asc_int},
    {"FORWARD_CREDENTIALS", ISC_REQ_FORWARD_CREDENTIALS, isc_int, asc_int},
    {"NO_INTEGRITY", ISC_REQ_NO_INTEGRITY, 0, 0},
    {"NO_INTEGRITY beats INTEGRITY", ISC_REQ_NO_INTEGRITY | ISC_REQ_INTEGRITY, 0, 0},
    {"NO_INTEGRITY beats CONFIDENTIALITY", ISC_REQ_NO_INTEGRITY | ISC_REQ_CONFIDENTIALITY, 0, 0},
    {"USE_HTTP_STYLE", ISC_REQ_USE_HTTP_STYLE, isc_int, asc_int},
    {"UNVERIFIED_TARGET_NAME", ISC_REQ_UNVERIFIED_TARGET_NAME, isc_int, asc_int},
    {"CONFIDENTIALITY_ONLY", ISC_REQ_CONFIDENTIALITY_ONLY, isc_int | ISC_RET_CONFIDENTIALITY,
     asc_int | ASC_RET_CONFIDENTIALITY},
    {"the usual", usual_request,
     isc_int | ISC_RET_MUTUAL_AUTH | ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT |
         ISC_RET_CONFIDENTIALITY,
     asc_int | ASC_RET_MUTUAL_AUTH | ASC_RET_REPLAY_DETECT | ASC_RET_SEQUENCE_DETECT |
         ASC_RET_CONFIDENTIALITY},
};

/// Runs an exchange to its end with these requirements on either side.
void run(two_sides& s, ULONG asked, ULONG server_asked = 0, const std::string& target = web) {
    for (int leg = 0; leg < 2; ++leg) {
        s.client_leg(asked, target);
        REQUIRE(s.client.status >= 0);
        if (!s.client.token.empty()) s.server_leg(server_asked);
        REQUIRE(s.server.status >= 0);
        if (s.client.status == SEC_E_OK) break;
    }
    REQUIRE(s.client.status == SEC_E_OK);
    REQUIRE(s.server.status == SEC_E_OK);
}

std::string contents_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("each requirement is granted, ignored or combined as the header says, on both sides") {
    shared_realm();
    for (const auto& e : expectations) {
        CAPTURE(e.what);
        two_sides s;
        run(s, e.asked);
        CHECK(s.client.attributes == e.client);
        CHECK(s.server.attributes == e.server);
    }
}

TEST_CASE("what the server asks for is not what it gets, but what the client's token brought") {
    shared_realm();
    // PROXY_BINDINGS has its own tests, with those of channel bindings.
    constexpr ULONG refused = ASC_REQ_DATAGRAM | ASC_REQ_PROXY_BINDINGS | ASC_REQ_ALLOCATE_MEMORY;
    for (int bit = 0; bit < 32; ++bit) {
        const auto asked = ULONG{1} << bit;
        if ((asked & refused) != 0) continue;
        CAPTURE(asked);
        two_sides s;
        run(s, ISC_REQ_MUTUAL_AUTH, asked);
        const ULONG echoed = asked & ULONG{ASC_REQ_CONNECTION};
        CHECK(s.server.attributes == (asc_int | ASC_RET_MUTUAL_AUTH | echoed));
    }
}

TEST_CASE("requirements that cannot be met are refused before anything happens") {
    auto& realm = shared_realm();
    two_sides s;
    const auto before = realm->requests();
    for (const ULONG bit : {ULONG{ISC_REQ_PROMPT_FOR_CREDS}, ULONG{ISC_REQ_DATAGRAM}}) {
        SecHandle out{3, 4};
        one_call call{.credential = s.client_credential.get(), .fresh = &out, .request = usual_request | bit};
        CHECK(call.initiate() == SEC_E_UNSUPPORTED_FUNCTION);
        CHECK(out.dwLower == 3);
    }
    CHECK(realm->requests().tgs == before.tgs);
    s.client_leg(usual_request);
    SecHandle out{};
    one_call call{.credential = s.server_credential.get(), .fresh = &out, .request = ASC_REQ_DATAGRAM};
    call.input = s.client.token;
    CHECK(call.accept() == SEC_E_UNSUPPORTED_FUNCTION);
}

TEST_CASE("the requirements of the first leg stand, whatever later legs pass") {
    shared_realm();
    const ULONG later_request = GENERATE(
        ULONG{0}, 0xFFFFFFFFU & ~ULONG{ISC_REQ_ALLOCATE_MEMORY}, // even those that a first leg refuses
        ULONG{ISC_REQ_NO_INTEGRITY}, ULONG{ISC_REQ_CONNECTION | ISC_REQ_USE_DCE_STYLE});
    CAPTURE(later_request);
    two_sides s;
    s.client_leg(usual_request);
    s.server_leg();
    s.client_leg(later_request);
    REQUIRE(s.client.status == SEC_E_OK);
    CHECK(s.client.attributes == (usual_request & ~ULONG{ISC_REQ_ALLOCATE_MEMORY}));
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"sealed"}).joined()).text == "sealed");
}

TEST_CASE("bits about protection are not promised before the exchange is complete") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request | ISC_REQ_CONNECTION);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    CHECK(s.client.attributes == ISC_RET_CONNECTION);
}

TEST_CASE("the ticket is forwarded only to a trusted service, and only with mutual authentication") {
    auto& realm = shared_realm();
    static constexpr auto trusted = "HTTP/trusted.sspi.test";
    static const bool added = [&] {
        realm->add_service(trusted, {.ok_as_delegate = true});
        realm->write_keytab(realm.environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
    const auto cache = realm.environment().directory() / "ccache";
    {
        two_sides s;
        run(s, usual_request | ISC_REQ_DELEGATE); // web is not marked as trusted
        CHECK((s.client.attributes & ISC_RET_DELEGATE) == 0);
        CHECK((s.server.attributes & ASC_RET_DELEGATE) == 0);
    }
    {
        two_sides s;
        run(s, ISC_REQ_DELEGATE, 0, trusted); // no mutual authentication
        CHECK((s.client.attributes & ISC_RET_DELEGATE) == 0);
        CHECK((s.server.attributes & ASC_RET_DELEGATE) == 0);
    }
    {
        two_sides s;
        s.client_leg(usual_request | ISC_REQ_DELEGATE, trusted);
        const auto before = contents_of(cache);
        s.server_leg();
        CHECK(contents_of(cache) == before); // the acceptor keeps the forwarded ticket to itself
        s.client_leg(0, trusted);
        REQUIRE(s.client.status == SEC_E_OK);
        CHECK((s.client.attributes & ISC_RET_DELEGATE) != 0);
        CHECK((s.server.attributes & ASC_RET_DELEGATE) != 0);
    }
    realm->write_cache(realm.environment().cache_name(), user, {.forwardable = false});
    {
        two_sides s;
        run(s, usual_request | ISC_REQ_DELEGATE, 0, trusted); // the ticket cannot be forwarded
        CHECK((s.client.attributes & ISC_RET_DELEGATE) == 0);
        CHECK((s.server.attributes & ASC_RET_DELEGATE) == 0);
    }
    realm.log_in();
}

TEST_CASE("supplied credentials take the place of the handle's own for one context") {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user("bob", "bob's password");
        return true;
    }();
    REQUIRE(added);
    const std::string name = "bob", domain = realm_name, secret = "bob's password";
    auto who = identity_of(name, domain, secret);
    const SecBuffer identity{sizeof who, SECBUFFER_PKG_PARAMS, &who};
    two_sides s;
    one_call call{.credential = s.client_credential.get(), .fresh = s.client.context.get()};
    call.request = ISC_REQ_USE_SUPPLIED_CREDS;
    call.more_input = {identity};
    REQUIRE(call.initiate() == SEC_E_OK);
    s.client.context.now_live();
    CHECK((call.attributes & ISC_RET_USED_SUPPLIED_CREDS) != 0);
    s.client.token = call.token();
    s.server_leg();
    REQUIRE(s.server.status == SEC_E_OK);
    SecPkgContext_NamesA names{};
    REQUIRE(QueryContextAttributesA(s.server.context.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(std::string(names.sUserName) == "SSPI.TEST\\bob");
    CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);

    owned_context plain; // without the flag the buffer means nothing
    call.request = 0;
    call.fresh = plain.get();
    REQUIRE(call.initiate() == SEC_E_OK);
    plain.now_live();
    CHECK((call.attributes & ISC_RET_USED_SUPPLIED_CREDS) == 0);
    REQUIRE(QueryContextAttributesA(plain.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(std::string(names.sUserName) == "SSPI.TEST\\alice");
    CHECK(FreeContextBuffer(names.sUserName) == SEC_E_OK);

    SecHandle out{};
    call.request = ISC_REQ_USE_SUPPLIED_CREDS;
    call.fresh = &out;
    call.more_input.front().cbBuffer = 8; // too short for an identity
    CHECK(call.initiate() == SEC_E_UNKNOWN_CREDENTIALS);
    who.Flags |= SEC_WINNT_AUTH_IDENTITY_UNICODE;
    call.more_input.front().cbBuffer = sizeof who;
    CHECK(call.initiate() == SEC_E_UNKNOWN_CREDENTIALS);
}
