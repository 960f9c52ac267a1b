// SPDX-License-Identifier: BSL-1.0
// KRB-ERROR messages between initiator and acceptor.
#include "peer_error.hpp"

#include "../gss/failure_facts.hpp"
#include "../gss/kdc_reply.hpp"
#include "../wire/kerberos_error.hpp"
#include "asn1.hpp"
#include "assumptions.hpp"
#include "errors.hpp"

#include <sspi/detail/nt_refinement.hpp>

namespace sspi::heimdal {

namespace {

/// What the message says beside its code.
[[nodiscard]] failure knowing_message(failure reason, const KRB_ERROR& error, view e_data) {
    const bool skew = reason.minor == KRB5KRB_AP_ERR_SKEW;
    return knowing(std::move(reason), [&](failure_facts& facts) {
        facts.peer_said = true;
        if (error.e_text != nullptr) facts.peer_text = std::string(*error.e_text).substr(0, 512);
        facts.peer_nt_status = nt_status_in(e_data);
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        if (skew) facts.peer_ahead = utc_time(std::chrono::seconds(error.stime)) - now;
    });
}

[[nodiscard]] view octets_of(const krb5_data* data) {
    if (data == nullptr) return {};
    return {static_cast<const std::byte*>(data->data), data->length};
}

/// The code of RFC 4120 7.5.9 that tells a peer the reason. What is about this side's files and memory does not
/// concern it.
[[nodiscard]] krb5_error_code protocol_code(const failure& why) {
    if (why.code == status::no_kerb_key) return KRB5KRB_AP_ERR_NOKEY;
    if (why.minor == KRB5KRB_AP_ERR_BAD_INTEGRITY) return KRB5KRB_AP_ERR_MODIFIED; // MS-KILE 3.4.5
    const auto number = std::int64_t{why.minor} - KRB5KDC_ERR_NONE;
    return number > 0 && number < 128 ? why.minor : krb5_error_code{KRB5KRB_ERR_GENERIC};
}

/// A KRB-ERROR with or without a framing, as the token has it that it answers.
[[nodiscard]] bytes framed_as(view answered, view message) {
    const bool framed = kerberos_message(answered).size() != answered.size();
    return framed ? framed_error(message) : bytes(message.begin(), message.end());
}

[[nodiscard]] bytes encode(const failure& why, const Principal* server, view answered) {
    const auto error_data = bad_bindings_error_data();
    auto bad_bindings = borrow_data(error_data);
    owned_data message;
    const auto code = krb5_mk_error_ext(thread_context(), protocol_code(why), nullptr,
                                        why.code == status::bad_bindings ? &bad_bindings : nullptr,
                                        const_cast<krb5_principal>(server), nullptr, nullptr, nullptr,
                                        nullptr, message.out());
    return code == 0 ? framed_as(answered, message.bytes()) : bytes();
}

} // namespace

peer_error read_peer_error(detail::operation during, view token) {
    const auto given = kerberos_message(token);
    const auto message = with_known_number({given.begin(), given.end()});
    const auto data = borrow_data(message);
    read_error error;
    if (error.by([&](KRB_ERROR* out) { return krb5_rd_error(thread_context(), &data, out); }) != 0)
        return {.reason = refused_with(status::invalid_token, "the KRB-ERROR is malformed"), .clock = {}};
    const auto code = krb5_error_from_rd_error(thread_context(), &*error, nullptr);
    peer_error out{.reason = krb5_failure(during, code), .clock = {}};
    const auto e_data = octets_of(error->e_data);
    out.reason = knowing_message(std::move(out.reason), *error, e_data);
    if (const auto nt_status = nt_status_in(e_data))
        out.reason.code = detail::refined(out.reason.code, *nt_status);
    const auto kind = parse_error_data(e_data);
    if (code == KRB5KRB_AP_ERR_SKEW && kind && kind->type == kerberos_error_data::skew_recovery)
        out.clock = utc_time(std::chrono::seconds(error->stime));
    return out;
}

bytes answer_to_request(const failure& why, view request) {
    const auto message = kerberos_message(request);
    const krb5_data data{message.size(), const_cast<std::byte*>(message.data())};
    read_request decoded;
    if (decoded.by([&](AP_REQ* out) { return krb5_decode_ap_req(thread_context(), &data, out); }) != 0)
        return {};
    const auto server = assumed::lent_principal(decoded->ticket.sname, decoded->ticket.realm);
    return encode(why, &server, request);
}

bytes answer_to_skewed(const AP_REQ& decoded, view request, utc_time now) {
    const auto error_data = skew_recovery_error_data();
    auto data = borrow_data(error_data);
    KRB_ERROR error{};
    error.pvno = 5;
    error.msg_type = krb_error;
    error.stime = now.time_since_epoch().count();
    error.error_code = KRB5KRB_AP_ERR_SKEW - KRB5KDC_ERR_NONE;
    error.realm = decoded.ticket.realm;
    error.sname = decoded.ticket.sname;
    error.e_data = &data;
    return framed_as(request, encoded<encode_KRB_ERROR, length_KRB_ERROR>(error));
}

bytes answer_to_reply(const failure& why, view reply, const owned_name& target) {
    OM_uint32 minor = 0;
    owned_buffer text;
    owned_principal server;
    if (GSS_ERROR(gss_display_name(&minor, target.get(), text.out(), nullptr))) return {};
    if (krb5_parse_name(thread_context(), std::string(text.text()).c_str(), server.out()) != 0) return {};
    return answer_to_reply(why, reply, server.get());
}

bytes answer_to_reply(const failure& why, view reply, krb5_const_principal target) {
    return encode(why, target, reply);
}

} // namespace sspi::heimdal
