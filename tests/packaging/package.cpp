// SPDX-License-Identifier: BSL-1.0
// A stranger's C++ program: the same in wide characters, through the headers' longer names, and the C++ interface.
#define SECURITY_WIN32
#include <sspi/security.h>
#include <sspi/sspi.h>
#include <sspi/sspi.hpp>

#include <cstdio>
#include <cwchar>
#include <string>

int main() {
    std::wstring name = L"KERBEROS";
    PSecPkgInfoW package = nullptr;
    if (QuerySecurityPackageInfoW(name.data(), &package) != SEC_E_OK) return 1;
    const bool equal = std::wstring(package->Name) == L"Kerberos";
    std::printf("%s %u\n", equal ? "Kerberos" : "another package",
                static_cast<unsigned>(package->cbMaxToken));
    std::error_code code;
    if (sspi::credential::outbound().package("none").acquire(code) || code != sspi::errc::secpkg_not_found)
        return 1;
    return FreeContextBuffer(package) == SEC_E_OK ? 0 : 1;
}
