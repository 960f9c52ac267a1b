// SPDX-License-Identifier: BSL-1.0
// What goes to servers and comes back, told apart by its first octets.
#pragma once

#include "../gss/kdc_call.hpp"
#include "../wire/kerberos_error.hpp"
#include "../wire/kerberos_request.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sspi::transport {

using view = std::span<const std::byte>;
using bytes = std::vector<std::byte>;

enum class service { kdc, password };

inline constexpr std::uint8_t as_request = 0x6A,
                              tgs_request = 0x6C; // [APPLICATION 10] and 12, RFC 4120 5.4.1
inline constexpr std::uint8_t as_reply = 0x6B, tgs_reply = 0x6D, krb_error = wire::message_tag::krb_error;

/// RFC 3244 section 2: the length of the whole comes first. A KDC's message begins with its tag.
[[nodiscard]] constexpr bool is_password_frame(view message) {
    using wire::der::octet_at;
    return message.size() >= 6 &&
           (std::size_t{octet_at(message, 0)} << 8 | octet_at(message, 1)) == message.size();
}

[[nodiscard]] constexpr service service_of(view request) {
    if (request.empty()) return service::kdc;
    const auto tag = wire::der::octet_at(request, 0);
    if (tag == as_request || tag == tgs_request) return service::kdc;
    return is_password_frame(request) ? service::password : service::kdc;
}

/// What a message is, for people; of a password's change that is all there is to say.
[[nodiscard]] constexpr std::string_view kind_of(view message) noexcept {
    switch (message.empty() ? 0 : wire::der::octet_at(message, 0)) {
    case as_request:
        return "AS-REQ";
    case tgs_request:
        return "TGS-REQ";
    case as_reply:
        return "AS-REP";
    case tgs_reply:
        return "TGS-REP";
    case krb_error:
        return "KRB-ERROR";
    default:
        return is_password_frame(message) ? "password message" : "octets";
    }
}

/// The number of a KRB-ERROR (RFC 4120 7.5.9) as Kerberos libraries count it.
inline constexpr std::int32_t first_error_code = -1765328384;
inline constexpr std::int32_t response_too_big = first_error_code + 52;
inline constexpr std::int32_t service_unavailable = first_error_code + 29;

/// What a KRB-ERROR says (RFC 4120 5.9.1); nothing for another message.
[[nodiscard]] inline std::optional<gss::kdc_error> parse_krb_error(view message) {
    const auto said = wire::parse_kerberos_error(message);
    if (!said) return std::nullopt;
    gss::kdc_error out{.code = first_error_code + static_cast<std::int32_t>(said->number)};
    out.text = said->text;
    out.nt_status = said->nt_status;
    out.at = said->time;
    return out;
}

/// Whether a server of that kind may answer so. What is inside is for Kerberos to judge.
[[nodiscard]] constexpr bool is_reply(service of, view message) {
    const auto is = [message](std::uint8_t tag) {
        return wire::der::exact(message, tag, wire::der::lengths::any).has_value();
    };
    if (is(krb_error)) return true;
    if (of == service::password) return is_password_frame(message);
    return is(as_reply) || is(tgs_reply);
}

/// The outcome of a try that ended with this message.
[[nodiscard]] inline gss::kdc_outcome outcome_of(service of, view message) {
    if (!is_reply(of, message)) return gss::kdc_outcome::malformed;
    const auto error = of == service::kdc ? parse_krb_error(message) : std::nullopt;
    if (error && error->code == response_too_big) return gss::kdc_outcome::too_big;
    if (error && error->code == service_unavailable) return gss::kdc_outcome::busy;
    return gss::kdc_outcome::answered;
}

} // namespace sspi::transport
