// SPDX-License-Identifier: BSL-1.0
// EnumerateSecurityPackages and QuerySecurityPackageInfo.
#include <support/catch.hpp>
#include <support/peers.hpp>

using namespace sspi::test;

namespace {

/// Where Microsoft's sspi.h has the capabilities of the Kerberos package.
constexpr ULONG capabilities = 0x028F3BBF;

} // namespace

TEST_CASE("Negotiate and Kerberos are listed, as Windows describes them") {
    ULONG count = 77;
    PSecPkgInfoA narrow = nullptr;
    REQUIRE(EnumerateSecurityPackagesA(&count, &narrow) == SEC_E_OK);
    REQUIRE(count == 2);
    CHECK(std::string(narrow[0].Name) == "Negotiate");
    CHECK(std::string(narrow[0].Comment) == "Microsoft Package Negotiator");
    CHECK(narrow[0].fCapabilities == 0x00883BB3);
    CHECK(narrow[0].wVersion == 1);
    CHECK(narrow[0].wRPCID == 9);
    CHECK(narrow[0].cbMaxToken == 48256);
    CHECK(std::string(narrow[1].Name) == "Kerberos");
    CHECK(std::string(narrow[1].Comment) == "Microsoft Kerberos V1.0");
    CHECK(narrow[1].fCapabilities == capabilities);
    CHECK(narrow[1].wVersion == 1);
    CHECK(narrow[1].wRPCID == 16);
    CHECK(narrow[1].cbMaxToken == 48000);
    CHECK(FreeContextBuffer(narrow) == SEC_E_OK);

    PSecPkgInfoW wide = nullptr;
    count = 0;
    REQUIRE(EnumerateSecurityPackagesW(&count, &wide) == SEC_E_OK);
    REQUIRE(count == 2);
    CHECK(std::wstring(wide[0].Name) == L"Negotiate");
    CHECK(std::wstring(wide[1].Name) == L"Kerberos");
    CHECK(std::wstring(wide[1].Comment) == L"Microsoft Kerberos V1.0");
    CHECK(wide[1].fCapabilities == capabilities);
    CHECK(FreeContextBuffer(wide) == SEC_E_OK);
}

TEST_CASE("NTLM is described to who asks for it, though it cannot be had") {
    PSecPkgInfoA info = nullptr;
    REQUIRE(QuerySecurityPackageInfoA(arg("ntlm"), &info) == SEC_E_OK);
    CHECK(std::string(info->Name) == "NTLM");
    CHECK(std::string(info->Comment) == "NTLM Security Package");
    CHECK(info->fCapabilities == 0x02882B37);
    CHECK(info->wRPCID == 10);
    CHECK(info->cbMaxToken == 2888);
    CHECK(FreeContextBuffer(info) == SEC_E_OK);
    SecHandle credential{};
    CHECK(AcquireCredentialsHandleA(nullptr, arg("NTLM"), SECPKG_CRED_OUTBOUND, nullptr, nullptr, nullptr,
                                    nullptr, &credential, nullptr) == SEC_E_SECPKG_NOT_FOUND);
}

TEST_CASE("a package is found by its name in any case") {
    for (const auto* const name : {"Kerberos", "kerberos", "KERBEROS", "kErBeRoS"}) {
        PSecPkgInfoA info = nullptr;
        REQUIRE(QuerySecurityPackageInfoA(arg(name), &info) == SEC_E_OK);
        CHECK(std::string(info->Name) == "Kerberos"); // as it is spelled, not as it was asked for
        CHECK(info->fCapabilities == capabilities);
        CHECK(FreeContextBuffer(info) == SEC_E_OK);
    }
    PSecPkgInfoW wide = nullptr;
    REQUIRE(QuerySecurityPackageInfoW(const_cast<WCHAR*>(L"KERBEROS"), &wide) == SEC_E_OK);
    CHECK(std::wstring(wide->Name) == L"Kerberos");
    CHECK(wide->cbMaxToken == 48000);
    CHECK(FreeContextBuffer(wide) == SEC_E_OK);
}

TEST_CASE("other names are no package, and nothing is written") {
    SecPkgInfoA here{};
    for (const auto* const name : {"", "NTLM2", "Negotiate2", "Kerbero", "Kerberos1", " Kerberos",
                                   "Kerberos\n", "\xC3\x28", "Schannel"}) {
        CAPTURE(name);
        PSecPkgInfoA info = &here;
        CHECK(QuerySecurityPackageInfoA(arg(name), &info) == SEC_E_SECPKG_NOT_FOUND);
        CHECK(info == &here);
    }
    PSecPkgInfoA info = &here;
    CHECK(QuerySecurityPackageInfoA(nullptr, &info) == SEC_E_SECPKG_NOT_FOUND);
    PSecPkgInfoW wide = nullptr;
    WCHAR unpaired[] = {static_cast<WCHAR>(0xDC00), 0};
    CHECK(QuerySecurityPackageInfoW(unpaired, &wide) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(QuerySecurityPackageInfoW(const_cast<WCHAR*>(L"Kerberos\u0130"), &wide) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(wide == nullptr);
}

TEST_CASE("package information is one block, which is freed once and only at its start") {
    PSecPkgInfoA info = nullptr;
    REQUIRE(QuerySecurityPackageInfoA(arg("Kerberos"), &info) == SEC_E_OK);
    CHECK(FreeContextBuffer(info->Name) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(info->Comment) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(reinterpret_cast<char*>(info) + 1) == SEC_E_INVALID_HANDLE);
    CHECK(std::string(info->Name) == "Kerberos"); // still there
    info->Name[0] = 'k';                          // the caller's to write on
    CHECK(FreeContextBuffer(info) == SEC_E_OK);
    CHECK(FreeContextBuffer(info) == SEC_E_INVALID_HANDLE);
    PSecPkgInfoA again = nullptr;
    REQUIRE(QuerySecurityPackageInfoA(arg("Kerberos"), &again) == SEC_E_OK);
    CHECK(std::string(again->Name) == "Kerberos"); // nobody else sees what a caller wrote
    CHECK(FreeContextBuffer(again) == SEC_E_OK);
}

TEST_CASE("both functions need places for their answers") {
    ULONG count = 5;
    PSecPkgInfoA narrow = nullptr;
    PSecPkgInfoW wide = nullptr;
    CHECK(EnumerateSecurityPackagesA(nullptr, &narrow) == SEC_E_INVALID_PARAMETER);
    CHECK(EnumerateSecurityPackagesA(&count, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(EnumerateSecurityPackagesW(nullptr, &wide) == SEC_E_INVALID_PARAMETER);
    CHECK(EnumerateSecurityPackagesW(&count, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(QuerySecurityPackageInfoA(arg("Kerberos"), nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(QuerySecurityPackageInfoW(const_cast<WCHAR*>(L"Kerberos"), nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(count == 5);
    CHECK(narrow == nullptr);
    CHECK(wide == nullptr);
}
