// SPDX-License-Identifier: BSL-1.0
// NULL and nonsense for every argument that is neither a handle, a buffer, an identity nor a token.
#include "bad_input.hpp"

#include <support/catch.hpp>
#include <support/messages.hpp>
#include <support/test_realm.hpp>

#include <random>
#include <set>

using namespace sspi::test;

namespace {

using wide_text = std::basic_string<WCHAR>;

[[nodiscard]] wide_text widened(const std::string& ascii) {
    return {ascii.begin(), ascii.end()};
}

const std::string wrong_packages[] = {
    "",           "Kerberos ",    " Kerberos", "Kerbero",   "Negotiat",
    "NTLMSSP",    "Kerb\xFF",     "\xC0\x80",  "K\xE9rber", std::string(100000, 'K'),
    "Kerberos\n", "Kerberos,NTLM"};

const std::string wrong_targets[] = {"",
                                     "/web.sspi.test",
                                     "HTTP/",
                                     "HTTP//x",
                                     "HTTP/web:",
                                     "HTTP/:80",
                                     "a@b@c",
                                     "HTTP/web@",
                                     "HTTP/web/x/y",
                                     "HTTP/w\xFF"
                                     "b",
                                     "HTTP/w\x01b",
                                     "HTTP/\xED\xA0\x80",
                                     "HTTP/web\n",
                                     std::string(100000, 'h')};

/// Not valid in any width of WCHAR: a lone surrogate.
[[nodiscard]] wide_text malformed_wide(const std::string& ascii) {
    auto out = widened(ascii);
    out[2] = static_cast<WCHAR>(0xD800);
    return out;
}

template <class Info>
[[nodiscard]] Info* untouched_pointer() {
    static Info marker{};
    return &marker;
}

[[nodiscard]] SECURITY_STATUS acquire_with(const char* package, ULONG use, void* logon) {
    SecHandle handle = marked_handle;
    TimeStamp expiry;
    expiry.QuadPart = 77;
    const auto status = AcquireCredentialsHandleA(nullptr, arg(package), use, logon, nullptr, nullptr,
                                                  nullptr, &handle, &expiry);
    CHECK(same_handle(handle, marked_handle));
    CHECK(expiry.QuadPart == 77);
    return status;
}

[[nodiscard]] SECURITY_STATUS initiate_to(owned_credential& from, SEC_CHAR* target,
                                          ULONG request = usual_request) {
    leg_outputs out;
    const auto status = InitializeSecurityContextA(from.get(), nullptr, target, request, 0, 0, nullptr, 0,
                                                   &out.handle, out.list(), &out.attributes, &out.expiry);
    if (status >= 0) CHECK(DeleteSecurityContext(&out.handle) == SEC_E_OK);
    if (status < 0) CHECK(out.untouched());
    return status;
}

} // namespace

