// SPDX-License-Identifier: BSL-1.0
// Which realm a user's domain or UPN suffix stands for.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <string>

namespace sspi::heimdal {

/// The realm of a NetBIOS or DNS domain, in upper case: as [sspi] domains of krb5.conf says; else, for a name without
/// a dot, the one configured realm that begins with it; else the domain itself.
[[nodiscard]] std::string realm_of_domain(const std::string& domain);

/// The domain that [sspi] domains gives a realm; empty without an entry.
[[nodiscard]] std::string domain_of_realm(const std::string& realm);

/// The user's principal. A UPN whose suffix is no realm that can be found is an enterprise name of the default realm,
/// for its KDC to resolve (RFC 6806 5).
[[nodiscard]] result<owned_principal> user_principal(kdc_call& call, const detail::principal_name& who);

} // namespace sspi::heimdal
