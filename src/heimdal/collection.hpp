// SPDX-License-Identifier: BSL-1.0
// Finding a principal's cache among those of the user.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <string>

namespace sspi::heimdal {

/// The cache that holds this principal's tickets, in the collection that the default cache is part of; one whose
/// tickets have ended only when there is no better. The private caches of credentials are not among them.
[[nodiscard]] result<owned_cache> find_in_collection(krb5_const_principal who);

/// A cache by its name. Heimdal would make the directory of a DIR cache that is not there.
[[nodiscard]] result<owned_cache> open_cache(const std::string& name);

/// The path of a cache in a file, or of a file in a directory of caches; empty for one elsewhere.
[[nodiscard]] std::string file_of(krb5_ccache cache);

} // namespace sspi::heimdal
