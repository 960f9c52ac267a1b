// SPDX-License-Identifier: BSL-1.0
// Initiating by another clock than this machine's.
#pragma once

#include "credential.hpp"
#include "words.hpp"

#include <chrono>

namespace sspi::heimdal {

/// The same credentials, in a private copy of their cache, for authenticators to `target` that are `ahead` of this
/// machine's clock. Neither the cache of `from` nor the thread's clock changes.
[[nodiscard]] result<std::shared_ptr<const login>>
login_ahead(kdc_call& call, const login& from, const owned_name& target, std::chrono::seconds ahead);

} // namespace sspi::heimdal
