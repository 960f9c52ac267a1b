// SPDX-License-Identifier: BSL-1.0
// Opaque identities that are malformed, and bytes from elsewhere. Compiled for both widths of WCHAR.
#include "bad_input.hpp"

#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/identity_block.hpp>
#include <support/opaque_identities.hpp>

using namespace sspi::test;

namespace {

/// Where outputs point before a call that must not write them.
void* const marked = reinterpret_cast<void*>(std::uintptr_t{0xA5A5A5A0});

/// What each function that reads an identity answers; all must be the same, and nothing may be written.
SECURITY_STATUS answer_of_all(void* identity) {
    const auto status = SspiValidateAuthIdentity(identity);
    void* out = marked;
    CHECK(SspiCopyAuthIdentity(identity, &out) == status);
    auto texts = static_cast<PCWSTR>(marked);
    CHECK(SspiEncodeAuthIdentityAsStrings(identity, &texts, &texts, &texts) == status);
    ULONG length = 77;
    auto bytes = static_cast<char*>(marked);
    CHECK(SspiMarshalAuthIdentity(identity, &length, &bytes) == status);
    CHECK(SspiDecryptAuthIdentity(identity) == status);
    if (identity != nullptr) {
        BOOLEAN answer = 77;
        CHECK(SspiCompareAuthIdentities(identity, nullptr, &answer, &answer) == status);
        CHECK(SspiCompareAuthIdentities(nullptr, identity, &answer, &answer) == status);
        CHECK(SspiExcludePackage(identity, wide("NTLM").c_str(), &out) == status);
        CHECK(answer == 77);
    }
    CHECK(out == marked);
    CHECK(texts == marked);
    CHECK(bytes == marked);
    CHECK(length == 77);
    return status;
}

SECURITY_STATUS unmarshal(std::vector<std::byte> bytes) {
    bytes.shrink_to_fit();
    void* out = marked;
    const auto status = SspiUnmarshalAuthIdentity(static_cast<ULONG>(bytes.size()),
                                                  reinterpret_cast<char*>(bytes.data()), &out);
    if (status == SEC_E_OK) {
        CHECK(SspiValidateAuthIdentity(out) == SEC_E_OK);
        SspiFreeAuthIdentity(out);
    } else {
        CHECK(out == marked);
    }
    return status;
}

std::vector<std::byte> marshalled_alice() {
    return identity_block(SEC_WINNT_AUTH_IDENTITY_UNICODE | SEC_WINNT_AUTH_IDENTITY_MARSHALLED)
        .user(std::u16string(u"alice"))
        .domain(std::u16string(u"SSPI.TEST"))
        .packages(std::u16string(u"kerberos,!ntlm"))
        .password(std::u16string(u"secret"))
        .bytes();
}

} // namespace

