// SPDX-License-Identifier: BSL-1.0
// A stranger's C++ program: the same in wide characters, through the headers' longer names.
#define SECURITY_WIN32
#include <sspi/security.h>
#include <sspi/sspi.h>

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
    return FreeContextBuffer(package) == SEC_E_OK ? 0 : 1;
}
