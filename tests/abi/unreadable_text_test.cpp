// SPDX-License-Identifier: BSL-1.0
// Text that is not valid in its encoding is told from text that is missing, and from text that means nothing.
#include <support/details.hpp>
#include <support/legs.hpp>

using namespace sspi::test;

namespace {

constexpr auto bad = "caf\xC3"; // cut within a character

[[nodiscard]] std::string said() {
    return last_detail().mechanism;
}

[[nodiscard]] SECURITY_STATUS acquire_by(const char* package, void* identity = nullptr) {
    SecHandle out{};
    const auto status = AcquireCredentialsHandleA(nullptr, arg(package), SECPKG_CRED_OUTBOUND, nullptr,
                                                  identity, nullptr, nullptr, &out, nullptr);
    if (status == SEC_E_OK) FreeCredentialsHandle(&out);
    return status;
}

} // namespace

TEST_CASE("a target that cannot be read is no missing one and no malformed one") {
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    const auto begun_with = [&](SEC_CHAR* target) {
        SecHandle fresh{};
        bytes room(48000);
        SecBuffer token = buffer(SECBUFFER_TOKEN, room);
        SecBufferDesc list = descriptor({&token, 1});
        CHECK(InitializeSecurityContextA(from.get(), nullptr, target, 0, 0, 0, nullptr, 0, &fresh, &list,
                                         nullptr, nullptr) == SEC_E_TARGET_UNKNOWN);
        return said();
    };
    CHECK(begun_with(arg(bad)) == "the target name is not valid UTF-8");
    CHECK(begun_with(nullptr) == "the target name is missing");
    CHECK(begun_with(arg("")) == "the target name is missing");
    CHECK(begun_with(arg("HTTP/")) == "the target name is malformed");
}

TEST_CASE("a wide target that cannot be read says in which encoding") {
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    const WCHAR half[] = {WCHAR('a'), static_cast<WCHAR>(0xD800), 0};
    SecHandle fresh{};
    bytes room(48000);
    SecBuffer token = buffer(SECBUFFER_TOKEN, room);
    SecBufferDesc list = descriptor({&token, 1});
    CHECK(InitializeSecurityContextW(from.get(), nullptr, const_cast<WCHAR*>(half), 0, 0, 0, nullptr, 0,
                                     &fresh, &list, nullptr, nullptr) == SEC_E_TARGET_UNKNOWN);
    CHECK(said() == (sizeof(WCHAR) == 2 ? "the target name is not valid UTF-16"
                                        : "the target name is not valid UTF-32"));
}

TEST_CASE("the name of a package that cannot be read is not the name of an unknown one") {
    CHECK(acquire_by(bad) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(said() == "the name of the package is not valid UTF-8");
    CHECK(acquire_by(nullptr) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(said() == "the name of the package is missing");
    CHECK(acquire_by("NTLM") == SEC_E_SECPKG_NOT_FOUND);
    CHECK(said() == "there is no package of this name");
    PSecPkgInfoA info = nullptr;
    CHECK(QuerySecurityPackageInfoA(arg(bad), &info) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(said() == "the name of the package is not valid UTF-8");
    SecBuffer nothing{};
    SecHandle context{};
    CHECK(ImportSecurityContextA(arg(bad), &nothing, nullptr, &context) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(said() == "the name of the package is not valid UTF-8");
}

TEST_CASE("a text in an identity that cannot be read is not a malformed identity") {
    const who<char> unreadable{bad, realm_name, "secret"};
    auto identity = plain_identity(unreadable);
    CHECK(acquire_by("Kerberos", &identity) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(said() == "a text in the identity is not valid in its encoding");
    const who<char> good{user, realm_name, "secret"};
    auto of_no_encoding = plain_identity(good, 3);
    CHECK(acquire_by("Kerberos", &of_no_encoding) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(said() == "the identity is malformed, or encrypted");
}

TEST_CASE("accounts, passwords and stores that cannot be read say so") {
    SecBuffer response{0, SECBUFFER_CHANGE_PASS_RESPONSE, nullptr};
    SecBufferDesc list = descriptor({&response, 1});
    const auto change = [&](const char* account, const char* old_word, SECURITY_STATUS expected) {
        CHECK(ChangeAccountPasswordA(arg("Kerberos"), nullptr, arg(account), arg(old_word), arg("new"), FALSE,
                                     0, &list) == expected);
        return said();
    };
    CHECK(change(bad, "old", SEC_E_UNKNOWN_CREDENTIALS) == "the account's name is not valid UTF-8");
    CHECK(change(user, bad, SEC_E_INVALID_PARAMETER) == "a password is not valid UTF-8");
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(SspiSetCredentialStore(credential.get(), bad, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(said() == "the cache's name is not valid UTF-8");
}
