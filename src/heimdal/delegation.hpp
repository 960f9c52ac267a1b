// SPDX-License-Identifier: BSL-1.0
// Credentials with which a service acts in a client's name.
#pragma once

#include "credential.hpp"
#include "objects.hpp"
#include "request_opening.hpp"
#include "words.hpp"

#include <memory>
#include <string>

namespace sspi::heimdal {

/// The ticket-granting ticket that a client forwarded, out of the cache where Heimdal put it, which everybody in the
/// process finds and which is gone with the credential.
[[nodiscard]] result<owned_private_cache> take_forwarded(owned_credential from);
/// The same out of the KRB-CRED in a request that was proved.
[[nodiscard]] result<owned_private_cache> forwarded_tickets(const request_opening& opening, view krb_cred);
/// For contexts with that ticket.
[[nodiscard]] std::shared_ptr<source> forwarded_source(std::string client, owned_private_cache tickets);

/// A client's ticket for a service whose key is in a keytab.
struct evidence {
    std::string client; // user@REALM
    bytes ticket;       // as DER
    std::string keytab;
    std::string account{}; // under which name the key is there; empty: that of the ticket
    bool by_own_login =
        false; // the service asked for it itself: it goes on with the login that it did so with
};

/// Constrained delegation: with the evidence the service asks its KDC for tickets in the client's name ([MS-SFU]
/// S4U2proxy), one for each target.
[[nodiscard]] std::shared_ptr<source> proxied_source(evidence from);

/// Protocol transition: the service of the default keytab asks its KDC for a ticket to itself in the user's name
/// ([MS-SFU] S4U2self), which is then the evidence.
[[nodiscard]] result<user_logon> service_for_user(kdc_call& call, const detail::principal_name& who);

} // namespace sspi::heimdal
