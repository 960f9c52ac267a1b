// SPDX-License-Identifier: BSL-1.0
// Changes of passwords through a realm's password service (RFC 3244).
#pragma once

#include "../failure.hpp"
#include "../gss/kdc_call.hpp"
#include "../gss/password_change.hpp"
#include "words.hpp"

namespace sspi::heimdal {

[[nodiscard]] result<password_verdict> change_password(kdc_call& call, const password_change& asked);

} // namespace sspi::heimdal
