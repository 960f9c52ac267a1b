// SPDX-License-Identifier: BSL-1.0
// Lets kerberos_client in with Kerberos and answers its protected messages. Plain SSPI, as for Windows.
#include "framing.h"
#include "messages.h"
#include "options.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct server {
    const char *port, *package, *text;
    int dce, once;
    CredHandle credential;
};

// One client.
struct session {
    const struct server* server;
    socket_handle connection;
    CtxtHandle context;
};

static ULONG request_of(const struct server* server) {
    ULONG request = ASC_REQ_ALLOCATE_MEMORY | ASC_REQ_CONNECTION | ASC_REQ_INTEGRITY |
                    ASC_REQ_CONFIDENTIALITY | ASC_REQ_REPLAY_DETECT | ASC_REQ_SEQUENCE_DETECT;
    if (server->dce) request |= ASC_REQ_USE_DCE_STYLE;
    return request;
}

static int acquire_credential(struct server* server) {
    TimeStamp expiry;
    const SECURITY_STATUS status =
        AcquireCredentialsHandleA(NULL, (SEC_CHAR*)server->package, SECPKG_CRED_INBOUND, NULL, NULL, NULL,
                                  NULL, &server->credential, &expiry);
    if (status != SEC_E_OK) show_failure("AcquireCredentialsHandle", status);
    return status == SEC_E_OK;
}

// One call of AcceptSecurityContext, and its token sent.
static SECURITY_STATUS one_leg(struct session* session, int leg, const struct frame* input, ULONG* granted) {
    SecBuffer token_in = {input->size, SECBUFFER_TOKEN, input->bytes};
    SecBuffer token_out = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc in = {SECBUFFER_VERSION, 1, &token_in};
    SecBufferDesc out = {SECBUFFER_VERSION, 1, &token_out};
    CredHandle credential = session->server->credential;
    TimeStamp expiry;
    int sent = 1;
    const SECURITY_STATUS status = AcceptSecurityContext(
        &credential, leg == 1 ? NULL : &session->context, &in, request_of(session->server),
        SECURITY_NATIVE_DREP, &session->context, &out, granted, &expiry);
    show_leg(leg, input->size, token_out.cbBuffer, status);
    if (token_out.cbBuffer != 0)
        sent = send_frame(session->connection, token_out.pvBuffer, token_out.cbBuffer);
    if (token_out.pvBuffer != NULL) FreeContextBuffer(token_out.pvBuffer);
    return sent ? status : SEC_E_INCOMPLETE_MESSAGE;
}

static int authenticate(struct session* session) {
    struct frame input = {NULL, 0};
    ULONG granted = 0;
    int leg = 0;
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    show_flags("Asked for", asc_req_names, request_of(session->server));
    while (status == SEC_I_CONTINUE_NEEDED) {
        if (receive_frame(session->connection, &input) != frame_received)
            status = SEC_E_INCOMPLETE_MESSAGE;
        else
            status = one_leg(session, ++leg, &input, &granted);
    }
    release_frame(&input);
    if (status == SEC_E_OK)
        show_flags("Granted", asc_ret_names, granted);
    else if (leg == 0)
        fprintf(stderr, "the client has left without a token\n");
    else
        show_failure("AcceptSecurityContext", status);
    return status == SEC_E_OK;
}

// Answers each message with one that is protected in the same way, until the client closes.
static int answer_messages(struct session* session) {
    struct message message = {message_none, {NULL, 0}};
    SECURITY_STATUS status;
    int answered = 1;
    do {
        status = receive_message(session->connection, &session->context, &message);
        if (status != SEC_E_OK)
            send_refusal(session->connection, status);
        else if (message.kind != message_none)
            answered =
                send_message(session->connection, &session->context, message.kind, session->server->text, 0);
    } while (status == SEC_E_OK && answered && message.kind != message_none);
    release_frame(&message.text);
    return status == SEC_E_OK && answered;
}

static int serve(const struct server* server, socket_handle connection) {
    struct session session = {server, connection, {0, 0}};
    int done;
    SecInvalidateHandle(&session.context);
    done = authenticate(&session);
    if (done) show_context(&session.context);
    if (done) done = answer_messages(&session);
    if (SecIsValidHandle(&session.context)) DeleteSecurityContext(&session.context);
    return done;
}

static int serve_clients(const struct server* server, socket_handle listener) {
    int done = 1;
    do {
        const socket_handle connection = accept(listener, NULL, NULL);
        if (connection == NO_SOCKET) return 0;
        done = serve(server, connection);
        closesocket(connection);
    } while (!server->once);
    return done;
}

static int run(struct server* server) {
    unsigned port = 0;
    int done = 0;
    socket_handle listener;
    if (!acquire_credential(server)) return 0;
    listener = listen_on(server->port, &port);
    if (listener != NO_SOCKET) {
        printf("Listening on port %u\n", port);
        done = serve_clients(server, listener);
        closesocket(listener);
    }
    FreeCredentialsHandle(&server->credential);
    return done;
}

int main(int count, char** values) {
    struct server server;
    const struct option_row rows[] = {
        {"--port", &server.port, NULL, "the port to listen on (a free one)"},
        {"--package", &server.package, NULL, "Kerberos (the usual one) or Negotiate"},
        {"--text", &server.text, NULL, "what the answers say"},
        {"--dce", NULL, &server.dce, "DCE style: three legs"},
        {"--once", NULL, &server.once, "serve one client, and exit with 0 if all went well"},
        {NULL, NULL, NULL, NULL},
    };
    setvbuf(stdout, NULL, _IONBF, 0); // standard error in between keeps its place
    memset(&server, 0, sizeof server);
    server.port = "0";
    server.package = MICROSOFT_KERBEROS_NAME_A;
    server.text = "Hello from the server";
    if (!parse_options(count, values, rows)) return 2;
    return start_sockets() == 0 && run(&server) ? EXIT_SUCCESS : EXIT_FAILURE;
}
