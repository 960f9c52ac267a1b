// SPDX-License-Identifier: BSL-1.0
// Security contexts of Heimdal's Kerberos mechanism.
#pragma once

#include "heimdal_credential.hpp"

#include <memory>

namespace sspi::gss::heimdal {

[[nodiscard]] result<std::unique_ptr<security_context>> make_initiator(source& from, initiation what);
[[nodiscard]] result<std::unique_ptr<security_context>> make_acceptor(source& with, acceptance what);

} // namespace sspi::gss::heimdal
