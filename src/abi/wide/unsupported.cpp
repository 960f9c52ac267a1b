// SPDX-License-Identifier: BSL-1.0
// The same, for those that can meet wide text. Compiled once for each width of WCHAR.
#include <sspi.h>

SECURITY_STATUS SEC_ENTRY SaslEnumerateProfilesW(LPWSTR*, ULONG*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslGetProfilePackageW(LPWSTR, PSecPkgInfoW*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslIdentifyPackageW(PSecBufferDesc, PSecPkgInfoW*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextA(PCredHandle, PCtxtHandle, LPSTR, ULONG, ULONG, ULONG,
                                                         PSecBufferDesc, ULONG, PCtxtHandle, PSecBufferDesc,
                                                         ULONG*, PTimeStamp) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SaslInitializeSecurityContextW(PCredHandle, PCtxtHandle, LPWSTR, ULONG, ULONG,
                                                         ULONG, PSecBufferDesc, ULONG, PCtxtHandle,
                                                         PSecBufferDesc, ULONG*, PTimeStamp) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}
