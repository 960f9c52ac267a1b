// SPDX-License-Identifier: BSL-1.0
// What sockets are called on Windows and elsewhere, and who can say why a call failed: the one place of the examples
// that asks which system this is.
#ifndef EXAMPLES_SOCKETS_INCLUDED
#define EXAMPLES_SOCKETS_INCLUDED

#ifdef _WIN32

#include <winsock2.h>
#include <ws2tcpip.h>

typedef SOCKET socket_handle;
typedef int socket_size;
#define NO_SOCKET INVALID_SOCKET
#define MSG_NOSIGNAL 0

static inline int start_sockets(void) {
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data);
}

// There the event log knows.
#define WITH_FAILURE_TEXT(use) ((void)0)

#else

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

typedef int socket_handle;
typedef size_t socket_size;
#define NO_SOCKET (-1)
#define closesocket close
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static inline int start_sockets(void) {
    return 0;
}

#ifndef SECURITY_WIN32
#define SECURITY_WIN32
#endif
#include <sspi_extensions.h>

// Calls use(text) with what is known of this thread's last failure, in lines for people.
#define WITH_FAILURE_TEXT(use)                                                                               \
    do {                                                                                                     \
        PSSPI_ERROR_DETAIL detail;                                                                           \
        if (SspiGetErrorDetail(NULL, &detail) == SEC_E_OK) {                                                 \
            use(detail->pszText);                                                                            \
            FreeContextBuffer(detail);                                                                       \
        }                                                                                                    \
    } while (0)

#endif

#endif
