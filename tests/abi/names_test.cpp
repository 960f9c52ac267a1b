// SPDX-License-Identifier: BSL-1.0
// GetUserNameEx, GetComputerObjectName and TranslateName: forms, sizes, impersonation and bad input. Compiled for each
// width of WCHAR.
#include <support/hops.hpp>

#include <secext.h>
#include <sspi/testing/environment.hpp>
#include <windows.h>

#include <sspi/detail/account_name.hpp>
#include <sspi/detail/win32_code.hpp>

#include <array>
#include <string>
#include <thread>

#include <unistd.h>

using namespace sspi::test;
using sspi::detail::win32_code;

namespace {

std::string this_host() {
    std::array<char, 256> name{};
    REQUIRE(gethostname(name.data(), name.size() - 1) == 0);
    return name.data();
}

/// A realm whose domain is SSPI, and to which this computer belongs.
test_realm& realm() {
    static test_realm instance({.domains = {"sspi.test", this_host()},
                                .sections = "[sspi]\n    domains = {\n        SSPI = SSPI.TEST\n    }\n"});
    return instance;
}

/// The name in a buffer of exactly the size that was asked for; empty, with the last error, where there is none.
template <class Function>
std::string asked(Function&& function, bool counts_null) {
    ULONG size = 0;
    SetLastError(0);
    if (!function(nullptr, &size) && size == 0) return {};
    std::string out(size, 'x');
    const auto whole = size;
    REQUIRE(function(out.data(), &size));
    CHECK(size == (counts_null ? whole : whole - 1));
    REQUIRE(out.back() == '\0');
    out.pop_back();
    return out;
}

std::string name_of_user(EXTENDED_NAME_FORMAT form) {
    return asked([&](char* out, ULONG* size) { return GetUserNameExA(form, out, size); }, false);
}
std::string computer(EXTENDED_NAME_FORMAT form) {
    return asked([&](char* out, ULONG* size) { return GetComputerObjectNameA(form, out, size); }, true);
}
std::string translated(const char* name, EXTENDED_NAME_FORMAT from, EXTENDED_NAME_FORMAT to) {
    return asked([&](char* out, ULONG* size) { return TranslateNameA(name, from, to, out, size); }, true);
}

} // namespace

TEST_CASE("GetUserNameEx names the user of the default cache") {
    realm().log_in();
    CHECK(name_of_user(NameUserPrincipal) == "alice@SSPI.TEST");
    CHECK(name_of_user(NameSamCompatible) == "SSPI\\alice");
    CHECK(name_of_user(NameDnsDomain) == "sspi.test\\alice");
    for (const auto form : {NameFullyQualifiedDN, NameDisplay, NameUniqueId, NameCanonical, NameCanonicalEx,
                            NameServicePrincipal, NameGivenName, NameSurname}) {
        CHECK(name_of_user(form).empty());
        CHECK(GetLastError() == ERROR_NONE_MAPPED);
    }
}

TEST_CASE("GetUserNameEx says that a user without a cache has no name") {
    realm().log_out();
    CHECK(name_of_user(NameUserPrincipal).empty());
    CHECK(GetLastError() == ERROR_NONE_MAPPED);
    realm().log_in();
}

TEST_CASE("GetUserNameEx counts as documented, at every size") {
    realm().log_in();
    const std::string name = "SSPI\\alice";
    for (ULONG room = 0; room < 20; ++room) {
        std::string out(32, 'x');
        ULONG size = room;
        const bool fits = room > name.size();
        CHECK(GetUserNameExA(NameSamCompatible, out.data(), &size) == fits);
        CHECK(size == name.size() + (fits ? 0 : 1));
        if (!fits) CHECK(GetLastError() == ERROR_MORE_DATA);
        CHECK(out == (fits ? name + std::string(1, '\0') + std::string(31 - name.size(), 'x')
                           : std::string(32, 'x')));
    }
    WCHAR wide[32];
    ULONG size = 32;
    REQUIRE(GetUserNameExW(NameSamCompatible, wide, &size));
    CHECK(size == name.size());
    CHECK(std::equal(name.begin(), name.end(), wide));
    CHECK(wide[size] == 0);
}

