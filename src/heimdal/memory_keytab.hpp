// SPDX-License-Identifier: BSL-1.0
// The contents of a keytab file as a keytab of Heimdal's, without a file.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <sspi/detail/keytab_file.hpp>

#include <span>

namespace sspi::heimdal {

/// Whose key it is.
[[nodiscard]] result<owned_principal> principal_of(const detail::keytab_entry& key);

/// A keytab in memory with these keys, under a name that nobody guesses. Heimdal wipes them when it is closed.
[[nodiscard]] result<owned_keytab> memory_keytab(std::span<const detail::keytab_entry> keys);
/// The same with all keys of `file`.
[[nodiscard]] result<owned_keytab> memory_keytab(view file);

/// The keys of a principal in a keytab, for an AS exchange, without the weak ones; null where all may serve. The KDC chooses
/// among the kinds that are offered, and whoever answers in its place would choose the one that is guessed fastest, if
/// the key was made of a password. What krb5.conf allows for passwords may serve, and a weak key that is the only one.
[[nodiscard]] owned_keytab without_weak_keys(krb5_keytab from, krb5_const_principal who);

/// The principal in `file` that `who` means; without a name, the first one.
[[nodiscard]] result<owned_principal> client_in_keytab(kdc_call& call, view file,
                                                       const detail::principal_name& who);

} // namespace sspi::heimdal
