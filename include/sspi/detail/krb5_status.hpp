// SPDX-License-Identifier: BSL-1.0
// What each minor status of the Kerberos mechanism means to an SSPI caller, per operation.
#pragma once

#include <sspi/detail/krb5_code.hpp>
#include <sspi/detail/operation.hpp>
#include <sspi/detail/status.hpp>

#include <cerrno>
#include <cstdint>
#include <optional>

namespace sspi::detail {

// Meanings that several codes share.
// What is not Kerberos' encoding came from the peer or, before there is one, from a KDC.
inline constexpr auto malformed_message = everywhere(status::invalid_token)
                                              .on(operation::logon, status::illegal_message)
                                              .on(operation::initiate, status::illegal_message);
// A KDC says that about the request.
inline constexpr auto wrong_kind_of_message =
    malformed_message.on(operation::logon, status::kdc_invalid_request)
        .on(operation::initiate, status::kdc_invalid_request);
inline constexpr auto undecryptable =
    everywhere(status::message_altered).on(operation::logon, status::logon_denied);
inline constexpr auto replayed =
    everywhere(status::logon_denied).on(operation::message, status::out_of_sequence);
// A ticket that ran out: get a new one first (initiate), or the context is over.
inline constexpr auto ticket_expired = everywhere(status::context_expired)
                                           .on(operation::logon, status::no_credentials)
                                           .on(operation::initiate, status::no_credentials);
inline constexpr auto acceptor_key_missing = everywhere(status::wrong_principal)
                                                 .on(operation::accept, status::no_kerb_key)
                                                 .on(operation::logon, status::no_kerb_key);
inline constexpr auto keytab_entry_missing =
    everywhere(status::no_credentials).on(operation::accept, status::no_kerb_key);
inline constexpr auto enctype_refused =
    everywhere(status::kdc_unknown_etype).on(operation::message, status::crypto_system_invalid);
// A KRB-ERROR MODIFIED from the acceptor says that it cannot decrypt the ticket: it runs under another
// account.
inline constexpr auto modified = everywhere(status::message_altered)
                                     .on(operation::logon, status::logon_denied)
                                     .on(operation::initiate, status::kdc_invalid_request)
                                     .on(operation::continue_initiate, status::wrong_principal);
inline constexpr auto unreachable = everywhere(status::no_authenticating_authority);
// The configuration is read before anything else is done.
inline constexpr auto misconfigured = everywhere(status::cannot_install);
inline constexpr auto cache_unusable = everywhere(status::no_credentials);
inline constexpr auto out_of_memory = everywhere(status::insufficient_memory);

struct minor_row {
    krb5_code code;
    by_operation meaning;
};

/// Codes without a row (and those of unknown tables) are judged by their GSS major status.
/// KRB5_TKT_NOT_FORWARDABLE has none on purpose: delegation that fails is reported by a clear flag, not by a
/// status.
inline constexpr minor_row minor_map[] = {
    // KRB-ERROR, RFC 4120 section 7.5.9
    {krb5_code::kdc_err_name_exp, everywhere(status::logon_denied)},
    {krb5_code::kdc_err_service_exp, everywhere(status::target_unknown)},
    {krb5_code::kdc_err_bad_pvno, wrong_kind_of_message},
    {krb5_code::kdc_err_c_old_mast_kvno, everywhere(status::no_kerb_key)},
    {krb5_code::kdc_err_s_old_mast_kvno, everywhere(status::no_kerb_key)},
    {krb5_code::kdc_err_c_principal_unknown, everywhere(status::logon_denied)},
    {krb5_code::kdc_err_s_principal_unknown, everywhere(status::target_unknown)},
    {krb5_code::kdc_err_principal_not_unique, everywhere(status::too_many_principals)},
    {krb5_code::kdc_err_null_key, everywhere(status::no_kerb_key)},
    {krb5_code::kdc_err_cannot_postdate, everywhere(status::time_skew)},
    {krb5_code::kdc_err_never_valid, everywhere(status::time_skew)},
    {krb5_code::kdc_err_policy, everywhere(status::logon_denied)},
    {krb5_code::kdc_err_badoption, everywhere(status::kdc_invalid_request)},
    {krb5_code::kdc_err_etype_nosupp, enctype_refused},
    {krb5_code::kdc_err_sumtype_nosupp, everywhere(status::crypto_system_invalid)},
    {krb5_code::kdc_err_padata_type_nosupp, everywhere(status::unsupported_preauth)},
    {krb5_code::kdc_err_trtype_nosupp, everywhere(status::kdc_invalid_request)},
    {krb5_code::kdc_err_client_revoked, everywhere(status::logon_denied)},
    {krb5_code::kdc_err_service_revoked, everywhere(status::target_unknown)},
    {krb5_code::kdc_err_tgt_revoked, everywhere(status::no_credentials)},
    {krb5_code::kdc_err_client_notyet, everywhere(status::logon_denied)},
    {krb5_code::kdc_err_service_notyet, everywhere(status::target_unknown)},
    {krb5_code::kdc_err_key_expired, everywhere(status::logon_denied)},
    {krb5_code::kdc_err_preauth_failed, everywhere(status::logon_denied)},
    {krb5_code::kdc_err_preauth_required,
     everywhere(status::logon_denied).on(operation::logon, status::no_pa_data)},
    {krb5_code::kdc_err_server_nomatch, everywhere(status::wrong_principal)},
    {krb5_code::kdc_err_must_use_user2user, everywhere(status::no_tgt_reply)},
    {krb5_code::kdc_err_path_not_accepted, unreachable},
    {krb5_code::kdc_err_svc_unavailable, unreachable},
    {krb5_code::ap_err_bad_integrity, undecryptable},
    {krb5_code::ap_err_tkt_expired, ticket_expired},
    {krb5_code::ap_err_tkt_nyv, everywhere(status::time_skew)},
    {krb5_code::ap_err_repeat, replayed},
    {krb5_code::ap_err_not_us, everywhere(status::wrong_principal)},
    {krb5_code::ap_err_badmatch, everywhere(status::wrong_principal)},
    {krb5_code::ap_err_skew, everywhere(status::time_skew)},
    {krb5_code::ap_err_badaddr, everywhere(status::logon_denied)},
    {krb5_code::ap_err_badversion, wrong_kind_of_message},
    // Heimdal says so of a KDC's answer to a TGS request that is neither a ticket nor an error.
    {krb5_code::ap_err_msg_type, malformed_message},
    {krb5_code::ap_err_modified, modified},
    {krb5_code::ap_err_badorder, everywhere(status::out_of_sequence)},
    {krb5_code::ap_err_ill_cr_tkt, unreachable},
    {krb5_code::ap_err_badkeyver, acceptor_key_missing},
    {krb5_code::ap_err_nokey, acceptor_key_missing},
    {krb5_code::ap_err_mut_fail, everywhere(status::mutual_auth_failed)},
    {krb5_code::ap_err_baddirection,
     everywhere(status::invalid_token).on(operation::message, status::message_altered)},
    {krb5_code::ap_err_method, everywhere(status::unsupported_preauth)},
    {krb5_code::ap_err_badseq, everywhere(status::out_of_sequence)},
    {krb5_code::ap_err_inapp_cksum,
     everywhere(status::crypto_system_invalid).on(operation::message, status::message_altered)},
    {krb5_code::ap_path_not_accepted, unreachable},
    {krb5_code::err_response_too_big, unreachable},
    {krb5_code::err_generic, everywhere(status::internal_error)},
    {krb5_code::err_field_toolong, wrong_kind_of_message},
    // RFC 4556 section 3.1.3 (PKINIT), RFC 6111, IAKERB, RFC 6113 (FAST), RFC 6560, RFC 8636
    {krb5_code::kdc_err_client_not_trusted, everywhere(status::pkinit_client_failure)},
    {krb5_code::kdc_err_kdc_not_trusted, everywhere(status::issuing_ca_untrusted_kdc)},
    {krb5_code::kdc_err_invalid_sig, everywhere(status::pkinit_client_failure)},
    {krb5_code::kdc_err_dh_key_parameters_not_accepted, everywhere(status::crypto_system_invalid)},
    {krb5_code::kdc_err_certificate_mismatch, everywhere(status::pkinit_client_failure)},
    {krb5_code::ap_err_no_tgt, everywhere(status::no_tgt_reply)},
    {krb5_code::kdc_err_wrong_realm, everywhere(status::kdc_unable_to_refer)},
    {krb5_code::ap_err_user_to_user_required, everywhere(status::no_tgt_reply)},
    {krb5_code::kdc_err_cant_verify_certificate, everywhere(status::issuing_ca_untrusted)},
    {krb5_code::kdc_err_invalid_certificate, everywhere(status::pkinit_client_failure)},
    {krb5_code::kdc_err_revoked_certificate, everywhere(status::smartcard_cert_revoked)},
    {krb5_code::kdc_err_revocation_status_unknown, everywhere(status::revocation_offline_c)},
    {krb5_code::kdc_err_revocation_status_unavailable, everywhere(status::revocation_offline_c)},
    {krb5_code::kdc_err_client_name_mismatch, everywhere(status::pkinit_name_mismatch)},
    // Heimdal's KDC sends this number for inconsistent_key_purpose.
    {krb5_code::kdc_err_kdc_name_mismatch, everywhere(status::cert_wrong_usage)},
    {krb5_code::kdc_err_inconsistent_key_purpose, everywhere(status::cert_wrong_usage)},
    {krb5_code::kdc_err_digest_in_cert_not_accepted, everywhere(status::algorithm_mismatch)},
    {krb5_code::kdc_err_pa_checksum_must_be_included, everywhere(status::unsupported_preauth)},
    {krb5_code::kdc_err_digest_in_signed_data_not_accepted, everywhere(status::algorithm_mismatch)},
    {krb5_code::kdc_err_public_key_encryption_not_supported, everywhere(status::algorithm_mismatch)},
    {krb5_code::ap_err_principal_unknown, everywhere(status::logon_denied)},
    {krb5_code::ap_err_realm_unknown, unreachable},
    {krb5_code::ap_err_principal_reserved, everywhere(status::logon_denied)},
    {krb5_code::ap_err_iakerb_kdc_not_found, unreachable},
    {krb5_code::ap_err_iakerb_kdc_no_response, unreachable},
    {krb5_code::kdc_err_preauth_expired, everywhere(status::kdc_invalid_request)},
    {krb5_code::kdc_err_more_preauth_data_required, everywhere(status::unsupported_preauth)},
    {krb5_code::kdc_err_preauth_bad_authentication_set, everywhere(status::unsupported_preauth)},
    {krb5_code::kdc_err_unknown_critical_fast_options, everywhere(status::kdc_invalid_request)},
    {krb5_code::kdc_err_invalid_hash_alg, everywhere(status::algorithm_mismatch)},
    {krb5_code::kdc_err_invalid_iteration_count, everywhere(status::unsupported_preauth)},
    {krb5_code::kdc_err_no_acceptable_kdf, everywhere(status::algorithm_mismatch)},
    // The library's own: passwords, names and configuration
    {krb5_code::libos_cantreadpwd, everywhere(status::no_credentials)},
    {krb5_code::libos_badpwdmatch, everywhere(status::no_credentials)},
    {krb5_code::libos_pwdintr, everywhere(status::no_credentials)},
    {krb5_code::parse_illchar, bad_name_given},
    {krb5_code::parse_malformed, bad_name_given},
    {krb5_code::config_cantopen, misconfigured},
    {krb5_code::config_badformat, misconfigured},
    {krb5_code::config_notenufspace, misconfigured},
    {krb5_code::deltat_badformat, misconfigured},
    {krb5_code::config_nodefrealm, unreachable},
    {krb5_code::err_bad_hostname, bad_name_given},
    {krb5_code::sname_unsupp_nametype, bad_name_given},
    {krb5_code::service_unknown, everywhere(status::target_unknown)},
    // Caches and keytabs
    {krb5_code::cc_badname, cache_unusable},
    {krb5_code::cc_unknown_type, cache_unusable},
    {krb5_code::cc_notfound, cache_unusable},
    {krb5_code::cc_end, cache_unusable},
    {krb5_code::cc_format, cache_unusable},
    {krb5_code::cc_not_ktype, cache_unusable},
    {krb5_code::fcc_perm, cache_unusable},
    {krb5_code::fcc_nofile, cache_unusable},
    {krb5_code::ccache_badvno, cache_unusable},
    {krb5_code::cc_io, cache_unusable},
    {krb5_code::cc_write, cache_unusable},
    {krb5_code::cc_nosupp, cache_unusable},
    {krb5_code::fcc_internal, cache_unusable},
    {krb5_code::no_tkt_supplied, cache_unusable},
    {krb5_code::nocreds_supplied, cache_unusable},
    {krb5_code::kt_notfound, keytab_entry_missing},
    {krb5_code::kt_end, keytab_entry_missing},
    {krb5_code::kt_badname, everywhere(status::no_credentials)},
    {krb5_code::kt_unknown_type, everywhere(status::no_credentials)},
    {krb5_code::kt_ioerr, everywhere(status::no_credentials)},
    {krb5_code::keytab_badvno, everywhere(status::no_credentials)},
    {krb5_code::cc_nomem, out_of_memory},
    {krb5_code::rc_malloc, out_of_memory},
    {krb5_code::rc_io_malloc, out_of_memory},
    // Realms and KDCs
    {krb5_code::realm_unknown, unreachable},
    {krb5_code::realm_cant_resolve, unreachable},
    {krb5_code::kdc_unreach, unreachable},
    {krb5_code::err_host_realm_unknown, unreachable},
    {krb5_code::err_no_service, unreachable},
    {krb5_code::no_tkt_in_rlm, unreachable},
    {krb5_code::in_tkt_realm_mismatch, everywhere(status::kdc_unable_to_refer)},
    {krb5_code::get_in_tkt_loop, everywhere(status::max_referrals_exceeded)},
    {krb5_code::kdcrep_skew, everywhere(status::time_skew)},
    {krb5_code::kdcrep_modified, everywhere(status::message_altered)},
    {krb5_code::invalid_flags, everywhere(status::kdc_invalid_request)},
    {krb5_code::no_2nd_tkt, everywhere(status::no_tgt_reply)},
    {krb5_code::preauth_bad_type, everywhere(status::unsupported_preauth)},
    {krb5_code::preauth_no_key, everywhere(status::logon_denied)},
    {krb5_code::preauth_failed, everywhere(status::logon_denied)},
    {krb5_code::sam_unsupported, everywhere(status::unsupported_preauth)},
    {krb5_code::sam_invalid_etype, everywhere(status::unsupported_preauth)},
    {krb5_code::sam_no_checksum, everywhere(status::unsupported_preauth)},
    {krb5_code::sam_bad_checksum, everywhere(status::unsupported_preauth)},
    {krb5_code::err_bad_s2k_params, everywhere(status::crypto_system_invalid)},
    // Tickets and authenticators
    {krb5_code::ap_wrong_princ, everywhere(status::wrong_principal)},
    {krb5_code::princ_nomatch, everywhere(status::wrong_principal)},
    {krb5_code::ap_err_tkt_invalid,
     everywhere(status::logon_denied).on(operation::initiate, status::no_credentials)},
    {krb5_code::mutual_failed, everywhere(status::mutual_auth_failed)},
    {krb5_code::rc_replay, replayed},
    {krb5_code::badmsgtype, malformed_message},
    {krb5_code::ap_err_v4_reply, malformed_message},
    {krb5_code::obsolete_fn, everywhere(status::unsupported_function)},
    // Cryptography
    {krb5_code::prog_etype_nosupp, enctype_refused},
    {krb5_code::prog_keytype_nosupp, enctype_refused},
    {krb5_code::wrong_etype, enctype_refused},
    {krb5_code::bad_enctype, enctype_refused},
    {krb5_code::prog_sumtype_nosupp, everywhere(status::crypto_system_invalid)},
    {krb5_code::crypto_internal, everywhere(status::crypto_system_invalid)},
    {krb5_code::bad_keysize, everywhere(status::crypto_system_invalid)},
    {krb5_code::des_bad_keypar, everywhere(status::crypto_system_invalid)},
    {krb5_code::des_weak_key, everywhere(status::crypto_system_invalid)},
    {krb5_code::bad_msize, malformed_message},
};

/// Codes outside the krb5 table: ranges of Heimdal's other tables, and errno values, which it passes on as
/// they are.
struct foreign_row {
    std::int32_t first;
    std::int32_t last;
    by_operation meaning;
};

// Caches and keytabs are files. To say more, the name of the file would have to be known.
inline constexpr auto unreadable =
    everywhere(status::no_credentials).on(operation::message, status::internal_error);

inline constexpr foreign_row foreign_map[] = {
    {1859794432, 1859794432 + 255, malformed_message},                     // asn1: any decoding error
    {-1980176638, -1980176638, everywhere(status::crypto_system_invalid)}, // HEIM_ERR_SALTTYPE_NOSUPP
    {-1980176637, -1980176637, unreachable},                               // HEIM_ERR_NOHOST
    {-1980176636, -1980176636, everywhere(status::unsupported_function)},  // HEIM_ERR_OPNOTSUPP
    {-1980176635, -1980176635, unreadable},                                // HEIM_ERR_EOF: it is cut short
    {-1980176632, -1980176631, unreadable},                                // HEIM_ERR_NOT_SEEKABLE, _TOO_BIG
    {-1980176629, -1980176629, everywhere(status::crypto_system_invalid)}, // HEIM_ERR_RANDOM_OFFLINE
    {-1980176576, -1980176572, everywhere(status::pkinit_client_failure)}, // HEIM_PKINIT_*
    {-1980176512, -1980176501, unreachable},                               // HEIM_EAI_*, name resolution
    {-1980176448, -1980176448, unreachable},                               // HEIM_NET_CONN_REFUSED
    {ENOMEM, ENOMEM, out_of_memory},
    {EMFILE, EMFILE, out_of_memory},
    {ENFILE, ENFILE, out_of_memory},
    {ENOSPC, ENOSPC, out_of_memory},
    {ENOENT, ENOENT, unreadable},
    {EACCES, EACCES, unreadable},
    {EPERM, EPERM, unreadable},
    {ENOTDIR, ENOTDIR, unreadable},
    {EISDIR, EISDIR, unreadable},
    {ELOOP, ELOOP, unreadable},
    {ENAMETOOLONG, ENAMETOOLONG, unreadable},
    {EIO, EIO, unreadable},
    {EROFS, EROFS, unreadable},
    {ENXIO, ENXIO, unreadable},
    {ECONNREFUSED, ECONNREFUSED, unreachable},
    {ECONNRESET, ECONNRESET, unreachable},
    {ECONNABORTED, ECONNABORTED, unreachable},
    {EPIPE, EPIPE, unreachable},
    {ETIMEDOUT, ETIMEDOUT, unreachable},
    {EHOSTUNREACH, EHOSTUNREACH, unreachable},
    {ENETUNREACH, ENETUNREACH, unreachable},
    {ENETDOWN, ENETDOWN, unreachable},
    {EADDRNOTAVAIL, EADDRNOTAVAIL, unreachable},
};

/// The meaning of a minor code; nothing when it says nothing by itself.
[[nodiscard]] constexpr std::optional<by_operation> find_minor(std::int32_t minor) noexcept {
    for (const auto& row : minor_map)
        if (static_cast<std::int32_t>(row.code) == minor) return row.meaning;
    for (const auto& row : foreign_map)
        if (row.first <= minor && minor <= row.last) return row.meaning;
    return std::nullopt;
}

} // namespace sspi::detail
