// SPDX-License-Identifier: BSL-1.0
// What MIT's gss-server does, through SSPI: lets one gss-client in and signs the messages that it sends.
#include "options.h"
#include "protection.h"
#include "sample_bindings.h"
#include "sample_protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct server {
    const char *package, *bindings;
    int dce, allow_missing, proxy, explain;
    socket_handle connection;
    CredHandle credential;
    CtxtHandle context;
};

static SECURITY_STATUS one_leg(struct server* server, int leg, const struct frame* input, ULONG* granted) {
    struct sample_bindings bindings;
    SecBuffer inputs[] = {{input->size, SECBUFFER_TOKEN, input->bytes},
                          sample_bindings_buffer(&bindings, server->bindings)};
    SecBuffer token_out = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc in = {SECBUFFER_VERSION, 2, inputs};
    SecBufferDesc out = {SECBUFFER_VERSION, 1, &token_out};
    TimeStamp expiry;
    int sent = 1;
    const ULONG request = ASC_REQ_ALLOCATE_MEMORY | ASC_REQ_CONFIDENTIALITY | ASC_REQ_REPLAY_DETECT |
                          (server->dce ? ASC_REQ_USE_DCE_STYLE : 0u) |
                          (server->allow_missing ? ASC_REQ_ALLOW_MISSING_BINDINGS : 0u) |
                          (server->proxy ? ASC_REQ_PROXY_BINDINGS : 0u) |
                          (server->explain ? ASC_REQ_EXTENDED_ERROR : 0u);
    const SECURITY_STATUS status =
        AcceptSecurityContext(&server->credential, leg == 1 ? NULL : &server->context, &in, request,
                              SECURITY_NETWORK_DREP, &server->context, &out, granted, &expiry);
    show_leg(leg, input->size, token_out.cbBuffer, status);
    if (token_out.cbBuffer != 0)
        sent = send_sample(server->connection, sample_context, token_out.pvBuffer, token_out.cbBuffer);
    if (token_out.pvBuffer != NULL) FreeContextBuffer(token_out.pvBuffer);
    return sent ? status : SEC_E_INCOMPLETE_MESSAGE;
}

static int authenticate(struct server* server) {
    struct frame input = {NULL, 0};
    ULONG granted = 0;
    int leg = 0, flags = 0;
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    if (!receive_sample(server->connection, &flags, &input) || flags != (sample_noop | sample_context_next))
        status = SEC_E_INVALID_TOKEN;
    while (status == SEC_I_CONTINUE_NEEDED)
        status = receive_sample(server->connection, &flags, &input) && flags == sample_context
                     ? one_leg(server, ++leg, &input, &granted)
                     : SEC_E_INCOMPLETE_MESSAGE;
    release_frame(&input);
    if (status == SEC_E_OK)
        show_flags("Granted", asc_ret_names, granted);
    else
        show_failure("AcceptSecurityContext", status);
    return status == SEC_E_OK;
}

// The text in place of the token, if it was protected as the flags say.
static int open_text(struct server* server, int flags, struct frame* message) {
    ULONG quality = 0;
    SECURITY_STATUS status;
    const ULONG expected = (flags & sample_encrypted) != 0 ? 0 : SECQOP_WRAP_NO_ENCRYPT;
    if ((flags & sample_wrapped) == 0) return 1;
    status = unwrap_message(&server->context, message, &quality);
    if (status != SEC_E_OK) show_failure("DecryptMessage", status);
    return status == SEC_E_OK && quality == expected;
}

static int answer(struct server* server, int flags, struct frame* text) {
    struct frame signature = {NULL, 0};
    SECURITY_STATUS status;
    int sent = 0;
    if ((flags & sample_send_mic) == 0) return send_sample(server->connection, sample_noop, "", 0);
    status = sign_message(&server->context, text, &signature);
    if (status == SEC_E_OK)
        sent = send_sample(server->connection, sample_mic, signature.bytes, signature.size);
    else
        show_failure("MakeSignature", status);
    release_frame(&signature);
    return sent;
}

static int answer_messages(struct server* server) {
    struct frame message = {NULL, 0};
    int flags = 0, good;
    do {
        good = receive_sample(server->connection, &flags, &message);
        if (!good || (flags & sample_noop) != 0) break;
        good = open_text(server, flags, &message);
        if (good) printf("Received message: \"%.*s\"\n", (int)message.size, (const char*)message.bytes);
        if (good) good = answer(server, flags, &message);
    } while (good);
    release_frame(&message);
    return good;
}

static int serve(struct server* server) {
    int done = authenticate(server);
    if (done) show_context(&server->context);
    if (done) done = answer_messages(server);
    if (SecIsValidHandle(&server->context)) DeleteSecurityContext(&server->context);
    return done;
}

static int run(struct server* server) {
    TimeStamp expiry;
    unsigned port = 0;
    int done = 0;
    socket_handle listener;
    const SECURITY_STATUS status =
        AcquireCredentialsHandleA(NULL, (SEC_CHAR*)server->package, SECPKG_CRED_INBOUND, NULL, NULL, NULL,
                                  NULL, &server->credential, &expiry);
    if (status != SEC_E_OK) return show_failure("AcquireCredentialsHandle", status), 0;
    listener = listen_on("0", &port);
    if (listener != NO_SOCKET) {
        printf("Listening on port %u\n", port);
        server->connection = accept(listener, NULL, NULL);
        done = server->connection != NO_SOCKET && serve(server);
        if (server->connection != NO_SOCKET) closesocket(server->connection);
        closesocket(listener);
    }
    FreeCredentialsHandle(&server->credential);
    return done;
}

int main(int count, char** values) {
    struct server server;
    const struct option_row rows[] = {
        {"--package", &server.package, NULL, "Kerberos or Negotiate"},
        {"--dce", NULL, &server.dce, "DCE style"},
        {"--bindings", &server.bindings, NULL, "channel bindings with that application data"},
        {"--allow-missing", NULL, &server.allow_missing, "a client may have none"},
        {"--proxy", NULL, &server.proxy, "a client must have some"},
        {"--explain", NULL, &server.explain, "tell a client why it was refused"},
        {NULL, NULL, NULL, NULL}};
    setvbuf(stdout, NULL, _IONBF, 0);
    memset(&server, 0, sizeof server);
    server.package = "Kerberos";
    SecInvalidateHandle(&server.context);
    if (!parse_options(count, values, rows)) return 2;
    return start_sockets() == 0 && run(&server) ? EXIT_SUCCESS : EXIT_FAILURE;
}
