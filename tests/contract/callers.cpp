// SPDX-License-Identifier: BSL-1.0
// The habits of C++ programs that call SSPI on Windows, `unsigned long` out-parameters first; compiled only,
// from C++98.
#define SECURITY_WIN32
#include <security.h>
#include <sspi_accounts.h>
#include <sspi_tokens.h>

namespace {

struct context {
    CredHandle credential;
    CtxtHandle handle;
    TimeStamp expiry;

    context() {
        SecInvalidateHandle(&credential);
        SecInvalidateHandle(&handle);
        expiry.QuadPart = 0;
    }
    ~context() {
        if (SecIsValidHandle(&handle)) DeleteSecurityContext(&handle);
        if (SecIsValidHandle(&credential)) FreeCredentialHandle(&credential);
    }
};

SECURITY_STATUS legs(context& it, SecBufferDesc* in, SecBufferDesc* out) {
    unsigned long attributes = 0;
    ULONG exact = 0;
    DWORD word = 0;
    SECURITY_STATUS status = InitializeSecurityContextA(&it.credential, NULL, NULL, 0, 0, 0, NULL, 0,
                                                        &it.handle, out, &attributes, NULL);
    status |= InitializeSecurityContextW(&it.credential, &it.handle, NULL, 0, 0, 0, in, 0, NULL, out, &exact,
                                         &it.expiry);
    status |=
        InitializeSecurityContext(&it.credential, &it.handle, NULL, 0, 0, 0, in, 0, NULL, out, &word, NULL);
    status |=
        InitializeSecurityContext(&it.credential, &it.handle, NULL, 0, 0, 0, in, 0, NULL, out, NULL, NULL);
    status |= AcceptSecurityContext(&it.credential, NULL, in, 0, 0, &it.handle, out, &attributes, &it.expiry);
    status |= AcceptSecurityContext(&it.credential, NULL, in, 0, 0, &it.handle, out, 0, &it.expiry);
    status |= SaslAcceptSecurityContext(&it.credential, NULL, in, 0, 0, &it.handle, out, &attributes, NULL);
    status |= SaslInitializeSecurityContext(&it.credential, NULL, NULL, 0, 0, 0, in, 0, NULL, out,
                                            &attributes, NULL);
    return status;
}

SECURITY_STATUS messages(context& it, SecBufferDesc* message) {
    unsigned long quality = 0;
    ULONG exact = 0;
    SECURITY_STATUS status = DecryptMessage(&it.handle, message, 0, &quality);
    status |= DecryptMessage(&it.handle, message, 0, NULL);
    status |= VerifySignature(&it.handle, message, 0, &quality);
    status |= VerifySignature(&it.handle, message, 0, &exact);
#if __cplusplus >= 201103L
    status |= VerifySignature(&it.handle, message, 0, nullptr);
#endif
    return status;
}

SECURITY_STATUS counts(context& it) {
    unsigned long count = 0, needed = 0;
    PSecPkgInfo packages = NULL;
    char* bytes = NULL;
    PUCHAR blob = NULL;
    SECURITY_STATUS status = EnumerateSecurityPackages(&count, &packages);
    status |= SaslGetContextOption(&it.handle, SASL_OPTION_SEND_SIZE, NULL, 0, &needed);
    status |= SspiMarshalAuthIdentity(NULL, &count, &bytes);
    status |= SspiPrepareForCredRead(NULL, NULL, &count, NULL);
    status |= SspiPrepareForCredWrite(NULL, NULL, &count, NULL, NULL, &blob, &needed);
    status |= GetUserNameExA(NameSamCompatible, NULL, &count) ? 0 : 1;
    status |= GetUserNameExW(NameSamCompatible, NULL, NULL) ? 0 : 1;
    status |= TranslateNameA(NULL, NameSamCompatible, NameDisplay, NULL, &count) ? 0 : 1;
    status |= CreateWellKnownSid(WinWorldSid, NULL, NULL, &count) ? 0 : 1;
    status |= GetTokenInformation(NULL, TokenUser, NULL, 0, &needed) ? 0 : 1;
    SID_NAME_USE use = SidTypeUnknown;
    status |= LookupAccountSidA(NULL, NULL, NULL, &count, NULL, &needed, &use) ? 0 : 1;
    status |= LookupAccountNameW(NULL, NULL, NULL, &count, NULL, &needed, &use) ? 0 : 1;
    return status;
}

const SecBuffer tokens[] = {{0, SECBUFFER_TOKEN, NULL}, {0, SECBUFFER_EMPTY, NULL}};

} // namespace

int main() {
    context it;
    SecBuffer token = tokens[0];
    SecBufferDesc description = {SECBUFFER_VERSION, 1, &token};
    TimeStamp zero = {{0, 0}};
    it.expiry = zero;
    PSecurityFunctionTable table = InitSecurityInterface();
    ULONG granted = 0;
    if (table->InitializeSecurityContext(&it.credential, NULL, NULL, 0, 0, 0, NULL, 0, &it.handle,
                                         &description, &granted, NULL) != SEC_E_OK)
        return 1;
    return legs(it, &description, &description) | messages(it, &description) | counts(it);
}
