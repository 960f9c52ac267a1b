// SPDX-License-Identifier: BSL-1.0
// Opaque identities: made, taken apart, copied, compared, marshalled. Compiled for both widths of WCHAR.
#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/identity_block.hpp>
#include <support/opaque_identities.hpp>

#include <dlfcn.h>

using namespace sspi::test;

namespace {

const auto alice_wide = wide("alice");
const auto realm_wide = wide(realm_name);
const auto password_wide = wide(password);
const std::string alice = "alice@SSPI.TEST";

/// As whom the server knows the client that acquires with the identity.
std::string arrival(void* identity) {
    auto got = try_acquire<WCHAR>(SECPKG_CRED_OUTBOUND, identity);
    if (got.status != SEC_E_OK) return "acquire status " + std::to_string(got.status);
    return arrives_as(got.handle);
}

who<WCHAR> alice_strings() {
    return {alice_wide, realm_wide, password_wide, {}};
}

bool same(void* a, void* b, bool user_only = false) {
    BOOLEAN same_user = 7, same_identity = 7;
    REQUIRE(SspiCompareAuthIdentities(a, b, &same_user, &same_identity) == SEC_E_OK);
    REQUIRE((same_user == TRUE || same_user == FALSE));
    REQUIRE((same_identity == TRUE || same_identity == FALSE));
    if (same_identity != FALSE) CHECK(same_user == TRUE);
    return (user_only ? same_user : same_identity) != FALSE;
}

opaque_identity copy_of(void* identity) {
    opaque_identity copy;
    REQUIRE(SspiCopyAuthIdentity(identity, copy.out()) == SEC_E_OK);
    return copy;
}

std::vector<std::byte> marshalled(void* identity) {
    ULONG length = 0;
    char* start = nullptr;
    REQUIRE(SspiMarshalAuthIdentity(identity, &length, &start) == SEC_E_OK);
    const auto view = std::as_bytes(std::span(start, length));
    std::vector<std::byte> out(view.begin(), view.end());
    SspiLocalFree(start);
    return out;
}

opaque_identity unmarshalled(std::vector<std::byte> bytes) {
    opaque_identity out;
    REQUIRE(SspiUnmarshalAuthIdentity(static_cast<ULONG>(bytes.size()), reinterpret_cast<char*>(bytes.data()),
                                      out.out()) == SEC_E_OK);
    return out;
}

} // namespace

TEST_CASE("an identity made of strings logs on, as .NET does it") {
    shared_realm();
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE identity = nullptr;
    REQUIRE(SspiEncodeStringsAsAuthIdentity(alice_wide.c_str(), realm_wide.c_str(), password_wide.c_str(),
                                            &identity) == SEC_E_OK);
    auto got = try_acquire<WCHAR>(SECPKG_CRED_OUTBOUND, identity);
    SspiFreeAuthIdentity(identity); // before the first leg: the credential has its own copy
    REQUIRE(got.status == SEC_E_OK);
    CHECK(arrives_as(got.handle) == alice);
}

TEST_CASE("an identity made of strings with a wrong password is refused by the KDC") {
    shared_realm();
    const auto identity = made_of({"alice", realm_name, "wrong"});
    auto got = try_acquire<WCHAR>(SECPKG_CRED_OUTBOUND, identity.get());
    REQUIRE(got.status == SEC_E_OK);
    CHECK(first_leg_status(got.handle) == SEC_E_LOGON_DENIED);
}

TEST_CASE("an identity is taken apart into the strings that it was made of") {
    const std::optional<std::string> texts[] = {std::nullopt, "", "alice", "zo\xC3\xAB \xF0\x9F\x94\x91"};
    for (const auto& user_text : texts)
        for (const auto& domain_text : texts)
            for (const auto& password_text : texts) {
                if (!user_text && !domain_text && !password_text) continue;
                const auto identity = made_of({user_text, domain_text, password_text});
                const auto taken = strings_of(identity.get());
                CHECK(taken.user == user_text);
                CHECK(taken.domain == domain_text);
                CHECK(taken.password == password_text);
            }
}

