// SPDX-License-Identifier: BSL-1.0
// The same, for those that can meet wide text. Compiled once for each width of WCHAR.
#include "../guard.hpp"

#include <sspi.h>

using namespace sspi;

SECURITY_STATUS SEC_ENTRY AddSecurityPackageW(LPWSTR, PSECURITY_PACKAGE_OPTIONS) {
    return abi::refused({"AddSecurityPackageW"});
}

SECURITY_STATUS SEC_ENTRY DeleteSecurityPackageW(SEC_WCHAR*) {
    return abi::refused({"DeleteSecurityPackageW"});
}

SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return abi::refused({"SspiEncryptAuthIdentity"});
}

SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentityEx(ULONG, PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return abi::refused({"SspiEncryptAuthIdentityEx"});
}

ULONG SEC_ENTRY SspiPromptForCredentialsA(PCSTR, PVOID, ULONG, PCSTR, PSEC_WINNT_AUTH_IDENTITY_OPAQUE,
                                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE*, int*, ULONG) {
    return static_cast<ULONG>(abi::refused({"SspiPromptForCredentialsA"}));
}

ULONG SEC_ENTRY SspiPromptForCredentialsW(PCWSTR, PVOID, ULONG, PCWSTR, PSEC_WINNT_AUTH_IDENTITY_OPAQUE,
                                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE*, int*, ULONG) {
    return static_cast<ULONG>(abi::refused({"SspiPromptForCredentialsW"}));
}

SECURITY_STATUS SEC_ENTRY SspiPrepareForCredRead(PSEC_WINNT_AUTH_IDENTITY_OPAQUE, PCWSTR, ULONG*, PCWSTR*) {
    return abi::refused({"SspiPrepareForCredRead"});
}

SECURITY_STATUS SEC_ENTRY SspiPrepareForCredWrite(PSEC_WINNT_AUTH_IDENTITY_OPAQUE, PCWSTR, ULONG*, PCWSTR*,
                                                  PCWSTR*, PUCHAR*, ULONG*) {
    return abi::refused({"SspiPrepareForCredWrite"});
}

SECURITY_STATUS SEC_ENTRY SspiUnmarshalCredUIContext(PUCHAR, ULONG, PSEC_WINNT_CREDUI_CONTEXT*) {
    return abi::refused({"SspiUnmarshalCredUIContext"});
}

SECURITY_STATUS SEC_ENTRY SetContextAttributesA(PCtxtHandle phContext, ULONG, void*, ULONG) {
    return abi::refused({.name = "SetContextAttributesA", .context = phContext});
}

SECURITY_STATUS SEC_ENTRY SetContextAttributesW(PCtxtHandle phContext, ULONG, void*, ULONG) {
    return abi::refused({.name = "SetContextAttributesW", .context = phContext});
}
