// SPDX-License-Identifier: BSL-1.0
// Makes up for what Wine 8's Kerberos does otherwise than Windows, so that programs run under it as they are.
//
// Wine knows no ISC_REQ_ALLOCATE_MEMORY, no STREAM and no PADDING buffer, gives the sizes of another cipher, and cuts a
// message in two behind the text's length and not behind the token's. Linked with a program, this takes the place of
// the functions below, and finds the system's in the function table.
//
// What stays: of the attributes that the examples ask for it has SIZES alone, no names, times or keys; a wrong password is
// an NTSTATUS of AcquireCredentialsHandle, and an unknown service an internal error; a password's ticket is written into
// the user's own cache.
#define SECURITY_WIN32
#include <windows.h>

#include <security.h>
#include <stdlib.h>
#include <string.h>

// The trailer is that of AES, the only cipher of the test's realm.
enum { largest_token = 48256, aes_trailer = 60, dce_trailer = 76, aes_plain_token = 28 };

static SecBuffer* buffer_of(PSecBufferDesc buffers, ULONG type) {
    for (ULONG i = 0; buffers != NULL && i < buffers->cBuffers; ++i)
        if (buffers->pBuffers[i].BufferType == type) return &buffers->pBuffers[i];
    return NULL;
}

// Memory that FreeContextBuffer of Wine releases: the heap of the process.
static SecBuffer* allocate(PSecBufferDesc output, int asked) {
    SecBuffer* const token = asked ? buffer_of(output, SECBUFFER_TOKEN) : NULL;
    if (token == NULL) return NULL;
    token->pvBuffer = HeapAlloc(GetProcessHeap(), 0, largest_token);
    token->cbBuffer = token->pvBuffer != NULL ? largest_token : 0;
    return token;
}

static SECURITY_STATUS kept(SecBuffer* token, SECURITY_STATUS status) {
    if (token != NULL && (status < 0 || token->cbBuffer == 0)) {
        HeapFree(GetProcessHeap(), 0, token->pvBuffer);
        token->pvBuffer = NULL;
        token->cbBuffer = 0;
    }
    return status;
}

static SECURITY_STATUS SEC_ENTRY fixed_InitializeSecurityContextA(
    PCredHandle credential, PCtxtHandle context, SEC_CHAR* target, ULONG request, ULONG reserved, ULONG drep,
    PSecBufferDesc in, ULONG more, PCtxtHandle made, PSecBufferDesc out, PULONG granted, PTimeStamp expiry) {
    SecBuffer* const token = allocate(out, (request & ISC_REQ_ALLOCATE_MEMORY) != 0);
    return kept(token, InitSecurityInterfaceA()->InitializeSecurityContextA(
                           credential, context, target, request & ~(ULONG)ISC_REQ_ALLOCATE_MEMORY, reserved,
                           drep, in, more, made, out, granted, expiry));
}

static SECURITY_STATUS SEC_ENTRY fixed_InitializeSecurityContextW(
    PCredHandle credential, PCtxtHandle context, SEC_WCHAR* target, ULONG request, ULONG reserved, ULONG drep,
    PSecBufferDesc in, ULONG more, PCtxtHandle made, PSecBufferDesc out, PULONG granted, PTimeStamp expiry) {
    SecBuffer* const token = allocate(out, (request & ISC_REQ_ALLOCATE_MEMORY) != 0);
    return kept(token, InitSecurityInterfaceW()->InitializeSecurityContextW(
                           credential, context, target, request & ~(ULONG)ISC_REQ_ALLOCATE_MEMORY, reserved,
                           drep, in, more, made, out, granted, expiry));
}

static SECURITY_STATUS SEC_ENTRY fixed_AcceptSecurityContext(PCredHandle credential, PCtxtHandle context,
                                                             PSecBufferDesc in, ULONG request, ULONG drep,
                                                             PCtxtHandle made, PSecBufferDesc out,
                                                             PULONG granted, PTimeStamp expiry) {
    SecBuffer* const token = allocate(out, (request & ASC_REQ_ALLOCATE_MEMORY) != 0);
    return kept(token, InitSecurityInterfaceW()->AcceptSecurityContext(
                           credential, context, in, request & ~(ULONG)ASC_REQ_ALLOCATE_MEMORY, drep, made,
                           out, granted, expiry));
}

static SECURITY_STATUS corrected(SECURITY_STATUS status, ULONG attribute, PVOID value) {
    SecPkgContext_Sizes* const sizes = value;
    if (status == SEC_E_OK && attribute == SECPKG_ATTR_SIZES && sizes->cbSecurityTrailer < aes_trailer)
        sizes->cbSecurityTrailer = aes_trailer;
    return status;
}

static SECURITY_STATUS SEC_ENTRY fixed_QueryContextAttributesA(PCtxtHandle context, ULONG attribute,
                                                               PVOID value) {
    return corrected(InitSecurityInterfaceA()->QueryContextAttributesA(context, attribute, value), attribute,
                     value);
}

