// SPDX-License-Identifier: BSL-1.0
// InitSecurityInterface: the entry points in Microsoft's slot order. Compiled once for each width of WCHAR.
#include <sspi.h>

namespace {

constexpr ULONG table_version = SECURITY_SUPPORT_PROVIDER_INTERFACE_VERSION;

// Slots that had other names once: old callers find SealMessage and UnsealMessage there.
template <class Function>
void* slot(Function* function) {
    return reinterpret_cast<void*>(function);
}

} // namespace

PSecurityFunctionTableA SEC_ENTRY InitSecurityInterfaceA(void) {
    static SecurityFunctionTableA table{
        .dwVersion = table_version,
        .EnumerateSecurityPackagesA = EnumerateSecurityPackagesA,
        .QueryCredentialsAttributesA = QueryCredentialsAttributesA,
        .AcquireCredentialsHandleA = AcquireCredentialsHandleA,
        .FreeCredentialsHandle = FreeCredentialsHandle,
        .Reserved2 = nullptr,
        .InitializeSecurityContextA = InitializeSecurityContextA,
        .AcceptSecurityContext = AcceptSecurityContext,
        .CompleteAuthToken = CompleteAuthToken,
        .DeleteSecurityContext = DeleteSecurityContext,
        .ApplyControlToken = ApplyControlToken,
        .QueryContextAttributesA = QueryContextAttributesA,
        .ImpersonateSecurityContext = ImpersonateSecurityContext,
        .RevertSecurityContext = RevertSecurityContext,
        .MakeSignature = MakeSignature,
        .VerifySignature = VerifySignature,
        .FreeContextBuffer = FreeContextBuffer,
        .QuerySecurityPackageInfoA = QuerySecurityPackageInfoA,
        .Reserved3 = slot<SECURITY_STATUS(PCtxtHandle, ULONG, PSecBufferDesc, ULONG)>(EncryptMessage),
        .Reserved4 = slot<SECURITY_STATUS(PCtxtHandle, PSecBufferDesc, ULONG, ULONG*)>(DecryptMessage),
        .ExportSecurityContext = ExportSecurityContext,
        .ImportSecurityContextA = ImportSecurityContextA,
        .AddCredentialsA = AddCredentialsA,
        .Reserved8 = nullptr,
        .QuerySecurityContextToken = QuerySecurityContextToken,
        .EncryptMessage = EncryptMessage,
        .DecryptMessage = DecryptMessage,
        .SetContextAttributesA = SetContextAttributesA,
        .SetCredentialsAttributesA = SetCredentialsAttributesA,
        .ChangeAccountPasswordA = ChangeAccountPasswordA,
        .QueryContextAttributesExA = QueryContextAttributesExA,
        .QueryCredentialsAttributesExA = QueryCredentialsAttributesExA,
    };
    return &table;
}

PSecurityFunctionTableW SEC_ENTRY InitSecurityInterfaceW(void) {
    static SecurityFunctionTableW table{
        .dwVersion = table_version,
        .EnumerateSecurityPackagesW = EnumerateSecurityPackagesW,
        .QueryCredentialsAttributesW = QueryCredentialsAttributesW,
        .AcquireCredentialsHandleW = AcquireCredentialsHandleW,
        .FreeCredentialsHandle = FreeCredentialsHandle,
        .Reserved2 = nullptr,
        .InitializeSecurityContextW = InitializeSecurityContextW,
        .AcceptSecurityContext = AcceptSecurityContext,
        .CompleteAuthToken = CompleteAuthToken,
        .DeleteSecurityContext = DeleteSecurityContext,
        .ApplyControlToken = ApplyControlToken,
        .QueryContextAttributesW = QueryContextAttributesW,
        .ImpersonateSecurityContext = ImpersonateSecurityContext,
        .RevertSecurityContext = RevertSecurityContext,
        .MakeSignature = MakeSignature,
        .VerifySignature = VerifySignature,
        .FreeContextBuffer = FreeContextBuffer,
        .QuerySecurityPackageInfoW = QuerySecurityPackageInfoW,
        .Reserved3 = slot<SECURITY_STATUS(PCtxtHandle, ULONG, PSecBufferDesc, ULONG)>(EncryptMessage),
        .Reserved4 = slot<SECURITY_STATUS(PCtxtHandle, PSecBufferDesc, ULONG, ULONG*)>(DecryptMessage),
        .ExportSecurityContext = ExportSecurityContext,
        .ImportSecurityContextW = ImportSecurityContextW,
        .AddCredentialsW = AddCredentialsW,
        .Reserved8 = nullptr,
        .QuerySecurityContextToken = QuerySecurityContextToken,
        .EncryptMessage = EncryptMessage,
        .DecryptMessage = DecryptMessage,
        .SetContextAttributesW = SetContextAttributesW,
        .SetCredentialsAttributesW = SetCredentialsAttributesW,
        .ChangeAccountPasswordW = ChangeAccountPasswordW,
        .QueryContextAttributesExW = QueryContextAttributesExW,
        .QueryCredentialsAttributesExW = QueryCredentialsAttributesExW,
    };
    return &table;
}
