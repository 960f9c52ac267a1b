// SPDX-License-Identifier: BSL-1.0
// Going by the KDC's clock where this machine's is off.
#include "kdc_clock.hpp"

#include "../trace.hpp"
#include "call_bridge.hpp"
#include "objects.hpp"

#include <sspi/detail/duration_text.hpp>

#include <chrono>
#include <limits>
#include <string>

namespace sspi::heimdal {

namespace {

[[nodiscard]] bool is_wanted() {
    return krb5_config_get_bool_default(thread_context(), nullptr, 1, "libdefaults", "kdc_timesync",
                                        nullptr) != 0;
}

/// Of the credential's own clock.
[[nodiscard]] std::chrono::seconds apart(const kdc_call& call, utc_time at) noexcept {
    return at - (call.now() - call.followed().ahead);
}

[[nodiscard]] bool is_too_far(std::chrono::seconds apart) noexcept {
    return std::chrono::abs(apart).count() > krb5_get_max_time_skew(thread_context());
}

/// Heimdal keeps it in 32 bits.
[[nodiscard]] bool is_absurd(const kdc_call& call, std::chrono::seconds apart) noexcept {
    constexpr std::chrono::seconds most(std::numeric_limits<std::int32_t>::max());
    return std::chrono::abs(call.policy().clock_offset + apart) > most;
}

/// An end that was asked for by a clock far behind is no end to the KDC.
[[nodiscard]] bool is_about_time(krb5_error_code code) noexcept {
    return code == KRB5KRB_AP_ERR_SKEW || code == KRB5KDC_ERR_NEVER_VALID || code == KRB5_KDCREP_SKEW;
}

} // namespace

void follow_none(kdc_call& call) noexcept {
    call.follow();
    resume_clock(call);
}

void follow(kdc_call& call, utc_time at) noexcept {
    call.follow({.ahead = apart(call, at), .of = call.policy().clock_offset});
    resume_clock(call);
}

std::optional<utc_time> time_to_try(kdc_call& call, krb5_error_code ended, const initial_facts& facts) {
    const auto& said = call.record().error;
    if (!is_about_time(ended)) return std::nullopt;
    const auto at = facts.at || !said ? facts.at : said->at;
    if (!at || is_absurd(call, apart(call, *at)) || !is_wanted()) return std::nullopt;
    // Where they agree, somebody spoke of another time before, and Heimdal believed it.
    if (!is_too_far(apart(call, *at)) && ended != KRB5KRB_AP_ERR_SKEW) return std::nullopt;
    if (trace::enabled()) trace::line("  asks once more by the KDC's clock");
    return at;
}

krb5_error_code settle(kdc_call& call, utc_time at) {
    const auto difference = apart(call, at);
    follow_none(call);
    if (!is_too_far(difference)) return 0;
    if (is_wanted() && !is_absurd(call, difference)) {
        if (trace::enabled())
            trace::line("  goes by the KDC's clock: " + detail::duration_text(difference) +
                        (difference.count() > 0 ? " ahead" : " behind"));
        follow(call, at);
        return 0;
    }
    call.record().error = kdc_error{.code = KRB5KRB_AP_ERR_SKEW, .text = {}, .nt_status = {}, .at = at};
    return KRB5KRB_AP_ERR_SKEW;
}

} // namespace sspi::heimdal
