// SPDX-License-Identifier: BSL-1.0
// The habits of C programs that call SSPI on Windows; compiled only, in every text mode, without a warning.
#ifndef SECURITY_WIN32
#define SECURITY_WIN32
#endif
#include <security.h>
#include <string.h>

/* A caller's own definition of the alias must not clash with ours. */
#ifndef FreeCredentialHandle
#error "FreeCredentialHandle is a macro on Windows"
#endif
#define FreeCredentialHandle FreeCredentialsHandle
#ifndef KERB_WRAP_NO_ENCRYPT
#define KERB_WRAP_NO_ENCRYPT SECQOP_WRAP_NO_ENCRYPT
#endif

/* Sizes that programs assert for themselves. */
typedef char time_stamp_is_a_filetime[sizeof(TimeStamp) == sizeof(FILETIME) ? 1 : -1];
typedef char status_has_32_bits[sizeof(SECURITY_STATUS) == 4 && sizeof(ULONG) == 4 ? 1 : -1];
typedef char handle_is_two_words[sizeof(CredHandle) == 2 * sizeof(void*) ? 1 : -1];
typedef char requests_and_grants_agree[ISC_REQ_MUTUAL_AUTH == ISC_RET_MUTUAL_AUTH ? 1 : -1];

/* A static table of statuses, and a switch over them. */
static const struct {
    int code;
    const char* text;
} errors[] = {{SEC_E_OK, "SEC_E_OK"},
              {SEC_E_LOGON_DENIED, "SEC_E_LOGON_DENIED"},
              {SEC_E_NO_SPM, "SEC_E_NO_SPM"},
              {CRYPT_E_REVOKED, "CRYPT_E_REVOKED"}};

const char* name_of_status(SECURITY_STATUS status);
const char* name_of_status(SECURITY_STATUS status) {
    size_t i;
    switch (status) {
    case SEC_I_CONTINUE_NEEDED:
        return "SEC_I_CONTINUE_NEEDED";
    case SEC_E_BAD_PKGID:
    case SEC_I_GENERIC_EXTENSION_RECEIVED:
    case CRYPT_E_NO_REVOCATION_DLL:
    case CRYPT_E_NO_REVOCATION_CHECK:
    case CRYPT_E_REVOCATION_OFFLINE:
    case CRYPT_E_NOT_IN_REVOCATION_DATABASE:
        return "other";
    default:
        break;
    }
    for (i = 0; i < sizeof(errors) / sizeof(errors[0]); ++i)
        if (errors[i].code == status) return errors[i].text;
    return FAILED(status) ? "failed" : "succeeded";
}

/* Prototypes written out by the caller, and function pointers found at run time. */
typedef SECURITY_STATUS(SEC_ENTRY* acquire_function)(SEC_CHAR*, SEC_CHAR*, ULONG, PVOID, PVOID,
                                                     SEC_GET_KEY_FN, PVOID, PCredHandle, PTimeStamp);
static const acquire_function acquire_narrow = AcquireCredentialsHandleA;
static ACQUIRE_CREDENTIALS_HANDLE_FN acquire_by_width;
static INIT_SECURITY_INTERFACE find_table;

/* The time stamp as the structure that it is on Windows. */
static LONGLONG time_stamps(void) {
    TimeStamp braces = {{0, 0}};
    TimeStamp flat;
    FILETIME filetime;
    memcpy(&filetime, &braces, sizeof(filetime));
    flat.QuadPart = 0x7FFFFFFFFFFFFFFF;
    flat.LowPart = filetime.dwLowDateTime;
    flat.HighPart = 1;
    flat.u.LowPart = 2;
    flat.u.HighPart = 3;
    return flat.QuadPart;
}

static SECURITY_STATUS explicit_identities(CredHandle* credential) {
    static WCHAR user[] = {'a', 'l', 'i', 'c', 'e', 0};
    static char narrow[] = "alice@EXAMPLE.TEST";
    SEC_WINNT_AUTH_IDENTITY_W wide_identity;
    SEC_WINNT_AUTH_IDENTITY_EXA extended;
    SEC_WINNT_AUTH_IDENTITY identity;
    TimeStamp expiry;

    memset(&wide_identity, 0, sizeof(wide_identity));
    wide_identity.User = (unsigned short*)user;
    wide_identity.UserLength = (ULONG)(sizeof(user) / sizeof(user[0]) - 1);
    wide_identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;

    memset(&extended, 0, sizeof(extended));
    extended.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    extended.Length = (ULONG)sizeof(extended);
    extended.PackageList = (unsigned char*)"!ntlm";
    extended.PackageListLength = 5;
    extended.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;

    memset(&identity, 0, sizeof(identity));
    identity.User = (void*)narrow;
    identity.UserLength = (unsigned)strlen(narrow);

    (void)acquire_narrow(NULL, (SEC_CHAR*)"Kerberos", SECPKG_CRED_OUTBOUND, NULL, &extended, NULL, NULL,
                         credential, NULL);
    (void)AcquireCredentialsHandleW(NULL, (SEC_WCHAR*)MICROSOFT_KERBEROS_NAME, SECPKG_CRED_OUTBOUND, NULL,
                                    &wide_identity, NULL, NULL, credential, &expiry);
    return AcquireCredentialsHandle(NULL, (SECURITY_PSTR)NEGOSSP_NAME, SECPKG_CRED_BOTH, NULL, &identity,
                                    NULL, NULL, credential, &expiry);
}

