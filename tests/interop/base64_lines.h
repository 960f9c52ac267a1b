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

// The line's bytes in base64, with a NUL; out needs 4 characters for each 3 bytes begun, and one.
void encode_base64(const struct line* line, char* out);

// The bytes of base64 text that ends with its line; false if they do not fit.
int decode_base64(const char* text, struct line* line);

#endif
