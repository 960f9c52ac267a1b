// SPDX-License-Identifier: BSL-1.0
// Keytab files that Heimdal must not be given.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <filesystem>
#include <optional>

namespace sspi::heimdal {

/// The file that a keytab is; nothing for one elsewhere.
[[nodiscard]] std::optional<std::filesystem::path> file_of(krb5_keytab keytab);

/// What is wrong with the file of a keytab. Of an entry that is cut short Heimdal frees what it has not read yet, and of a
/// version that it does not know it speaks on the standard error output. Nothing where the keytab is no such file, or the
/// file cannot be read: Heimdal says why.
[[nodiscard]] std::optional<failure> fault_of(krb5_keytab keytab);

} // namespace sspi::heimdal
