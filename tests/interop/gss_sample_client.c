// SPDX-License-Identifier: BSL-1.0
// What MIT's gss-client does, through SSPI: logs in to gss-server, sends it a message and checks its
// signature.
#include "options.h"
#include "protection.h"
#include "sample_bindings.h"
#include "sample_protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client {
    const char *package, *port, *target, *user, *domain, *password, *text, *bindings;
    int no_mutual, dce, no_wrap, no_encrypt, no_mic, delegate, twice;
    socket_handle connection;
    CredHandle credential;
    CtxtHandle context;
};

static ULONG request_of(const struct client* client) {
    return ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_CONFIDENTIALITY | ISC_REQ_REPLAY_DETECT |
           ISC_REQ_SEQUENCE_DETECT | (client->no_mutual ? 0u : ISC_REQ_MUTUAL_AUTH) |
           (client->dce ? ISC_REQ_USE_DCE_STYLE : 0u) | (client->delegate ? ISC_REQ_DELEGATE : 0u);
}

static int acquire(struct client* client) {
    SEC_WINNT_AUTH_IDENTITY_A identity = {
        .User = (unsigned char*)client->user,
        .UserLength = client->user != NULL ? (ULONG)strlen(client->user) : 0,
        .Domain = (unsigned char*)client->domain,
        .DomainLength = client->domain != NULL ? (ULONG)strlen(client->domain) : 0,
        .Password = (unsigned char*)client->password,
        .PasswordLength = client->password != NULL ? (ULONG)strlen(client->password) : 0,
        .Flags = SEC_WINNT_AUTH_IDENTITY_ANSI};
    TimeStamp expiry;
    const SECURITY_STATUS status = AcquireCredentialsHandleA(
        NULL, (SEC_CHAR*)client->package, SECPKG_CRED_OUTBOUND, NULL, client->user != NULL ? &identity : NULL,
        NULL, NULL, &client->credential, &expiry);
    if (status != SEC_E_OK) show_failure("AcquireCredentialsHandle", status);
    return status == SEC_E_OK;
}

static SECURITY_STATUS one_leg(struct client* client, int leg, const struct frame* input, ULONG* granted) {
    struct sample_bindings bindings;
    SecBuffer inputs[] = {{input->size, SECBUFFER_TOKEN, input->bytes},
                          sample_bindings_buffer(&bindings, client->bindings)};
    SecBuffer token_out = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc in = {SECBUFFER_VERSION, 2, inputs};
    SecBufferDesc out = {SECBUFFER_VERSION, 1, &token_out};
    TimeStamp expiry;
    int sent = 1;
    const SECURITY_STATUS status = InitializeSecurityContextA(
        &client->credential, leg == 1 ? NULL : &client->context, (SEC_CHAR*)client->target,
        request_of(client), 0, SECURITY_NATIVE_DREP, &in, 0, &client->context, &out, granted, &expiry);
    show_leg(leg, input->size, token_out.cbBuffer, status);
    if (token_out.cbBuffer != 0)
        sent = send_sample(client->connection, sample_context, token_out.pvBuffer, token_out.cbBuffer);
    if (token_out.pvBuffer != NULL) FreeContextBuffer(token_out.pvBuffer);
    return sent ? status : SEC_E_INCOMPLETE_MESSAGE;
}

static int authenticate(struct client* client) {
    struct frame input = {NULL, 0};
    ULONG granted = 0;
    int leg = 1, flags = 0;
    SECURITY_STATUS status;
    if (!send_sample(client->connection, sample_noop | sample_context_next, "", 0)) return 0;
    status = one_leg(client, leg, &input, &granted);
    while (status == SEC_I_CONTINUE_NEEDED)
        status = receive_sample(client->connection, &flags, &input) && (flags & sample_context) != 0
                     ? one_leg(client, ++leg, &input, &granted)
                     : SEC_E_INCOMPLETE_MESSAGE;
    release_frame(&input);
    if (status == SEC_E_OK)
        show_flags("Granted", isc_ret_names, granted);
    else
        show_failure("InitializeSecurityContext", status);
    return status == SEC_E_OK;
}