static SECURITY_STATUS SEC_ENTRY fixed_QueryContextAttributesW(PCtxtHandle context, ULONG attribute,
                                                               PVOID value) {
    return corrected(InitSecurityInterfaceW()->QueryContextAttributesW(context, attribute, value), attribute,
                     value);
}

static int is_dce(PCtxtHandle context) {
    SecPkgContext_Sizes sizes;
    return InitSecurityInterfaceA()->QueryContextAttributesA(context, SECPKG_ATTR_SIZES, &sizes) ==
               SEC_E_OK &&
           sizes.cbSecurityTrailer == dce_trailer;
}

// The message is the first buffer's bytes, then the second's; makes it the second's length of bytes, then the first's.
static SECURITY_STATUS reorder(SecBuffer* first, SecBuffer* second) {
    unsigned char* const all = malloc((size_t)first->cbBuffer + second->cbBuffer);
    if (all == NULL) return SEC_E_INSUFFICIENT_MEMORY;
    memcpy(all, first->pvBuffer, first->cbBuffer);
    memcpy(all + first->cbBuffer, second->pvBuffer, second->cbBuffer);
    memcpy(second->pvBuffer, all, second->cbBuffer);
    memcpy(first->pvBuffer, all + second->cbBuffer, first->cbBuffer);
    free(all);
    return SEC_E_OK;
}

static SECURITY_STATUS SEC_ENTRY fixed_EncryptMessage(PCtxtHandle context, ULONG quality,
                                                      PSecBufferDesc message, ULONG sequence) {
    const SECURITY_STATUS status =
        InitSecurityInterfaceW()->EncryptMessage(context, quality, message, sequence);
    SecBuffer* const token = buffer_of(message, SECBUFFER_TOKEN);
    SecBuffer* const data = buffer_of(message, SECBUFFER_DATA);
    SecBuffer* const padding = buffer_of(message, SECBUFFER_PADDING);
    if (status != SEC_E_OK) return status;
    if (padding != NULL) padding->cbBuffer = 0; // AES has none
    if (token == NULL || data == NULL || is_dce(context)) return status;
    return reorder(data, token);
}

// The token of a message that is in one piece (RFC 4121, section 4.2.4; in DCE style what encrypts is longer by EC).
static ULONG token_size(const unsigned char* message, int dce) {
    const int sealed = (message[2] & 2) != 0;
    if (!sealed) return aes_plain_token;
    return dce ? dce_trailer : aes_trailer;
}

// A STREAM buffer becomes a TOKEN and a DATA, which is what the package opens.
static SECURITY_STATUS open_stream(PCtxtHandle context, SecBuffer* stream, SecBuffer* data, PULONG quality) {
    const int dce = is_dce(context);
    unsigned char* const bytes = stream->pvBuffer;
    const ULONG size = stream->cbBuffer > 16 ? token_size(bytes, dce) : 0;
    SecBuffer parts[2] = {{size, SECBUFFER_TOKEN, bytes},
                          {stream->cbBuffer - size, SECBUFFER_DATA, bytes + size}};
    SecBufferDesc message = {SECBUFFER_VERSION, 2, parts};
    SECURITY_STATUS status = SEC_E_INVALID_TOKEN;
    if (data == NULL || size == 0 || size > stream->cbBuffer) return status;
    if (!dce) (void)reorder(&parts[0], &parts[1]);
    status = InitSecurityInterfaceW()->DecryptMessage(context, &message, 0, quality);
    if (status == SEC_E_OK) {
        data->pvBuffer = parts[1].pvBuffer;
        data->cbBuffer = parts[1].cbBuffer;
    }
    return status;
}

static SECURITY_STATUS SEC_ENTRY fixed_DecryptMessage(PCtxtHandle context, PSecBufferDesc message,
                                                      ULONG sequence, PULONG quality) {
    SecBuffer* const stream = buffer_of(message, SECBUFFER_STREAM);
    SecBuffer* const token = buffer_of(message, SECBUFFER_TOKEN);
    SecBuffer* const data = buffer_of(message, SECBUFFER_DATA);
    if (stream != NULL) return open_stream(context, stream, data, quality);
    if (token != NULL && data != NULL && !is_dce(context)) {
        const SECURITY_STATUS status = reorder(token, data);
        if (status != SEC_E_OK) return status;
    }
    return InitSecurityInterfaceW()->DecryptMessage(context, message, sequence, quality);
}

// A function's name for programs that call it, and the pointer to it for those that were told that it is in a DLL.
#define TAKES_THE_PLACE_OF(name)                                                                             \
    __asm__(".globl " #name "\n.set " #name ", fixed_" #name);                                               \
    extern void (*const __imp_##name)(void);                                                                 \
    void (*const __imp_##name)(void) = (void (*)(void))fixed_##name

TAKES_THE_PLACE_OF(InitializeSecurityContextA);
TAKES_THE_PLACE_OF(InitializeSecurityContextW);
TAKES_THE_PLACE_OF(AcceptSecurityContext);
TAKES_THE_PLACE_OF(QueryContextAttributesA);
TAKES_THE_PLACE_OF(QueryContextAttributesW);
TAKES_THE_PLACE_OF(EncryptMessage);
TAKES_THE_PLACE_OF(DecryptMessage);
