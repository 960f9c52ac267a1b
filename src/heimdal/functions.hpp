// SPDX-License-Identifier: BSL-1.0
// Heimdal's functions under their own names: in this namespace they are called by the addresses that Heimdal's libraries themselves
// give, and not by whatever the process finds under such a name, which may be the program's.
#pragma once

#include "../linkage/imported.hpp"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

// First, because krb5.h includes it without saying that its functions are C.
extern "C" {
#include <krb5_asn1.h>
}

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>

// All that the backend calls; what is called and not listed is found by a test, as a symbol that the library leaves undefined.
// clang-format off
#define SSPI_OF_GSSAPI(X) \
    X(gss_accept_sec_context) X(gss_delete_sec_context) X(gss_display_name) X(gss_display_status) \
    X(gss_export_sec_context) X(gss_get_mic) X(gss_import_name) X(gss_import_sec_context) X(gss_init_sec_context) \
    X(gss_inquire_context) X(gss_inquire_cred) X(gss_inquire_sec_context_by_oid) X(gss_krb5_copy_ccache) \
    X(gss_release_buffer) X(gss_release_buffer_set) X(gss_release_cred) X(gss_release_name) X(gss_set_cred_option) \
    X(gss_unwrap) X(gss_verify_mic) X(gss_wrap) X(gsskrb5_extract_authtime_from_sec_context) \
    X(gsskrb5_extract_authz_data_from_sec_context) X(gsskrb5_get_time_offset) X(gsskrb5_set_time_offset)
#define SSPI_OF_GSSAPI_VALUES(X) \
    X(__gss_krb5_cred_no_ci_flags_x_oid_desc) X(__gss_krb5_export_lucid_context_v1_x_oid_desc) \
    X(__gss_krb5_import_cred_x_oid_desc) X(__gss_krb5_mechanism_oid_desc) X(__gss_krb5_nt_principal_name_oid_desc)
#define SSPI_OF_KRB5(X) \
    X(krb5_auth_con_addflags) X(krb5_auth_con_free) X(krb5_auth_con_generatelocalsubkey) \
    X(krb5_auth_con_getlocalseqnumber) X(krb5_auth_con_getlocalsubkey) \
    X(krb5_auth_con_init) X(krb5_auth_con_setflags) X(krb5_auth_con_setkey) X(krb5_auth_con_setkeytype) \
    X(krb5_auth_con_setlocalseqnumber) X(krb5_auth_con_setremotesubkey) X(krb5_auth_con_setuserkey) X(krb5_build_ap_req) X(krb5_cc_cache_end_seq_get) \
    X(krb5_cc_cache_get_first) X(krb5_cc_cache_next) X(krb5_cc_close) X(krb5_cc_copy_cache) X(krb5_cc_default_name) \
    X(krb5_cc_destroy) X(krb5_cc_end_seq_get) X(krb5_cc_get_config) X(krb5_cc_get_full_name) X(krb5_cc_get_kdc_offset) \
    X(krb5_cc_get_lifetime) X(krb5_cc_get_principal) X(krb5_cc_get_type) X(krb5_cc_initialize) X(krb5_cc_new_unique) \
    X(krb5_cc_next_cred) X(krb5_cc_register) X(krb5_cc_resolve) X(krb5_cc_retrieve_cred) X(krb5_cc_set_config) \
    X(krb5_cc_set_kdc_offset) X(krb5_cc_start_seq_get) X(krb5_cc_store_cred) X(krb5_check_transited) X(krb5_checksum_is_keyed) \
    X(krb5_clear_error_message) X(krb5_compare_creds) X(krb5_config_free_strings) X(krb5_config_get_bool_default) \
    X(krb5_config_get_int_default) X(krb5_config_get_list) X(krb5_config_get_string) X(krb5_config_get_strings) \
    X(krb5_config_get_time_default) X(krb5_copy_creds) X(krb5_copy_creds_contents) X(krb5_copy_keyblock) \
    X(krb5_copy_keyblock_contents) X(krb5_copy_principal) X(krb5_create_checksum) X(krb5_crypto_destroy) \
    X(krb5_crypto_init) X(krb5_data_copy) X(krb5_data_free) X(krb5_decode_ap_req) X(krb5_decrypt_EncryptedData) X(krb5_domain_x500_decode) X(krb5_encrypt) X(krb5_enctype_to_string) \
    X(krb5_error_from_rd_error) X(krb5_free_ap_rep_enc_part) X(krb5_free_authenticator) X(krb5_free_context) \
    X(krb5_free_cred_contents) X(krb5_free_creds) X(krb5_free_error_contents) X(krb5_free_error_message) \
    X(krb5_free_keyblock) X(krb5_free_keyblock_contents) X(krb5_free_principal) X(krb5_free_ticket) \
    X(krb5_generate_random_block) X(krb5_generate_seq_number) X(krb5_generate_subkey_extended) \
    X(krb5_get_default_in_tkt_etypes) X(krb5_get_default_realm) X(krb5_get_error_message) \
    X(krb5_get_init_creds_opt_alloc) X(krb5_get_init_creds_opt_free) X(krb5_get_init_creds_opt_set_canonicalize) \
    X(krb5_get_init_creds_opt_set_default_flags) X(krb5_get_init_creds_opt_set_forwardable) \
    X(krb5_get_init_creds_opt_set_pa_password) X(krb5_get_init_creds_opt_set_pac_request) \
    X(krb5_get_init_creds_opt_set_proxiable) X(krb5_get_init_creds_opt_set_tkt_life) \
    X(krb5_get_max_time_skew) X(krb5_hmac) X(krb5_init_context) X(krb5_init_creds_free) X(krb5_init_creds_get) \
    X(krb5_init_creds_get_creds) X(krb5_init_creds_init) X(krb5_init_creds_set_keytab) X(krb5_init_creds_set_service) \
    X(krb5_kt_add_entry) X(krb5_kt_close) X(krb5_kt_default) X(krb5_kt_end_seq_get) X(krb5_kt_free_entry) \
    X(krb5_kt_get_entry) X(krb5_kt_get_full_name) X(krb5_kt_next_entry) X(krb5_kt_resolve) X(krb5_kt_start_seq_get) \
    X(krb5_make_principal) X(krb5_mk_error_ext) X(krb5_mk_rep) X(krb5_mk_req_extended) X(krb5_pac_free) X(krb5_pac_parse) X(krb5_pac_verify) X(krb5_parse_name) \
    X(krb5_parse_name_flags) X(krb5_plugin_register) X(krb5_principal_compare) X(krb5_principal_compare_any_realm) \
    X(krb5_principal_get_comp_string) X(krb5_principal_get_num_comp) X(krb5_principal_get_realm) \
    X(krb5_principal_get_type) X(krb5_principal_set_comp_string) X(krb5_principal_set_realm) \
    X(krb5_principal_set_type) X(krb5_rd_cred) X(krb5_rd_error) X(krb5_rd_priv) X(krb5_rd_rep) X(krb5_rd_req_ctx) \
    X(krb5_rd_req_in_ctx_alloc) X(krb5_rd_req_in_ctx_free) X(krb5_rd_req_in_set_keytab) X(krb5_rd_req_out_ctx_free) \
    X(krb5_rd_req_out_get_ticket) X(krb5_ret_creds) X(krb5_ret_keyblock) X(krb5_ret_principal) X(krb5_ret_uint32) \
    X(krb5_sendto_context) X(krb5_sendto_ctx_alloc) X(krb5_sendto_ctx_free) X(krb5_sendto_ctx_set_type) \
    X(krb5_set_default_realm) X(krb5_set_error_message) X(krb5_set_kdc_sec_offset) X(krb5_set_max_time_skew) \
    X(krb5_storage_emem) X(krb5_storage_free) X(krb5_storage_from_mem) X(krb5_storage_from_readonly_mem) \
    X(krb5_storage_to_data) X(krb5_store_string) X(krb5_string_to_enctype) X(krb5_string_to_key_data_salt_opaque) X(krb5_ticket_get_authorization_data_type) \
    X(krb5_timeofday) X(krb5_unparse_name) X(krb5_unparse_name_flags) X(krb5_us_timeofday) X(krb5_verify_checksum) X(krb5_xfree)
