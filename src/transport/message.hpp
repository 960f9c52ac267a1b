// SPDX-License-Identifier: BSL-1.0
// What goes to servers and comes back, told apart by its first octets.
#pragma once

#include "../gss/kdc_call.hpp"
#include "../wire/kerberos_error.hpp"

#include <chrono>
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
inline constexpr std::uint8_t as_reply = 0x6B, tgs_reply = 0x6D, krb_error = 0x7E;

/// RFC 3244 section 2: the length of the whole comes first. A KDC's message begins with its tag.
[[nodiscard]] constexpr bool is_password_frame(view message) {
    using wire::framing::at;
    return message.size() >= 6 && (std::size_t{at(message, 0)} << 8 | at(message, 1)) == message.size();
}

[[nodiscard]] constexpr service service_of(view request) {
    if (request.empty()) return service::kdc;
    const auto tag = wire::framing::at(request, 0);
    if (tag == as_request || tag == tgs_request) return service::kdc;
    return is_password_frame(request) ? service::password : service::kdc;
}

/// What a message is, for people; of a password's change that is all there is to say.
[[nodiscard]] constexpr std::string_view kind_of(view message) noexcept {
    switch (message.empty() ? 0 : wire::framing::at(message, 0)) {
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

/// Seconds of "YYYYMMDDHHMMSSZ" (RFC 4120 5.2.3).
[[nodiscard]] inline std::optional<std::chrono::sys_seconds> parse_kerberos_time(view text) {
    using namespace std::chrono;
    if (text.size() != 15 || wire::framing::at(text, 14) != 'Z') return std::nullopt;
    const auto number = [text](std::size_t from, std::size_t count) {
        int out = 0;
        for (std::size_t i = from; i < from + count; ++i) {
            const int digit = wire::framing::at(text, i) - '0';
            out = digit < 0 || digit > 9 || out < 0 ? -1 : out * 10 + digit;
        }
        return out;
    };
    const auto hour = number(8, 2), minute = number(10, 2), second = number(12, 2);
    const year_month_day date{year(number(0, 4)), month(static_cast<unsigned>(number(4, 2))),
                              day(static_cast<unsigned>(number(6, 2)))};
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return std::nullopt;
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

/// The number of a KRB-ERROR (RFC 4120 7.5.9) as Kerberos libraries count it.
inline constexpr std::int32_t first_error_code = -1765328384;
inline constexpr std::int32_t response_too_big = first_error_code + 52;
inline constexpr std::int32_t service_unavailable = first_error_code + 29;

/// What a KRB-ERROR says (RFC 4120 5.9.1); nothing for another message.
[[nodiscard]] inline std::optional<gss::kdc_error> parse_krb_error(view message) {
    using namespace wire::framing;
    constexpr std::size_t longest_text = 1024;
    const auto body = exact_element(message, krb_error);
    const auto members = body ? exact_element(*body, 0x30) : std::nullopt;
    if (!members) return std::nullopt;
    const auto content = [&](std::uint8_t number, std::uint8_t tag) {
        const auto found = member(*members, static_cast<std::uint8_t>(0xA0 + number));
        return found ? exact_element(*found, tag) : std::nullopt;
    };
    const auto code = content(6, 0x02);
    const auto number = code ? small_integer(*code) : std::nullopt;
    if (!number) return std::nullopt;
    gss::kdc_error out{.code = first_error_code + static_cast<std::int32_t>(*number)};
    if (const auto text = content(11, 0x1B))
        out.text.assign(reinterpret_cast<const char*>(text->data()), std::min(text->size(), longest_text));
    if (const auto data = content(12, 0x04)) out.nt_status = wire::nt_status_in(*data);
    if (const auto time = content(4, 0x18)) out.at = parse_kerberos_time(*time);
    return out;
}

/// Whether a server of that kind may answer so. What is inside is for Kerberos to judge.
[[nodiscard]] constexpr bool is_reply(service of, view message) {
    using wire::framing::exact_element;
    if (exact_element(message, krb_error)) return true;
    if (of == service::password) return is_password_frame(message);
    return exact_element(message, as_reply).has_value() || exact_element(message, tgs_reply).has_value();
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
