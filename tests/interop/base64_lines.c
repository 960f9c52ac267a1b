// SPDX-License-Identifier: BSL-1.0
// The lines that Cyrus' SASL sample programs exchange.
#include "base64_lines.h"

#include <stdio.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void fill_line(struct line* line, const char* text) {
    line->size = (unsigned)strlen(text);
    memcpy(line->bytes, text, line->size);
}

void encode_base64(const struct line* line, char* out) {
    unsigned i, k;
    for (i = 0; i < line->size; i += 3) {
        const unsigned have = line->size - i;
        const unsigned three = (unsigned)line->bytes[i] << 16 |
                               (have > 1 ? (unsigned)line->bytes[i + 1] << 8 : 0u) |
                               (have > 2 ? (unsigned)line->bytes[i + 2] : 0u);
        for (k = 0; k < 4; ++k)
            *out++ = k <= have ? digits[three >> (18 - 6 * k) & 63] : '=';
    }
    *out = '\0';
}

int decode_base64(const char* text, struct line* line) {
    unsigned bits = 0, count = 0;
    line->size = 0;
    for (; *text != '\0' && *text != '\r' && *text != '\n'; ++text) {
        const char* const digit = strchr(digits, *text);
        if (digit == NULL) continue; // padding
        bits = bits << 6 | (unsigned)(digit - digits);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        if (line->size + 1 == sizeof line->bytes) return 0;
        line->bytes[line->size++] = (unsigned char)(bits >> count & 0xFF);
    }
    line->bytes[line->size] = 0;
    return 1;
}

void send_line(char side, const struct line* line) {
    static char text[4 * sizeof line->bytes / 3 + 8];
    encode_base64(line, text);
    printf("%c: %s\n", side, text);
    fflush(stdout);
}

int receive_line(char side, struct line* line) {
    static char text[32768];
    while (fgets(text, sizeof text, stdin) != NULL) {
        if (text[0] == side && strncmp(text + 1, ": ", 2) == 0) return decode_base64(text + 3, line);
        fprintf(stderr, "peer: %s", text);
    }
    return 0;
}
