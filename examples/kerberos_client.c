// SPDX-License-Identifier: BSL-1.0
// Logs in to kerberos_server with Kerberos and exchanges protected messages with it. Plain SSPI, as for
// Windows.
#include "framing.h"
#include "messages.h"
#include "options.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client {
    const char *host, *port, *package, *target, *user, *password, *domain, *text;
    int no_mutual, dce, sealed, wrapped, signed_only, alter;
    socket_handle connection;
    CredHandle credential;
    CtxtHandle context;
};

static ULONG request_of(const struct client* client) {
    ULONG request = ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_CONNECTION | ISC_REQ_INTEGRITY |
                    ISC_REQ_CONFIDENTIALITY | ISC_REQ_REPLAY_DETECT | ISC_REQ_SEQUENCE_DETECT;
    if (!client->no_mutual) request |= ISC_REQ_MUTUAL_AUTH;
    if (client->dce) request |= ISC_REQ_USE_DCE_STYLE;
    return request;
}

static unsigned char* identity_text(const char* text, ULONG* length) {
    *length = text != NULL ? (ULONG)strlen(text) : 0;
    return (unsigned char*)text;
}

// With a user name and password the credential is theirs, otherwise that of who runs the program.
static int acquire_credential(struct client* client) {
    SEC_WINNT_AUTH_IDENTITY_A identity;
    TimeStamp expiry;
    SECURITY_STATUS status;
    memset(&identity, 0, sizeof identity);
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    identity.User = identity_text(client->user, &identity.UserLength);
    identity.Domain = identity_text(client->domain, &identity.DomainLength);
    identity.Password = identity_text(client->password, &identity.PasswordLength);
    status = AcquireCredentialsHandleA(NULL, (SEC_CHAR*)client->package, SECPKG_CRED_OUTBOUND, NULL,
                                       client->user != NULL ? &identity : NULL, NULL, NULL,
                                       &client->credential, &expiry);
    if (status != SEC_E_OK) show_failure("AcquireCredentialsHandle", status);
    return status == SEC_E_OK;
}

// One call of InitializeSecurityContext, and its token sent. input is empty on the first leg.
static SECURITY_STATUS one_leg(struct client* client, int leg, const struct frame* input, ULONG* granted) {
    SecBuffer token_in = {input->size, SECBUFFER_TOKEN, input->bytes};
    SecBuffer token_out = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc in = {SECBUFFER_VERSION, 1, &token_in};
    SecBufferDesc out = {SECBUFFER_VERSION, 1, &token_out};
    TimeStamp expiry;
    int sent = 1;
    const SECURITY_STATUS status =
        InitializeSecurityContextA(&client->credential, leg == 1 ? NULL : &client->context,
                                   (SEC_CHAR*)client->target, request_of(client), 0, SECURITY_NATIVE_DREP,
                                   leg == 1 ? NULL : &in, 0, &client->context, &out, granted, &expiry);
    show_leg(leg, input->size, token_out.cbBuffer, status);
    if (token_out.cbBuffer != 0)
        sent = send_frame(client->connection, token_out.pvBuffer, token_out.cbBuffer);
    if (token_out.pvBuffer != NULL) FreeContextBuffer(token_out.pvBuffer);
    return sent ? status : SEC_E_INCOMPLETE_MESSAGE;
}

// What was asked for need not have been granted: only the flags tell.
static int is_enough(const struct client* client, ULONG granted) {
    const ULONG needed = ISC_RET_INTEGRITY | ISC_RET_CONFIDENTIALITY | ISC_RET_REPLAY_DETECT |
                         ISC_RET_SEQUENCE_DETECT | (client->no_mutual ? 0 : ISC_RET_MUTUAL_AUTH);
    if ((granted & needed) == needed) return 1;
    fprintf(stderr, "that is less than was asked for\n");
    return 0;
}

