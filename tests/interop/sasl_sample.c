// SPDX-License-Identifier: BSL-1.0
// What Cyrus' sasl-sample-client and sasl-sample-server do, through SSPI: lines of base64 on standard input and output,
// a SASL exchange, and a message from either side. What there is to tell goes to standard error.
#include "base64_lines.h"
#include "report.h"

#include <security.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct side {
    int is_client;
    const char *target, *authorization;
    ULONG request;
    CredHandle credential;
    CtxtHandle context;
    ULONG granted;
};

static SECURITY_STATUS one_leg(struct side* side, int leg, struct line* line) {
    SecBuffer in_token = {line->size, SECBUFFER_TOKEN, line->bytes};
    SecBuffer out_token = {sizeof line->bytes, SECBUFFER_TOKEN, NULL};
    SecBufferDesc in = {SECBUFFER_VERSION, 1, &in_token}, out = {SECBUFFER_VERSION, 1, &out_token};
    CtxtHandle* existing = leg == 1 ? NULL : &side->context;
    SECURITY_STATUS status;
    if (side->is_client)
        status = SaslInitializeSecurityContextA(
            &side->credential, existing, (SEC_CHAR*)side->target, side->request | ISC_REQ_ALLOCATE_MEMORY, 0,
            0, leg == 1 ? NULL : &in, 0, &side->context, &out, &side->granted, NULL);
    else
        status = SaslAcceptSecurityContext(&side->credential, existing, &in, ASC_REQ_ALLOCATE_MEMORY, 0,
                                           &side->context, &out, &side->granted, NULL);
    fprintf(stderr, "Leg %d, %u bytes in, %u bytes out: %s\n", leg, line->size,
            status < 0 ? 0 : out_token.cbBuffer, status_name(status));
    if (status < 0) return status;
    line->size = out_token.cbBuffer;
    if (line->size > sizeof line->bytes) return SEC_E_BUFFER_TOO_SMALL;
    if (line->size != 0) memcpy(line->bytes, out_token.pvBuffer, line->size);
    FreeContextBuffer(out_token.pvBuffer);
    return status;
}

static int begin_as_client(struct side* side, struct line* line, SECURITY_STATUS* status) {
    static const char mechanism[] = "GSSAPI"; // and a NUL, and the first message
    if (!receive_line('S', line)) return 0;
    line->size = 0;
    *status = one_leg(side, 1, line);
    if (*status < 0 || line->size > sizeof line->bytes - sizeof mechanism) return 0;
    memmove(line->bytes + sizeof mechanism, line->bytes, line->size);
    memcpy(line->bytes, mechanism, sizeof mechanism);
    line->size += (unsigned)sizeof mechanism;
    send_line('C', line);
    return side->authorization == NULL ||
           SaslSetContextOption(&side->context, SASL_OPTION_AUTHZ_STRING, (void*)side->authorization,
                                (ULONG)strlen(side->authorization)) == SEC_E_OK;
}

static int begin_as_server(struct side* side, struct line* line, SECURITY_STATUS* status) {
    unsigned behind_name;
    fill_line(line, "GSSAPI");
    send_line('S', line);
    if (!receive_line('C', line)) return 0;
    behind_name = (unsigned)strlen((char*)line->bytes) + 1; // a line ends with a NUL that does not count
    if (behind_name > line->size) return 0;
    line->size -= behind_name;
    memmove(line->bytes, line->bytes + behind_name, line->size);
    *status = one_leg(side, 1, line);
    if (*status >= 0) send_line('S', line);
    return *status >= 0;
}

static int authenticate(struct side* side, struct line* line) {
    const char ours = side->is_client ? 'C' : 'S', theirs = side->is_client ? 'S' : 'C';
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    int leg = 1;
    if (!(side->is_client ? begin_as_client(side, line, &status) : begin_as_server(side, line, &status)))
        return 0;
    while (status == SEC_I_CONTINUE_NEEDED) {
        if (!receive_line(theirs, line)) return 0;
        status = one_leg(side, ++leg, line);
        if (status < 0) return 0;
        if (status != SEC_E_OK || line->size != 0) send_line(ours, line);
    }
    return status == SEC_E_OK;
}

static int seals(const struct side* side) {
    return (side->granted & (side->is_client ? ISC_RET_CONFIDENTIALITY : ASC_RET_CONFIDENTIALITY)) != 0;
}
static int protects(const struct side* side) {
    return (side->granted & (side->is_client ? ISC_RET_INTEGRITY : ASC_RET_INTEGRITY)) != 0;
}

