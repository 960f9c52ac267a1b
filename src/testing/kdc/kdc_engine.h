/* SPDX-License-Identifier: BSL-1.0 */
/* libkdc behind a small C interface. hdb.h is not valid C++, so what includes it is C. */
#ifndef SSPI_TESTING_KDC_ENGINE_H
#define SSPI_TESTING_KDC_ENGINE_H

#include "heimdal_krb5.h"

#include <stddef.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

enum kdc_record_flag {
    KDC_FORWARDABLE = 1u << 0,
    KDC_PROXIABLE = 1u << 1,
    KDC_POSTDATABLE = 1u << 2,
    KDC_REQUIRE_PREAUTH = 1u << 3,
    KDC_OK_AS_DELEGATE = 1u << 4,
    KDC_TRUSTED_TO_AUTHENTICATE = 1u << 5,
    KDC_REQUIRE_PASSWORD_CHANGE = 1u << 6,
    KDC_DISABLED = 1u << 7,
    KDC_LOCKED_OUT = 1u << 8,
    KDC_CHANGES_PASSWORDS = 1u << 9,
    KDC_NO_PAC = 1u << 10
};

/* What the PACs of a client say beside its name; either buffer may be empty. */
struct kdc_pac {
    krb5_data logon_info;
    krb5_data upn_info;
};

/* One principal, borrowed from the database until the request is answered. Times are 0 where there is none.
 */
struct kdc_record {
    krb5_const_principal principal;
    const krb5_keyblock* keys;
    size_t key_count;
    krb5_data salt;
    unsigned kvno;
    unsigned flags;
    const struct kdc_pac* pac; /* or null */
    unsigned max_life;
    unsigned max_renew;
    time_t valid_start;
    time_t valid_end;
    time_t password_end;
};

enum kdc_found {
    KDC_FOUND,
    KDC_UNKNOWN,
    KDC_ELSEWHERE /* another realm knows the way to it: that of the record's principal, which is all it has */
};

/* Looks a principal up. `as_client` is non-zero when it is the one that asks. */
typedef enum kdc_found (*kdc_find)(void* database, krb5_const_principal name, int as_client,
                                   struct kdc_record* record);

/* Whether one service may act in its clients' names at another: non-zero when it may. */
typedef int (*kdc_may_delegate)(void* database, krb5_const_principal service, krb5_const_principal target);

struct kdc_engine;

/* Makes a KDC over a database. `context` and `database` must outlive it. */
krb5_error_code kdc_engine_new(krb5_context context, kdc_find find, kdc_may_delegate may_delegate,
                               void* database, struct kdc_engine** engine);
void kdc_engine_free(struct kdc_engine* engine);

/* Sends the KDC's log to a function, which must outlive the engine. */
krb5_error_code kdc_engine_log(struct kdc_engine* engine, krb5_log_log_func_t log, void* data);

/* Answers one request as of the time given. One call at a time in the whole process: libkdc keeps the time in
 * a global variable. `reply` is the caller's to free, and empty where there is no answer. */
krb5_error_code kdc_engine_process(struct kdc_engine* engine, struct timeval now, void* request,
                                   size_t length, int datagram, krb5_data* reply);

#ifdef __cplusplus
}
#endif

#endif
