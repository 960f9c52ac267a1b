/* SPDX-License-Identifier: BSL-1.0 */
/* Turns a database record into the entry that libkdc takes. */
#include "hdb_record.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heimdal_calls.h"

static HDBFlags flags_of(unsigned set) {
    HDBFlags flags;
    memset(&flags, 0, sizeof(flags));
    flags.client = 1;
    flags.server = 1;
    flags.renewable = 1;
    flags.forwardable = (set & KDC_FORWARDABLE) ? 1u : 0u;
    flags.proxiable = (set & KDC_PROXIABLE) ? 1u : 0u;
    flags.postdate = (set & KDC_POSTDATABLE) ? 1u : 0u;
    flags.require_preauth = (set & KDC_REQUIRE_PREAUTH) ? 1u : 0u;
    flags.ok_as_delegate = (set & KDC_OK_AS_DELEGATE) ? 1u : 0u;
    /* What Heimdal looks at when it makes a ticket of S4U2self forwardable. */
    flags.trusted_for_delegation = (set & KDC_TRUSTED_TO_AUTHENTICATE) ? 1u : 0u;
    flags.require_pwchange = (set & KDC_REQUIRE_PASSWORD_CHANGE) ? 1u : 0u;
    flags.invalid = (set & KDC_DISABLED) ? 1u : 0u;
    flags.locked_out = (set & KDC_LOCKED_OUT) ? 1u : 0u;
    flags.change_pw = (set & KDC_CHANGES_PASSWORDS) ? 1u : 0u;
    return flags;
}

static krb5_error_code copy_salt(const struct kdc_record* record, Key* key) {
    key->salt = calloc(1, sizeof(*key->salt));
    if (key->salt == NULL) return ENOMEM;
    key->salt->type = hdb_pw_salt;
    return krb5_data_copy(&key->salt->salt, record->salt.data, record->salt.length);
}

static krb5_error_code copy_keys(krb5_context context, const struct kdc_record* record, hdb_entry* entry) {
    krb5_error_code status = 0;
    if (record->key_count == 0) return 0;
    entry->keys.val = calloc(record->key_count, sizeof(*entry->keys.val));
    if (entry->keys.val == NULL) return ENOMEM;
    for (size_t i = 0; status == 0 && i < record->key_count; ++i) {
        Key* const key = &entry->keys.val[i];
        entry->keys.len =
            (unsigned)(i + 1); /* counted before it is filled, so that a failure frees the part */
        status = krb5_copy_keyblock_contents(context, &record->keys[i], &key->key);
        if (status == 0) status = copy_salt(record, key);
    }
    return status;
}

static krb5_error_code copy_life(unsigned value, unsigned** to) {
    *to = malloc(sizeof(**to));
    if (*to == NULL) return ENOMEM;
    **to = value;
    return 0;
}

static krb5_error_code copy_time(time_t value, KerberosTime** to) {
    if (value == 0) return 0;
    *to = malloc(sizeof(**to));
    if (*to == NULL) return ENOMEM;
    **to = value;
    return 0;
}

static krb5_error_code copy_times(const struct kdc_record* record, hdb_entry* entry) {
    krb5_error_code status = copy_life(record->max_life, &entry->max_life);
    if (status == 0) status = copy_life(record->max_renew, &entry->max_renew);
    if (status == 0) status = copy_time(record->valid_start, &entry->valid_start);
    if (status == 0) status = copy_time(record->valid_end, &entry->valid_end);
    if (status == 0) status = copy_time(record->password_end, &entry->pw_end);
    return status;
}

/* What pac.c looks for. */
static struct kdc_pac no_pac;

int hdb_entry_has_pac(const hdb_entry_ex* entry) {
    return entry->ctx != &no_pac;
}

const struct kdc_pac* hdb_entry_pac(const hdb_entry_ex* entry) {
    return hdb_entry_has_pac(entry) ? entry->ctx : NULL;
}

krb5_error_code hdb_entry_from_record(krb5_context context, const struct kdc_record* record,
                                      hdb_entry_ex* entry) {
    krb5_error_code status;
    memset(entry, 0, sizeof(*entry));
    entry->entry.kvno = record->kvno;
    entry->entry.flags = flags_of(record->flags);
    entry->ctx =
        (record->flags & KDC_NO_PAC) != 0 ? &no_pac : (void*)(uintptr_t)record->pac; /* which is only read */
    status = krb5_copy_principal(context, record->principal, &entry->entry.principal);
    if (status == 0) status = copy_keys(context, record, &entry->entry);
    if (status == 0) status = copy_times(record, &entry->entry);
    if (status != 0) {
        free_hdb_entry(&entry->entry);
        memset(entry, 0, sizeof(*entry));
    }
    return status;
}
