// SPDX-License-Identifier: BSL-1.0
// QueryCredentialsAttributes, its Ex form and SetCredentialsAttributes.
#include <support/catch.hpp>
#include <support/credentials.hpp>

using namespace sspi::test;

namespace {

/// The user whom the default cache of this program holds, and one whom it does not.
SECURITY_STATUS set_name(owned_credential& credential, const char* name,
                         ULONG size = sizeof(SecPkgCredentials_NamesA)) {
    SecPkgCredentials_NamesA names{arg(name)};
    return SetCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, &names, size);
}

constexpr ULONG without_substance[] = {
    SECPKG_CRED_ATTR_SSI_PROVIDER, SECPKG_CRED_ATTR_CERT, SECPKG_CRED_ATTR_PAC_BYPASS, 0, 6, 0xFFFFFFFF};

} // namespace

TEST_CASE("the Ex form answers as the other does, when there is room") {
    shared_realm().log_in();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    SecPkgCredentials_NamesA names{};
    for (const ULONG room : {ULONG{sizeof names}, ULONG{sizeof names + 1}, ULONG{0xFFFFFFFF}}) {
        REQUIRE(QueryCredentialsAttributesExA(credential.get(), SECPKG_CRED_ATTR_NAMES, &names, room) ==
                SEC_E_OK);
        CHECK(taken_name(names) == "alice@SSPI.TEST");
    }
    SecPkgCredentials_NamesW wide{};
    REQUIRE(QueryCredentialsAttributesExW(credential.get(), SECPKG_CRED_ATTR_NAMES, &wide, sizeof wide) ==
            SEC_E_OK);
    CHECK(std::wstring(wide.sUserName) == L"alice@SSPI.TEST");
    CHECK(FreeContextBuffer(wide.sUserName) == SEC_E_OK);
}

TEST_CASE("a structure that is too small for an attribute is left alone") {
    shared_realm();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    for (ULONG room = 0; room < sizeof(SecPkgCredentials_NamesA); ++room) {
        bytes exact(room); // so that a sanitizer sees who writes past it
        std::byte nothing{};
        void* const out = room == 0 ? &nothing : exact.data();
        CHECK(QueryCredentialsAttributesExA(credential.get(), SECPKG_CRED_ATTR_NAMES, out, room) ==
              SEC_E_BUFFER_TOO_SMALL);
        CHECK(QueryCredentialsAttributesExW(credential.get(), SECPKG_CRED_ATTR_NAMES, out, room) ==
              SEC_E_BUFFER_TOO_SMALL);
        CHECK(SetCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, out, room) ==
              SEC_E_BUFFER_TOO_SMALL);
        CHECK(SetCredentialsAttributesW(credential.get(), SECPKG_CRED_ATTR_NAMES, out, room) ==
              SEC_E_BUFFER_TOO_SMALL);
        CHECK(exact == bytes(room));
    }
    CHECK(QueryCredentialsAttributesExA(credential.get(), SECPKG_CRED_ATTR_NAMES, nullptr, 8) ==
          SEC_E_INVALID_PARAMETER);
    CHECK(SetCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, nullptr, 8) ==
          SEC_E_INVALID_PARAMETER);
}

TEST_CASE("attributes with nothing behind them are neither told nor set") {
    shared_realm();
    auto credential = acquire(SECPKG_CRED_BOTH);
    std::byte room[256] = {};
    for (const auto attribute : without_substance) {
        CAPTURE(attribute);
        CHECK(QueryCredentialsAttributesExA(credential.get(), attribute, room, sizeof room) ==
              SEC_E_UNSUPPORTED_FUNCTION);
        CHECK(QueryCredentialsAttributesExW(credential.get(), attribute, room, sizeof room) ==
              SEC_E_UNSUPPORTED_FUNCTION);
        CHECK(SetCredentialsAttributesA(credential.get(), attribute, room, sizeof room) ==
              SEC_E_UNSUPPORTED_FUNCTION);
        CHECK(SetCredentialsAttributesW(credential.get(), attribute, room, sizeof room) ==
              SEC_E_UNSUPPORTED_FUNCTION);
    }
    for (const auto each : room)
        CHECK(each == std::byte{});
}

TEST_CASE("a name that is set chooses that user's tickets") {
    auto& realm = shared_realm();
    realm.log_in();
    const who<char> dora{"dora", realm_name, "x"};
    auto identity = plain_identity(dora);
    for (const char* const name : {"alice", "alice@SSPI.TEST", "SSPI.TEST\\alice", "sspi\\alice"}) {
        CAPTURE(name);
        auto credential = acquire(SECPKG_CRED_OUTBOUND, &identity);
        REQUIRE(set_name(credential, name) == SEC_E_OK);
        CHECK(name_of(credential) == "alice@SSPI.TEST");
        CHECK(arrives_as(credential) == "alice@SSPI.TEST");
    }
    auto wide = acquire(SECPKG_CRED_OUTBOUND, &identity);
    WCHAR name[] = L"alice";
    SecPkgCredentials_NamesW names{name};
    REQUIRE(SetCredentialsAttributesW(wide.get(), SECPKG_CRED_ATTR_NAMES, &names, sizeof names) == SEC_E_OK);
    CHECK(arrives_as(wide) == "alice@SSPI.TEST");
}

TEST_CASE("a name that is set and has no tickets finds none, whatever there was before") {
    shared_realm().log_in();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(set_name(credential, "nobody") == SEC_E_OK);
    CHECK(first_leg_status(credential) == SEC_E_NO_CREDENTIALS);
    REQUIRE(set_name(credential, "alice") == SEC_E_OK);
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("a name that cannot be a user's is refused and changes nothing") {
    shared_realm().log_in();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    for (const char* const name :
         {static_cast<const char*>(nullptr), "", "\\alice", "alice@", "al\nice", "\xC3\x28"})
        CHECK(set_name(credential, name) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(arrives_as(credential) == "alice@SSPI.TEST");
}

TEST_CASE("attributes of no credential cannot be asked for or set") {
    shared_realm();
    SecHandle forged{1, 2};
    SecPkgCredentials_NamesA names{arg("alice")};
    for (SecHandle* const handle : {static_cast<SecHandle*>(nullptr), &forged}) {
        CHECK(QueryCredentialsAttributesExA(handle, SECPKG_CRED_ATTR_NAMES, &names, sizeof names) ==
              SEC_E_INVALID_HANDLE);
        CHECK(SetCredentialsAttributesA(handle, SECPKG_CRED_ATTR_NAMES, &names, sizeof names) ==
              SEC_E_INVALID_HANDLE);
    }
    CHECK(std::string(names.sUserName) == "alice");
}