TEST_CASE("an identity of any structure is taken apart, and only into what is wanted") {
    const who<char> narrow{"alice", realm_name, "secret"};
    auto plain = plain_identity(narrow);
    auto taken = strings_of(&plain);
    CHECK(taken.user == "alice");
    CHECK(taken.domain == realm_name);
    CHECK(taken.password == "secret");
    const auto wide_strings = alice_strings();
    auto extended = extended_identity(wide_strings);
    CHECK(strings_of(&extended).password == password);
    PCWSTR user_only = nullptr;
    REQUIRE(SspiEncodeAuthIdentityAsStrings(&extended, &user_only, nullptr, nullptr) == SEC_E_OK);
    CHECK(std::basic_string<WCHAR>(user_only) == alice_wide);
    SspiLocalFree(const_cast<WCHAR*>(user_only));
}

TEST_CASE("an identity that was made is one block, marked as such") {
    const auto identity = made_of({"alice", realm_name, "secret"});
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};
    std::memcpy(&header, identity.get(), sizeof header);
    CHECK(header.Version == SEC_WINNT_AUTH_IDENTITY_VERSION_2);
    CHECK(header.cbHeaderLength == sizeof header);
    CHECK(header.Flags == (SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_MARSHALLED));
    CHECK(header.UserLength == 5 * sizeof(WCHAR));
    CHECK(header.UserOffset + header.UserLength <= header.cbStructureLength);
    CHECK(std::memcmp(static_cast<char*>(identity.get()) + header.UserOffset, alice_wide.data(),
                      header.UserLength) == 0);
    CHECK(SspiValidateAuthIdentity(identity.get()) == SEC_E_OK);
}

TEST_CASE("a copy of any identity is the same identity, and logs on as the same user") {
    shared_realm();
    const who<char> narrow{"alice", realm_name, password, "kerberos"};
    const auto strings = alice_strings();
    auto plain_narrow = plain_identity(narrow);
    auto plain_wide = plain_identity(strings);
    auto extended_narrow = extended_identity(narrow);
    auto extended_wide = extended_identity(strings);
    auto block = identity_block(SEC_WINNT_AUTH_IDENTITY_UNICODE)
                     .user(strings.user)
                     .domain(strings.domain)
                     .password(strings.password)
                     .bytes();
    const auto made = made_of({"alice", realm_name, password});
    for (void* const identity : {static_cast<void*>(&plain_narrow), static_cast<void*>(&plain_wide),
                                 static_cast<void*>(&extended_narrow), static_cast<void*>(&extended_wide),
                                 static_cast<void*>(block.data()), made.get()}) {
        CHECK(SspiValidateAuthIdentity(identity) == SEC_E_OK);
        const auto copy = copy_of(identity);
        CHECK(copy.get() != identity);
        CHECK(same(identity, copy.get()));
        CHECK(same(copy.get(), copy_of(copy.get()).get()));
        CHECK(arrival(copy.get()) == alice);
    }
}

TEST_CASE("identities are compared by whom they name and by what they hold") {
    const auto one = made_of({"alice", "SSPI.TEST", "secret"});
    const auto lower_realm = made_of({"alice", "sspi.test", "secret"});
    const auto whole = made_of({"SSPI.TEST\\alice", std::nullopt, "secret"});
    const auto upn = made_of({"alice@sspi.test", std::nullopt, "secret"});
    const auto other_password = made_of({"alice", "SSPI.TEST", "Secret"});
    const auto no_password = made_of({"alice", "SSPI.TEST", std::nullopt});
    const auto other_user = made_of({"Alice", "SSPI.TEST", "secret"});
    const auto other_realm = made_of({"alice", "OTHER.TEST", "secret"});
    CHECK(same(one.get(), lower_realm.get()));
    CHECK(same(one.get(), whole.get()));
    CHECK(same(one.get(), upn.get()));
    for (const auto* const other : {&other_password, &no_password}) {
        CHECK(same(one.get(), other->get(), true));
        CHECK_FALSE(same(one.get(), other->get()));
    }
    CHECK_FALSE(same(one.get(), other_user.get(), true));
    CHECK_FALSE(same(one.get(), other_realm.get(), true));
    CHECK_FALSE(same(one.get(), nullptr, true));
    CHECK(same(nullptr, nullptr));
    CHECK(same(nullptr, made_of({"", "", std::nullopt}).get(), true));
}

