// SPDX-License-Identifier: BSL-1.0
// What a ticket-granting service is asked for (RFC 4120 3.3).
#pragma once

#include "objects.hpp"
#include "ticket_judge.hpp"
#include "words.hpp"

namespace sspi::heimdal {

struct tgs_question {
    const krb5_creds* with = nullptr;      ///< the ticket-granting ticket for the KDC that is asked
    krb5_const_principal server = nullptr; ///< of that KDC's realm
    KDCOptions options{};
    const Ticket* additional =
        nullptr; ///< user-to-user (RFC 4120 3.7), or the evidence of [MS-SFU] S4U2proxy
    krb5_const_principal client = nullptr; ///< in whose name the ticket is to be; null: the asker's
    client_match match = client_match::same;
    bool for_user = false;       ///< [MS-SFU] S4U2self: it is asked for in the client's name
    bool resource_based = false; ///< PA-PAC-OPTIONS is sent
    bool may_refer = false;
    bool addresses = false; ///< the request names addresses that it is to be bound to

    /// Whose name the judge expects.
    [[nodiscard]] krb5_const_principal expected_client() const noexcept {
        return client != nullptr ? client : with->client;
    }
};

/// What belongs to one request and its answer.
struct tgs_secrets {
    const krb5_keyblock* session = nullptr; // of the ticket-granting ticket
    const krb5_keyblock* subkey = nullptr;  // of the authenticator; null for none
    std::uint32_t nonce = 0;
};

} // namespace sspi::heimdal
