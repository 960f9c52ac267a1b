// SPDX-License-Identifier: BSL-1.0
// The contents of a keytab file as a keytab of Heimdal's, without a file.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

namespace sspi::heimdal {

/// A keytab in memory with all keys of `file`. Heimdal wipes them when it is closed.
[[nodiscard]] result<owned_keytab> memory_keytab(view file);

/// The principal in `file` that `who` means; without a name, the first one.
[[nodiscard]] result<owned_principal> client_in_keytab(kdc_call& call, view file,
                                                       const detail::principal_name& who);

} // namespace sspi::heimdal
