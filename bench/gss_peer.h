// SPDX-License-Identifier: BSL-1.0
// The same work through a GSS-API, Heimdal's or MIT's: whoever includes this has included that one's header.
#ifndef BENCH_GSS_PEER_H
#define BENCH_GSS_PEER_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct gss_pair {
    gss_ctx_id_t client, server;
};

static inline double gss_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static inline void gss_require(OM_uint32 major, const char* what) {
    if (!GSS_ERROR(major)) return;
    fprintf(stderr, "GSS: %s failed: %08x\n", what, (unsigned)major);
    exit(1);
}

static inline gss_name_t gss_target(const char* host) {
    OM_uint32 minor;
    gss_name_t name = GSS_C_NO_NAME;
    gss_buffer_desc text;
    text.value = (void*)(size_t)host;
    text.length = strlen(host);
    gss_require(gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name), "gss_import_name");
    return name;
}

static inline struct gss_pair gss_establish_pair(gss_OID mechanism, gss_cred_id_t client,
                                                 gss_cred_id_t server, gss_name_t target, OM_uint32 flags) {
    struct gss_pair out = {GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
    gss_buffer_desc to_server = GSS_C_EMPTY_BUFFER, to_client = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor, here = GSS_S_CONTINUE_NEEDED, there = GSS_S_CONTINUE_NEEDED;
    while (here == GSS_S_CONTINUE_NEEDED || there == GSS_S_CONTINUE_NEEDED) {
        if (here == GSS_S_CONTINUE_NEEDED) {
            here = gss_init_sec_context(&minor, client, &out.client, target, mechanism, flags, 0,
                                        GSS_C_NO_CHANNEL_BINDINGS, &to_client, NULL, &to_server, NULL, NULL);
            gss_require(here, "gss_init_sec_context");
            gss_release_buffer(&minor, &to_client);
        }
        if (there == GSS_S_CONTINUE_NEEDED) {
            there = gss_accept_sec_context(&minor, &out.server, server, &to_server, GSS_C_NO_CHANNEL_BINDINGS,
                                           NULL, NULL, &to_client, NULL, NULL, NULL);
            gss_require(there, "gss_accept_sec_context");
            gss_release_buffer(&minor, &to_server);
        }
    }
    gss_release_buffer(&minor, &to_client);
    return out;
}

static inline void gss_delete_pair(struct gss_pair* pair) {
    OM_uint32 minor;
    gss_delete_sec_context(&minor, &pair->client, GSS_C_NO_BUFFER);
    gss_delete_sec_context(&minor, &pair->server, GSS_C_NO_BUFFER);
}

// Nanoseconds for so many: 's' signs, 'v' verifies, 'e' seals, 'd' unseals.
static inline double gss_run_messages(const struct gss_pair* pair, char what, size_t size, size_t count) {
    OM_uint32 minor, worst = 0;
    gss_buffer_desc* tokens = (gss_buffer_desc*)calloc(count, sizeof(gss_buffer_desc));
    gss_buffer_desc* plain = (gss_buffer_desc*)calloc(count, sizeof(gss_buffer_desc));
    gss_buffer_desc message;
    double start, end;
    size_t i;
    message.length = size;
    message.value = malloc(size + 1);
    memset(message.value, 'm', size);
    for (i = 0; i < count; i++) {
        if (what == 'v') worst |= gss_get_mic(&minor, pair->client, 0, &message, &tokens[i]);
        if (what == 'd') worst |= gss_wrap(&minor, pair->client, 1, 0, &message, NULL, &tokens[i]);
    }
    start = gss_now();
    for (i = 0; i < count; i++)
        switch (what) {
        case 's':
            worst |= gss_get_mic(&minor, pair->client, 0, &message, &tokens[i]);
            break;
        case 'v':
            worst |= gss_verify_mic(&minor, pair->server, &message, &tokens[i], NULL);
            break;
        case 'e':
            worst |= gss_wrap(&minor, pair->client, 1, 0, &message, NULL, &tokens[i]);
            break;
        default:
            worst |= gss_unwrap(&minor, pair->server, &tokens[i], &plain[i], NULL, NULL);
            break;
        }
    end = gss_now();
    gss_require(worst, "a message");
    for (i = 0; i < count; i++) {
        gss_release_buffer(&minor, &tokens[i]);
        gss_release_buffer(&minor, &plain[i]);
    }
    free(message.value);
    free(plain);
    free(tokens);
    return end - start;
}

// Nanoseconds for so many establishments, both sides and all legs.
static inline double gss_run_establish(gss_OID mechanism, gss_cred_id_t client, gss_cred_id_t server,
                                       gss_name_t target, OM_uint32 flags, size_t count) {
    const double start = gss_now();
    size_t i;
    for (i = 0; i < count; i++) {
        struct gss_pair pair = gss_establish_pair(mechanism, client, server, target, flags);
        gss_delete_pair(&pair);
    }
    return gss_now() - start;
}

// Logons with a password, by a credential of its own each, and the first leg to a service.
struct gss_password_run {
    const char *user, *password;
    gss_OID mechanism;
    gss_name_t target;
    size_t count;
    pthread_barrier_t* start;
    double time;
};

static inline void gss_log_on(const struct gss_password_run* of, gss_name_t name) {
    gss_OID_set_desc mechanisms = {1, of->mechanism};
    gss_buffer_desc secret, token = GSS_C_EMPTY_BUFFER;
    gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    OM_uint32 minor;
    secret.value = (void*)(size_t)of->password;
    secret.length = strlen(of->password);
    gss_require(gss_acquire_cred_with_password(&minor, name, &secret, 0, &mechanisms, GSS_C_INITIATE,
                                               &credential, NULL, NULL),
                "gss_acquire_cred_with_password");
    gss_require(gss_init_sec_context(&minor, credential, &context, of->target, of->mechanism,
                                     GSS_C_MUTUAL_FLAG, 0, GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, NULL,
                                     &token, NULL, NULL),
                "gss_init_sec_context");
    gss_release_buffer(&minor, &token);
    gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
    gss_release_cred(&minor, &credential);
}

static inline void* gss_password_thread(void* argument) {
    struct gss_password_run* const of = (struct gss_password_run*)argument;
    gss_name_t name = GSS_C_NO_NAME;
    gss_buffer_desc text;
    OM_uint32 minor;
    double start;
    size_t i;
    text.value = (void*)(size_t)of->user;
    text.length = strlen(of->user);
    gss_require(gss_import_name(&minor, &text, GSS_C_NT_USER_NAME, &name), "gss_import_name");
    gss_log_on(of, name); // the thread's first use of Kerberos reads the configuration
    pthread_barrier_wait(of->start);
    start = gss_now();
    for (i = 0; i < of->count; i++)
        gss_log_on(of, name);
    of->time = gss_now() - start;
    gss_release_name(&minor, &name);
    return NULL;
}

// Nanoseconds for so many on each of at most eight threads, divided by the number of threads.
static inline double gss_run_passwords(struct gss_password_run of, size_t threads) {
    struct gss_password_run runs[8];
    pthread_t ids[8];
    pthread_barrier_t start;
    double longest = 0;
    size_t i;
    pthread_barrier_init(&start, NULL, (unsigned)threads);
    of.start = &start;
    for (i = 0; i < threads; i++) {
        runs[i] = of;
        if (pthread_create(&ids[i], NULL, gss_password_thread, &runs[i]) != 0) exit(1);
    }
    for (i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        if (runs[i].time > longest) longest = runs[i].time;
    }
    pthread_barrier_destroy(&start);
    return longest / (double)threads;
}

#endif
