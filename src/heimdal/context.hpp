// SPDX-License-Identifier: BSL-1.0
// Security contexts of Heimdal's Kerberos mechanism.
#pragma once

#include "credential.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <memory>

namespace sspi::heimdal {

[[nodiscard]] result<std::unique_ptr<security_context>> make_initiator(kdc_call& call, source& from,
                                                                       initiation what);

/// Heimdal's own acceptor, for keys that are not of AES and for keytabs in which it looks itself.
[[nodiscard]] std::unique_ptr<security_context> make_mechanism_acceptor(std::shared_ptr<const login> with,
                                                                        acceptance what);

/// Once for each request that comes; what follows in the exchange is by the same.
[[nodiscard]] result<std::shared_ptr<const opening_keys>> keys_for(const login& with, const Ticket& ticket);

/// Of a token that is not the Kerberos token that is due.
[[nodiscard]] failure unexpected(view token);

/// A finished context that another process exported.
[[nodiscard]] result<std::unique_ptr<security_context>> import_state(view state);

} // namespace sspi::heimdal