// The four octets of the length, and a token (RFC 4422 section 3.7); or the text as it is.
static int send_message(struct side* side, struct line* line, const char* text) {
    unsigned char token[256], padding[64], data[64];
    const unsigned size = (unsigned)strlen(text);
    SecBuffer parts[] = {{sizeof token, SECBUFFER_TOKEN, token},
                         {size, SECBUFFER_DATA, data},
                         {sizeof padding, SECBUFFER_PADDING, padding}};
    SecBufferDesc message = {SECBUFFER_VERSION, 3, parts};
    unsigned i, length;
    memcpy(data, text, size);
    line->size = 0;
    if (protects(side)) {
        if (EncryptMessage(&side->context, seals(side) ? 0 : SECQOP_WRAP_NO_ENCRYPT, &message, 0) != SEC_E_OK)
            return 0;
        length = parts[0].cbBuffer + parts[1].cbBuffer + parts[2].cbBuffer;
        for (i = 0; i < 4; ++i)
            line->bytes[line->size++] = (unsigned char)(length >> (24 - 8 * i));
    } else {
        parts[0].cbBuffer = parts[2].cbBuffer = 0;
    }
    for (i = 0; i < 3; ++i) {
        memcpy(line->bytes + line->size, parts[i].pvBuffer, parts[i].cbBuffer);
        line->size += parts[i].cbBuffer;
    }
    send_line(side->is_client ? 'C' : 'S', line);
    return 1;
}

static int receive_message(struct side* side, struct line* line) {
    SecBuffer parts[] = {{0, SECBUFFER_STREAM, line->bytes + 4}, {0, SECBUFFER_DATA, NULL}};
    SecBufferDesc message = {SECBUFFER_VERSION, 2, parts};
    ULONG qop = 0;
    if (!receive_line(side->is_client ? 'S' : 'C', line)) return 0;
    if (!protects(side)) {
        fprintf(stderr, "Received \"%.*s\", unprotected\n", (int)line->size, (char*)line->bytes);
        return 1;
    }
    if (line->size < 4) return 0;
    parts[0].cbBuffer = line->size - 4;
    if (DecryptMessage(&side->context, &message, 0, &qop) != SEC_E_OK) return 0;
    fprintf(stderr, "Received \"%.*s\", %s\n", (int)parts[1].cbBuffer, (char*)parts[1].pvBuffer,
            qop == 0 ? "sealed" : "signed");
    return 1;
}

static void tell_authorization(struct side* side) {
    char text[256];
    ULONG size = 0;
    if (SaslGetContextOption(&side->context, SASL_OPTION_AUTHZ_STRING, text, sizeof text, &size) == SEC_E_OK)
        fprintf(stderr, "Authorization identity: \"%.*s\"\n", (int)size, text);
}

static int converse(struct side* side) {
    static struct line line;
    if (!authenticate(side, &line)) return 0;
    fprintf(stderr, "Layer: %s\n", seals(side) ? "confidentiality" : protects(side) ? "integrity" : "none");
    tell_authorization(side);
    if (side->is_client) return receive_message(side, &line) && send_message(side, &line, "client message 1");
    return send_message(side, &line, "srv message 1") && receive_message(side, &line);
}

int main(int argc, char** argv) {
    static struct line rest;
    struct side side = {0};
    const char* layer = "confidentiality";
    int good, i;
    for (i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--target") == 0) side.target = argv[i + 1];
        if (strcmp(argv[i], "--authorization") == 0) side.authorization = argv[i + 1];
        if (strcmp(argv[i], "--layer") == 0) layer = argv[i + 1];
    }
    side.is_client = side.target != NULL;
    side.request = strcmp(layer, "confidentiality") == 0 ? ISC_REQ_CONFIDENTIALITY
                   : strcmp(layer, "integrity") == 0     ? ISC_REQ_INTEGRITY
                                                         : ISC_REQ_MUTUAL_AUTH;
    if (AcquireCredentialsHandleA(NULL, "Kerberos",
                                  side.is_client ? SECPKG_CRED_OUTBOUND : SECPKG_CRED_INBOUND, NULL, NULL,
                                  NULL, NULL, &side.credential, NULL) != SEC_E_OK)
        return EXIT_FAILURE;
    good = converse(&side);
    fclose(stdout);
    while (receive_line('\0', &rest)) { // what the peer still says, so that it can
    }
    DeleteSecurityContext(&side.context);
    FreeCredentialsHandle(&side.credential);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