TEST_CASE("only the answers that are wanted are given") {
    const auto one = made_of({"alice", "SSPI.TEST", "secret"});
    BOOLEAN answer = FALSE;
    CHECK(SspiCompareAuthIdentities(one.get(), one.get(), &answer, nullptr) == SEC_E_OK);
    CHECK(answer == TRUE);
    answer = FALSE;
    CHECK(SspiCompareAuthIdentities(one.get(), one.get(), nullptr, &answer) == SEC_E_OK);
    CHECK(answer == TRUE);
    CHECK(SspiCompareAuthIdentities(one.get(), one.get(), nullptr, nullptr) == SEC_E_OK);
}

TEST_CASE("a marshalled identity is the same when it is unmarshalled") {
    shared_realm();
    const auto identity = made_of({"alice", realm_name, password});
    const auto bytes = marshalled(identity.get());
    const auto back = unmarshalled(bytes);
    CHECK(same(identity.get(), back.get()));
    CHECK(arrival(back.get()) == alice);
    const who<char> narrow{"alice", realm_name, password, "kerberos,!ntlm"};
    auto extended = extended_identity(narrow);
    CHECK(same(&extended, unmarshalled(marshalled(&extended)).get()));
    const std::vector<std::byte> keytab(100, std::byte{5});
    auto with_keytab =
        identity_block(SEC_WINNT_AUTH_IDENTITY_UNICODE).user(alice_wide).keytab(keytab).bytes();
    CHECK(same(with_keytab.data(), unmarshalled(marshalled(with_keytab.data())).get()));
}

TEST_CASE("the bytes of a marshalled identity are Windows' structure with UTF-16, whatever WCHAR is") {
    const auto bytes = marshalled(made_of({"zo\xC3\xAB", "D", "p"}).get());
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};
    REQUIRE(bytes.size() >= sizeof header);
    std::memcpy(&header, bytes.data(), sizeof header);
    CHECK(header.cbStructureLength == bytes.size());
    const std::u16string name = u"zo\u00EB";
    REQUIRE(header.UserLength == name.size() * sizeof(char16_t));
    CHECK(std::memcmp(bytes.data() + header.UserOffset, name.data(), header.UserLength) == 0);

    auto from_elsewhere = identity_block(0)
                              .user(std::u16string(u"alice"))
                              .domain(std::u16string(u"SSPI.TEST"))
                              .password(std::u16string(u"secret"))
                              .bytes();
    from_elsewhere.resize(from_elsewhere.size() + 3); // what is behind it is not looked at
    CHECK(same(unmarshalled(from_elsewhere).get(), made_of({"alice", "SSPI.TEST", "secret"}).get()));
}