// As many legs as it takes: one of Kerberos without mutual authentication, two with it and in DCE style, where the
// last sends a token too; two or more of Negotiate.
static int authenticate(struct client* client) {
    struct frame input = {NULL, 0};
    ULONG granted = 0;
    int leg = 1;
    SECURITY_STATUS status;
    show_flags("Asked for", isc_req_names, request_of(client));
    status = one_leg(client, leg, &input, &granted);
    while (status == SEC_I_CONTINUE_NEEDED) {
        if (receive_frame(client->connection, &input) != frame_received)
            status = SEC_E_INCOMPLETE_MESSAGE;
        else
            status = one_leg(client, ++leg, &input, &granted);
    }
    release_frame(&input);
    if (status == SEC_E_OK)
        show_flags("Granted", isc_ret_names, granted);
    else
        show_failure("InitializeSecurityContext", status);
    return status == SEC_E_OK && is_enough(client, granted);
}

// Sends the text and expects an answer that is protected in the same way.
static int exchange(struct client* client, enum message_kind kind) {
    struct message answer = {message_none, {NULL, 0}};
    int answered = send_message(client->connection, &client->context, kind, client->text, client->alter);
    if (answered) {
        const SECURITY_STATUS status = receive_message(client->connection, &client->context, &answer);
        answered = status == SEC_E_OK && answer.kind == kind;
        if (status == SEC_E_OK && answer.kind == message_none) fprintf(stderr, "the server has closed\n");
    }
    release_frame(&answer.text);
    return answered;
}

static int exchange_messages(struct client* client) {
    const int all = !client->sealed && !client->wrapped && !client->signed_only;
    return (!(all || client->sealed) || exchange(client, message_sealed)) &&
           (!(all || client->wrapped) || exchange(client, message_wrapped)) &&
           (!(all || client->signed_only) || exchange(client, message_signed));
}

static int talk(struct client* client) {
    int done = authenticate(client);
    if (done) show_context(&client->context);
    if (done) done = exchange_messages(client);
    if (SecIsValidHandle(&client->context)) DeleteSecurityContext(&client->context);
    return done;
}

static int run(struct client* client) {
    int done = 0;
    if (!acquire_credential(client)) return 0;
    client->connection = connect_to(client->host, client->port);
    if (client->connection != NO_SOCKET) {
        done = talk(client);
        closesocket(client->connection);
    }
    FreeCredentialsHandle(&client->credential);
    return done;
}

int main(int count, char** values) {
    struct client client;
    const struct option_row rows[] = {
        {"--host", &client.host, NULL, "the server's host (127.0.0.1)"},
        {"--port", &client.port, NULL, "the server's port"},
        {"--package", &client.package, NULL, "Kerberos (the usual one) or Negotiate"},
        {"--target", &client.target, NULL, "the server's service principal name"},
        {"--user", &client.user, NULL, "log in as that user, not with the tickets at hand"},
        {"--domain", &client.domain, NULL, "the user's domain"},
        {"--password", &client.password, NULL, "the user's password"},
        {"--text", &client.text, NULL, "what the messages say"},
        {"--no-mutual", NULL, &client.no_mutual, "the server need not prove who it is: one leg"},
        {"--dce", NULL, &client.dce, "DCE style: three legs"},
        {"--sealed", NULL, &client.sealed, "send a sealed message, and no others but those named"},
        {"--wrapped", NULL, &client.wrapped, "send a wrapped message that is not encrypted"},
        {"--signed", NULL, &client.signed_only, "send a signed message"},
        {"--alter", NULL, &client.alter, "alter messages on their way, which the server must notice"},
        {NULL, NULL, NULL, NULL},
    };
    setvbuf(stdout, NULL, _IONBF, 0); // standard error in between keeps its place
    memset(&client, 0, sizeof client);
    client.host = "127.0.0.1";
    client.package = MICROSOFT_KERBEROS_NAME_A;
    client.text = "Hello from the client";
    SecInvalidateHandle(&client.context);
    if (!parse_options(count, values, rows)) return 2;
    if (client.port == NULL || client.target == NULL) {
        fprintf(stderr, "--port and --target are needed; see --help\n");
        return 2;
    }
    return start_sockets() == 0 && run(&client) ? EXIT_SUCCESS : EXIT_FAILURE;
}
