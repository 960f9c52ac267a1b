// SPDX-License-Identifier: BSL-1.0
// Identities with wrong versions, lengths, flags, pointers and encodings.
#include "bad_input.hpp"

#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/test_realm.hpp>

using namespace sspi::test;

namespace {

template <class Char>
[[nodiscard]] SECURITY_STATUS refused_status(void* identity) {
    SecHandle handle = marked_handle;
    TimeStamp expiry;
    expiry.QuadPart = 77;
    SECURITY_STATUS status = SEC_E_OK;
    if constexpr (is_wide<Char>) {
        WCHAR package[] = {'K', 'e', 'r', 'b', 'e', 'r', 'o', 's', 0};
        status = AcquireCredentialsHandleW(nullptr, package, SECPKG_CRED_OUTBOUND, nullptr, identity, nullptr,
                                           nullptr, &handle, &expiry);
    } else {
        status = AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, identity,
                                           nullptr, nullptr, &handle, &expiry);
    }
    CHECK(same_handle(handle, marked_handle));
    CHECK(expiry.QuadPart == 77);
    return status;
}

template <class Char>
[[nodiscard]] std::basic_string<Char> text(const std::string& ascii) {
    return {ascii.begin(), ascii.end()};
}

template <class Char>
[[nodiscard]] who<Char> alice() {
    return {text<Char>("alice"), text<Char>("SSPI.TEST"), text<Char>("secret"), {}};
}

/// Text that is not valid in its encoding.
template <class Char>
[[nodiscard]] std::vector<std::basic_string<Char>> malformed_texts() {
    if constexpr (is_wide<Char>) {
        return {{static_cast<WCHAR>(0xD800)},
                {static_cast<WCHAR>('a'), static_cast<WCHAR>(0xDC00), static_cast<WCHAR>('b')},
                {static_cast<WCHAR>('a'), static_cast<WCHAR>(0xDBFF)}};
    } else {
        return {"\xFF",
                "a\x80",
                "\xC0\xAF",
                "\xED\xA0\x80",
                "\xF4\x90\x80\x80",
                "caf\xC3",
                std::string("a\0b", 3)};
    }
}

/// Every member in turn with text that is malformed; `make` builds either structure.
template <class Char, class Make>
void must_refuse_malformed_text(Make make) {
    for (const auto& bad : malformed_texts<Char>())
        for (auto member : {&who<Char>::user, &who<Char>::domain, &who<Char>::password}) {
            auto strings = alice<Char>();
            strings.*member = bad;
            auto identity = make(strings);
            CHECK(refused_status<Char>(&identity) == SEC_E_UNKNOWN_CREDENTIALS);
        }
}

/// What both structures can have wrong.
template <class Char, class Make>
void must_refuse_wrong_members(Make make) {
    const auto strings = alice<Char>();
    const auto refused = [&](auto spoil) {
        auto identity = make(strings);
        spoil(identity);
        return refused_status<Char>(&identity) == SEC_E_UNKNOWN_CREDENTIALS;
    };
    for (const ULONG flags : {0x3U, 0x4U | 0x3U, 0x8U | 0x3U, 0x10U, 0x20U, 0x40U, 0x80U, 0xFFFFFFFFU}) {
        CAPTURE(flags);
        CHECK(refused([=](auto& i) { i.Flags = flags; }));
    }
    CHECK(refused([](auto& i) { i.User = nullptr; }));
    CHECK(refused([](auto& i) { i.Domain = nullptr; }));
    CHECK(refused([](auto& i) { i.Password = nullptr; }));
    for (const ULONG length : {65537U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFFU}) {
        CAPTURE(length);
        CHECK(refused([=](auto& i) { i.UserLength = length; }));
        CHECK(refused([=](auto& i) { i.DomainLength = length; }));
        CHECK(refused([=](auto& i) { i.PasswordLength = length; }));
    }
    CHECK(refused([](auto& i) { i.User = reinterpret_cast<decltype(i.User)>(5); }));
    CHECK(refused([](auto& i) { i.Password = reinterpret_cast<decltype(i.Password)>(4095); }));
    CHECK(refused([](auto& i) { i.UserLength = 0; }));                    // a password for nobody
    CHECK(refused([](auto& i) { i.UserLength = i.PasswordLength = 0; })); // a domain for nobody
}

template <class Char>
[[nodiscard]] auto plain() {
    return [](const who<Char>& strings) { return plain_identity<Char>(strings); };
}
template <class Char>
[[nodiscard]] auto extended() {
    return [](const who<Char>& strings) { return extended_identity<Char>(strings); };
}

} // namespace

