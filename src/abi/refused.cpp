// SPDX-License-Identifier: BSL-1.0
// Entry points that have nothing to act on here. Each says so by the status Windows documents; the README gives the
// reasons.
#include <sspi.h>

SECURITY_STATUS SEC_ENTRY ApplyControlToken(PCtxtHandle, PSecBufferDesc) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY AddSecurityPackageA(LPSTR, PSECURITY_PACKAGE_OPTIONS) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageA(SEC_CHAR*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY DelegateSecurityContext(PCtxtHandle, SEC_CHAR*, SecDelegationType, PTimeStamp,
                                                  PSecBuffer, PSecBufferDesc) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiGetCredUIContext(HANDLE, GUID*, LUID*, PSEC_WINNT_CREDUI_CONTEXT_VECTOR*,
                                               HANDLE*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiUpdateCredentials(HANDLE, GUID*, ULONG, PUCHAR) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}