#define SSPI_OF_ASN1(X) \
    X(decode_AP_REP) X(decode_AP_REQ) X(decode_AS_REP) X(decode_AS_REQ) X(decode_Authenticator) X(decode_Checksum) \
    X(decode_EncAPRepPart) X(decode_EncTGSRepPart) X(decode_EncTicketPart) X(decode_KRB_ERROR) X(decode_PrincipalName) X(decode_TGS_REP) \
    X(decode_TGS_REQ) X(decode_Ticket) X(encode_AP_REP) X(encode_AP_REQ) X(encode_Authenticator) X(encode_Checksum) X(encode_EncAPRepPart) \
    X(encode_KDC_REQ_BODY) X(encode_KRB_ERROR) X(encode_PA_S4U2Self) X(encode_PrincipalName) X(encode_TGS_REQ) \
    X(encode_Ticket) X(free_AP_REP) X(free_AP_REQ) X(free_AS_REP) X(free_AS_REQ) X(free_Authenticator) X(free_Checksum) \
    X(free_EncAPRepPart) X(free_EncTGSRepPart) X(free_EncTicketPart) X(free_KRB_ERROR) X(free_PrincipalName) X(free_TGS_REP) \
    X(free_TGS_REQ) X(free_Ticket) X(length_AP_REP) X(length_AP_REQ) X(length_Authenticator) X(length_Checksum) X(length_EncAPRepPart) \
    X(length_KDC_REQ_BODY) X(length_KRB_ERROR) X(length_PA_S4U2Self) X(length_PrincipalName) X(length_TGS_REQ) \
    X(length_Ticket)
// clang-format on

namespace sspi::heimdal {

/// Looks all of them up, once. Either all are there, or none is called; then each fails.
void find_functions() noexcept;

/// Why there are none; empty when they are there.
[[nodiscard]] const char* missing_functions() noexcept;

#ifdef __ELF__
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Wignored-attributes"
#endif
#define SSPI_FUNCTION(name) extern linkage::imported<decltype(::name), find_functions> name;
#define SSPI_VALUE(name) extern linkage::imported_value<decltype(::name), find_functions> name;
SSPI_OF_GSSAPI(SSPI_FUNCTION)
SSPI_OF_GSSAPI_VALUES(SSPI_VALUE)
SSPI_OF_KRB5(SSPI_FUNCTION)
SSPI_OF_ASN1(SSPI_FUNCTION)
#undef SSPI_FUNCTION
#undef SSPI_VALUE
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif
#endif

} // namespace sspi::heimdal