TEST_CASE("the package functions refuse NULL and unknown names, and write nothing") {
    auto* narrow = untouched_pointer<SecPkgInfoA>();
    auto* wide = untouched_pointer<SecPkgInfoW>();
    ULONG count = 77;
    CHECK(EnumerateSecurityPackagesA(nullptr, &narrow) == SEC_E_INVALID_PARAMETER);
    CHECK(EnumerateSecurityPackagesW(nullptr, &wide) == SEC_E_INVALID_PARAMETER);
    CHECK(EnumerateSecurityPackagesA(&count, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(EnumerateSecurityPackagesW(&count, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(QuerySecurityPackageInfoA(arg("Kerberos"), nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(QuerySecurityPackageInfoA(nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(QuerySecurityPackageInfoA(nullptr, &narrow) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(QuerySecurityPackageInfoW(nullptr, &wide) == SEC_E_SECPKG_NOT_FOUND);
    for (const auto& name : wrong_packages) {
        CAPTURE(name.substr(0, 20));
        CHECK(QuerySecurityPackageInfoA(arg(name.c_str()), &narrow) == SEC_E_SECPKG_NOT_FOUND);
        auto text = widened(name);
        CHECK(QuerySecurityPackageInfoW(text.data(), &wide) == SEC_E_SECPKG_NOT_FOUND);
    }
    auto malformed = malformed_wide("Kerberos");
    CHECK(QuerySecurityPackageInfoW(malformed.data(), &wide) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(count == 77);
    CHECK(narrow == untouched_pointer<SecPkgInfoA>());
    CHECK(wide == untouched_pointer<SecPkgInfoW>());
}

TEST_CASE("AcquireCredentialsHandle refuses wrong arguments, and writes nothing") {
    shared_realm();
    int logon = 0;
    CHECK(acquire_with(nullptr, SECPKG_CRED_OUTBOUND, nullptr) == SEC_E_SECPKG_NOT_FOUND);
    for (const auto& name : wrong_packages) {
        CAPTURE(name.substr(0, 20));
        CHECK(acquire_with(name.c_str(), SECPKG_CRED_OUTBOUND, nullptr) == SEC_E_SECPKG_NOT_FOUND);
    }
    CHECK(acquire_with("Kerberos", SECPKG_CRED_OUTBOUND, &logon) == SEC_E_NOT_OWNER);
    for (const ULONG use : {0x0U, 0x8U, 0x20U, 0x40U, 0x100U, 0x80000000U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
        CAPTURE(use);
        CHECK(acquire_with("Kerberos", use, nullptr) == SEC_E_INVALID_PARAMETER);
    }
    CHECK(acquire_with("Kerberos", SECPKG_CRED_OUTBOUND | SECPKG_CRED_PROCESS_POLICY_ONLY, nullptr) ==
          SEC_E_NO_CREDENTIALS);
    CHECK(acquire_with("Kerberos", SECPKG_CRED_OUTBOUND | SECPKG_CRED_AUTOLOGON_RESTRICTED, nullptr) ==
          SEC_E_NO_CREDENTIALS);
    TimeStamp expiry;
    expiry.QuadPart = 77;
    CHECK(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr,
                                    nullptr, nullptr, &expiry) == SEC_E_INVALID_HANDLE);
    auto package = widened("Kerberos");
    CHECK(AcquireCredentialsHandleW(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr,
                                    nullptr, nullptr, &expiry) == SEC_E_INVALID_HANDLE);
    CHECK(expiry.QuadPart == 77);
    package = malformed_wide("Kerberos");
    SecHandle handle = marked_handle;
    CHECK(AcquireCredentialsHandleW(nullptr, package.data(), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr,
                                    nullptr, &handle, nullptr) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(same_handle(handle, marked_handle));
}

TEST_CASE("a target that is missing or malformed is unknown, in both widths") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(initiate_to(from, nullptr) == SEC_E_TARGET_UNKNOWN);
    for (const auto& target : wrong_targets) {
        CAPTURE(target.substr(0, 20));
        CHECK(initiate_to(from, arg(target.c_str())) == SEC_E_TARGET_UNKNOWN);
    }
    auto malformed = malformed_wide(web);
    for (SEC_WCHAR* const target : {static_cast<SEC_WCHAR*>(nullptr), malformed.data()}) {
        leg_outputs out;
        CHECK(InitializeSecurityContextW(from.get(), nullptr, target, 0, 0, 0, nullptr, 0, &out.handle,
                                         out.list(), &out.attributes, &out.expiry) == SEC_E_TARGET_UNKNOWN);
        CHECK(out.untouched());
    }
    CHECK(initiate_to(from, arg(web)) == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("no request bit and no combination of them does harm") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    auto with = acquire(SECPKG_CRED_INBOUND);
    std::mt19937 engine(7);
    for (int i = 0; i < 96; ++i) {
        const ULONG request = i < 32 ? 1U << i : static_cast<ULONG>(engine());
        // The first leg with ALLOCATE_MEMORY hands out memory; that is another test's matter.
        const ULONG asked = request & ~ULONG{ISC_REQ_ALLOCATE_MEMORY};
        constexpr ULONG two_framings = ISC_REQ_USE_SESSION_KEY | ISC_REQ_USE_DCE_STYLE;
        const bool refused = (asked & (ISC_REQ_PROMPT_FOR_CREDS | ISC_REQ_DATAGRAM)) != 0 ||
                             (asked & two_framings) == two_framings;
        const auto status = initiate_to(from, arg(web), asked);
        CAPTURE(asked, status_text(status));
        CHECK((refused ? status == SEC_E_UNSUPPORTED_FUNCTION : status >= 0));

        peer client;
        initiate(client, from, web, 0);
        token_input in(client.token);
        leg_outputs out;
        const auto answer = AcceptSecurityContext(with.get(), nullptr, in.list(), asked, 0, &out.handle,
                                                  out.list(), &out.attributes, &out.expiry);
        constexpr ULONG bindings = ASC_REQ_PROXY_BINDINGS | ASC_REQ_ALLOW_MISSING_BINDINGS;
        const bool unbound = (asked & bindings) == ASC_REQ_PROXY_BINDINGS; // the client has none
        const bool told = answer == SEC_E_BAD_BINDINGS && (asked & ASC_REQ_EXTENDED_ERROR) != 0;
        const auto expected = (asked & ASC_REQ_DATAGRAM) != 0 ? SEC_E_UNSUPPORTED_FUNCTION
                              : unbound                       ? SEC_E_BAD_BINDINGS
                                                              : SEC_E_OK;
        CHECK(answer == expected);
        if (answer >= 0) CHECK(DeleteSecurityContext(&out.handle) == SEC_E_OK);
        if (answer < 0) CHECK(out.untouched() == !told);
    }
}

TEST_CASE("the pointers that may be NULL may, and the first leg needs a place for the handle") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    auto with = acquire(SECPKG_CRED_INBOUND);
    leg_outputs first;
    CHECK(InitializeSecurityContextA(from.get(), nullptr, arg(web), usual_request, 0, 0, nullptr, 0, nullptr,
                                     first.list(), &first.attributes, &first.expiry) == SEC_E_INVALID_HANDLE);
    CHECK(first.untouched());
    REQUIRE(InitializeSecurityContextA(from.get(), nullptr, arg(web), usual_request, 0, 0, nullptr, 0,
                                       &first.handle, first.list(), nullptr,
                                       nullptr) == SEC_I_CONTINUE_NEEDED);
    token_input to_server(first.token());
    leg_outputs answer;
    CHECK(AcceptSecurityContext(with.get(), nullptr, to_server.list(), 0, 0, nullptr, answer.list(), nullptr,
                                nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(answer.untouched());
    REQUIRE(AcceptSecurityContext(with.get(), nullptr, to_server.list(), 0, 0, &answer.handle, answer.list(),
                                  nullptr, nullptr) == SEC_E_OK);
    token_input to_client(answer.token());
    leg_outputs last;
    CHECK(InitializeSecurityContextA(nullptr, &first.handle, nullptr, 0, 0, 0, to_client.list(), 0, nullptr,
                                     last.list(), nullptr, nullptr) == SEC_E_OK);
    CHECK(DeleteSecurityContext(&first.handle) == SEC_E_OK);
    CHECK(DeleteSecurityContext(&answer.handle) == SEC_E_OK);
}

TEST_CASE("an unknown attribute, and NULL for a known one, are refused and write nothing") {
    shared_realm();
    auto s = establish(web, usual_request);
    const std::set<ULONG> known{SECPKG_ATTR_SIZES,
                                SECPKG_ATTR_NAMES,
                                SECPKG_ATTR_LIFESPAN,
                                SECPKG_ATTR_KEY_INFO,
                                SECPKG_ATTR_AUTHORITY,
                                SECPKG_ATTR_PASSWORD_EXPIRY,
                                SECPKG_ATTR_SESSION_KEY,
                                SECPKG_ATTR_PACKAGE_INFO,
                                SECPKG_ATTR_NEGOTIATION_INFO,
                                SECPKG_ATTR_NATIVE_NAMES,
                                SECPKG_ATTR_FLAGS,
                                SECPKG_ATTR_CLIENT_SPECIFIED_TARGET,
                                SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS,
                                SECPKG_ATTR_NEGO_STATUS,
                                SECPKG_ATTR_ACCESS_TOKEN,
                                SECPKG_ATTR_AUTHENTICATION_ID,
                                SECPKG_ATTR_LOGOFF_TIME,
                                SECPKG_ATTR_USER_FLAGS};
    std::vector<ULONG> attributes{0x7FFFFFFF, 0x80000000, 0x80000001, 0xFFFFFFFF};
    for (ULONG i = 0; i < 300; ++i)
        attributes.push_back(i);
    unsigned char out[256];
    std::memset(out, 0xA5, sizeof out);
    for (const auto attribute : attributes) {
        CAPTURE(attribute);
        if (known.contains(attribute)) {
            CHECK(QueryContextAttributesA(s.client.context.get(), attribute, nullptr) ==
                  SEC_E_INVALID_PARAMETER);
            CHECK(QueryContextAttributesW(s.server.context.get(), attribute, nullptr) ==
                  SEC_E_INVALID_PARAMETER);
        } else {
            CHECK(QueryContextAttributesA(s.client.context.get(), attribute, out) ==
                  SEC_E_UNSUPPORTED_FUNCTION);
            CHECK(QueryContextAttributesW(s.server.context.get(), attribute, out) ==
                  SEC_E_UNSUPPORTED_FUNCTION);
            CHECK(QueryContextAttributesA(s.client.context.get(), attribute, nullptr) ==
                  SEC_E_UNSUPPORTED_FUNCTION);
        }
        if (attribute == SECPKG_CRED_ATTR_NAMES || attribute == SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS) continue;
        CHECK(QueryCredentialsAttributesA(s.client_credential.get(), attribute, out) ==
              SEC_E_UNSUPPORTED_FUNCTION);
        CHECK(QueryCredentialsAttributesW(s.server_credential.get(), attribute, out) ==
              SEC_E_UNSUPPORTED_FUNCTION);
    }
    CHECK(std::ranges::all_of(out, [](unsigned char c) { return c == 0xA5; }));
    CHECK(QueryCredentialsAttributesA(s.client_credential.get(), SECPKG_CRED_ATTR_NAMES, nullptr) ==
          SEC_E_INVALID_PARAMETER);
    CHECK(QueryCredentialsAttributesW(s.client_credential.get(), SECPKG_CRED_ATTR_NAMES, nullptr) ==
          SEC_E_INVALID_PARAMETER);
    CHECK(QueryCredentialsAttributesA(s.client_credential.get(), SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS,
                                      nullptr) == SEC_E_INVALID_PARAMETER);
}

TEST_CASE("FreeContextBuffer takes any pointer, and releases only what is the library's") {
    shared_realm();
    auto s = establish(web, usual_request);
    SecPkgContext_SessionKey key{};
    REQUIRE(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_SESSION_KEY, &key) == SEC_E_OK);
    int on_stack = 0;
    const auto on_heap = std::make_unique<char[]>(64);
    CHECK(FreeContextBuffer(nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(&on_stack) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(on_heap.get()) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(reinterpret_cast<void*>(1)) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(reinterpret_cast<void*>(~std::uintptr_t{0})) == SEC_E_INVALID_HANDLE);
    for (std::size_t i = 1; i < key.SessionKeyLength; ++i)
        CHECK(FreeContextBuffer(key.SessionKey + i) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_OK);
    CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("an unknown quality of protection is refused, and uses up no number") {
    shared_realm();
    auto s = establish(web, usual_request);
    for (const ULONG qop : {1U, 2U, 77U, 0x40000000U, 0x80000000U, 0x80000002U, 0xFFFFFFFFU}) {
        CAPTURE(qop);
        CHECK(encrypt(s.client, {"data"}, qop).status == SEC_E_QOP_NOT_SUPPORTED);
        bytes token;
        CHECK(sign(s.client, bytes_of("data"), token, qop) == SEC_E_QOP_NOT_SUPPORTED);
    }
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"data"}).joined()).text == "data");
}
