// SPDX-License-Identifier: BSL-1.0
// Identities in every structure, encoding and form of name that AcquireCredentialsHandle takes.
#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/identity_block.hpp>

using namespace sspi::test;

namespace {

constexpr auto zoe_password = "p\xC3\xA4ssw\xC3\xB6rd \xE2\x82\xAC"; // pässwörd €
constexpr auto zoe = "zo\xC3\xAB";                                   // zoë

test_realm& realm_with_zoe() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user(zoe, zoe_password);
        return true;
    }();
    REQUIRE(added);
    return realm;
}

const who<char> zoe_narrow{zoe, realm_name, zoe_password};
const who<WCHAR> zoe_wide{L"zo\u00EB", L"SSPI.TEST", L"p\u00E4ssw\u00F6rd \u20AC"};
const std::string zoe_principal = "zo\xC3\xAB@SSPI.TEST";

/// Acquires by the A or W function and tells who arrives at the server.
template <class Char, class Identity>
std::string arrival(Identity identity) {
    void* memory = &identity;
    if constexpr (requires { identity.data(); }) memory = identity.data();
    auto got = try_acquire<Char>(SECPKG_CRED_OUTBOUND, memory);
    if (got.status != SEC_E_OK) return "acquire status " + std::to_string(got.status);
    return arrives_as(got.handle);
}

std::string arrival_of(const std::string& user_name, const std::string& domain,
                       const std::string& secret = password) {
    const who<char> strings{user_name, domain, secret};
    return arrival<char>(plain_identity(strings));
}

} // namespace

TEST_CASE("both structures are read by both functions, in the encoding that their flags name") {
    realm_with_zoe();
    CHECK(arrival<char>(plain_identity(zoe_narrow)) == zoe_principal);
    CHECK(arrival<char>(plain_identity(zoe_wide)) == zoe_principal);
    CHECK(arrival<char>(extended_identity(zoe_narrow)) == zoe_principal);
    CHECK(arrival<char>(extended_identity(zoe_wide)) == zoe_principal);
    CHECK(arrival<WCHAR>(plain_identity(zoe_narrow)) == zoe_principal);
    CHECK(arrival<WCHAR>(plain_identity(zoe_wide)) == zoe_principal);
    CHECK(arrival<WCHAR>(extended_identity(zoe_narrow)) == zoe_principal);
    CHECK(arrival<WCHAR>(extended_identity(zoe_wide)) == zoe_principal);
}

TEST_CASE("without a flag the function's own encoding counts, with both there is none") {
    realm_with_zoe();
    CHECK(arrival<char>(plain_identity(zoe_narrow, 0)) == zoe_principal);
    CHECK(arrival<WCHAR>(plain_identity(zoe_wide, 0)) == zoe_principal);
    auto contradictory = plain_identity(zoe_narrow, 3);
    CHECK(try_acquire<char>(SECPKG_CRED_OUTBOUND, &contradictory).status == SEC_E_UNKNOWN_CREDENTIALS);
}

TEST_CASE("an identity in one block is read by both functions") {
    realm_with_zoe();
    const auto one_block = [](const auto& strings, ULONG flags) {
        identity_block block(flags);
        return block.user(strings.user).domain(strings.domain).password(strings.password).bytes();
    };
    for (const ULONG flags : {ULONG{0}, ULONG{SEC_WINNT_AUTH_IDENTITY_UNICODE},
                              ULONG{SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_MARSHALLED}}) {
        CHECK(arrival<char>(one_block(zoe_wide, flags)) == zoe_principal);
        CHECK(arrival<WCHAR>(one_block(zoe_wide, flags)) == zoe_principal);
    }
    CHECK(arrival<char>(one_block(zoe_narrow, SEC_WINNT_AUTH_IDENTITY_ANSI)) == zoe_principal);
    CHECK(arrival<WCHAR>(one_block(zoe_narrow, SEC_WINNT_AUTH_IDENTITY_ANSI)) == zoe_principal);
}

