// SPDX-License-Identifier: BSL-1.0
// Which account of a domain a ticket was issued to, by the PAC in it, once that is proved.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <memory>
#include <string>

namespace sspi::heimdal {

/// The account of an accepted ticket. Null without a PAC, and where the PAC does not hold: it is not signed by one of these keys with
/// a checksum of the key's kind, was made for another client or login than the ticket, or is malformed. `client` is the
/// ticket's, as text. Fails for want of memory alone: who is accepted stays accepted, without an account.
[[nodiscard]] result<std::shared_ptr<const pac_account>>
proved_account(gss_ctx_id_t context, krb5_keytab keys, const std::string& client);

/// The same of a ticket that was opened with this key.
[[nodiscard]] result<std::shared_ptr<const pac_account>>
account_in_ticket(const EncTicketPart& content, const krb5_keyblock& key, const std::string& client);

} // namespace sspi::heimdal
