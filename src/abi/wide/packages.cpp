// SPDX-License-Identifier: BSL-1.0
// Package discovery with wide text. Compiled once for each width of WCHAR.
#include "../package_functions.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY EnumerateSecurityPackagesW(ULONG* pcPackages, PSecPkgInfoW* ppPackageInfo) {
    return abi::enumerate_packages<SEC_WCHAR>(pcPackages, ppPackageInfo);
}

SECURITY_STATUS SEC_ENTRY QuerySecurityPackageInfoW(LPWSTR pszPackageName, PSecPkgInfoW* ppPackageInfo) {
    return abi::query_package(pszPackageName, ppPackageInfo);
}
