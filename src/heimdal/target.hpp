// SPDX-License-Identifier: BSL-1.0
// An SSPI target name as a principal and as a GSS name.
#pragma once

#include "../failure.hpp"
#include "credential.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <string>

namespace sspi::heimdal {

/// `target` is taken as written: no DNS. Without a realm of its own it belongs to the realm that
/// [domain_realm] of krb5.conf names for its host, else to the client's, whose KDC refers where it must. A realm in another case, or
/// by its domain, is the one that krb5.conf knows; and an account of a domain that it does not know is for the client's KDC to resolve.
[[nodiscard]] result<owned_principal> target_principal(const std::string& target,
                                                       const std::string& client_realm);

/// Whether a principal is an account's, which has a name in one part.
[[nodiscard]] bool is_account(krb5_const_principal target);
/// An account as the KDC of another realm may know it, "user@people.example" (RFC 6806 section 5).
[[nodiscard]] result<owned_principal> account_target(krb5_const_principal target, const std::string& realm);

/// The realm that a target's text or [domain_realm] gives it; empty when neither does.
[[nodiscard]] std::string realm_of_target(const std::string& target);

/// The same as a GSS name.
[[nodiscard]] result<owned_name> import_target(kdc_call& call, const std::string& target,
                                               const std::string& client_realm);

} // namespace sspi::heimdal
