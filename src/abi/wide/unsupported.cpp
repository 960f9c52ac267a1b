// SPDX-License-Identifier: BSL-1.0
// The same, for those that can meet wide text. Compiled once for each width of WCHAR.
#include <sspi.h>

#include <secext.h>

SECURITY_STATUS SEC_ENTRY AddCredentialsA(PCredHandle, SEC_CHAR*, SEC_CHAR*, ULONG, void*, SEC_GET_KEY_FN,
                                          void*, PTimeStamp) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY AddCredentialsW(PCredHandle, SEC_WCHAR*, SEC_WCHAR*, ULONG, void*, SEC_GET_KEY_FN,
                                          void*, PTimeStamp) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExA(PCredHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY QueryCredentialsAttributesExW(PCredHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesA(PCredHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SetCredentialsAttributesW(PCredHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY ChangeAccountPasswordW(SEC_WCHAR*, SEC_WCHAR*, SEC_WCHAR*, SEC_WCHAR*, SEC_WCHAR*,
                                                 BOOLEAN, ULONG, PSecBufferDesc) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesExA(PCtxtHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY QueryContextAttributesExW(PCtxtHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SetContextAttributesA(PCtxtHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SetContextAttributesW(PCtxtHandle, ULONG, void*, ULONG) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY ImportSecurityContextW(SEC_WCHAR*, PSecBuffer, void*, PCtxtHandle) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

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

SECURITY_STATUS SEC_ENTRY SspiEncodeStringsAsAuthIdentity(PCWSTR, PCWSTR, PCWSTR,
                                                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiEncodeAuthIdentityAsStrings(PSEC_WINNT_AUTH_IDENTITY_OPAQUE, PCWSTR*, PCWSTR*,
                                                          PCWSTR*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiValidateAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiCopyAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE,
                                               PSEC_WINNT_AUTH_IDENTITY_OPAQUE*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

VOID SEC_ENTRY SspiFreeAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {}

VOID SEC_ENTRY SspiZeroAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {}

SECURITY_STATUS SEC_ENTRY SspiCompareAuthIdentities(PSEC_WINNT_AUTH_IDENTITY_OPAQUE,
                                                    PSEC_WINNT_AUTH_IDENTITY_OPAQUE, PBOOLEAN, PBOOLEAN) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiMarshalAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE, ULONG*, char**) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiUnmarshalAuthIdentity(ULONG, char*, PSEC_WINNT_AUTH_IDENTITY_OPAQUE*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiEncryptAuthIdentityEx(ULONG, PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiDecryptAuthIdentity(PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiDecryptAuthIdentityEx(ULONG, PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

BOOLEAN SEC_ENTRY SspiIsAuthIdentityEncrypted(PSEC_WINNT_AUTH_IDENTITY_OPAQUE) {
    return FALSE;
}

SECURITY_STATUS SEC_ENTRY SspiExcludePackage(PSEC_WINNT_AUTH_IDENTITY_OPAQUE, PCWSTR,
                                             PSEC_WINNT_AUTH_IDENTITY_OPAQUE*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiGetTargetHostName(PCWSTR, PWSTR*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

ULONG SEC_ENTRY SspiPromptForCredentialsA(PCSTR, PVOID, ULONG, PCSTR, PSEC_WINNT_AUTH_IDENTITY_OPAQUE,
                                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE*, int*, ULONG) {
    return static_cast<ULONG>(SEC_E_UNSUPPORTED_FUNCTION);
}

ULONG SEC_ENTRY SspiPromptForCredentialsW(PCWSTR, PVOID, ULONG, PCWSTR, PSEC_WINNT_AUTH_IDENTITY_OPAQUE,
                                          PSEC_WINNT_AUTH_IDENTITY_OPAQUE*, int*, ULONG) {
    return static_cast<ULONG>(SEC_E_UNSUPPORTED_FUNCTION);
}

SECURITY_STATUS SEC_ENTRY SspiPrepareForCredRead(PSEC_WINNT_AUTH_IDENTITY_OPAQUE, PCWSTR, ULONG*, PCWSTR*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiPrepareForCredWrite(PSEC_WINNT_AUTH_IDENTITY_OPAQUE, PCWSTR, ULONG*, PCWSTR*,
                                                  PCWSTR*, PUCHAR*, ULONG*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

SECURITY_STATUS SEC_ENTRY SspiUnmarshalCredUIContext(PUCHAR, ULONG, PSEC_WINNT_CREDUI_CONTEXT*) {
    return SEC_E_UNSUPPORTED_FUNCTION;
}

BOOLEAN SEC_ENTRY GetUserNameExW(EXTENDED_NAME_FORMAT, LPWSTR, PULONG) {
    return FALSE;
}

BOOLEAN SEC_ENTRY GetComputerObjectNameW(EXTENDED_NAME_FORMAT, LPWSTR, PULONG) {
    return FALSE;
}

BOOLEAN SEC_ENTRY TranslateNameW(LPCWSTR, EXTENDED_NAME_FORMAT, EXTENDED_NAME_FORMAT, LPWSTR, PULONG) {
    return FALSE;
}
