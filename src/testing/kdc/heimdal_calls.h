/* SPDX-License-Identifier: BSL-1.0 */
/* Heimdal's functions as the kit's C calls them: by the addresses that Heimdal's libraries themselves give. Included last by each file
 * in C, and by the file that finds them. Whoever has a krb5_context has found them. */
#ifndef SSPI_TESTING_HEIMDAL_CALLS_H
#define SSPI_TESTING_HEIMDAL_CALLS_H

#ifdef __ELF__

#ifdef __cplusplus
extern "C" {
#endif

// clang-format off
#define SSPI_KIT_C_OF_KRB5(X) \
    X(krb5_addlog_func) X(krb5_checksumsize) X(krb5_closelog) X(krb5_copy_keyblock_contents) X(krb5_copy_principal) \
    X(krb5_crypto_destroy) X(krb5_crypto_init) X(krb5_data_copy) X(krb5_data_free) X(krb5_data_zero) X(krb5_initlog) \
    X(krb5_pac_add_buffer) X(krb5_pac_free) X(krb5_pac_get_buffer) X(krb5_pac_init) X(krb5_plugin_register) X(krb5_set_real_time) X(krb5_unparse_name) \
    X(krb5_verify_checksum) X(krb5_xfree)
#define SSPI_KIT_C_OF_HDB(X) \
    X(free_hdb_entry) X(hdb_free_entry)
#define SSPI_KIT_C_OF_KDC(X) \
    X(krb5_kdc_get_config) X(krb5_kdc_process_krb5_request) X(krb5_kdc_update_time) X(krb5_kdc_windc_init)
// clang-format on

enum sspi_kit_function {
#define SSPI_NUMBER(name) SSPI_KIT_##name,
    SSPI_KIT_C_OF_KRB5(SSPI_NUMBER) SSPI_KIT_C_OF_HDB(SSPI_NUMBER) SSPI_KIT_C_OF_KDC(SSPI_NUMBER)
#undef SSPI_NUMBER
        SSPI_KIT_FUNCTIONS
};

typedef void (*sspi_kit_address)(void);
extern sspi_kit_address sspi_kit_functions[SSPI_KIT_FUNCTIONS];

#ifdef __cplusplus
}
#else

#define SSPI_KIT_CALL(name) ((__typeof__(&name))sspi_kit_functions[SSPI_KIT_##name])
// clang-format off
#define krb5_addlog_func SSPI_KIT_CALL(krb5_addlog_func)
#define krb5_checksumsize SSPI_KIT_CALL(krb5_checksumsize)
#define krb5_closelog SSPI_KIT_CALL(krb5_closelog)
#define krb5_copy_keyblock_contents SSPI_KIT_CALL(krb5_copy_keyblock_contents)
#define krb5_copy_principal SSPI_KIT_CALL(krb5_copy_principal)
#define krb5_crypto_destroy SSPI_KIT_CALL(krb5_crypto_destroy)
#define krb5_crypto_init SSPI_KIT_CALL(krb5_crypto_init)
#define krb5_data_copy SSPI_KIT_CALL(krb5_data_copy)
#define krb5_data_free SSPI_KIT_CALL(krb5_data_free)
#define krb5_data_zero SSPI_KIT_CALL(krb5_data_zero)
#define krb5_initlog SSPI_KIT_CALL(krb5_initlog)
#define krb5_pac_add_buffer SSPI_KIT_CALL(krb5_pac_add_buffer)
#define krb5_pac_free SSPI_KIT_CALL(krb5_pac_free)
#define krb5_pac_get_buffer SSPI_KIT_CALL(krb5_pac_get_buffer)
#define krb5_pac_init SSPI_KIT_CALL(krb5_pac_init)
#define krb5_plugin_register SSPI_KIT_CALL(krb5_plugin_register)
#define krb5_set_real_time SSPI_KIT_CALL(krb5_set_real_time)
#define krb5_unparse_name SSPI_KIT_CALL(krb5_unparse_name)
#define krb5_verify_checksum SSPI_KIT_CALL(krb5_verify_checksum)
#define krb5_xfree SSPI_KIT_CALL(krb5_xfree)
#define free_hdb_entry SSPI_KIT_CALL(free_hdb_entry)
#define hdb_free_entry SSPI_KIT_CALL(hdb_free_entry)
#define krb5_kdc_get_config SSPI_KIT_CALL(krb5_kdc_get_config)
#define krb5_kdc_process_krb5_request SSPI_KIT_CALL(krb5_kdc_process_krb5_request)
#define krb5_kdc_update_time SSPI_KIT_CALL(krb5_kdc_update_time)
#define krb5_kdc_windc_init SSPI_KIT_CALL(krb5_kdc_windc_init)
// clang-format on

#endif
#endif
#endif
