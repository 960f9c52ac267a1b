// SPDX-License-Identifier: BSL-1.0
// Whether two identities are the same user, and the same in everything.
#pragma once

#include <sspi/detail/auth_identity.hpp>
#include <sspi/detail/identity_parts.hpp>
#include <sspi/detail/principal_name.hpp>
#include <sspi/detail/text.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace sspi::detail {

/// True when both are absent, or both are there with the same contents.
template <class Secret>
[[nodiscard]] bool same_secret(const std::optional<Secret>& a, const std::optional<Secret>& b) noexcept {
    if (!a || !b) return a.has_value() == b.has_value();
    return std::ranges::equal(a->units(), b->units());
}

/// The principal that the identity names; nothing when it names none.
[[nodiscard]] inline std::optional<principal_name> principal_in(const identity_parts& from) {
    return logon_name(from.user.value_or(""), from.domain.value_or(""));
}

/// True when both name the same principal, in whatever form of name, or neither names one and the texts are the
/// same. Realms are compared without regard to case, users as they are written: a KDC may tell them apart.
[[nodiscard]] inline bool same_user(const identity_parts& a, const identity_parts& b) {
    const auto first = principal_in(a);
    const auto second = principal_in(b);
    if (first && second) return first->name == second->name && first->realm == second->realm;
    return !first && !second && a.user.value_or("") == b.user.value_or("") &&
           equal_ignoring_ascii_case(a.domain.value_or(""), b.domain.value_or(""));
}

/// True when also the password or keytab, the package list and the flags are the same.
[[nodiscard]] inline bool same_identity(const identity_parts& a, const identity_parts& b) {
    return same_user(a, b) && same_secret(a.password, b.password) && same_secret(a.keytab, b.keytab) &&
           equal_ignoring_ascii_case(a.packages, b.packages) &&
           (a.flags & identity_lasting_flags) == (b.flags & identity_lasting_flags);
}

} // namespace sspi::detail
