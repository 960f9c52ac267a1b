// SPDX-License-Identifier: BSL-1.0
// What krb5.conf says about the servers of a realm and how long to wait for them.
#pragma once

#include "../transport/message.hpp"
#include "../transport/settings.hpp"
#include "objects.hpp"
#include "words.hpp"

namespace sspi::heimdal {

/// For one request, by the configuration and, before that, by what the credential says.
[[nodiscard]] transport::settings kdc_settings(krb5_context context, krb5_const_realm realm,
                                               transport::service which, const kdc_policy& policy);

/// When the call's time is up, on this thread.
[[nodiscard]] kdc_call::clock::time_point kdc_deadline(kdc_call& call);

} // namespace sspi::heimdal
