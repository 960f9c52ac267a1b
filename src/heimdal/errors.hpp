// SPDX-License-Identifier: BSL-1.0
// Turns what Heimdal answers into a failure, with its text while it is still there.
#pragma once

#include "../failure.hpp"
#include "../gss/kdc_call.hpp"
#include "words.hpp"

#include <sspi/detail/gss_status.hpp>

#include <cstdint>

namespace sspi::heimdal {

/// From a GSS call. The minor status text belongs to the last failure on this thread: call at once.
[[nodiscard]] failure gss_failure(detail::operation during, std::uint32_t major, std::uint32_t minor);

/// From a krb5 call.
[[nodiscard]] failure krb5_failure(detail::operation during, std::int32_t code);

// The same where a KDC may have been asked: what it sent along with its error counts, who was cancelled or out of time is
// told so, and what the call learned of KDCs goes with it.
[[nodiscard]] failure gss_failure(kdc_call& call, detail::operation during, std::uint32_t major,
                                  std::uint32_t minor);
[[nodiscard]] failure krb5_failure(kdc_call& call, detail::operation during, std::int32_t code);

} // namespace sspi::heimdal
