// SPDX-License-Identifier: BSL-1.0
// The SASL functions that can meet wide text. Compiled once for each width of WCHAR.
#include "../../core/sasl.hpp"
#include "../sasl_functions.hpp"
#include "initialize.hpp"

using namespace sspi;

SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesW(LPWSTR* ProfileList, ULONG* ProfileCount) {
    return abi::enumerate_sasl_profiles<SEC_WCHAR>(ProfileList, ProfileCount);
}

SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageW(LPWSTR ProfileName, PSecPkgInfoW* PackageInfo) {
    return abi::sasl_profile_package<SEC_WCHAR>(ProfileName, PackageInfo);
}

SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageW(PSecBufferDesc pInput, PSecPkgInfoW* PackageInfo) {
    return abi::identify_sasl_package<SEC_WCHAR>(pInput, PackageInfo);
}

// TargetDataRep has no effect on a Kerberos token.
SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext,
                                                         LPSTR pszTargetName, ULONG fContextReq, ULONG, ULONG,
                                                         PSecBufferDesc pInput, ULONG,
                                                         PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                         ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    const auto call = abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
    return abi::initialize<SEC_WCHAR>("SaslInitializeSecurityContext", core::sasl_initiate, pszTargetName,
                                      call, phNewContext, pfContextAttr, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextW(PCredHandle phCredential, PCtxtHandle phContext,
                                                         LPWSTR pszTargetName, ULONG fContextReq, ULONG,
                                                         ULONG, PSecBufferDesc pInput, ULONG,
                                                         PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                         ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    const auto call = abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
    return abi::initialize<SEC_WCHAR>("SaslInitializeSecurityContext", core::sasl_initiate, pszTargetName,
                                      call, phNewContext, pfContextAttr, ptsExpiry);
}
