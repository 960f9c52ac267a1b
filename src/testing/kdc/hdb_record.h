/* SPDX-License-Identifier: BSL-1.0 */
/* Turns a database record into the entry that libkdc takes. */
#ifndef SSPI_TESTING_HDB_RECORD_H
#define SSPI_TESTING_HDB_RECORD_H

#include "kdc_engine.h"

#include <hdb.h>

/* Fills an entry with copies of what the record has; hdb_free_entry releases them. The entry is empty on
 * failure. */
krb5_error_code hdb_entry_from_record(krb5_context context, const struct kdc_record* record,
                                      hdb_entry_ex* entry);

/* Whether the tickets of that client get a PAC. */
int hdb_entry_has_pac(const hdb_entry_ex* entry);

/* What is in it beside the name, borrowed as the record was; null where there is no more to say. */
const struct kdc_pac* hdb_entry_pac(const hdb_entry_ex* entry);

#endif