/* One leg through the function table, by the neutral names. */
static SECURITY_STATUS leg(PSecurityFunctionTable table, CredHandle* credential, CtxtHandle* context,
                           BOOL first, void* token, ULONG length) {
    SecBuffer input[2] = {{0, SECBUFFER_EMPTY, NULL}, {0, SECBUFFER_CHANNEL_BINDINGS, NULL}};
    SecBuffer output = {0, SECBUFFER_TOKEN | SECBUFFER_READONLY, NULL};
    SecBufferDesc input_description = {SECBUFFER_VERSION, 2, NULL};
    SecBufferDesc output_description = {0, 1, NULL};
    ULONG granted = 0;
    SECURITY_STATUS status;

    input_description.pBuffers = input;
    output_description.pBuffers = &output;
    input[0].BufferType = SECBUFFER_TOKEN;
    input[0].pvBuffer = token;
    input[0].cbBuffer = length;
    status = table->InitializeSecurityContext(
        credential, first ? NULL : context, (SECURITY_PSTR)TEXT("HTTP/web.example.test"),
        ISC_REQ_MUTUAL_AUTH | ISC_REQ_ALLOCATE_MEMORY, 0, SECURITY_NATIVE_DREP,
        first ? NULL : &input_description, 0, context, &output_description, &granted, NULL);
    if (status == SEC_I_COMPLETE_NEEDED || status == SEC_I_COMPLETE_AND_CONTINUE)
        status = table->CompleteAuthToken(context, &output_description);
    if (!(granted & ISC_RET_MUTUAL_AUTH) && status >= 0) status = SEC_E_MUTUAL_AUTH_FAILED;
    table->FreeContextBuffer(output.pvBuffer);
    return status;
}

static SECURITY_STATUS old_slots(PSecurityFunctionTable table, CtxtHandle* context, PSecBufferDesc message) {
    ENCRYPT_MESSAGE_FN seal = 0;
    memcpy(&seal, &table->Reserved3, sizeof(seal));
    return seal(context, KERB_WRAP_NO_ENCRYPT, message, 0);
}

static void queries(PSecurityFunctionTable table, CtxtHandle* context, CredHandle* credential) {
    SecPkgContext_Sizes sizes;
    SecPkgContext_Names names;
    SecPkgContext_NativeNames native;
    SecPkgContext_NegotiationInfo negotiated = {NULL, 0};
    SecPkgCredentials_Names user;
    PSecPkgInfo info = NULL;
    ULONG count = 0;

    if (table->QueryContextAttributes(context, SECPKG_ATTR_SIZES, &sizes) != SEC_E_OK) return;
    if (table->QueryContextAttributes(context, SECPKG_ATTR_NAMES, &names) == SEC_E_OK)
        FreeContextBuffer(names.sUserName);
    if (QueryContextAttributes(context, SECPKG_ATTR_NATIVE_NAMES, &native) == SEC_E_OK) {
        FreeContextBuffer(native.sClientName);
        FreeContextBuffer(native.sServerName);
    }
    if (QueryContextAttributes(context, SECPKG_ATTR_NEGOTIATION_INFO, &negotiated) == SEC_E_OK)
        FreeContextBuffer(negotiated.PackageInfo);
    if (QueryCredentialsAttributes(credential, SECPKG_CRED_ATTR_NAMES, &user) == SEC_E_OK)
        FreeContextBuffer(user.sUserName);
    if (EnumerateSecurityPackages(&count, &info) == SEC_E_OK) FreeContextBuffer(info);
}

int main(void) {
    CredHandle credential = {0, 0};
    CtxtHandle context;
    ULONG size = 0;
    PSecurityFunctionTable table;

    find_table = InitSecurityInterface;
    table = find_table();
    acquire_by_width = table->AcquireCredentialsHandle;
    if (SecIsValidHandle(&credential))
        SecInvalidateHandle(&context);
    else
        SecInvalidateHandle(&credential);
    if (explicit_identities(&credential) < 0 || !acquire_by_width) return (int)time_stamps();
    if (leg(table, &credential, &context, TRUE, NULL, 0) == SEC_I_CONTINUE_NEEDED)
        queries(table, &context, &credential);
    (void)old_slots(table, &context, NULL);
    (void)GetUserNameEx(NameUserPrincipal, NULL, &size);
    DeleteSecurityContext(&context);
    table->FreeCredentialHandle(&credential);
    return FreeCredentialHandle(&credential) == SEC_E_OK && name_of_status(SEC_E_OK) ? 0 : 1;
}
