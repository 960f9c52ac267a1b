// SPDX-License-Identifier: BSL-1.0
// AS exchanges, under watch: Heimdal offers a refused password or key again, and asks on without one that it cannot make.
#pragma once

#include "../gss/kdc_call.hpp"
#include "as_reply.hpp"
#include "objects.hpp"
#include "password_keys.hpp"
#include "words.hpp"

#include <optional>

namespace sspi::heimdal {

class watched_exchange;

/// What is asked for.
struct initial_request {
    krb5_principal client = nullptr;
    krb5_get_init_creds_opt* options = nullptr;
    const char* service = nullptr; // null: the ticket-granting ticket
};

/// How it ended.
struct initial_answer {
    krb5_error_code code = 0;
    bool proof_refused = false; // the KDC had a proof and says that it is wrong: it may have counted that
    initial_facts facts{};      // of a reply that is the KDC's
};

/// At most one request carries what only who knows the password or key can make, unless the KDC asks for another by its
/// clock, in another realm or with another recipe: one that it refuses counts once towards the account's lock-out. An answer
/// that the key does not open was damaged, or is somebody else's; it is asked for once more, by TCP.
///
/// Where the clocks differ by more than is allowed, the call goes by the KDC's from then on (kdc_call::follow): by the time in
/// a reply that the key opens and that answers this request. What an error says of the time, which nobody authenticates, is only
/// tried: for one more request, whose answer has to prove it.
[[nodiscard]] initial_answer obtain(kdc_call& call, held_credentials& out, const initial_request& what,
                                    password_keys& with);
[[nodiscard]] initial_answer obtain(kdc_call& call, held_credentials& out, const initial_request& what,
                                    krb5_keytab with);

// For the transport, about the exchange that a request belongs to; null for none.

/// What a request is answered that does not go to a KDC any more: nothing where it does, empty where no answer is to come.
[[nodiscard]] std::optional<bytes> settled_answer(const watched_exchange* of, view request);
/// What a KDC answered, or a route in this process.
void note_answer(watched_exchange* of, view request, view reply, bool in_process);
/// Whether it does without datagrams.
[[nodiscard]] bool wants_tcp(const watched_exchange* of) noexcept;

} // namespace sspi::heimdal
