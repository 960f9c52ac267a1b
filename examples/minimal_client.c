// SPDX-License-Identifier: BSL-1.0
// The shortest useful program: the Kerberos token that an HTTP or SASL client would send to a service.
#define SECURITY_WIN32
#include <windows.h>

#include <security.h>
#include <stdio.h>

int main(int count, char** values) {
    char* const target = count > 1 ? values[1] : "HTTP/web.example.test";
    CredHandle credential;
    CtxtHandle context;
    TimeStamp expiry;
    ULONG granted;
    SecBuffer token = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc output = {SECBUFFER_VERSION, 1, &token};
    SECURITY_STATUS status = AcquireCredentialsHandleA(NULL, "Kerberos", SECPKG_CRED_OUTBOUND, NULL, NULL,
                                                       NULL, NULL, &credential, &expiry);
    if (status == SEC_E_OK) {
        status =
            InitializeSecurityContextA(&credential, NULL, target, ISC_REQ_ALLOCATE_MEMORY, 0,
                                       SECURITY_NATIVE_DREP, NULL, 0, &context, &output, &granted, &expiry);
        if (status == SEC_E_OK) { // SEC_I_CONTINUE_NEEDED, had ISC_REQ_MUTUAL_AUTH been asked for
            printf("a token of %lu bytes for %s\n", (unsigned long)token.cbBuffer, target);
            FreeContextBuffer(token.pvBuffer);
            DeleteSecurityContext(&context);
        }
        FreeCredentialsHandle(&credential);
    }
    if (status != SEC_E_OK) fprintf(stderr, "SSPI status 0x%08lx\n", (unsigned long)status & 0xffffffff);
    return status == SEC_E_OK ? 0 : 1;
}
