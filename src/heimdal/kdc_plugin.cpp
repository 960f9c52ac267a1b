// SPDX-License-Identifier: BSL-1.0
// Heimdal's send-to-KDC plugin. It serves calls of this library; other users of Heimdal in the process are not touched.
#include "kdc_plugin.hpp"

#include "../gss/kdc_reply.hpp"
#include "../transport/ask.hpp"
#include "../transport/routes.hpp"
#include "call_bridge.hpp"
#include "forwarding.hpp"
#include "initial_ticket.hpp"
#include "kdc_settings.hpp"

#include <krb5/send_to_kdc_plugin.h>

#include <mutex>

namespace sspi::heimdal {

namespace {

[[nodiscard]] bool is_in_process(krb5_const_realm realm) {
    return transport::routes().find(realm) != nullptr;
}

[[nodiscard]] krb5_error_code answer(krb5_context context, call_bridge& bridge, krb5_const_realm realm,
                                     view request, krb5_data* reply) {
    auto& call = bridge.call();
    auto* const exchange = bridge.exchange();
    const call_bridge::answering meanwhile(bridge);
    if (const auto settled = settled_answer(exchange, request)) {
        if (settled->empty()) return KRB5_KDC_UNREACH;
        return krb5_data_copy(reply, settled->data(), settled->size());
    }
    if (!watched_forwarding::expects(bridge.forwarding(), request)) return KRB5_KDC_UNREACH;
    auto settings = kdc_settings(context, realm, transport::service_of(request), call.policy());
    if (wants_tcp(exchange)) settings.largest_datagram = 0;
    const bool in_process = is_in_process(realm);
    auto got = transport::ask(call, settings, realm, request);
    if (!got) return KRB5_KDC_UNREACH;
    const auto known = with_known_number(*std::move(got));
    note_answer(exchange, request, known, in_process && is_in_process(realm));
    if (!watched_forwarding::accepts(bridge.forwarding(), request, known)) return KRB5_KDC_UNREACH;
    return krb5_data_copy(reply, known.data(), known.size());
}

extern "C" {

static krb5_error_code sspi_transport_init(krb5_context /*context*/, void** state) {
    *state = nullptr;
    return 0;
}

static void sspi_transport_fini(void* /*state*/) {}

static krb5_error_code sspi_transport_send_to_realm(krb5_context context, void* /*state*/,
                                                    krb5_const_realm realm, time_t /*timeout*/,
                                                    const krb5_data* request, krb5_data* reply) {
    auto* const bridge = call_bridge::of_callback();
    if (bridge == nullptr) return KRB5_PLUGIN_NO_HANDLE;
    try {
        return answer(context, *bridge, realm,
                      {static_cast<const std::byte*>(request->data), request->length}, reply);
    } catch (...) { // Heimdal is C
        if (status_in_flight() == status::insufficient_memory) bridge->call().lack_memory();
        return KRB5_KDC_UNREACH;
    }
}

} // extern "C"

/// False where Heimdal cannot be used at all, now.
[[nodiscard]] bool register_transport() noexcept {
    static krb5plugin_send_to_kdc_ftable table{KRB5_PLUGIN_SEND_TO_KDC_VERSION_2, sspi_transport_init,
                                               sspi_transport_fini, nullptr, sspi_transport_send_to_realm};
    // A context of its own: that of the thread would keep the configuration of this moment.
    krb5_context own = nullptr;
    if (krb5_init_context(&own) != 0) return false;
    const auto code = krb5_plugin_register(own, PLUGIN_TYPE_DATA, KRB5_PLUGIN_SEND_TO_KDC, &table);
    krb5_free_context(own);
    return code == 0;
}

} // namespace

void use_own_transport() noexcept {
    static std::mutex mutex;
    static bool done = false;
    const std::scoped_lock lock(mutex);
    if (!done) done = register_transport();
}

} // namespace sspi::heimdal
