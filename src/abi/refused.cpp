// SPDX-License-Identifier: BSL-1.0
// Entry points that have nothing to act on here. Each says so by the status Windows documents; the README gives the
// reasons.
#include "guard.hpp"

#include <sspi.h>

using namespace sspi;

SECURITY_STATUS SEC_ENTRY ApplyControlToken(PCtxtHandle phContext, PSecBufferDesc) {
    return abi::refused({.name = "ApplyControlToken", .context = phContext});
}

SECURITY_STATUS SEC_ENTRY AddSecurityPackageA(LPSTR, PSECURITY_PACKAGE_OPTIONS) {
    return abi::refused({"AddSecurityPackageA"});
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageA(SEC_CHAR*) {
    return abi::refused({"DeleteSecurityPackageA"});
}

SECURITY_STATUS SEC_ENTRY DelegateSecurityContext(PCtxtHandle phContext, SEC_CHAR*, SecDelegationType,
                                                  PTimeStamp, PSecBuffer, PSecBufferDesc) {
    return abi::refused({.name = "DelegateSecurityContext", .context = phContext});
}

SECURITY_STATUS SEC_ENTRY SspiGetCredUIContext(HANDLE, GUID*, LUID*, PSEC_WINNT_CREDUI_CONTEXT_VECTOR*,
                                               HANDLE*) {
    return abi::refused({"SspiGetCredUIContext"});
}

SECURITY_STATUS SEC_ENTRY SspiUpdateCredentials(HANDLE, GUID*, ULONG, PUCHAR) {
    return abi::refused({"SspiUpdateCredentials"});
}
