// SPDX-License-Identifier: BSL-1.0
// A peer that is Cyrus SASL's: cyrus_peer client|server FD LEAST_SSF MOST_SSF, or cyrus_peer probe. Every message of the exchange goes behind
// four octets of length; then the client says something through the layer, and the server says it again.
#include <sasl/sasl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Tells LeakSanitizer, where it is linked in, what Cyrus' module and MIT's libraries keep until the process ends.
const char* __lsan_default_suppressions(void);
const char* __lsan_default_suppressions(void) {
    return "leak:libkrb5\nleak:libgssapi_krb5\nleak:libgssapiv2\nleak:libsasl2\n";
}

enum { largest = 0x20000, text_size = 150000 };

static int connection;

static void die(const char* what, int status) {
    fprintf(stderr, "cyrus_peer: %s: %s\n", what, sasl_errstring(status, NULL, NULL));
    exit(1);
}

static int read_all(void* to, size_t size) {
    char* at = to;
    while (size != 0) {
        const ssize_t got = read(connection, at, size);
        if (got <= 0) return 0;
        at += got;
        size -= (size_t)got;
    }
    return 1;
}

static void write_all(const void* from, size_t size) {
    const char* at = from;
    while (size != 0) {
        const ssize_t put = write(connection, at, size);
        if (put <= 0) die("write", SASL_FAIL);
        at += put;
        size -= (size_t)put;
    }
}

static unsigned length_of(const unsigned char* head) {
    return (unsigned)head[0] << 24 | (unsigned)head[1] << 16 | (unsigned)head[2] << 8 | head[3];
}

static void send_token(const char* token, unsigned size) {
    const unsigned char head[4] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16),
                                   (unsigned char)(size >> 8), (unsigned char)size};
    write_all(head, sizeof head);
    write_all(token, size);
}

// One frame, its length in front; the size of both.
static unsigned receive(char* frame) {
    unsigned size;
    if (!read_all(frame, 4)) return 0;
    size = length_of((const unsigned char*)frame);
    if (size > largest - 4 || !read_all(frame + 4, size))
        die("a frame that is too large or cut off", SASL_FAIL);
    return size + 4;
}

static void limit(sasl_conn_t* with, char** values) {
    sasl_security_properties_t properties;
    int status;
    memset(&properties, 0, sizeof properties);
    properties.min_ssf = (sasl_ssf_t)atoi(values[0]);
    properties.max_ssf = (sasl_ssf_t)atoi(values[1]);
    properties.maxbufsize = 8192;
    status = sasl_setprop(with, SASL_SEC_PROPS, &properties);
    if (status != SASL_OK) die("properties", status);
}

static void say(sasl_conn_t* with, const char* text, unsigned size) {
    const void* most;
    int status = sasl_getprop(with, SASL_MAXOUTBUF, &most);
    while (status == SASL_OK && size != 0) {
        const unsigned limit = *(const unsigned*)most;
        const unsigned part = limit != 0 && limit < size ? limit : size;
        const char* wrapped;
        unsigned wrapped_size;
        status = sasl_encode(with, text, part, &wrapped, &wrapped_size);
        if (status == SASL_OK) write_all(wrapped, wrapped_size);
        text += part;
        size -= part;
    }
    if (status != SASL_OK) die("encode", status);
}

// What has come through the layer, up to so much; less at the end.
static unsigned hear(sasl_conn_t* with, char* text, unsigned most, int layered) {
    static char frame[largest];
    unsigned heard = 0;
    while (heard < most) {
        const char* plain = frame;
        const unsigned room = most - heard;
        const ssize_t some = layered ? 0 : read(connection, frame, room < largest ? room : largest);
        unsigned size = layered ? receive(frame) : (unsigned)(some < 0 ? 0 : some);
        if (size == 0) break;
        if (layered && sasl_decode(with, frame, size, &plain, &size) != SASL_OK) die("decode", SASL_FAIL);
        if (size > room) die("more than was said", SASL_FAIL);
        memcpy(text + heard, plain, size);
        heard += size;
    }
    return heard;
}

static int has_layer(sasl_conn_t* with) {
    const void* strength;
    return sasl_getprop(with, SASL_SSF, &strength) == SASL_OK && *(const sasl_ssf_t*)strength != 0;
}

static void serve(char** values) {
    static char frame[largest], text[text_size];
    sasl_conn_t* with;
    const char *out, *user;
    unsigned size, out_size;
    int status = sasl_server_init(NULL, "cyrus_peer");
    if (status == SASL_OK)
        status = sasl_server_new("demo", "server.example.test", NULL, NULL, NULL, NULL, 0, &with);
    if (status != SASL_OK) die("a server", status);
    limit(with, values);
    size = receive(frame);
    if (size == 0) die("no token", SASL_FAIL);
    status = sasl_server_start(with, "GSSAPI", frame + 4, size - 4, &out, &out_size);
    while (status == SASL_CONTINUE) {
        send_token(out, out_size);
        size = receive(frame);
        if (size == 0) die("no answer", SASL_FAIL);
        status = sasl_server_step(with, frame + 4, size - 4, &out, &out_size);
    }
    if (status != SASL_OK) die(sasl_errdetail(with), status);
    sasl_getprop(with, SASL_USERNAME, (const void**)&user);
    fprintf(stderr, "cyrus_peer: %s is in\n", user);
    size = hear(with, text, text_size, has_layer(with));
    say(with, text, size);
    sasl_dispose(&with);
}

static void visit(char** values) {
    static char frame[largest], text[text_size], back[text_size];
    sasl_conn_t* with;
    const char *out, *mechanism;
    unsigned size, out_size;
    int status = sasl_client_init(NULL);
    if (status == SASL_OK)
        status = sasl_client_new("demo", "server.example.test", NULL, NULL, NULL, 0, &with);
    if (status != SASL_OK) die("a client", status);
    limit(with, values);
    status = sasl_client_start(with, "GSSAPI", NULL, &out, &out_size, &mechanism);
    for (;;) {
        if (status != SASL_OK && status != SASL_CONTINUE) die(sasl_errdetail(with), status);
        send_token(out, out_size);
        if (status == SASL_OK) break;
        size = receive(frame);
        if (size == 0) die("no answer", SASL_FAIL);
        status = sasl_client_step(with, frame + 4, size - 4, NULL, &out, &out_size);
    }
    for (size = 0; size != text_size; ++size)
        text[size] = (char)(size % 251);
    say(with, text, text_size);
    if (hear(with, back, text_size, has_layer(with)) != text_size || memcmp(text, back, text_size) != 0)
        die("not what was said", SASL_FAIL);
    sasl_dispose(&with);
}

// Whether the module for the mechanism is installed.
static int has_mechanism(void) {
    const char** each;
    if (sasl_client_init(NULL) != SASL_OK) return 0;
    for (each = sasl_global_listmech(); each != NULL && *each != NULL; ++each)
        if (strcmp(*each, "GSSAPI") == 0) return 1;
    return 0;
}

int main(int count, char** values) {
    if (count == 2 && strcmp(values[1], "probe") == 0) return has_mechanism() ? 0 : 1;
    if (count != 5) return 2;
    connection = atoi(values[2]);
    if (strcmp(values[1], "server") == 0)
        serve(values + 3);
    else
        visit(values + 3);
    return 0;
}
