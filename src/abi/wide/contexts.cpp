// SPDX-License-Identifier: BSL-1.0
// InitializeSecurityContext. Compiled once for each width of WCHAR: supplied credentials may be wide.
#include "initialize.hpp"

using namespace sspi;

// TargetDataRep has no effect on a Kerberos token.
SECURITY_STATUS SEC_ENTRY InitializeSecurityContextA(PCredHandle phCredential, PCtxtHandle phContext,
                                                     SEC_CHAR* pszTargetName, ULONG fContextReq, ULONG, ULONG,
                                                     PSecBufferDesc pInput, ULONG, PCtxtHandle phNewContext,
                                                     PSecBufferDesc pOutput, ULONG* pfContextAttr,
                                                     PTimeStamp ptsExpiry) {
    const auto call = abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
    return abi::initialize<SEC_WCHAR>("InitializeSecurityContext", core::initiate, pszTargetName, call,
                                      phNewContext, pfContextAttr, ptsExpiry);
}

SECURITY_STATUS SEC_ENTRY InitializeSecurityContextW(PCredHandle phCredential, PCtxtHandle phContext,
                                                     SEC_WCHAR* pszTargetName, ULONG fContextReq, ULONG,
                                                     ULONG, PSecBufferDesc pInput, ULONG,
                                                     PCtxtHandle phNewContext, PSecBufferDesc pOutput,
                                                     ULONG* pfContextAttr, PTimeStamp ptsExpiry) {
    const auto call = abi::leg_call_of(phCredential, phContext, fContextReq, pInput, pOutput, phNewContext);
    return abi::initialize<SEC_WCHAR>("InitializeSecurityContext", core::initiate, pszTargetName, call,
                                      phNewContext, pfContextAttr, ptsExpiry);
}
