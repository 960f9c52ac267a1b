// SPDX-License-Identifier: BSL-1.0
// The two establishment functions of SASL, which are the plain ones around another exchange.
#pragma once

#include "establishment.hpp"

#include <memory>
#include <utility>

namespace sspi::core {

/// The settings that a SASL call's context has or is going to have. A context that the plain functions began is not
/// one of SASL, and SASL's have no re-authentication.
[[nodiscard]] inline result<sasl_handle> sasl_settings_for(const leg_place& place) {
    if (place.established)
        return refused_with(status::unsupported_function, "the context is established already");
    if (place.begins()) return std::make_shared<exchange::sasl_settings>();
    if (!place.under_way->sasl()) return bad_handle();
    return place.under_way->sasl();
}

/// RFC 4752 section 3.1: a client that may want a layer asks for what the layer stands on.
[[nodiscard]] constexpr ULONG sasl_request(ULONG request) noexcept {
    if (detail::wanted_sasl_layers(static_cast<detail::isc_req>(request)) == detail::sasl_layers::none)
        return request;
    return request | ISC_REQ_MUTUAL_AUTH | ISC_REQ_SEQUENCE_DETECT | ISC_REQ_INTEGRITY;
}

[[nodiscard]] inline result<leg_result> sasl_initiate(initiate_call call, const leg_place& place) {
    auto settings = sasl_settings_for(place);
    if (!settings) return settings.error();
    call.sasl = std::move(*settings);
    call.request = sasl_request(call.request);
    return initiate(std::move(call), place);
}

[[nodiscard]] inline result<leg_result> sasl_accept(leg_call call, const leg_place& place) {
    auto settings = sasl_settings_for(place);
    if (!settings) return settings.error();
    call.sasl = std::move(*settings);
    return accept(call, place);
}

} // namespace sspi::core
