// SPDX-License-Identifier: BSL-1.0
// One HTTP request that logs in with Negotiate (RFC 4559), in plain SSPI, and what came of it.
#include "base64_lines.h"
#include "framing.h"
#include "options.h"
#include "report.h"

#include <security.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client {
    const char *port, *target, *user, *password;
    CredHandle credential;
    CtxtHandle context;
    struct line token;
};

static int acquire(struct client* client) {
    SEC_WINNT_AUTH_IDENTITY_A identity;
    SECURITY_STATUS status;
    memset(&identity, 0, sizeof identity);
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    if (client->user != NULL) {
        identity.User = (unsigned char*)client->user;
        identity.UserLength = (ULONG)strlen(client->user);
        identity.Password = (unsigned char*)client->password;
        identity.PasswordLength = (ULONG)strlen(client->password);
    }
    status = AcquireCredentialsHandleA(NULL, NEGOSSP_NAME_A, SECPKG_CRED_OUTBOUND, NULL,
                                       client->user != NULL ? &identity : NULL, NULL, NULL,
                                       &client->credential, NULL);
    if (status != SEC_E_OK) show_failure("AcquireCredentialsHandle", status);
    return status == SEC_E_OK;
}

// client->token goes in, unless it is the first leg, and the next one comes out.
static SECURITY_STATUS one_leg(struct client* client, int leg) {
    SecBuffer token_in = {client->token.size, SECBUFFER_TOKEN, client->token.bytes};
    SecBuffer token_out = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc in = {SECBUFFER_VERSION, 1, &token_in}, out = {SECBUFFER_VERSION, 1, &token_out};
    ULONG granted = 0;
    const SECURITY_STATUS status = InitializeSecurityContextA(
        &client->credential, leg == 1 ? NULL : &client->context, (SEC_CHAR*)client->target,
        ISC_REQ_MUTUAL_AUTH | ISC_REQ_ALLOCATE_MEMORY, 0, SECURITY_NATIVE_DREP, leg == 1 ? NULL : &in, 0,
        &client->context, &out, &granted, NULL);
    show_leg(leg, leg == 1 ? 0 : client->token.size, token_out.cbBuffer, status);
    client->token.size = 0;
    if (token_out.pvBuffer != NULL && token_out.cbBuffer < sizeof client->token.bytes) {
        client->token.size = token_out.cbBuffer;
        memcpy(client->token.bytes, token_out.pvBuffer, token_out.cbBuffer);
    }
    if (token_out.pvBuffer != NULL) FreeContextBuffer(token_out.pvBuffer);
    return status;
}

// Sends the request with the token; the answer is everything until the server closes.
static int ask(const struct client* client, char* answer, size_t room) {
    static char request[4 * sizeof client->token.bytes / 3 + 256];
    const socket_handle connection = connect_to("127.0.0.1", client->port);
    size_t have = 0;
    long got = 1;
    int length;
    if (connection == NO_SOCKET) return 0;
    length = sprintf(request, "GET / HTTP/1.0\r\nHost: server.example.test\r\nAuthorization: Negotiate ");
    encode_base64(&client->token, request + length);
    strcat(request, "\r\n\r\n");
    if (send(connection, request, (socket_size)strlen(request), MSG_NOSIGNAL) < 0) got = 0;
    while (got > 0 && have + 1 < room) {
        got = (long)recv(connection, answer + have, (socket_size)(room - have - 1), 0);
        if (got > 0) have += (size_t)got;
    }
    answer[have] = '\0';
    closesocket(connection);
    return have > 0;
}

static int log_in(struct client* client) {
    static char answer[65536];
    static const char name[] = "WWW-Authenticate: Negotiate ";
    const char* header;
    SECURITY_STATUS status = one_leg(client, 1);
    if (status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED) return 0;
    if (!ask(client, answer, sizeof answer)) return 0;
    printf("%.*s\n%s\n", (int)strcspn(answer, "\r\n"), answer, strstr(answer, "\r\n\r\n"));
    header = strstr(answer, name);
    if (status == SEC_I_CONTINUE_NEEDED && header != NULL &&
        decode_base64(header + sizeof name - 1, &client->token))
        status = one_leg(client, 2);
    if (status == SEC_E_OK) show_context(&client->context);
    return status == SEC_E_OK && strncmp(answer, "HTTP/1.1 200", 12) == 0;
}

int main(int count, char** values) {
    static struct client client;
    int done = 0;
    const struct option_row rows[] = {
        {"--port", &client.port, NULL, "the server's port"},
        {"--target", &client.target, NULL, "the server's service principal name"},
        {"--user", &client.user, NULL, "log in as that user, not with the tickets at hand"},
        {"--password", &client.password, NULL, "the user's password"},
        {NULL, NULL, NULL, NULL},
    };
    client.password = "";
    SecInvalidateHandle(&client.context);
    if (!parse_options(count, values, rows) || client.port == NULL || client.target == NULL) return 2;
    if (start_sockets() != 0 || !acquire(&client)) return EXIT_FAILURE;
    done = log_in(&client);
    if (SecIsValidHandle(&client.context)) DeleteSecurityContext(&client.context);
    FreeCredentialsHandle(&client.credential);
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