TEST_CASE("GetUserNameEx names the client that the thread acts as, on that thread only") {
    static const bool added = [] {
        realm()->add_user(client_name, client_password);
        realm()->add_service("HTTP/middle.sspi.test", {.ok_as_delegate = true});
        realm()->write_keytab(realm().environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
    auto s = client_at("HTTP/middle.sspi.test", usual_request | ISC_REQ_DELEGATE);
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    const reverted at_end;
    CHECK(name_of_user(NameUserPrincipal) == client_principal);
    CHECK(name_of_user(NameSamCompatible) == "SSPI\\bob");
    std::string elsewhere(64, '\0');
    ULONG size = 64;
    std::thread([&] {
        static_cast<void>(GetUserNameExA(NameUserPrincipal, elsewhere.data(), &size));
    }).join();
    CHECK(elsewhere.substr(0, size) == "alice@SSPI.TEST");
    REQUIRE(RevertToSelf());
    CHECK(name_of_user(NameUserPrincipal) == "alice@SSPI.TEST");
}

TEST_CASE("GetComputerObjectName makes the account of this host in its realm") {
    REQUIRE(realm().environment().directory() != "");
    const auto account = sspi::detail::computer_account(this_host());
    CHECK(computer(NameSamCompatible) == "SSPI\\" + account);
    CHECK(computer(NameUserPrincipal) == account + "@SSPI.TEST");
    CHECK(computer(NameDnsDomain) == "sspi.test\\" + account);
    CHECK(computer(NameCanonical).empty());
    CHECK(GetLastError() == ERROR_NONE_MAPPED);
    char small[2] = {'x', 'x'};
    ULONG size = 2;
    CHECK_FALSE(GetComputerObjectNameA(NameSamCompatible, small, &size));
    CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    CHECK(size == account.size() + 6);
    CHECK(small[0] == 'x');
}

TEST_CASE("TranslateName turns each form into each other that needs no directory") {
    REQUIRE(realm().environment().directory() != "");
    const std::pair<EXTENDED_NAME_FORMAT, const char*> names[] = {{NameSamCompatible, "SSPI\\bob"},
                                                                  {NameUserPrincipal, "bob@SSPI.TEST"},
                                                                  {NameDnsDomain, "sspi.test\\bob"}};
    for (const auto& [from, name] : names)
        for (const auto& [to, other] : names) {
            CHECK(translated(name, from, to) == other);
            CHECK(translated(name, NameUnknown, to) == other);
        }
    CHECK(translated("SSPI\\", NameSamCompatible, NameCanonical) == "sspi.test/");
    CHECK(translated("sspi.test/", NameCanonical, NameSamCompatible) == "SSPI\\");
    CHECK(translated("sspi.test/", NameCanonical, NameCanonicalEx) == "sspi.test\n");
    CHECK(translated("HTTP/web@SSPI.TEST", NameServicePrincipal, NameServicePrincipal) ==
          "HTTP/web@SSPI.TEST");
}

TEST_CASE("TranslateName says what it cannot translate") {
    REQUIRE(realm().environment().directory() != "");
    CHECK(translated("NOWHERE\\bob", NameSamCompatible, NameUserPrincipal).empty());
    CHECK(GetLastError() == ERROR_NO_SUCH_DOMAIN);
    CHECK(translated("bob@ELSEWHERE.TEST", NameUserPrincipal, NameSamCompatible).empty());
    CHECK(GetLastError() == ERROR_NONE_MAPPED);
    CHECK(translated("sspi.test/Users/bob", NameCanonical, NameSamCompatible).empty());
    CHECK(GetLastError() == ERROR_NONE_MAPPED);
    CHECK(translated("SSPI\\bob", NameSamCompatible, NameDisplay).empty());
    CHECK(GetLastError() == ERROR_NONE_MAPPED);
    CHECK(translated("", NameUnknown, NameUserPrincipal).empty());
    CHECK(GetLastError() == ERROR_NONE_MAPPED);
    const auto longest = std::string(65535, 'u');
    CHECK(translated((longest + "@sspi.test").c_str(), NameUserPrincipal, NameSamCompatible) ==
          "SSPI\\" + longest);
}

TEST_CASE("functions on names refuse bad arguments, and touch nothing") {
    realm().log_in();
    const auto refused = [](auto&& function) {
        char out[8] = "xxxxxxx";
        ULONG size = 8;
        SetLastError(0);
        CHECK_FALSE(function(out, &size));
        CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
        CHECK(size == 8);
        CHECK(std::string(out) == "xxxxxxx");
    };
    for (const int form : {0, 4, 5, 11, 15}) {
        const auto bad = static_cast<EXTENDED_NAME_FORMAT>(form);
        CAPTURE(form);
        refused([&](char* out, ULONG* size) { return GetUserNameExA(bad, out, size); });
        refused([&](char* out, ULONG* size) { return GetComputerObjectNameA(bad, out, size); });
        refused(
            [&](char* out, ULONG* size) { return TranslateNameA("a@B", NameUserPrincipal, bad, out, size); });
        if (form != 0)
            refused([&](char* out, ULONG* size) {
                return TranslateNameA("a@B", bad, NameUserPrincipal, out, size);
            });
    }
    ULONG* const nowhere = nullptr;
    for (const char* text : {static_cast<const char*>(nullptr), "\xff@B", "a@\xed\xa0\x80"})
        refused([&](char* out, ULONG* size) {
            return TranslateNameA(text, NameUserPrincipal, NameUserPrincipal, out, size);
        });
    refused([&](char*, ULONG* size) { return GetUserNameExA(NameUserPrincipal, nullptr, size); });
    refused([&](char* out, ULONG*) { return GetUserNameExA(NameUserPrincipal, out, nowhere); });
    refused([&](char* out, ULONG*) { return GetComputerObjectNameA(NameUserPrincipal, out, nowhere); });
    refused([&](char* out, ULONG*) {
        return TranslateNameA("a@B", NameUserPrincipal, NameUserPrincipal, out, nowhere);
    });
}

TEST_CASE("the codes of the library are those of windows.h") {
    CHECK(static_cast<DWORD>(win32_code::not_enough_memory) == ERROR_NOT_ENOUGH_MEMORY);
    CHECK(static_cast<DWORD>(win32_code::invalid_parameter) == ERROR_INVALID_PARAMETER);
    CHECK(static_cast<DWORD>(win32_code::buffer_overflow) == ERROR_BUFFER_OVERFLOW);
    CHECK(static_cast<DWORD>(win32_code::insufficient_buffer) == ERROR_INSUFFICIENT_BUFFER);
    CHECK(static_cast<DWORD>(win32_code::more_data) == ERROR_MORE_DATA);
    CHECK(static_cast<DWORD>(win32_code::none_mapped) == ERROR_NONE_MAPPED);
    CHECK(static_cast<DWORD>(win32_code::cant_access_domain_info) == ERROR_CANT_ACCESS_DOMAIN_INFO);
    CHECK(static_cast<DWORD>(win32_code::no_such_domain) == ERROR_NO_SUCH_DOMAIN);
}
