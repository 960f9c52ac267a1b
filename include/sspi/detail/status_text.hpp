// SPDX-License-Identifier: BSL-1.0
// What each status means, in plain English.
#pragma once

#include <sspi/detail/status.hpp>

#include <cstdint>
#include <string_view>

namespace sspi::detail {

struct status_text_row {
    status code;
    std::string_view text;
};

inline constexpr status_text_row status_texts[] = {
    {status::ok, "It worked."},
    {status::insufficient_memory, "There was not enough memory."},
    {status::invalid_handle, "A handle is missing, was never issued or has been freed."},
    {status::unsupported_function,
     "This library does not do what was asked for: the function, a flag, an attribute or an option."},
    {status::target_unknown, "The KDC does not know the service, or its name is missing or malformed."},
    {status::internal_error, "Something failed for which there is no other status."},
    {status::secpkg_not_found,
     "There is no security package of that name, or both sides have none in common."},
    {status::not_owner, "The credentials belong to somebody else."},
    {status::cannot_install, "A security package could not be started."},
    {status::invalid_token, "A token or a buffer is missing, malformed, or not the one that is due."},
    {status::cannot_pack, "The logon data could not be put into the form that the package needs."},
    {status::qop_not_supported,
     "The context does not protect messages, or not in the way that was asked for."},
    {status::no_impersonation, "There is nothing by which the client could be impersonated."},
    {status::logon_denied, "The logon was refused."},
    {status::unknown_credentials, "The credentials that were given are not in a form that is understood."},
    {status::no_credentials, "There are no credentials for this: no ticket, no key, or they have run out."},
    {status::message_altered, "A message was altered on its way, or protected with another key."},
    {status::out_of_sequence, "A message came twice, late, or out of its order."},
    {status::no_authenticating_authority, "No KDC of the realm answered."},
    {status::continue_needed, "The exchange goes on: send the token, and call again with the answer."},
    {status::complete_needed, "The token has to be completed with CompleteAuthToken before it is sent."},
    {status::complete_and_continue,
     "The token has to be completed with CompleteAuthToken, and the exchange goes on."},
    {status::local_logon, "The logon was decided on this machine, without an authority."},
    {status::generic_extension_received, "The peer sent an extension for the application."},
    {status::bad_pkgid, "There is no security package of that number."},
    {status::i_context_expired, "The peer has closed the session."},
    {status::context_expired, "The session has ended, or the ticket behind it has."},
    {status::incomplete_message, "The message is not complete: more of it has to be read."},
    {status::i_incomplete_credentials, "The server wants a certificate, and none was given."},
    {status::incomplete_credentials, "A certificate was needed, and none was given."},
    {status::renegotiate, "The peer wants to negotiate anew."},
    {status::buffer_too_small, "A buffer is too small for what goes into it."},
    {status::wrong_principal,
     "The other side is not the one that was meant, or cannot read what was meant for it."},
    {status::no_lsa_context, "The authority of this machine has no context for it."},
    {status::time_skew, "Two clocks differ too much, or a ticket is not valid yet."},
    {status::untrusted_root, "A certificate comes from an authority that is not trusted."},
    {status::illegal_message, "The message is malformed."},
    {status::cert_unknown, "A certificate could not be processed."},
    {status::cert_expired, "A certificate has expired."},
    {status::encrypt_failure, "The data could not be encrypted."},
    {status::decrypt_failure, "The data could not be decrypted."},
    {status::algorithm_mismatch, "Both sides have no algorithm in common."},
    {status::security_qos_failed, "The protection that was demanded could not be had."},
    {status::unfinished_context_deleted, "The context was deleted before the exchange was complete."},
    {status::no_tgt_reply, "The server sent no ticket-granting ticket, which user-to-user needs."},
    {status::no_ip_addresses, "This machine has no address that could stand in a ticket."},
    {status::wrong_credential_handle, "The context was begun with another credential."},
    {status::crypto_system_invalid, "An algorithm is not available here."},
    {status::max_referrals_exceeded, "The KDCs sent the request from realm to realm too often."},
    {status::must_be_kdc, "This can be done on a domain controller only."},
    {status::strong_crypto_not_supported, "The other side demands stronger cryptography than there is here."},
    {status::too_many_principals, "More than one account has the name."},
    {status::no_pa_data, "The KDC's answer lacks what pre-authentication needs."},
    {status::pkinit_name_mismatch, "The certificate is not that of the user."},
    {status::smartcard_logon_required, "The account has to log on with a smart card."},
    {status::shutdown_in_progress, "The system is shutting down."},
    {status::kdc_invalid_request, "The KDC finds the request invalid."},
    {status::kdc_unable_to_refer, "The KDC knows no realm where the service could be."},
    {status::kdc_unknown_etype,
     "There is no encryption type that this side, the KDC and the account have in common."},
    {status::unsupported_preauth, "The KDC demands a kind of pre-authentication that is not to be had."},
    {status::delegation_required, "Delegation is needed, and is not configured."},
    {status::bad_bindings,
     "Client and server do not speak through the same channel, or one of them does not say which."},
    {status::multiple_accounts, "The certificate belongs to more than one account."},
    {status::no_kerb_key, "There is no key for this service or account."},
    {status::cert_wrong_usage, "The certificate is not meant for this use."},
    {status::downgrade_detected,
     "Somebody may have tried to weaken the exchange, or no KDC could be reached."},
    {status::smartcard_cert_revoked, "The user's certificate was revoked."},
    {status::issuing_ca_untrusted, "The authority behind the user's certificate is not trusted."},
    {status::revocation_offline_c, "It could not be found out whether the user's certificate was revoked."},
    {status::pkinit_client_failure, "The KDC does not trust the user's certificate."},
    {status::smartcard_cert_expired, "The user's certificate has expired."},
    {status::no_s4u_prot_support, "The KDC knows no logon in the name of others."},
    {status::crossrealm_delegation_failure, "Delegation does not reach into the other realm."},
    {status::revocation_offline_kdc, "It could not be found out whether the KDC's certificate was revoked."},
    {status::issuing_ca_untrusted_kdc, "The authority behind the KDC's certificate is not trusted."},
    {status::kdc_cert_expired, "The KDC's certificate has expired."},
    {status::kdc_cert_revoked, "The KDC's certificate was revoked."},
    {status::signature_needed, "Something has to be signed before the exchange goes on."},
    {status::invalid_parameter, "An argument is not valid."},
    {status::delegation_policy, "Policy keeps credentials from being delegated to this server."},
    {status::policy_nltm_only, "Policy keeps credentials from being delegated on the word of NTLM alone."},
    {status::no_renegotiation, "The peer does not negotiate anew."},
    {status::no_context, "There is no security context."},
    {status::pku2u_cert_failure, "A certificate did not serve between two users."},
    {status::mutual_auth_failed, "The server did not prove who it is."},
    {status::message_fragment, "This is a part of a message: more follows."},
    {status::only_https_allowed, "This may be fetched over HTTPS only."},
    {status::continue_needed_message_ok, "The message is good, and the exchange goes on."},
    {status::application_protocol_mismatch, "Client and server have no application protocol in common."},
    {status::async_call_pending, "The call has not come to its end yet."},
    {status::invalid_upn_name, "The user principal name is malformed."},
    {status::ext_buffer_too_small, "The buffer for an extension is too small."},
    {status::insufficient_buffers, "The call has too few buffers for its output."},
    {status::cancelled, // HRESULT_FROM_WIN32(ERROR_CANCELLED)
     "The call was cancelled."},
};

/// The text of a status of the SSPI; empty for another value.
[[nodiscard]] constexpr std::string_view text(status code) noexcept {
    for (const auto& row : status_texts)
        if (row.code == code) return row.text;
    return {};
}

/// True when every status has exactly one text, which no other status has.
[[nodiscard]] constexpr bool every_status_has_its_text() noexcept {
    for (const auto& named : status_names)
        if (text(named.code).empty()) return false;
    for (const auto& one : status_texts)
        for (const auto& other : status_texts)
            if (&one != &other && (one.code == other.code || one.text == other.text)) return false;
    return true;
}
static_assert(every_status_has_its_text());

} // namespace sspi::detail