TEST_CASE("NULL in place of an identity or an output is refused") {
    CHECK(answer_of_all(nullptr) == SEC_E_INVALID_PARAMETER);
    const auto identity = made_of({"alice", std::nullopt, std::nullopt});
    CHECK(SspiCopyAuthIdentity(identity.get(), nullptr) == SEC_E_INVALID_PARAMETER);
    ULONG length = 0;
    char* bytes = nullptr;
    CHECK(SspiMarshalAuthIdentity(identity.get(), nullptr, &bytes) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiMarshalAuthIdentity(identity.get(), &length, nullptr) == SEC_E_INVALID_PARAMETER);
    char byte = 0;
    void* out = marked;
    CHECK(SspiUnmarshalAuthIdentity(1, nullptr, &out) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiUnmarshalAuthIdentity(1, &byte, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiExcludePackage(identity.get(), nullptr, &out) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiExcludePackage(identity.get(), wide("NTLM").c_str(), nullptr) == SEC_E_INVALID_PARAMETER);
    const auto text = wide("alice");
    CHECK(SspiEncodeStringsAsAuthIdentity(text.c_str(), nullptr, nullptr, nullptr) == SEC_E_INVALID_TOKEN);
    CHECK(SspiEncodeStringsAsAuthIdentity(nullptr, nullptr, nullptr, &out) == SEC_E_INVALID_TOKEN);
    PWSTR host = nullptr;
    CHECK(SspiGetTargetHostName(nullptr, &host) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiGetTargetHostName(text.c_str(), nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(out == marked);
}

TEST_CASE("every function refuses an identity that is malformed") {
    const who<char> strings{"alice", realm_name, "secret"};
    auto contradictory = plain_identity(strings, 3);
    auto no_text = plain_identity(strings);
    no_text.Domain = nullptr;
    auto short_extended = extended_identity(strings);
    short_extended.Length = 12;
    auto not_utf8 = plain_identity(strings);
    unsigned char invalid[] = {'a', 0xFF};
    not_utf8.User = invalid;
    not_utf8.UserLength = 2;
    auto outside = identity_block(0).user(wide("alice"));
    outside.header.UserOffset = 4096;
    auto outside_bytes = outside.bytes();
    auto other_kind =
        identity_block(0).user(wide("alice")).credentials(packed(SEC_WINNT_AUTH_DATA_TYPE_CERT, {})).bytes();
    for (void* const identity :
         {static_cast<void*>(&contradictory), static_cast<void*>(&no_text),
          static_cast<void*>(&short_extended), static_cast<void*>(&not_utf8),
          static_cast<void*>(outside_bytes.data()), static_cast<void*>(other_kind.data())}) {
        CHECK(answer_of_all(identity) == SEC_E_UNKNOWN_CREDENTIALS);
        SspiZeroAuthIdentity(identity);
    }
}

TEST_CASE("zeroing an identity that is malformed touches nothing") {
    const who<char> strings{"alice", realm_name, "secret"};
    auto contradictory = plain_identity(strings, 3);
    SspiZeroAuthIdentity(&contradictory);
    CHECK(strings.password == "secret");
    auto outside = identity_block(0).user(wide("alice")).password(wide("secret"));
    outside.header.cbStructureLength = 0xFFFFFFF0;
    auto bytes = outside.bytes();
    const auto before = bytes;
    SspiZeroAuthIdentity(bytes.data());
    CHECK(bytes == before);
    auto absurd = plain_identity(strings);
    absurd.PasswordLength = 0x7FFFFFFF;
    SspiZeroAuthIdentity(&absurd);
    CHECK(strings.password == "secret");
}

TEST_CASE("strings that cannot be in an identity are refused") {
    void* out = marked;
    const auto good = wide("alice");
    const WCHAR surrogate[] = {'a', static_cast<WCHAR>(0xD800), 0};
    CHECK(SspiEncodeStringsAsAuthIdentity(surrogate, nullptr, nullptr, &out) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(SspiEncodeStringsAsAuthIdentity(good.c_str(), surrogate, nullptr, &out) ==
          SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(SspiEncodeStringsAsAuthIdentity(good.c_str(), nullptr, surrogate, &out) ==
          SEC_E_UNKNOWN_CREDENTIALS);
    const std::basic_string<WCHAR> long_text(70000, 'a');
    CHECK(SspiEncodeStringsAsAuthIdentity(long_text.c_str(), nullptr, nullptr, &out) ==
          SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(SspiEncodeStringsAsAuthIdentity(good.c_str(), nullptr, long_text.c_str(), &out) ==
          SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(out == marked);
}

TEST_CASE("the longest parts that fit are kept, one character more is refused") {
    constexpr std::size_t most = 65535 / sizeof(WCHAR);
    constexpr std::size_t most_secret = (65535 - sizeof(SEC_WINNT_AUTH_PACKED_CREDENTIALS)) / sizeof(WCHAR);
    const std::string user_text(most, 'u'), secret(most_secret, 's');
    const auto taken = strings_of(made_of({user_text, user_text, secret}).get());
    CHECK(taken.user == user_text);
    CHECK(taken.domain == user_text);
    CHECK(taken.password == secret);
    void* out = marked;
    const std::basic_string<WCHAR> longer(most + 1, 'u'), longer_secret(most_secret + 1, 's');
    CHECK(SspiEncodeStringsAsAuthIdentity(longer.c_str(), nullptr, nullptr, &out) ==
          SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(SspiEncodeStringsAsAuthIdentity(nullptr, nullptr, longer_secret.c_str(), &out) ==
          SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(out == marked);
}

TEST_CASE("bytes that are cut short are no identity") {
    const auto whole = marshalled_alice();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        std::vector<std::byte> cut(whole.data(), whole.data() + size);
        cut.reserve(1); // an address even for none
        CHECK(unmarshal(cut) != SEC_E_OK);
    }
    CHECK(unmarshal(whole) == SEC_E_OK);
}

TEST_CASE("bytes of which any bit is flipped do no harm") {
    const auto whole = marshalled_alice();
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto changed = whole;
            changed[at] ^= static_cast<std::byte>(1U << bit);
            const auto status = unmarshal(changed);
            CAPTURE(at, bit);
            CHECK(is_one_of(status, {SEC_E_OK, SEC_E_UNKNOWN_CREDENTIALS}));
        }
}

TEST_CASE("the older structures are no marshalled identity, since they hold pointers") {
    const who<char> strings{"alice", realm_name, "secret"};
    const auto as_vector = [](const auto& structure) {
        const auto view = std::as_bytes(std::span(&structure, 1));
        return std::vector<std::byte>(view.begin(), view.end());
    };
    CHECK(unmarshal(as_vector(plain_identity(strings))) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(unmarshal(as_vector(extended_identity(strings))) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(unmarshal(std::vector<std::byte>(4096, std::byte{0})) == SEC_E_UNKNOWN_CREDENTIALS);
}

TEST_CASE("names that cannot be a package's are not excluded") {
    const auto identity = made_of({"alice", realm_name, "secret"});
    void* out = marked;
    const WCHAR surrogate[] = {static_cast<WCHAR>(0xDC00), 0};
    CHECK(SspiExcludePackage(identity.get(), surrogate, &out) == SEC_E_SECPKG_NOT_FOUND);
    for (const char* const name : {"", "a,b", "!ntlm", "NT LM"})
        CHECK(SspiExcludePackage(identity.get(), wide(name).c_str(), &out) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(SspiExcludePackage(identity.get(), std::basic_string<WCHAR>(70000, 'a').c_str(), &out) ==
          SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(out == marked);
}

TEST_CASE("a target without a host is refused") {
    auto host = static_cast<PWSTR>(marked);
    const WCHAR surrogate[] = {'a', '/', static_cast<WCHAR>(0xD800), 0};
    CHECK(SspiGetTargetHostName(surrogate, &host) == SEC_E_TARGET_UNKNOWN);
    for (const char* const target : {"", "HTTP/", "/host", "HTTP/:80", "@REALM", "HTTP/a\nb"})
        CHECK(SspiGetTargetHostName(wide(target).c_str(), &host) == SEC_E_TARGET_UNKNOWN);
    CHECK(host == marked);
}
