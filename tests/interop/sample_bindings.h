// SPDX-License-Identifier: BSL-1.0
// Channel bindings for the sample programs: a text as application data, as RFC 5929 has it.
#ifndef TESTS_INTEROP_SAMPLE_BINDINGS_INCLUDED
#define TESTS_INTEROP_SAMPLE_BINDINGS_INCLUDED

#include <security.h>

#include <string.h>

struct sample_bindings {
    SEC_CHANNEL_BINDINGS header;
    char text[256];
};

// A buffer with the bindings, or one that is skipped if text is NULL.
static inline SecBuffer sample_bindings_buffer(struct sample_bindings* storage, const char* text) {
    SecBuffer none = {0, SECBUFFER_EMPTY, NULL};
    SecBuffer made = {0, SECBUFFER_CHANNEL_BINDINGS, storage};
    const size_t size = text != NULL ? strlen(text) : 0;
    if (text == NULL || size > sizeof storage->text) return none;
    memset(storage, 0, sizeof *storage);
    storage->header.cbApplicationDataLength = (ULONG)size;
    storage->header.dwApplicationDataOffset = sizeof storage->header;
    memcpy(storage->text, text, size);
    made.cbBuffer = (ULONG)(sizeof storage->header + size);
    return made;
}

#endif
