/* SPDX-License-Identifier: BSL-1.0 */
/* Authorization data of tickets: the client's name, signed. libkdc takes a ticket as evidence of its client for
 * constrained delegation only with a PAC that it can check. */
#include "pac.h"

#include "hdb_record.h"

#include <hdb.h>
#include <kdc.h>

#include <errno.h>
#include <string.h>

#include <krb5/windc_plugin.h>

#include "heimdal_calls.h"

enum { logon_info = 1, server_checksum = 6, kdc_checksum = 7, upn_info = 12, signature_offset = 4 };
static const krb5_key_usage key_usage = 17; /* [MS-PAC] 2.8.1 */

static krb5_error_code KRB5_CALLCONV begin(krb5_context context, void** state) {
    (void)context;
    *state = NULL;
    return 0;
}

static void KRB5_CALLCONV end(void* state) {
    (void)state;
}

/* Heimdal writes the name in a PAC with characters of two octets only: those that UTF-8 gives four octets have none. */
static int fits_into_pac(krb5_context context, krb5_const_principal name) {
    char* text = NULL;
    const unsigned char* octet;
    int fits = krb5_unparse_name(context, name, &text) == 0;
    for (octet = (const unsigned char*)text; fits && *octet != 0; ++octet)
        if (*octet >= 0xF0) fits = 0;
    krb5_xfree(text);
    return fits;
}

static krb5_error_code add(krb5_context context, krb5_pac to, unsigned type, const krb5_data* contents) {
    return contents->length == 0 ? 0 : krb5_pac_add_buffer(context, to, type, contents);
}

/* libkdc adds the client's name and the two signatures, which is all that a realm that is no domain has to say. */
static krb5_error_code KRB5_CALLCONV generate(void* state, krb5_context context, struct hdb_entry_ex* client,
                                              krb5_pac* pac) {
    const struct kdc_pac* const more = hdb_entry_pac(client);
    krb5_error_code status;
    (void)state;
    if (!hdb_entry_has_pac(client) || !fits_into_pac(context, client->entry.principal)) return 0;
    status = krb5_pac_init(context, pac);
    if (status != 0 || more == NULL) return status;
    status = add(context, *pac, logon_info, &more->logon_info);
    if (status == 0) status = add(context, *pac, upn_info, &more->upn_info);
    if (status != 0) {
        krb5_pac_free(context, *pac);
        *pac = NULL;
    }
    return status;
}

/* The signature in a buffer of type 6 or 7; [MS-PAC] 2.8: a type in little endian, then the octets. */
static krb5_error_code signature_in(krb5_context context, const krb5_data* buffer, Checksum* out) {
    const unsigned char* const octets = buffer->data;
    size_t size = 0;
    if (buffer->length < signature_offset) return EINVAL;
    out->cksumtype = (CKSUMTYPE)(int32_t)((uint32_t)octets[0] | (uint32_t)octets[1] << 8 |
                                          (uint32_t)octets[2] << 16 | (uint32_t)octets[3] << 24);
    out->checksum.data = (unsigned char*)buffer->data + signature_offset;
    out->checksum.length = buffer->length - signature_offset;
    if (krb5_checksumsize(context, out->cksumtype, &size) != 0 || out->checksum.length < size) return EINVAL;
    out->checksum.length = size;
    return 0;
}

static krb5_error_code verify_with(krb5_context context, const EncryptionKey* key, const krb5_data* server,
                                   Checksum* signature) {
    krb5_crypto crypto = NULL;
    krb5_error_code status = krb5_crypto_init(context, key, 0, &crypto);
    if (status != 0) return status;
    status = krb5_verify_checksum(context, crypto, key_usage, (char*)server->data + signature_offset,
                                  server->length - signature_offset, signature);
    krb5_crypto_destroy(context, crypto);
    return status;
}

/* A service could sign a PAC with its own key, but not as the KDC. */
static krb5_error_code KRB5_CALLCONV verify(void* state, krb5_context context,
                                            const krb5_principal client_name, const krb5_principal proxy,
                                            struct hdb_entry_ex* client, struct hdb_entry_ex* service,
                                            struct hdb_entry_ex* krbtgt, krb5_pac* pac) {
    krb5_data server, kdc;
    Checksum signature;
    krb5_error_code status;
    (void)state, (void)client_name, (void)proxy, (void)client, (void)service;
    status = krb5_pac_get_buffer(context, *pac, server_checksum, &server);
    if (status != 0) return status;
    status = krb5_pac_get_buffer(context, *pac, kdc_checksum, &kdc);
    if (status == 0) {
        status = server.length < signature_offset ? EINVAL : signature_in(context, &kdc, &signature);
        for (unsigned i = 0; status == 0; ++i) {
            if (i == krbtgt->entry.keys.len)
                status = KRB5KRB_AP_ERR_MODIFIED;
            else if (verify_with(context, &krbtgt->entry.keys.val[i].key, &server, &signature) == 0)
                break;
        }
        krb5_data_free(&kdc);
    }
    krb5_data_free(&server);
    return status;
}

krb5_error_code kdc_issue_pacs(krb5_context context) {
    static krb5plugin_windc_ftable table = {KRB5_WINDC_PLUGIN_MINOR, begin, end, generate, verify, NULL};
    const krb5_error_code status = krb5_plugin_register(context, PLUGIN_TYPE_DATA, "windc", &table);
    return status != 0 ? status : krb5_kdc_windc_init(context);
}
