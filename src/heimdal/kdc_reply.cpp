// SPDX-License-Identifier: BSL-1.0
// Numbers of errors that Heimdal must not be given.
#include "../gss/kdc_reply.hpp"

#include "../gss/mechanism.hpp"
#include "objects.hpp"

#include <utility>

namespace sspi::heimdal {

namespace {

constexpr std::byte krb_error_tag{0x7E}; // [APPLICATION 30]
constexpr std::int32_t generic = KRB5KRB_ERR_GENERIC - KRB5KDC_ERR_NONE;

[[nodiscard]] bytes encoded(const KRB_ERROR& message) {
    bytes out(length_KRB_ERROR(&message));
    std::size_t size = 0;
    auto* const last = reinterpret_cast<unsigned char*>(out.data()) + out.size() - 1;
    return encode_KRB_ERROR(last, out.size(), &message, &size) == 0 ? out : bytes{};
}

/// Of a KRB-ERROR.
[[nodiscard]] bytes numbered(bytes reply) {
    KRB_ERROR message{};
    std::size_t size = 0;
    const auto* const first = reinterpret_cast<const unsigned char*>(reply.data());
    if (decode_KRB_ERROR(first, reply.size(), &message, &size) != 0) return reply;
    if (!is_protocol_error(message.error_code)) {
        message.error_code = generic;
        reply = encoded(message);
    }
    free_KRB_ERROR(&message);
    return reply;
}

} // namespace

} // namespace sspi::heimdal

namespace sspi::gss {

bytes with_known_number(bytes reply) {
    if (reply.empty() || reply.front() != heimdal::krb_error_tag) return reply;
    return heimdal::numbered(std::move(reply));
}

} // namespace sspi::gss
