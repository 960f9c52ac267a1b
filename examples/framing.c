// SPDX-License-Identifier: BSL-1.0
// TCP connections that carry frames.
#include "framing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct addrinfo* resolve(const char* host, const char* port) {
    struct addrinfo hints, *found = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &found) == 0) return found;
    fprintf(stderr, "cannot find host %s, port %s\n", host, port);
    return NULL;
}

socket_handle connect_to(const char* host, const char* port) {
    struct addrinfo* const addresses = resolve(host, port);
    const struct addrinfo* each;
    socket_handle connection = NO_SOCKET;
    for (each = addresses; each != NULL && connection == NO_SOCKET; each = each->ai_next) {
        connection = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (connection == NO_SOCKET) continue;
        if (connect(connection, each->ai_addr, (socklen_t)each->ai_addrlen) == 0) continue;
        closesocket(connection);
        connection = NO_SOCKET;
    }
    if (addresses != NULL) freeaddrinfo(addresses);
    if (connection == NO_SOCKET) fprintf(stderr, "cannot connect to %s, port %s\n", host, port);
    return connection;
}

static unsigned port_of(socket_handle listener) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    memset(&address, 0, sizeof address);
    if (getsockname(listener, (struct sockaddr*)&address, &size) != 0) return 0;
    return ntohs(address.sin_port);
}

socket_handle listen_on(const char* port, unsigned* bound) {
    struct addrinfo* const address = resolve("127.0.0.1", port);
    socket_handle listener;
    if (address == NULL) return NO_SOCKET;
    listener = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (listener != NO_SOCKET &&
        (bind(listener, address->ai_addr, (socklen_t)address->ai_addrlen) != 0 || listen(listener, 5) != 0)) {
        closesocket(listener);
        listener = NO_SOCKET;
    }
    freeaddrinfo(address);
    if (listener == NO_SOCKET) fprintf(stderr, "cannot listen on port %s\n", port);
    *bound = listener == NO_SOCKET ? 0 : port_of(listener);
    return listener;
}

static int send_all(socket_handle connection, const char* bytes, unsigned size) {
    while (size > 0) {
        const int sent = (int)send(connection, bytes, (socket_size)size, MSG_NOSIGNAL);
        if (sent <= 0) return 0;
        bytes += sent;
        size -= (unsigned)sent;
    }
    return 1;
}

int send_frame(socket_handle connection, const void* bytes, unsigned size) {
    const unsigned char length[4] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16),
                                     (unsigned char)(size >> 8), (unsigned char)size};
    return send_all(connection, (const char*)length, sizeof length) &&
           send_all(connection, (const char*)bytes, size);
}

// How many bytes came before the other side closed, or all.
static unsigned receive_some(socket_handle connection, unsigned char* bytes, unsigned size) {
    unsigned had = 0;
    while (had < size) {
        const int received = (int)recv(connection, (char*)bytes + had, (socket_size)(size - had), 0);
        if (received <= 0) break;
        had += (unsigned)received;
    }
    return had;
}

enum frame_result receive_frame(socket_handle connection, struct frame* frame) {
    unsigned char length[4];
    const unsigned had = receive_some(connection, length, sizeof length);
    release_frame(frame);
    if (had < sizeof length) return had == 0 ? frame_end : frame_broken;
    frame->size =
        (unsigned)length[0] << 24 | (unsigned)length[1] << 16 | (unsigned)length[2] << 8 | length[3];
    frame->bytes = frame->size <= LARGEST_FRAME ? malloc(frame->size + 1) : NULL;
    if (frame->bytes != NULL && receive_some(connection, frame->bytes, frame->size) == frame->size)
        return frame_received;
    release_frame(frame);
    return frame_broken;
}

void release_frame(struct frame* frame) {
    free(frame->bytes);
    frame->bytes = NULL;
    frame->size = 0;
}
