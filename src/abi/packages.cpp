// SPDX-License-Identifier: BSL-1.0
// Package discovery with narrow text.
#include "package_functions.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesA(ULONG* pcPackages, PSecPkgInfoA* ppPackageInfo) {
    return abi::enumerate_packages<SEC_CHAR>(pcPackages, ppPackageInfo);
}

SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoA(LPSTR pszPackageName, PSecPkgInfoA* ppPackageInfo) {
    return abi::query_package(pszPackageName, ppPackageInfo);
}
