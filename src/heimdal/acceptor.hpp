// SPDX-License-Identifier: BSL-1.0
// Accepts contexts: opens requests whose keys are of AES itself, and leaves the others to Heimdal's mechanism.
#pragma once

#include "credential.hpp"
#include "words.hpp"

#include <memory>

namespace sspi::heimdal {

[[nodiscard]] result<std::unique_ptr<security_context>> make_acceptor(kdc_call& call, source& with,
                                                                      acceptance what);

} // namespace sspi::heimdal
