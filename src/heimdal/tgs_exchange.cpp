// SPDX-License-Identifier: BSL-1.0
// The one client of ticket-granting services.
#include "tgs_exchange.hpp"

#include "../gss/kdc_reply.hpp"
#include "../transport/ask.hpp"
#include "call_bridge.hpp"
#include "kdc_settings.hpp"
#include "tgs_request.hpp"

#include <string>
#include <utility>

namespace sspi::heimdal {

namespace {

[[nodiscard]] std::optional<bytes> send(kdc_call& call, const std::string& realm, view request) {
    const auto settings =
        kdc_settings(thread_context(), realm.c_str(), transport::service::kdc, call.policy());
    auto got = transport::ask(call, settings, realm, request);
    return got ? std::optional(with_known_number(*std::move(got))) : std::nullopt;
}

[[nodiscard]] failure unreachable(kdc_call& call, detail::operation during, const std::string& realm) {
    krb5_set_error_message(thread_context(), KRB5_KDC_UNREACH, "unable to reach any KDC in realm %s",
                           realm.c_str());
    return krb5_failure(call, during, KRB5_KDC_UNREACH);
}

} // namespace

clock_of_cache::clock_of_cache(kdc_call& call, krb5_ccache cache) noexcept : call_(call) {
    krb5_deltat offset = 0;
    if (krb5_cc_get_kdc_offset(thread_context(), cache, &offset) == 0)
        krb5_set_kdc_sec_offset(thread_context(), static_cast<std::int32_t>(offset), 0);
}

clock_of_cache::~clock_of_cache() {
    resume_clock(call_);
}

result<tgs_ticket> ask_tgs(kdc_call& call, detail::operation during, const tgs_question& what) {
    krb5_clear_error_message(thread_context());
    tgs_request request;
    if (const auto code = request.make(what)) return krb5_failure(call, during, code);
    const std::string realm = krb5_principal_get_realm(thread_context(), what.server);
    const auto reply = send(call, realm, request.octets());
    if (!reply) return unreachable(call, during, realm);
    return read_tgs_reply(call, during, what, request.secrets(), request.enctypes(), *reply);
}

} // namespace sspi::heimdal
