// SPDX-License-Identifier: BSL-1.0
// Tickets that a service obtains in a user's name ([MS-SFU]).
#pragma once

#include "../gss/kdc_call.hpp"
#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <memory>
#include <string>

namespace sspi::heimdal {

/// A service's ticket for itself in a user's name, and who that is by its PAC, where the ticket was opened and the PAC is proved.
struct self_ticket {
    owned_credentials credentials;
    std::shared_ptr<const pac_account> account{};
};

/// S4U2self: the service's ticket for itself in the user's name. `self` is a cache with its login, `keytab` has its keys. The
/// request does not vouch for the user: who is between the service and the KDC can take out what names him, and the answer
/// is then a good ticket of the service's own. So the ticket itself is opened with the service's key, and the user in it
/// compared. Where the key is not there, the KDC has to confirm the user (PA-S4U-X509-USER).
[[nodiscard]] result<self_ticket> ticket_to_self(kdc_call& call, krb5_ccache self, const std::string& keytab,
                                                 krb5_const_principal user);

/// S4U2proxy: a ticket for `server` in the name of the client, whose ticket for the service is the evidence.
[[nodiscard]] result<owned_credentials> ticket_by_evidence(kdc_call& call, krb5_ccache self,
                                                           const Ticket& evidence,
                                                           krb5_const_principal client,
                                                           krb5_const_principal server);

} // namespace sspi::heimdal