TEST_CASE("a marshalled structure may hold offsets or pointers") {
    realm_with_zoe();
    CHECK(arrival<char>(plain_identity(zoe_narrow, SEC_WINNT_AUTH_IDENTITY_ANSI |
                                                       SEC_WINNT_AUTH_IDENTITY_MARSHALLED)) == zoe_principal);
    auto identity =
        extended_identity(zoe_narrow, SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_MARSHALLED);
    std::vector<std::byte> block(sizeof identity);
    const auto place = [&block](unsigned char*& member, const std::string& text) {
        member = reinterpret_cast<unsigned char*>(block.size());
        const auto bytes = bytes_of(text);
        block.insert(block.end(), bytes.begin(), bytes.end());
    };
    place(identity.User, zoe_narrow.user);
    place(identity.Domain, zoe_narrow.domain);
    place(identity.Password, zoe_narrow.password);
    identity.Length = static_cast<ULONG>(block.size());
    std::memcpy(block.data(), &identity, sizeof identity);
    CHECK(arrival<char>(block) == zoe_principal);
}

TEST_CASE("a name can be given in all the ways that Windows users write it") {
    realm_with_zoe();
    const std::string alice = "alice@SSPI.TEST";
    CHECK(arrival_of("alice", "SSPI.TEST") == alice);
    CHECK(arrival_of("alice", "sspi.test") == alice);
    CHECK(arrival_of("alice@SSPI.TEST", "") == alice);
    CHECK(arrival_of("alice@sspi.test", "") == alice);
    CHECK(arrival_of("SSPI.TEST\\alice", "") == alice);
    CHECK(arrival_of("sspi.test\\alice", "") == alice);
    CHECK(arrival_of("alice", "") == alice); // the default realm
}

TEST_CASE("a user who cannot be, is refused at once") {
    realm_with_zoe();
    const auto refused = "acquire status " + std::to_string(SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(arrival_of("", "SSPI.TEST") == refused);
    CHECK(arrival_of("", "", "secret") == refused);
    CHECK(arrival_of("\\alice", "") == refused);
    CHECK(arrival_of("alice@", "") == refused);
    CHECK(arrival_of("SSPI.TEST\\", "") == refused);
    CHECK(arrival_of("al\nice", "SSPI.TEST") == refused);
    CHECK(arrival_of("\xC3\x28", "SSPI.TEST") == refused);          // not UTF-8
    CHECK(arrival_of("alice", "SSPI.TEST", "\xFF") == refused);     // nor is this
    CHECK(arrival_of("alice", "SSPI.TEST\xED\xA0\x80") == refused); // a surrogate
    const who<WCHAR> unpaired{L"alice", L"SSPI.TEST", {static_cast<WCHAR>(0xD800)}};
    CHECK(arrival<WCHAR>(plain_identity(unpaired)) == refused);
    CHECK(arrival_of(std::string("ali\0ce", 6), "SSPI.TEST") == refused);
}

TEST_CASE("identities of versions that are not known are refused") {
    realm_with_zoe();
    auto identity = extended_identity(zoe_narrow);
    for (const ULONG version : {0x202U, 0x2FFU}) {
        identity.Version = version;
        CHECK(try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity).status == SEC_E_UNKNOWN_CREDENTIALS);
    }
    identity.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    for (const ULONG length : {ULONG{0}, static_cast<ULONG>(sizeof identity - 1), 0xFFFFFFFFU}) {
        identity.Length = length;
        CHECK(try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity).status == SEC_E_UNKNOWN_CREDENTIALS);
    }
}

TEST_CASE("an identity that says nothing is the default credential") {
    realm_with_zoe();
    const who<char> nobody;
    const who<WCHAR> nobody_wide;
    CHECK(arrival<char>(plain_identity(nobody)) == "alice@SSPI.TEST");
    CHECK(arrival<WCHAR>(extended_identity(nobody_wide)) == "alice@SSPI.TEST");
    auto empty_strings = plain_identity(nobody);
    unsigned char nothing[] = {0};
    empty_strings.User = empty_strings.Domain = empty_strings.Password = nothing;
    CHECK(arrival<char>(empty_strings) == "alice@SSPI.TEST");
}

