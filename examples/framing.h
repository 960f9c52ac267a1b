// SPDX-License-Identifier: BSL-1.0
// TCP connections that carry frames: a length of four bytes, big-endian, and that many bytes.
#ifndef EXAMPLES_FRAMING_INCLUDED
#define EXAMPLES_FRAMING_INCLUDED

#include "sockets.h"

#define LARGEST_FRAME 0x1000000u

// The bytes of a frame that was received; release_frame frees them.
struct frame {
    unsigned char* bytes;
    unsigned size;
};

enum frame_result { frame_broken = -1, frame_end = 0, frame_received = 1 };

// A connection to host and port, or NO_SOCKET with a message on standard error.
socket_handle connect_to(const char* host, const char* port);

// A socket that listens on 127.0.0.1; port "0" takes a free one. *bound is the port that it listens on.
socket_handle listen_on(const char* port, unsigned* bound);

// True if all of it went out.
int send_frame(socket_handle connection, const void* bytes, unsigned size);

// Fills *frame, whose former content it frees. frame_end: the other side has closed, between two frames.
enum frame_result receive_frame(socket_handle connection, struct frame* frame);

void release_frame(struct frame* frame);

#endif
