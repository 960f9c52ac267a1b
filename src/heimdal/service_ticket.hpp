// SPDX-License-Identifier: BSL-1.0
// Service tickets by the ticket-granting tickets of a cache: found there, or obtained, over referrals and trusts.
#pragma once

#include "../gss/kdc_call.hpp"
#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <string>

namespace sspi::heimdal {

/// The ticket for the client's own realm's ticket-granting service that is in the cache and has not ended.
[[nodiscard]] result<owned_credentials> own_granting_ticket(kdc_call& call, krb5_ccache cache);

/// The same for another realm's, which may ask KDCs on the way there: by [capaths], else straight, as far as KDCs refer.
/// What is obtained is stored in the cache.
[[nodiscard]] result<owned_credentials> granting_ticket(kdc_call& call, krb5_ccache cache,
                                                        const std::string& realm);

/// A service's ticket. KDCs may refer to the realm that has the service (RFC 6806 section 8): the ticket then says which
/// that is. What is obtained is stored in the cache, also by the name that was asked for.
[[nodiscard]] result<owned_credentials> service_ticket(kdc_call& call, krb5_ccache cache,
                                                       krb5_const_principal server);

/// A ticket for this service in the cache that is good for a moment more; null without one. The one that was stored last.
[[nodiscard]] owned_credentials find_ticket(kdc_call& call, krb5_ccache cache, krb5_const_principal server);

} // namespace sspi::heimdal
