// SPDX-License-Identifier: BSL-1.0
// Numbers of errors that Heimdal must not be given.
#include "../gss/kdc_reply.hpp"

#include "kdc_values.hpp"

#include <utility>

namespace sspi::heimdal {

namespace {

constexpr std::byte krb_error_tag{0x7E}; // [APPLICATION 30]
constexpr std::int32_t generic = KRB5KRB_ERR_GENERIC - KRB5KDC_ERR_NONE;

/// Of a KRB-ERROR.
[[nodiscard]] bytes numbered(bytes reply) {
    error_value message;
    if (message.read(reply) != 0 || is_protocol_error(message->error_code)) return reply;
    auto lent = *message;
    lent.error_code = generic;
    return encoded<encode_KRB_ERROR, length_KRB_ERROR>(lent);
}

} // namespace

} // namespace sspi::heimdal

namespace sspi::gss {

bytes with_known_number(bytes reply) {
    if (reply.empty() || reply.front() != heimdal::krb_error_tag) return reply;
    return heimdal::numbered(std::move(reply));
}

} // namespace sspi::gss