TEST_CASE("an identity that is marshalled through one width is read through the other") {
    using unmarshal = SECURITY_STATUS(ULONG, char*, void**);
    using take_apart = SECURITY_STATUS(void*, const char16_t**, const char16_t**, const char16_t**);
    const auto plain_unmarshal =
        reinterpret_cast<unmarshal*>(dlsym(RTLD_DEFAULT, "SspiUnmarshalAuthIdentity"));
    const auto plain_take_apart =
        reinterpret_cast<take_apart*>(dlsym(RTLD_DEFAULT, "SspiEncodeAuthIdentityAsStrings"));
    REQUIRE(plain_unmarshal != nullptr);
    REQUIRE(plain_take_apart != nullptr);
    auto bytes = marshalled(made_of({"zo\xC3\xAB", "SSPI.TEST", "secret"}).get());
    void* identity = nullptr;
    REQUIRE(plain_unmarshal(static_cast<ULONG>(bytes.size()), reinterpret_cast<char*>(bytes.data()),
                            &identity) == SEC_E_OK);
    const char16_t* user_text = nullptr;
    REQUIRE(plain_take_apart(identity, &user_text, nullptr, nullptr) == SEC_E_OK);
    CHECK(std::u16string(user_text) == u"zo\u00EB");
    SspiLocalFree(const_cast<char16_t*>(user_text));
    SspiFreeAuthIdentity(identity);
}

TEST_CASE("an identity without a package is a copy that says so") {
    shared_realm();
    const auto identity = made_of({"alice", realm_name, password});
    opaque_identity without_ntlm, without_either, own;
    REQUIRE(SspiExcludePackage(identity.get(), wide("NTLM").c_str(), without_ntlm.out()) == SEC_E_OK);
    CHECK(arrival(without_ntlm.get()) == alice);
    CHECK(same(identity.get(), without_ntlm.get(), true));
    CHECK_FALSE(same(identity.get(), without_ntlm.get()));
    REQUIRE(SspiExcludePackage(without_ntlm.get(), wide("kerberos").c_str(), without_either.out()) ==
            SEC_E_OK);
    CHECK(try_acquire<WCHAR>(SECPKG_CRED_OUTBOUND, without_either.get()).status == SEC_E_SECPKG_NOT_FOUND);
    REQUIRE(SspiExcludePackage(nullptr, wide("NTLM").c_str(), own.out()) == SEC_E_OK);
    CHECK(arrival(own.get()) == alice); // the default credential's
}

TEST_CASE("zeroing leaves nothing of an identity in one block, and nothing of a password elsewhere") {
    const auto identity = made_of({"alice", realm_name, "secret"});
    SEC_WINNT_AUTH_IDENTITY_EX2 header{};
    std::memcpy(&header, identity.get(), sizeof header);
    SspiZeroAuthIdentity(identity.get());
    const auto all_zero = [](const void* start, std::size_t size) {
        const auto bytes = std::span(static_cast<const std::byte*>(start), size);
        return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
    };
    CHECK(all_zero(identity.get(), header.cbStructureLength));

    auto block =
        identity_block(SEC_WINNT_AUTH_IDENTITY_UNICODE).user(alice_wide).password(password_wide).bytes();
    block.push_back(std::byte{9});
    SspiZeroAuthIdentity(block.data());
    CHECK(all_zero(block.data(), block.size() - 1));
    CHECK(block.back() == std::byte{9});

    auto strings = alice_strings();
    auto plain = plain_identity(strings);
    SspiZeroAuthIdentity(&plain);
    CHECK(strings.user == alice_wide);
    CHECK(all_zero(strings.password.data(), strings.password.size() * sizeof(WCHAR)));
    who<char> narrow{"alice", realm_name, "secret"};
    auto extended = extended_identity(narrow);
    SspiZeroAuthIdentity(&extended);
    CHECK(narrow.password == std::string(6, '\0'));
}

TEST_CASE("freeing what is not the library's, or is freed already, does no harm") {
    SspiFreeAuthIdentity(nullptr);
    SspiLocalFree(nullptr);
    SspiZeroAuthIdentity(nullptr);
    const auto strings = alice_strings();
    auto own = plain_identity(strings);
    SspiFreeAuthIdentity(&own);
    SspiLocalFree(&own);
    CHECK(SspiValidateAuthIdentity(&own) == SEC_E_OK);
    auto identity = made_of({"alice", realm_name, "secret"});
    SspiFreeAuthIdentity(static_cast<char*>(identity.get()) + 8);
    CHECK(SspiValidateAuthIdentity(identity.get()) == SEC_E_OK);
    SspiFreeAuthIdentity(identity.get());
    SspiFreeAuthIdentity(identity.get());
}

