/* SPDX-License-Identifier: BSL-1.0 */
/* libkdc behind a small C interface. */
#include "kdc_engine.h"

#include "hdb_record.h"

#include <kdc.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "heimdal_calls.h"

/* The HDB is the first member, so that the database callbacks, which are given the HDB, find the engine. */
struct kdc_engine {
    HDB hdb;
    HDB* databases[1];
    krb5_context context;
    krb5_kdc_configuration* config;
    kdc_find find;
    kdc_may_delegate may_delegate;
    void* database;
    hdb_entry_ex* referral; /* that libkdc forgets to release */
};

static krb5_error_code open_database(krb5_context context, HDB* hdb, int flags, mode_t mode) {
    (void)context, (void)hdb, (void)flags, (void)mode;
    return 0;
}

static krb5_error_code close_database(krb5_context context, HDB* hdb) {
    (void)context, (void)hdb;
    return 0;
}

static void free_entry(krb5_context context, HDB* hdb, hdb_entry_ex* entry) {
    (void)hdb;
    hdb_free_entry(context, entry);
}

static void free_referral(struct kdc_engine* engine) {
    if (engine->referral == NULL) return;
    hdb_free_entry(engine->context, engine->referral);
    free(engine->referral);
    engine->referral = NULL;
}

/* libkdc asks again for the krbtgt of the realm that the entry names, and loses the entry of a service on the way. Other
 * entries that name a realm it releases, or does not understand. */
static krb5_error_code refer(krb5_context context, struct kdc_engine* engine, unsigned flags,
                             const struct kdc_record* record, hdb_entry_ex* entry) {
    const int tgs_service = (flags & HDB_F_GET_SERVER) != 0 && (flags & HDB_F_FOR_TGS_REQ) != 0;
    const int as_client = (flags & HDB_F_GET_CLIENT) != 0 && (flags & HDB_F_FOR_AS_REQ) != 0;
    if (!tgs_service && !as_client) return HDB_ERR_NOENTRY;
    if (hdb_entry_from_record(context, record, entry) != 0) return HDB_ERR_NOENTRY;
    if (tgs_service) {
        free_referral(engine);
        engine->referral = entry;
    }
    return HDB_ERR_WRONG_REALM;
}

static krb5_error_code fetch(krb5_context context, HDB* hdb, krb5_const_principal name, unsigned flags,
                             krb5_kvno kvno, hdb_entry_ex* entry) {
    struct kdc_engine* const engine = (struct kdc_engine*)hdb;
    struct kdc_record record;
    switch (engine->find(engine->database, name, (flags & HDB_F_GET_CLIENT) != 0, &record)) {
    case KDC_FOUND:
        break;
    case KDC_ELSEWHERE:
        return refer(context, engine, flags, &record, entry);
    case KDC_UNKNOWN:
    default:
        return HDB_ERR_NOENTRY;
    }
    /* A ticket under a replaced key must not be tried with the present one: RFC 4120, 3.3.3.1. */
    if ((flags & HDB_F_KVNO_SPECIFIED) != 0 && (unsigned)kvno != record.kvno) return HDB_ERR_KVNO_NOT_FOUND;
    return hdb_entry_from_record(context, &record, entry);
}

static krb5_error_code check_delegation(krb5_context context, HDB* hdb, hdb_entry_ex* service,
                                        krb5_const_principal target) {
    const struct kdc_engine* const engine = (const struct kdc_engine*)hdb;
    (void)context;
    return engine->may_delegate(engine->database, service->entry.principal, target) ? 0
                                                                                    : KRB5KDC_ERR_BADOPTION;
}

static void attach_database(struct kdc_engine* engine) {
    engine->hdb.hdb_open = open_database;
    engine->hdb.hdb_close = close_database;
    engine->hdb.hdb_free = free_entry;
    engine->hdb.hdb_fetch_kvno = fetch;
    engine->hdb.hdb_check_constrained_delegation = check_delegation;
    engine->databases[0] = &engine->hdb;
    engine->config->db = engine->databases;
    engine->config->num_db = 1;
}

static void configure(krb5_kdc_configuration* config) {
    config->require_preauth = FALSE; /* each principal says so for itself */
    config->check_ticket_addresses = FALSE;
    config->use_strongest_server_key = FALSE;
    config->enable_pkinit = FALSE;
    config->enable_digest = FALSE;
    config->enable_kx509 = FALSE;
}

krb5_error_code kdc_engine_new(krb5_context context, kdc_find find, kdc_may_delegate may_delegate,
                               void* database, struct kdc_engine** engine) {
    krb5_error_code status;
    struct kdc_engine* const made = calloc(1, sizeof(*made));
    if (made == NULL) return ENOMEM;
    status = krb5_kdc_get_config(context, &made->config);
    if (status != 0) {
        free(made);
        return status;
    }
    made->context = context;
    made->find = find;
    made->may_delegate = may_delegate;
    made->database = database;
    configure(made->config);
    attach_database(made);
    *engine = made;
    return 0;
}

void kdc_engine_free(struct kdc_engine* engine) {
    if (engine == NULL) return;
    if (engine->config->logf != NULL) krb5_closelog(engine->context, engine->config->logf);
    free(engine->config);
    free(engine);
}

static void close_log(void* data) {
    (void)data;
}

krb5_error_code kdc_engine_log(struct kdc_engine* engine, krb5_log_log_func_t log, void* data) {
    enum { least = 0, most = 5 };
    krb5_error_code status = krb5_initlog(engine->context, "kdc", &engine->config->logf);
    if (status != 0) return status;
    return krb5_addlog_func(engine->context, engine->config->logf, least, most, log, close_log, data);
}

/* libkdc takes the sender's address on trust and does not expect it to be missing. */
static struct sockaddr_in loopback(void) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

krb5_error_code kdc_engine_process(struct kdc_engine* engine, struct timeval now, void* request,
                                   size_t length, int datagram, krb5_data* reply) {
    struct sockaddr_in from = loopback();
    krb5_error_code status;
    krb5_data_zero(reply);
    krb5_kdc_update_time(&now);
    krb5_set_real_time(engine->context, now.tv_sec,
                       (int32_t)now.tv_usec); /* authenticators are checked against it */
    status = krb5_kdc_process_krb5_request(engine->context, engine->config, request, length, reply,
                                           "loopback", (struct sockaddr*)&from, datagram);
    free_referral(engine);
    return status;
}