static int send_text(struct client* client) {
    const unsigned size = (unsigned)strlen(client->text);
    const int flags = sample_data | (client->no_wrap ? 0 : sample_wrapped) |
                      (client->no_wrap || client->no_encrypt ? 0 : sample_encrypted) |
                      (client->no_mic ? 0 : sample_send_mic);
    struct frame wrapped = {NULL, 0};
    SECURITY_STATUS status;
    int sent = 0;
    if (client->no_wrap) return send_sample(client->connection, flags, client->text, size);
    status = wrap_message(&client->context, client->no_encrypt ? SECQOP_WRAP_NO_ENCRYPT : 0, client->text,
                          size, &wrapped);
    if (status != SEC_E_OK)
        show_failure("EncryptMessage", status);
    else
        sent = send_sample(client->connection, flags, wrapped.bytes, wrapped.size);
    release_frame(&wrapped);
    return sent;
}

// The server answers with a signature of the text that it has read, or with an empty token.
static int check_answer(struct client* client) {
    struct frame text = {(unsigned char*)client->text, (unsigned)strlen(client->text)};
    struct frame answer = {NULL, 0};
    int flags = 0;
    int good = receive_sample(client->connection, &flags, &answer);
    if (good && client->no_mic) {
        good = flags == sample_noop && answer.size == 0;
        if (good) printf("Response received.\n");
    } else if (good) {
        const SECURITY_STATUS status = verify_message(&client->context, &text, &answer);
        good = flags == sample_mic && status == SEC_E_OK;
        if (good) printf("Signature verified.\n");
        if (status != SEC_E_OK) show_failure("VerifySignature", status);
    }
    release_frame(&answer);
    return good;
}

static int talk(struct client* client) {
    int done = authenticate(client), round;
    if (done) show_context(&client->context);
    for (round = 0; done && round <= client->twice; ++round)
        done = send_text(client) && check_answer(client);
    if (done) done = send_sample(client->connection, sample_noop, "", 0);
    if (SecIsValidHandle(&client->context)) DeleteSecurityContext(&client->context);
    return done;
}

static int run(struct client* client) {
    int done = 0;
    if (!acquire(client)) return 0;
    client->connection = connect_to("127.0.0.1", client->port);
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
        {"--package", &client.package, NULL, "Kerberos or Negotiate"},
        {"--port", &client.port, NULL, "the port of gss-server"},
        {"--target", &client.target, NULL, "its service principal name"},
        {"--user", &client.user, NULL, "log in as that user"},
        {"--domain", &client.domain, NULL, "the user's domain"},
        {"--password", &client.password, NULL, "the user's password"},
        {"--text", &client.text, NULL, "the message"},
        {"--bindings", &client.bindings, NULL, "channel bindings with that application data"},
        {"--no-mutual", NULL, &client.no_mutual, "do not ask for mutual authentication"},
        {"--dce", NULL, &client.dce, "DCE style"},
        {"--delegate", NULL, &client.delegate, "ask for delegation"},
        {"--no-wrap", NULL, &client.no_wrap, "send the message as it is"},
        {"--no-encrypt", NULL, &client.no_encrypt, "wrap it without encrypting"},
        {"--no-mic", NULL, &client.no_mic, "do not ask for a signature"},
        {"--twice", NULL, &client.twice, "send it twice"},
        {NULL, NULL, NULL, NULL},
    };
    setvbuf(stdout, NULL, _IONBF, 0);
    memset(&client, 0, sizeof client);
    client.package = "Kerberos";
    client.text = "a message from SSPI";
    SecInvalidateHandle(&client.context);
    if (!parse_options(count, values, rows) || client.port == NULL || client.target == NULL) return 2;
    return start_sockets() == 0 && run(&client) ? EXIT_SUCCESS : EXIT_FAILURE;
}