TEST_CASE("identities are never encrypted here, and those that say they are cannot be read") {
    const auto identity = made_of({"alice", realm_name, "secret"});
    CHECK(SspiIsAuthIdentityEncrypted(nullptr) == FALSE);
    CHECK(SspiIsAuthIdentityEncrypted(identity.get()) == FALSE);
    CHECK(SspiDecryptAuthIdentity(identity.get()) == SEC_E_OK);
    CHECK(SspiDecryptAuthIdentityEx(SEC_WINNT_AUTH_IDENTITY_ENCRYPT_SAME_LOGON, identity.get()) == SEC_E_OK);
    CHECK(SspiEncryptAuthIdentity(identity.get()) == SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(strings_of(identity.get()).password == "secret");
    const auto strings = alice_strings();
    for (const ULONG form : {0x10U, 0x20U, 0x40U, 0x80U}) {
        CAPTURE(form);
        auto plain = plain_identity(strings, SEC_WINNT_AUTH_IDENTITY_UNICODE | form);
        auto block = identity_block(SEC_WINNT_AUTH_IDENTITY_UNICODE | form).user(alice_wide).bytes();
        for (void* const encrypted : {static_cast<void*>(&plain), static_cast<void*>(block.data())}) {
            CHECK(SspiIsAuthIdentityEncrypted(encrypted) == TRUE);
            CHECK(SspiDecryptAuthIdentity(encrypted) == SEC_E_DECRYPT_FAILURE);
            CHECK(SspiValidateAuthIdentity(encrypted) == SEC_E_UNKNOWN_CREDENTIALS);
            PCWSTR user_text = nullptr;
            CHECK(SspiEncodeAuthIdentityAsStrings(encrypted, &user_text, nullptr, nullptr) ==
                  (form == 0x10 ? static_cast<SECURITY_STATUS>(0xC000000D) : SEC_E_UNKNOWN_CREDENTIALS));
            CHECK(user_text == nullptr);
        }
    }
}

TEST_CASE("a keytab has no form as text") {
    auto block =
        identity_block(SEC_WINNT_AUTH_IDENTITY_UNICODE).user(alice_wide).keytab({std::byte{5}}).bytes();
    PCWSTR user_text = nullptr;
    CHECK(SspiEncodeAuthIdentityAsStrings(block.data(), &user_text, nullptr, nullptr) ==
          SEC_E_UNSUPPORTED_FUNCTION);
    CHECK(user_text == nullptr);
}

TEST_CASE("the host of a target is found") {
    PWSTR host = nullptr;
    REQUIRE(SspiGetTargetHostName(wide("HTTP/web.sspi.test:8080").c_str(), &host) == SEC_E_OK);
    CHECK(std::basic_string<WCHAR>(host) == wide("web.sspi.test"));
    SspiLocalFree(host);
}

TEST_CASE("other credentials help against the errors that are about credentials") {
    for (const SECURITY_STATUS yes : {SEC_E_LOGON_DENIED, SEC_E_NO_CREDENTIALS, SEC_E_UNKNOWN_CREDENTIALS})
        CHECK(SspiIsPromptingNeeded(static_cast<ULONG>(yes)) == TRUE);
    CHECK(SspiIsPromptingNeeded(0xC000006D) == TRUE);
    CHECK(SspiIsPromptingNeeded(1326) == TRUE);
    for (const SECURITY_STATUS no : {SEC_E_OK, SEC_E_TARGET_UNKNOWN, SEC_E_TIME_SKEW, SEC_I_CONTINUE_NEEDED})
        CHECK(SspiIsPromptingNeeded(static_cast<ULONG>(no)) == FALSE);
}
