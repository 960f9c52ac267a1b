// SPDX-License-Identifier: BSL-1.0
// Looks, once something has failed, at what a person would look at: the cache, the keytab, the ticket.
#pragma once

#include "../gss/failure_facts.hpp"
#include "credential.hpp"
#include "words.hpp"

#include <string>

namespace sspi::heimdal {

/// Who wants to log on or to have a ticket.
[[nodiscard]] failure knowing_client(failure error, krb5_const_principal client);
/// Whom a ticket was asked for, with the client and the cache of the login.
[[nodiscard]] failure knowing_target(failure error, const login& from, const owned_name& target);
/// The cache by its name, as far as it can be read, and the end of its ticket-granting ticket.
[[nodiscard]] failure knowing_cache(failure error, const std::string& cache);
[[nodiscard]] failure knowing_keytab(failure error, const std::string& keytab);
/// What the ticket of an AP-REQ is encrypted with, and what the keytab has for its service.
[[nodiscard]] failure knowing_ticket(failure error, view request, const std::string& keytab);

} // namespace sspi::heimdal
