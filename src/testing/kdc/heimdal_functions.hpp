// SPDX-License-Identifier: BSL-1.0
// Heimdal's functions under their own names: in this namespace they are called by the addresses that Heimdal's libraries themselves
// give, and not by whatever the program has under such a name.
#pragma once

#include "../../linkage/imported.hpp"
#include "heimdal_krb5.h"

// All that the kit calls from C++. Those that C calls are in heimdal_calls.h. What is called and not listed leaves a symbol
// undefined.
// clang-format off
#define SSPI_KIT_OF_KRB5(X) \
    X(krb5_auth_con_free) X(krb5_auth_con_init) X(krb5_auth_con_setaddrs) X(krb5_auth_con_setflags) X(krb5_cc_close) \
    X(krb5_cc_destroy) X(krb5_cc_initialize) X(krb5_cc_resolve) X(krb5_cc_store_cred) X(krb5_clear_error_message) \
    X(krb5_copy_keyblock_contents) X(krb5_create_checksum) X(krb5_crypto_destroy) X(krb5_crypto_get_checksum_type) X(krb5_crypto_init) X(krb5_data_copy) X(krb5_data_free) \
    X(krb5_data_zero) X(krb5_decrypt_EncryptedData) X(krb5_encrypt_EncryptedData) X(krb5_free_context) \
    X(krb5_free_cred_contents) X(krb5_free_error_message) X(krb5_free_keyblock_contents) X(krb5_free_principal) \
    X(krb5_free_salt) X(krb5_free_ticket) X(krb5_generate_random_keyblock) X(krb5_get_error_message) \
    X(krb5_get_init_creds_opt_alloc) X(krb5_get_init_creds_opt_free) X(krb5_get_init_creds_opt_set_etype_list) \
    X(krb5_get_init_creds_opt_set_forwardable) X(krb5_get_init_creds_opt_set_renew_life) \
    X(krb5_get_init_creds_opt_set_tkt_life) X(krb5_get_pw_salt) X(krb5_init_context) X(krb5_init_creds_free) \
    X(krb5_init_creds_get) X(krb5_init_creds_get_creds) X(krb5_init_creds_init) X(krb5_init_creds_set_keytab) \
    X(krb5_kt_add_entry) X(krb5_kt_close) X(krb5_kt_end_seq_get) X(krb5_kt_free_entry) X(krb5_kt_next_entry) \
    X(krb5_kt_resolve) X(krb5_kt_start_seq_get) X(krb5_mk_error) X(krb5_mk_error_ext) X(krb5_mk_priv) X(krb5_mk_rep) \
    X(krb5_parse_name_flags) X(krb5_plugin_register) X(krb5_principal_compare) X(krb5_principal_get_realm) \
    X(krb5_principal_set_realm) X(krb5_rd_priv) X(krb5_rd_req_with_keyblock) X(krb5_set_config_files) \
    X(krb5_set_real_time) X(krb5_string_to_key_data_salt_opaque) X(krb5_unparse_name) X(krb5_xfree)
#define SSPI_KIT_OF_ASN1(X) \
    X(KDCOptions2int) X(TicketFlags2int) X(add_ETYPE_INFO2) X(add_METHOD_DATA) X(copy_PrincipalName) X(decode_AP_REQ) \
    X(decode_AS_REP) X(decode_AS_REQ) X(decode_Authenticator) X(decode_AuthorizationData) X(decode_ChangePasswdDataMS) X(decode_ETYPE_INFO2) \
    X(decode_EncASRepPart) X(decode_EncTGSRepPart) X(decode_EncTicketPart) X(decode_KRB_ERROR) X(decode_METHOD_DATA) \
    X(decode_PA_S4U2Self) X(decode_TGS_REP) X(decode_TGS_REQ) X(encode_AS_REP) X(encode_AuthorizationData) X(encode_ETYPE_INFO2) \
    X(encode_EncASRepPart) X(encode_EncTGSRepPart) X(encode_EncTicketPart) X(encode_KRB_ERROR) X(encode_METHOD_DATA) \
    X(encode_TGS_REP) X(free_AP_REQ) X(free_AS_REP) X(free_AS_REQ) X(free_Authenticator) X(free_AuthorizationData) \
    X(free_ChangePasswdDataMS) X(free_Checksum) X(free_ETYPE_INFO2) X(free_EncASRepPart) X(free_EncTGSRepPart) X(free_EncTicketPart) \
    X(free_EncryptedData) X(free_KRB_ERROR) X(free_METHOD_DATA) X(free_PA_S4U2Self) X(free_PrincipalName) \
    X(free_TGS_REP) X(free_TGS_REQ) X(int2TicketFlags) X(length_AS_REP) X(length_AuthorizationData) X(length_ETYPE_INFO2) X(length_EncASRepPart) \
    X(length_EncTGSRepPart) X(length_EncTicketPart) X(length_KRB_ERROR) X(length_METHOD_DATA) X(length_TGS_REP)
// clang-format on

namespace sspi::testing {

/// Looks all of them up, and those of C, once. Either all are there, or none is called; then each fails.
void find_heimdal() noexcept;

/// Why there are none; empty when they are there.
[[nodiscard]] const char* missing_heimdal() noexcept;

#ifdef __ELF__
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Wignored-attributes"
#endif
#define SSPI_FUNCTION(name) extern linkage::imported<decltype(::name), find_heimdal> name;
SSPI_KIT_OF_KRB5(SSPI_FUNCTION)
SSPI_KIT_OF_ASN1(SSPI_FUNCTION)
#undef SSPI_FUNCTION
#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif
#endif

} // namespace sspi::testing