TEMPLATE_TEST_CASE("an identity with wrong members is refused, and nothing is written", "", char, WCHAR) {
    shared_realm();
    must_refuse_wrong_members<TestType>(plain<TestType>());
    must_refuse_wrong_members<TestType>(extended<TestType>());
}

TEMPLATE_TEST_CASE("malformed text is refused in every member", "", char, WCHAR) {
    shared_realm();
    must_refuse_malformed_text<TestType>(plain<TestType>());
    must_refuse_malformed_text<TestType>(extended<TestType>());
}

TEMPLATE_TEST_CASE("an extended identity of another version or an odd length is refused", "", char, WCHAR) {
    shared_realm();
    const auto strings = alice<TestType>();
    auto identity = extended_identity<TestType>(strings);
    for (const ULONG version : {0x202U, 0x2FFU}) {
        identity.Version = version;
        CAPTURE(version);
        CHECK(refused_status<TestType>(&identity) == SEC_E_UNKNOWN_CREDENTIALS);
    }
    identity.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1}, sizeof identity - 1, std::size_t{4097}, std::size_t{0xFFFFFFFF}}) {
        identity.Length = static_cast<ULONG>(length);
        CAPTURE(length);
        CHECK(refused_status<TestType>(&identity) == SEC_E_UNKNOWN_CREDENTIALS);
    }
}

TEMPLATE_TEST_CASE("a package list that is malformed or rules Kerberos out is refused", "", char, WCHAR) {
    shared_realm();
    auto strings = alice<TestType>();
    strings.packages = text<TestType>("!kerberos");
    auto identity = extended_identity<TestType>(strings);
    CHECK(refused_status<TestType>(&identity) == SEC_E_SECPKG_NOT_FOUND);
    identity.PackageList = nullptr;
    CHECK(refused_status<TestType>(&identity) == SEC_E_UNKNOWN_CREDENTIALS);
    strings.packages = malformed_texts<TestType>().front();
    identity = extended_identity<TestType>(strings);
    CHECK(refused_status<TestType>(&identity) == SEC_E_UNKNOWN_CREDENTIALS);
    identity.PackageListLength = 0x80000000;
    CHECK(refused_status<TestType>(&identity) == SEC_E_UNKNOWN_CREDENTIALS);
}

TEST_CASE("user names that name nobody are refused") {
    shared_realm();
    for (const std::string user : {"\\alice", "alice@", "a\nb", "DOMAIN\\", "@SSPI.TEST"}) {
        const who<char> strings{user, {}, "secret", {}};
        auto identity = plain_identity<char>(strings);
        CAPTURE(user);
        CHECK(refused_status<char>(&identity) == SEC_E_UNKNOWN_CREDENTIALS);
    }
}

TEST_CASE("a supplied identity that is cut short, empty or malformed is refused before any context is made") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    const who<char> strings{user, realm_name, password, {}};
    auto identity = plain_identity<char>(strings);
    const auto as_bytes = std::as_bytes(std::span(&identity, 1));
    const auto run = [&](SecBuffer parameters) {
        auto in = descriptor({&parameters, 1});
        leg_outputs out;
        const auto status =
            InitializeSecurityContextA(from.get(), nullptr, arg(web), ISC_REQ_USE_SUPPLIED_CREDS, 0, 0, &in,
                                       0, &out.handle, out.list(), &out.attributes, &out.expiry);
        if (status < 0) CHECK(out.untouched());
        if (status >= 0) CHECK(DeleteSecurityContext(&out.handle) == SEC_E_OK);
        return status;
    };
    for (std::size_t size = 0; size < as_bytes.size(); ++size) {
        bytes cut(as_bytes.begin(), as_bytes.begin() + static_cast<std::ptrdiff_t>(size));
        cut.shrink_to_fit();
        CAPTURE(size);
        CHECK(run(buffer(SECBUFFER_PKG_PARAMS, cut)) == SEC_E_UNKNOWN_CREDENTIALS);
    }
    CHECK(run({40, SECBUFFER_PKG_PARAMS, nullptr}) == SEC_E_INVALID_TOKEN);
    identity.UserLength = 65537;
    bytes lying(as_bytes.begin(), as_bytes.end());
    CHECK(run(buffer(SECBUFFER_PKG_PARAMS, lying)) == SEC_E_UNKNOWN_CREDENTIALS);
    identity.UserLength = static_cast<ULONG>(strings.user.size());
    bytes whole(as_bytes.begin(), as_bytes.end());
    CHECK(run(buffer(SECBUFFER_PKG_PARAMS, whole)) == SEC_E_OK);
}
