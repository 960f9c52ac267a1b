// SPDX-License-Identifier: BSL-1.0
// Answers of a ticket-granting service: decrypted, and laid before the judge.
#pragma once

#include "../gss/kdc_call.hpp"
#include "../gss/mechanism.hpp"
#include "errors.hpp"
#include "objects.hpp"
#include "tgs_question.hpp"
#include "words.hpp"

#include <cstdint>
#include <vector>

namespace sspi::heimdal {

struct tgs_ticket {
    owned_credentials credentials; ///< in the client's and the service's name as the KDC has them
    bool user_confirmed = false;   ///< S4U2self: the KDC said whom it is for, with a key
};

/// How a ticket that is not the one that was asked for fails a call.
[[nodiscard]] failure refused_ticket(kdc_call& call, detail::operation during, ticket_fault fault);

/// What a TGS-REP, or the KRB-ERROR in its place, says. The clock is that of the thread's krb5_context.
[[nodiscard]] result<tgs_ticket> read_tgs_reply(kdc_call& call, detail::operation during,
                                                const tgs_question& what, const tgs_secrets& with,
                                                const std::vector<std::int32_t>& enctypes, view reply);

} // namespace sspi::heimdal
