// SPDX-License-Identifier: BSL-1.0
// Sends and receives protected messages, and shows them.
#include "messages.h"

#include "protection.h"

#include <stdio.h>
#include <string.h>

static const char* kind_name(enum message_kind kind) {
    return kind == message_sealed ? "sealed" : kind == message_wrapped ? "wrapped, not encrypted" : "signed";
}

static int send_kind(socket_handle connection, enum message_kind kind) {
    const unsigned char byte = (unsigned char)kind;
    return send_frame(connection, &byte, 1);
}

static void show_sent(enum message_kind kind, const char* text, ULONG size) {
    printf("%-13s \"%s\" (%lu bytes) %s: %lu bytes\n", "Sent", text, (unsigned long)strlen(text),
           kind_name(kind), (unsigned long)size);
}

static int send_wrapped(socket_handle connection, CtxtHandle* context, enum message_kind kind,
                        const char* text, int alter) {
    struct frame wrapped = {NULL, 0};
    const ULONG quality = kind == message_wrapped ? SECQOP_WRAP_NO_ENCRYPT : 0;
    const SECURITY_STATUS status = wrap_message(context, quality, text, (ULONG)strlen(text), &wrapped);
    int sent = 0;
    if (status == SEC_E_OK) {
        show_sent(kind, text, wrapped.size);
        if (alter) wrapped.bytes[wrapped.size - 1] ^= 1;
        sent = send_kind(connection, kind) && send_frame(connection, wrapped.bytes, wrapped.size);
    } else {
        show_failure("EncryptMessage", status);
    }
    release_frame(&wrapped);
    return sent;
}

static int send_signed(socket_handle connection, CtxtHandle* context, const char* text, int alter) {
    struct frame plain = {(unsigned char*)text, (unsigned)strlen(text)};
    struct frame signature = {NULL, 0};
    const SECURITY_STATUS status = sign_message(context, &plain, &signature);
    int sent = 0;
    if (status == SEC_E_OK) {
        show_sent(message_signed, text, plain.size + signature.size);
        if (alter) signature.bytes[signature.size - 1] ^= 1;
        sent = send_kind(connection, message_signed) && send_frame(connection, plain.bytes, plain.size) &&
               send_frame(connection, signature.bytes, signature.size);
    } else {
        show_failure("MakeSignature", status);
    }
    release_frame(&signature);
    return sent;
}

int send_message(socket_handle connection, CtxtHandle* context, enum message_kind kind, const char* text,
                 int alter) {
    if (kind == message_signed) return send_signed(connection, context, text, alter);
    return send_wrapped(connection, context, kind, text, alter);
}

int send_refusal(socket_handle connection, SECURITY_STATUS status) {
    const char* const name = status_name(status);
    return send_kind(connection, message_refused) && send_frame(connection, name, (unsigned)strlen(name));
}

// What counts is how the message turns out to be protected, not what its first frame said.
static SECURITY_STATUS open_wrapped(CtxtHandle* context, struct message* message) {
    ULONG quality = 0;
    const SECURITY_STATUS status = unwrap_message(context, &message->text, &quality);
    if (status != SEC_E_OK)
        show_failure("DecryptMessage", status);
    else
        message->kind = quality == SECQOP_WRAP_NO_ENCRYPT ? message_wrapped : message_sealed;
    return status;
}

static SECURITY_STATUS open_signed(socket_handle connection, CtxtHandle* context, struct message* message) {
    struct frame signature = {NULL, 0};
    SECURITY_STATUS status = SEC_E_INCOMPLETE_MESSAGE;
    if (receive_frame(connection, &signature) == frame_received)
        status = verify_message(context, &message->text, &signature);
    if (status != SEC_E_OK) show_failure("VerifySignature", status);
    release_frame(&signature);
    return status;
}

static SECURITY_STATUS open_message(socket_handle connection, CtxtHandle* context, struct message* message) {
    switch (message->kind) {
    case message_sealed:
    case message_wrapped:
        return open_wrapped(context, message);
    case message_signed:
        return open_signed(connection, context, message);
    case message_refused:
        fprintf(stderr, "the other side could not open the message: %.*s\n", (int)message->text.size,
                (const char*)message->text.bytes);
        return SEC_E_OK;
    default:
        return SEC_E_INVALID_TOKEN;
    }
}

static enum message_kind receive_kind(socket_handle connection, struct frame* frame) {
    const enum frame_result result = receive_frame(connection, frame);
    if (result == frame_end) return message_none;
    return result == frame_received && frame->size == 1 ? (enum message_kind)frame->bytes[0] : message_broken;
}

SECURITY_STATUS receive_message(socket_handle connection, CtxtHandle* context, struct message* message) {
    SECURITY_STATUS status;
    message->kind = receive_kind(connection, &message->text);
    if (message->kind == message_none) return SEC_E_OK;
    if (message->kind == message_broken || receive_frame(connection, &message->text) != frame_received)
        return SEC_E_INCOMPLETE_MESSAGE;
    status = open_message(connection, context, message);
    if (status == SEC_E_OK && message->kind != message_refused)
        printf("%-13s \"%.*s\", was %s\n", "Received", (int)message->text.size,
               (const char*)message->text.bytes, kind_name(message->kind));
    return status;
}
