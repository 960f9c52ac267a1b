// SPDX-License-Identifier: BSL-1.0
// Security contexts of Heimdal's Kerberos mechanism.
#pragma once

#include "credential.hpp"
#include "words.hpp"

#include <memory>

namespace sspi::heimdal {

[[nodiscard]] result<std::unique_ptr<security_context>> make_initiator(kdc_call& call, source& from,
                                                                       initiation what);
[[nodiscard]] result<std::unique_ptr<security_context>> make_acceptor(kdc_call& call, source& with,
                                                                      acceptance what);

/// A finished context that another process exported.
[[nodiscard]] result<std::unique_ptr<security_context>> import_state(view state);

} // namespace sspi::heimdal
