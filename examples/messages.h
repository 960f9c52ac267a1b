// SPDX-License-Identifier: BSL-1.0
// Sends and receives protected messages, and shows them.
#ifndef EXAMPLES_MESSAGES_INCLUDED
#define EXAMPLES_MESSAGES_INCLUDED

#include "framing.h"
#include "report.h"

// The first frame of a message is one byte that says how the rest is protected.
enum message_kind {
    message_sealed = 'E', // encrypted by EncryptMessage: one frame
    message_wrapped =
        'W', // by EncryptMessage with SECQOP_WRAP_NO_ENCRYPT, to be read but not altered: one frame
    message_signed = 'S',  // by MakeSignature: a frame with the text, and one with the signature
    message_refused = 'R', // the other side could not open the message before: a frame that names the status
    message_none = 0,      // the other side has closed
    message_broken = 1     // what came is no message
};

struct message {
    enum message_kind kind;
    struct frame text; // opened
};

// Protects and sends. alter flips one bit on the way, as an attacker might. True if it was sent.
int send_message(socket_handle connection, CtxtHandle* context, enum message_kind kind, const char* text,
                 int alter);

// Tells the other side that its message could not be opened.
int send_refusal(socket_handle connection, SECURITY_STATUS status);

// Receives and opens. What is not SEC_E_OK has been shown. release_frame(&message->text) frees what came.
SECURITY_STATUS receive_message(socket_handle connection, CtxtHandle* context, struct message* message);

#endif
