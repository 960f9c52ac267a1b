// SPDX-License-Identifier: BSL-1.0
// The wire protocol of MIT's gss-sample programs: each token follows a byte that says what it is.
#ifndef TESTS_INTEROP_SAMPLE_PROTOCOL_INCLUDED
#define TESTS_INTEROP_SAMPLE_PROTOCOL_INCLUDED

#include "framing.h"

enum sample_flag {
    sample_noop = 1,
    sample_context = 2,
    sample_data = 4,
    sample_mic = 8,
    sample_context_next = 16,
    sample_wrapped = 32,
    sample_encrypted = 64,
    sample_send_mic = 128
};

// True if all of it went out.
int send_sample(socket_handle connection, int flags, const void* bytes, unsigned size);

// True if a token came; *flags says what it is.
int receive_sample(socket_handle connection, int* flags, struct frame* token);

#endif
