// SPDX-License-Identifier: BSL-1.0
// The outputs of the two establishment functions, written together and, but for a token that tells the peer of a
// failure, only on success.
#pragma once

#include "../core/establishment.hpp"
#include "guard.hpp"

namespace sspi::abi {

[[nodiscard]] inline core::leg_call leg_call_of(PCredHandle credential, PCtxtHandle existing, ULONG request,
                                                PSecBufferDesc input, PSecBufferDesc output,
                                                PCtxtHandle fresh) {
    return {.credential = credential,
            .context = existing,
            .request = request,
            .input = input,
            .output = output,
            .can_return_handle = fresh != nullptr};
}

/// The handle is the same on every leg; callers who kept only the first one are right as well.
[[nodiscard]] inline SECURITY_STATUS write_leg(const result<core::leg_result>& leg, PCtxtHandle fresh,
                                               ULONG* attributes, PTimeStamp expiry) noexcept {
    if (!leg) {
        const auto why = leg.error();
        if (why.attributes != 0 && attributes != nullptr) *attributes = why.attributes;
        return to_status(why);
    }
    if (fresh != nullptr) *fresh = {leg->handle.lower, leg->handle.upper};
    if (attributes != nullptr) *attributes = leg->report.attributes;
    if (expiry != nullptr) expiry->QuadPart = leg->report.expiry;
    return to_status(leg->report.code);
}

/// An acceptor's leg, plain or of SASL.
template <class Accept>
[[nodiscard]] SECURITY_STATUS accept_by(Accept&& take, const core::leg_call& call, PCtxtHandle fresh,
                                        ULONG* attributes, PTimeStamp expiry) {
    const auto place = core::place_of(call, core::role::acceptor);
    if (!place) return to_status(place);
    return write_leg(take(call, *place), fresh, attributes, expiry);
}

} // namespace sspi::abi
