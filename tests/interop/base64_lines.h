// SPDX-License-Identifier: BSL-1.0
// The lines that Cyrus' SASL sample programs exchange: "C: " or "S: " and base64.
#ifndef TESTS_INTEROP_BASE64_LINES_INCLUDED
#define TESTS_INTEROP_BASE64_LINES_INCLUDED

struct line {
    unsigned size;
    unsigned char bytes[16384];
};

void fill_line(struct line* line, const char* text);

// Writes to standard output.
void send_line(char side, const struct line* line);

// Reads standard input up to a line of this side. Other lines are shown on standard error. False at the end of input.
// Behind the bytes of the line there is a NUL.
int receive_line(char side, struct line* line);

#endif