TEST_CASE("a user without a password is whoever's tickets are in the cache, and nobody else") {
    auto& realm = realm_with_zoe();
    realm.log_in();
    CHECK(arrival_of("alice", "SSPI.TEST", "") == "alice@SSPI.TEST");
    CHECK(arrival_of("alice@SSPI.TEST", "", "") == "alice@SSPI.TEST");
    CHECK(arrival_of("alice", "", "") == "alice@SSPI.TEST");
    CHECK(arrival_of(zoe, "SSPI.TEST", "") == "status " + std::to_string(SEC_E_NO_CREDENTIALS));
    realm->write_cache(realm.environment().cache_name(), zoe);
    CHECK(arrival_of(zoe, "SSPI.TEST", "") == zoe_principal);
    CHECK(arrival_of("alice", "SSPI.TEST", "") == "status " + std::to_string(SEC_E_NO_CREDENTIALS));
    realm.log_in();
}

TEST_CASE("an empty password is a password, and not the right one") {
    realm_with_zoe();
    const who<char> alice{"alice", realm_name, {}};
    auto identity = plain_identity(alice);
    unsigned char nothing[] = {0};
    identity.Password = nothing;
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    CHECK(first_leg_status(got.handle) == SEC_E_LOGON_DENIED);
}

TEST_CASE("the package list of an identity says whether Kerberos may be used") {
    realm_with_zoe();
    struct expectation {
        const char* list;
        SECURITY_STATUS status;
    };
    constexpr expectation expectations[] = {
        {"kerberos", SEC_E_OK},
        {"Kerberos", SEC_E_OK},
        {"!ntlm", SEC_E_OK},
        {"kerberos,!ntlm", SEC_E_OK},
        {"ntlm,kerberos", SEC_E_OK},
        {"", SEC_E_OK},
        {" kerberos , ntlm", SEC_E_OK},
        {"!kerberos", SEC_E_SECPKG_NOT_FOUND},
        {"ntlm", SEC_E_SECPKG_NOT_FOUND},
        {"kerberos,!KERBEROS", SEC_E_SECPKG_NOT_FOUND},
    };
    for (const auto& e : expectations) {
        CAPTURE(e.list);
        auto narrow = zoe_narrow;
        narrow.packages = e.list;
        auto identity = extended_identity(narrow);
        CHECK(try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity).status == e.status);
        const who<WCHAR> wide{.packages = {e.list, e.list + std::strlen(e.list)}};
        auto only_packages = extended_identity(wide); // the default credential, restricted
        CHECK(try_acquire<WCHAR>(SECPKG_CRED_OUTBOUND, &only_packages).status == e.status);
    }
}

TEST_CASE("the lengths of an identity count, not its terminators") {
    realm_with_zoe();
    std::string text = "SSPI.TEST\\alice and more";
    std::string secret = std::string(password) + " and more";
    SEC_WINNT_AUTH_IDENTITY_A identity{};
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    identity.Domain = reinterpret_cast<unsigned char*>(text.data());
    identity.DomainLength = 9;
    identity.User = reinterpret_cast<unsigned char*>(text.data() + 10);
    identity.UserLength = 5;
    identity.Password = reinterpret_cast<unsigned char*>(secret.data());
    identity.PasswordLength = static_cast<ULONG>(std::strlen(password));
    CHECK(arrival<char>(identity) == "alice@SSPI.TEST");
}

TEST_CASE("the identity's memory is the caller's again once the credential is acquired") {
    realm_with_zoe();
    auto strings = zoe_wide;
    auto identity = plain_identity(strings);
    auto got = try_acquire<WCHAR>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    for (auto* const s : {&strings.user, &strings.domain, &strings.password})
        std::fill(s->begin(), s->end(), L'x');
    std::memset(&identity, 0xFF, sizeof identity);
    CHECK(arrives_as(got.handle) == zoe_principal);
}
