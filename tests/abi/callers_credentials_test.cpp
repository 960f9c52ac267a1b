// SPDX-License-Identifier: BSL-1.0
// How known programs say who they want to be.
#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/packages.hpp>

#include <array>
#include <cstring>

using namespace sspi::test;

namespace {

std::string any_package() {
    shared_realm();
    return GENERATE(from_range(every_package()));
}

/// As whom a server of the package knows the client of this credential; empty when it does not come that far.
std::string known_as(const std::string& package, owned_credential& from) {
    auto with = acquire_from(package, SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, from, web, usual_request);
    for (int leg = 0; leg < 3 && client.status >= 0; ++leg) {
        if (!client.token.empty()) accept(server, with, 0, client.token);
        if (server.status < 0) return {};
        if (client.status == SEC_E_OK && server.status == SEC_E_OK) break;
        initiate(client, from, web, usual_request, server.token);
    }
    return principal_at(server.context.get());
}

constexpr auto alice = "alice@SSPI.TEST";

} // namespace

TEST_CASE("curl's identity names no user and excludes NTLM, and is the default credential") {
    const auto package = any_package();
    char list[] = "!ntlm";
    SEC_WINNT_AUTH_IDENTITY_EXA identity{};
    identity.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    identity.Length = sizeof identity;
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    identity.PackageList = reinterpret_cast<unsigned char*>(list);
    identity.PackageListLength = 5;
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND, &identity);
    CHECK(known_as(package, from) == alice);
}

TEST_CASE("OpenJDK's identity allows Kerberos alone, in wide text, and asks for both directions") {
    const auto package = any_package();
    WCHAR list[] = {'K', 'e', 'r', 'b', 'e', 'r', 'o', 's', 0};
    SEC_WINNT_AUTH_IDENTITY_EXW identity{};
    identity.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    identity.Length = sizeof identity;
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    identity.PackageList = reinterpret_cast<unsigned short*>(list);
    identity.PackageListLength = 8;
    auto from = acquire_from(package, SECPKG_CRED_BOTH, &identity);
    CHECK(known_as(package, from) == alice);
}

TEST_CASE("FreeTDS and Miranda let the domain point into DOMAIN\\user, without a terminator") {
    const auto package = any_package();
    std::string login = "SSPI.TEST\\alice", secret = password;
    SEC_WINNT_AUTH_IDENTITY_A identity{};
    identity.Domain = reinterpret_cast<unsigned char*>(login.data());
    identity.DomainLength = 9;
    identity.User = reinterpret_cast<unsigned char*>(login.data() + 10);
    identity.UserLength = 5;
    identity.Password = reinterpret_cast<unsigned char*>(secret.data());
    identity.PasswordLength = static_cast<ULONG>(secret.size());
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND, &identity);
    std::memset(login.data(), 'x', login.size()); // the library has its own copy
    std::memset(secret.data(), 'x', secret.size());
    CHECK(known_as(package, from) == alice);
}

TEST_CASE("the MongoDB drivers put the whole principal into User, with no domain or an empty one") {
    const auto package = any_package();
    const std::string user_name = "alice@SSPI.TEST", empty, secret = password;
    auto identity = identity_of(user_name, empty, secret);
    auto with_empty_domain = acquire_from(package, SECPKG_CRED_OUTBOUND, &identity);
    CHECK(known_as(package, with_empty_domain) == alice);
    identity.Domain = nullptr;
    auto with_no_domain = acquire_from(package, SECPKG_CRED_OUTBOUND, &identity);
    CHECK(known_as(package, with_no_domain) == alice);
}

TEST_CASE("the MongoDB shell names a user without a password, and means that user's tickets") {
    const auto package = any_package();
    const std::string user_name = "alice@SSPI.TEST", empty;
    auto identity = identity_of(user_name, empty, empty);
    identity.Password = nullptr;
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND, &identity);
    CHECK(known_as(package, from) == alice);
}

TEST_CASE("mongo-go and Waffle name a principal, which is a hint and never a reason to fail") {
    const auto package = any_package();
    for (const char* const principal : {"alice@SSPI.TEST", "HTTP/web.sspi.test", "somebody else", ""}) {
        INFO(principal);
        auto from = acquire_from(package, SECPKG_CRED_OUTBOUND, nullptr, principal);
        CHECK(known_as(package, from) == alice);
        auto with = acquire_from(package, SECPKG_CRED_INBOUND, nullptr, principal);
        CHECK(with.live());
    }
}

TEST_CASE("FreeRDP acquires the package by the name that it was told, through the table, with narrow text") {
    shared_realm();
    PSecurityFunctionTableA const table = InitSecurityInterfaceA();
    for (const auto& package : every_package()) {
        PSecPkgInfoA info = nullptr;
        REQUIRE(table->QuerySecurityPackageInfoA(arg(package.c_str()), &info) == SEC_E_OK);
        owned_credential from;
        const std::string empty, name = user, secret = password;
        auto identity = identity_of(name, empty, secret);
        REQUIRE(table->AcquireCredentialsHandleA(nullptr, info->Name, SECPKG_CRED_OUTBOUND, nullptr,
                                                 &identity, nullptr, nullptr, from.get(),
                                                 nullptr) == SEC_E_OK);
        from.now_live();
        CHECK(known_as(package, from) == alice);
        CHECK(table->FreeContextBuffer(info) == SEC_E_OK);
    }
}

TEST_CASE("credentials go first, contexts go first, and neither minds") {
    const auto package = any_package();
    auto s = establish_with(package, web, usual_request);
    s.client_credential = {}; // mysql, openconnect and .NET
    SecPkgContext_SessionKey key{};
    REQUIRE(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_SESSION_KEY, &key) == SEC_E_OK);
    s.client.context = {}; // Firebird reads the key when the context is gone
    CHECK(key.SessionKeyLength == 32);
    CHECK(FreeContextBuffer(key.SessionKey) == SEC_E_OK);
}

TEST_CASE("openjdk asks for the credential's name, in narrow text from a wide program") {
    const auto package = any_package();
    auto from = acquire_from(package, SECPKG_CRED_OUTBOUND);
    SecPkgCredentials_NamesA names{};
    REQUIRE(QueryCredentialsAttributesA(from.get(), SECPKG_CRED_ATTR_NAMES, &names) == SEC_E_OK);
    CHECK(taken_name(names) == alice);
}
