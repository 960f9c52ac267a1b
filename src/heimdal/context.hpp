// SPDX-License-Identifier: BSL-1.0
// Security contexts of Heimdal's Kerberos mechanism.
#pragma once

#include "credential.hpp"
#include "words.hpp"

#include <memory>
#include <optional>

namespace sspi::heimdal {

[[nodiscard]] result<std::unique_ptr<security_context>> make_initiator(kdc_call& call, source& from,
                                                                       initiation what);
[[nodiscard]] result<std::unique_ptr<security_context>> make_acceptor(kdc_call& call, source& with,
                                                                      acceptance what);

/// What makes an AP-REQ known again, which may be framed as the mechanism's token.
[[nodiscard]] std::optional<authenticator> recognisable(view request);

/// A finished context that another process exported.
[[nodiscard]] result<std::unique_ptr<security_context>> import_state(view state);

} // namespace sspi::heimdal
