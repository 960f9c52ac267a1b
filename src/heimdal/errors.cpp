// SPDX-License-Identifier: BSL-1.0
// Error texts of Heimdal, and the locks on the numbers that the pure tables mirror.
#include "errors.hpp"

#include "../gss/failure_facts.hpp"
#include "objects.hpp"

#include <sspi/detail/nt_refinement.hpp>

#include <algorithm>
#include <utility>

namespace sspi::heimdal {

namespace {

constexpr int most_messages = 8; // gss_display_status says itself when it is done; a broken one would not
constexpr std::size_t longest_text = 4096;

/// What a code means to people, where they can do something about it.
struct code_row {
    detail::krb5_code code;
    reason why;
};
using enum detail::krb5_code;
constexpr code_row code_rows[] = {
    {kdc_err_name_exp, reason::client_expired},
    {kdc_err_service_exp, reason::service_unusable},
    {kdc_err_c_principal_unknown, reason::client_unknown},
    {kdc_err_s_principal_unknown, reason::service_unknown},
    {kdc_err_principal_not_unique, reason::service_not_unique},
    {kdc_err_null_key, reason::client_without_key},
    {kdc_err_policy, reason::refused_by_policy},
    {kdc_err_badoption, reason::refused_by_policy},
    {kdc_err_etype_nosupp, reason::no_common_enctype},
    {kdc_err_client_revoked, reason::client_revoked},
    {kdc_err_service_revoked, reason::service_unusable},
    {kdc_err_client_notyet, reason::client_not_yet_valid},
    {kdc_err_service_notyet, reason::service_unusable},
    {kdc_err_key_expired, reason::password_expired},
    {kdc_err_preauth_failed, reason::proof_refused},
    {ap_err_bad_integrity, reason::undecryptable},
    {ap_err_tkt_expired, reason::ticket_expired},
    {ap_err_tkt_nyv, reason::ticket_not_yet_valid},
    {ap_err_repeat, reason::replayed_token},
    {ap_err_skew, reason::clock_skew},
    {ap_err_modified, reason::undecryptable},
    {ap_err_badkeyver, reason::key_missing},
    {ap_err_nokey, reason::key_missing},
    {kdcrep_skew, reason::clock_skew},
    {preauth_failed, reason::proof_refused},
    {prog_etype_nosupp, reason::no_common_enctype},
    {wrong_etype, reason::no_common_enctype},
    {cc_notfound, reason::ticket_missing},
    {cc_end, reason::ticket_missing},
    {fcc_nofile, reason::ticket_missing},
    {kt_notfound, reason::key_missing},
    {kdc_unreach, reason::kdc_unreachable},
    {realm_unknown, reason::kdc_unreachable},
    {realm_cant_resolve, reason::kdc_unreachable},
    {err_host_realm_unknown, reason::kdc_unreachable},
};

[[nodiscard]] constexpr reason reason_of(std::int32_t minor) noexcept {
    for (const auto& row : code_rows)
        if (static_cast<std::int32_t>(row.code) == minor) return row.why;
    return reason::unspecified;
}

void free_message(const char* message) noexcept {
    krb5_free_error_message(thread_context(), message);
}
using owned_message = owned<const char*, free_message>;

void append_bounded(std::string& text, std::string_view more) {
    if (more.empty()) return;
    if (!text.empty()) text += "; ";
    text += more.substr(0, longest_text - std::min(longest_text, text.size()));
}

[[nodiscard]] std::string with_more(std::string text, std::string_view more) {
    append_bounded(text, more);
    return text;
}

void append_status(std::string& text, std::uint32_t value, int kind) {
    OM_uint32 more = 0;
    for (int i = 0; i < most_messages; ++i) {
        OM_uint32 minor = 0;
        owned_buffer message;
        const auto major = gss_display_status(&minor, value, kind, GSS_KRB5_MECHANISM, &more, message.out());
        if (GSS_ERROR(major)) return;
        append_bounded(text, message.text());
        if (more == 0) return;
    }
}

/// Whether nobody is left to blame but the one who answered last.
[[nodiscard]] bool answered_nonsense(const kdc_record& record) {
    return record.last_outcome == kdc_outcome::malformed;
}

/// Who asked for a KDC after the call had ended was told that there is none, which is not the reason.
void explain_end(kdc_call& call, failure& of) {
    const bool for_want_of_kdc =
        of.minor == KRB5_KDC_UNREACH || of.code == status::no_authenticating_authority;
    if (!for_want_of_kdc) return;
    if (call.ended() == kdc_call::end::cancelled) {
        of.code = status::cancelled;
        of.why = reason::cancelled;
        of.text = std::string(default_text(of.why));
    } else if (call.ended() == kdc_call::end::too_late) {
        of.code = status::no_authenticating_authority;
        of.why = reason::out_of_time;
        of.text = with_more(of.text, default_text(of.why));
    } else if (answered_nonsense(call.record())) {
        of.code = status::illegal_message;
        of.why = reason::kdc_is_none;
        of.text = with_more(of.text, default_text(of.why));
    }
}

/// Heimdal gives up an exchange that goes in a circle, whichever: what the KDC said each time is the reason.
void explain_loop(kdc_call& call, failure& of) {
    const auto& said = call.record().error;
    if (of.minor != KRB5_GET_IN_TKT_LOOP || !said) return;
    const auto is = [&](detail::krb5_code code) { return said->code == static_cast<std::int32_t>(code); };
    if (is(kdc_err_preauth_required) || is(kdc_err_preauth_failed) ||
        is(kdc_err_more_preauth_data_required)) {
        of.code = status::unsupported_preauth;
        of.why = reason::proof_impossible;
        of.text = with_more(of.text, default_text(of.why));
    } else if (is(ap_err_skew)) {
        of.code = status::time_skew;
        of.why = reason::clock_skew;
        of.text = with_more(of.text, default_text(of.why));
    }
}

/// Where a KDC ended the call with this error, what it sent along counts.
void refine(kdc_call& call, failure& of) {
    const auto& said = call.record().error;
    if (said && said->code == of.minor && said->nt_status)
        of.code = detail::refined(of.code, *said->nt_status);
}

[[nodiscard]] failure as_it_ended(kdc_call& call, failure error) {
    if (call.lacks_memory()) return failed_with(status::insufficient_memory);
    explain_loop(call, error);
    refine(call, error);
    explain_end(call, error);
    return knowing_kdcs(std::move(error), call);
}

} // namespace

failure gss_failure(detail::operation during, std::uint32_t major, std::uint32_t minor) {
    failure out;
    out.minor = static_cast<std::int32_t>(minor);
    out.code = detail::to_status(during, {major, out.minor});
    out.why = reason_of(out.minor);
    std::string text;
    if (minor != 0) append_status(text, minor, GSS_C_MECH_CODE);
    // A failure that Kerberos explains is called "miscellaneous" by the GSS-API, which explains nothing.
    const bool says_more = minor == 0 || GSS_ROUTINE_ERROR(major) != GSS_S_FAILURE;
    if (says_more) append_status(text, major, GSS_C_GSS_CODE);
    out.text = std::move(text);
    return out;
}

failure krb5_failure(detail::operation during, std::int32_t code) {
    failure out;
    out.minor = code;
    out.code = detail::to_status(during, {GSS_S_FAILURE, code});
    out.why = reason_of(code);
    if (const owned_message message(krb5_get_error_message(thread_context(), code)); message)
        out.text = with_more({}, message.get());
    return out;
}

failure gss_failure(kdc_call& call, detail::operation during, std::uint32_t major, std::uint32_t minor) {
    return as_it_ended(call, gss_failure(during, major, minor));
}

failure krb5_failure(kdc_call& call, detail::operation during, std::int32_t code) {
    return as_it_ended(call, krb5_failure(during, code));
}

} // namespace sspi::heimdal
