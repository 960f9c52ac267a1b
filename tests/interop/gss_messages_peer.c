// SPDX-License-Identifier: BSL-1.0
// One side of a context through MIT's or Heimdal's GSS-API, for a program at the other end of two pipes.
// A request is an operation, a flag, and two strings behind their lengths; an answer is a flag and a string. The operations:
//   i  initiates: the peer's token. Flag 1: mutual, 2: DCE style    answers a token; flag 1: goes on
//   a  accepts: the peer's token                                    answers a token; flag 1: goes on
//   w  wraps a message; flag 1: sealed                              answers a token
//   u  unwraps a token                                              answers a message; flag 1: it was sealed
//   m  signs a message                                              answers a token
//   v  verifies a message and a token                               answers nothing
// Flag 255 answers what failed.
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static gss_ctx_id_t context = GSS_C_NO_CONTEXT;

static gss_buffer_desc read_string(void) {
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    uint32_t size = 0;
    if (fread(&size, sizeof size, 1, stdin) != 1) exit(2);
    out.value = calloc(1, (size_t)size + 1);
    out.length = size;
    if (size > 0 && fread(out.value, size, 1, stdin) != 1) exit(2);
    return out;
}

static void answer(int flag, const gss_buffer_desc* string) {
    const uint32_t size = (uint32_t)string->length;
    putchar(flag);
    fwrite(&size, sizeof size, 1, stdout);
    if (size > 0) fwrite(string->value, size, 1, stdout);
    fflush(stdout);
}

static OM_uint32 initiate(int flag, gss_buffer_t input, gss_buffer_t output) {
    OM_uint32 minor;
    gss_buffer_desc text = {0, (void*)"HTTP/web.sspi.test"};
    gss_name_t target = GSS_C_NO_NAME;
    OM_uint32 flags = GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG;
    OM_uint32 major;
    if (flag & 1) flags |= GSS_C_MUTUAL_FLAG;
    if (flag & 2) flags |= GSS_C_MUTUAL_FLAG | GSS_C_DCE_STYLE;
    text.length = strlen((const char*)text.value);
    major = gss_import_name(&minor, &text, (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME, &target);
    if (GSS_ERROR(major)) return major;
    major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &context, target, (gss_OID)gss_mech_krb5, flags,
                                 0, GSS_C_NO_CHANNEL_BINDINGS, input, NULL, output, NULL, NULL);
    gss_release_name(&minor, &target);
    return major;
}

static OM_uint32 accept_token(gss_buffer_t input, gss_buffer_t output) {
    OM_uint32 minor;
    return gss_accept_sec_context(&minor, &context, GSS_C_NO_CREDENTIAL, input, GSS_C_NO_CHANNEL_BINDINGS,
                                  NULL, NULL, output, NULL, NULL, NULL);
}

int main(void) {
    int operation;
    while ((operation = getchar()) != EOF) {
        const int flag = getchar();
        gss_buffer_desc first = read_string(), second = read_string(), output = GSS_C_EMPTY_BUFFER;
        OM_uint32 minor, major;
        int state = 0;
        switch (operation) {
        case 'i':
            major = initiate(flag, &first, &output);
            break;
        case 'a':
            major = accept_token(&first, &output);
            break;
        case 'w':
            major = gss_wrap(&minor, context, flag, 0, &first, &state, &output);
            break;
        case 'u':
            major = gss_unwrap(&minor, context, &first, &output, &state, NULL);
            break;
        case 'm':
            major = gss_get_mic(&minor, context, 0, &first, &output);
            break;
        default:
            major = gss_verify_mic(&minor, context, &first, &second, NULL);
            break;
        }
        if (operation == 'i' || operation == 'a') state = (major & GSS_S_CONTINUE_NEEDED) != 0;
        if (operation == 'u' || operation == 'v')
            if ((major & ~(OM_uint32)GSS_S_CONTINUE_NEEDED) != 0)
                major |= GSS_S_FAILURE; // order is part of it
        answer(GSS_ERROR(major) ? 255 : state != 0, &output);
        gss_release_buffer(&minor, &output);
        free(first.value);
        free(second.value);
    }
    return 0;
}
