// SPDX-License-Identifier: BSL-1.0
// Protects and opens messages with the four per-message functions of SSPI.
#include "protection.h"

#include <stdlib.h>
#include <string.h>

static void set(SecBuffer* buffer, ULONG type, void* bytes, ULONG size) {
    buffer->BufferType = type;
    buffer->pvBuffer = bytes;
    buffer->cbBuffer = size;
}

// EncryptMessage works in place: the token comes before the text, the padding after it, and each may turn out
// shorter than the room that it was given, so they are moved together.
SECURITY_STATUS wrap_message(CtxtHandle* context, ULONG quality, const void* text, ULONG size,
                             struct frame* wrapped) {
    SecPkgContext_Sizes sizes;
    SecBuffer parts[3];
    SecBufferDesc message = {SECBUFFER_VERSION, 3, parts};
    SECURITY_STATUS status = QueryContextAttributesA(context, SECPKG_ATTR_SIZES, &sizes);
    if (status != SEC_E_OK) return status;
    wrapped->bytes = malloc(sizes.cbSecurityTrailer + size + sizes.cbBlockSize);
    if (wrapped->bytes == NULL) return SEC_E_INSUFFICIENT_MEMORY;
    set(&parts[0], SECBUFFER_TOKEN, wrapped->bytes, sizes.cbSecurityTrailer);
    set(&parts[1], SECBUFFER_DATA, wrapped->bytes + sizes.cbSecurityTrailer, size);
    set(&parts[2], SECBUFFER_PADDING, wrapped->bytes + sizes.cbSecurityTrailer + size, sizes.cbBlockSize);
    memcpy(parts[1].pvBuffer, text, size);
    status = EncryptMessage(context, quality, &message, 0);
    if (status != SEC_E_OK) return status;
    memmove(wrapped->bytes + parts[0].cbBuffer, parts[1].pvBuffer, parts[1].cbBuffer + parts[2].cbBuffer);
    wrapped->size = parts[0].cbBuffer + parts[1].cbBuffer + parts[2].cbBuffer;
    return SEC_E_OK;
}

// DecryptMessage works in place too: DATA then points to the text inside the STREAM buffer.
SECURITY_STATUS unwrap_message(CtxtHandle* context, struct frame* message, ULONG* quality) {
    SecBuffer parts[2] = {{message->size, SECBUFFER_STREAM, message->bytes}, {0, SECBUFFER_DATA, NULL}};
    SecBufferDesc wrapped = {SECBUFFER_VERSION, 2, parts};
    const SECURITY_STATUS status = DecryptMessage(context, &wrapped, 0, quality);
    if (status != SEC_E_OK) return status;
    memmove(message->bytes, parts[1].pvBuffer, parts[1].cbBuffer);
    message->size = parts[1].cbBuffer;
    return SEC_E_OK;
}

// The text stays as it is; the signature goes beside it.
SECURITY_STATUS sign_message(CtxtHandle* context, struct frame* text, struct frame* signature) {
    SecPkgContext_Sizes sizes;
    SecBuffer parts[2];
    SecBufferDesc message = {SECBUFFER_VERSION, 2, parts};
    SECURITY_STATUS status = QueryContextAttributesA(context, SECPKG_ATTR_SIZES, &sizes);
    if (status != SEC_E_OK) return status;
    signature->bytes = malloc(sizes.cbMaxSignature);
    if (signature->bytes == NULL) return SEC_E_INSUFFICIENT_MEMORY;
    set(&parts[0], SECBUFFER_DATA, text->bytes, text->size);
    set(&parts[1], SECBUFFER_TOKEN, signature->bytes, sizes.cbMaxSignature);
    status = MakeSignature(context, 0, &message, 0);
    if (status == SEC_E_OK) signature->size = parts[1].cbBuffer;
    return status;
}

SECURITY_STATUS verify_message(CtxtHandle* context, struct frame* text, struct frame* signature) {
    SecBuffer parts[2] = {{text->size, SECBUFFER_DATA, text->bytes},
                          {signature->size, SECBUFFER_TOKEN, signature->bytes}};
    SecBufferDesc message = {SECBUFFER_VERSION, 2, parts};
    ULONG quality = 0;
    return VerifySignature(context, &message, 0, &quality);
}
