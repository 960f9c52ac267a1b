// SPDX-License-Identifier: BSL-1.0
// MIT's GSS-API, a process of its own: a line on the input asks for work, a line on the output says how long it took.
//   e|d|s|v SIZE COUNT    messages, with a context that is established at first
//   k|n FLAGS COUNT       establishments, Kerberos or SPNEGO
//   p THREADS COUNT       logons with a password
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>

#include "gss_peer.h"

int main(void) {
    static gss_OID_desc spnego = {6, (void*)"\x2b\x06\x01\x05\x05\x02"};
    const gss_name_t target = gss_target("HTTP@web.bench.test");
    struct gss_pair pair = {GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    gss_cred_id_t server = GSS_C_NO_CREDENTIAL;
    char line[100];
    OM_uint32 minor;
    gss_require(
        gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT, &server, NULL, NULL),
        "gss_acquire_cred");
    while (fgets(line, sizeof line, stdin) != NULL) {
        char what = 0;
        size_t argument = 0, count = 0;
        double time;
        if (sscanf(line, "%c %zu %zu", &what, &argument, &count) != 3) return 2;
        if (what == 'k' || what == 'n') {
            gss_OID mechanism = what == 'k' ? (gss_OID)gss_mech_krb5 : &spnego;
            time =
                gss_run_establish(mechanism, GSS_C_NO_CREDENTIAL, server, target, (OM_uint32)argument, count);
        } else if (what == 'p') {
            const struct gss_password_run run = {
                "alice", "correct horse", (gss_OID)gss_mech_krb5, target, count, NULL, 0};
            time = gss_run_passwords(run, argument);
        } else {
            if (pair.client == GSS_C_NO_CONTEXT)
                pair = gss_establish_pair((gss_OID)gss_mech_krb5, GSS_C_NO_CREDENTIAL, server, target,
                                          GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG |
                                              GSS_C_REPLAY_FLAG);
            time = gss_run_messages(&pair, what, argument, count);
        }
        printf("%.0f\n", time);
        fflush(stdout);
    }
    return 0;
}
