// SPDX-License-Identifier: BSL-1.0
// Entry points that this version does not carry out. Each says so by its status, and the README lists them.
#include <sspi.h>

SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesA(LPSTR*, ULONG*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageA(LPSTR, PSecPkgInfoA*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageA(PSecBufferDesc, PSecPkgInfoA*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslAcceptSecurityContext(PCredHandle, PCtxtHandle, PSecBufferDesc, ULONG, ULONG,
                                                    PCtxtHandle, PSecBufferDesc, ULONG*, PTimeStamp) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslSetContextOption(PCtxtHandle, ULONG, PVOID, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslGetContextOption(PCtxtHandle, ULONG, PVOID, ULONG, ULONG*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}
