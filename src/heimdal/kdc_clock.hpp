// SPDX-License-Identifier: BSL-1.0
// Going by the KDC's clock where this machine's is off, as kdc_timesync of krb5.conf has it.
#pragma once

#include "as_reply.hpp"
#include "words.hpp"

#include <optional>

namespace sspi::heimdal {

/// Back to the credential's clock, in the call and on the thread.
void follow_none(kdc_call& call) noexcept;

/// From now on by the clock that says `at` at this moment.
void follow(kdc_call& call, utc_time at) noexcept;

/// By which time an exchange that ended so is worth one more: that of a reply that the key opens, or that of an error about
/// the time. Nothing where the clocks agree, or KDCs are not followed.
[[nodiscard]] std::optional<utc_time> time_to_try(kdc_call& call, krb5_error_code ended,
                                                  const initial_facts& facts);

/// After an exchange whose reply the KDC made `at` that time: by the KDC's clock, if it differs by more than is allowed.
/// KRB5KRB_AP_ERR_SKEW where it does and is not followed, with the KDC's time for who asks what went wrong.
[[nodiscard]] krb5_error_code settle(kdc_call& call, utc_time at);

} // namespace sspi::heimdal
