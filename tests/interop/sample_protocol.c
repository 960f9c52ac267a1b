// SPDX-License-Identifier: BSL-1.0
// The wire protocol of MIT's gss-sample programs.
#include "sample_protocol.h"

int send_sample(socket_handle connection, int flags, const void* bytes, unsigned size) {
    const char byte = (char)flags;
    return send(connection, &byte, 1, MSG_NOSIGNAL) == 1 && send_frame(connection, bytes, size);
}

int receive_sample(socket_handle connection, int* flags, struct frame* token) {
    unsigned char byte = 0;
    if (recv(connection, (char*)&byte, 1, 0) != 1) return 0;
    *flags = byte;
    return receive_frame(connection, token) == frame_received;
}
