// SPDX-License-Identifier: BSL-1.0
// Which realm a user's domain or UPN suffix stands for.
#pragma once

#include "../gss/mechanism.hpp"
#include "objects.hpp"
#include "words.hpp"

#include <optional>
#include <string>

namespace sspi::heimdal {

/// The realm of a NetBIOS or DNS domain, in upper case: as [sspi] domains of krb5.conf says; else, for a name without
/// a dot, the one configured realm that begins with it; else the domain itself.
[[nodiscard]] std::string realm_of_domain(const std::string& domain);

/// The domain that [sspi] domains gives a realm; empty without an entry.
[[nodiscard]] std::string domain_of_realm(const std::string& realm);

/// The realm that somebody means who writes it in another case, or by its domain: `of_client`, or one that krb5.conf knows. Nothing for
/// one that it does not know.
[[nodiscard]] std::optional<std::string> known_realm(const std::string& named, const std::string& of_client);
/// An account of a domain, by a name that is no principal, for a realm's KDC to resolve.
[[nodiscard]] result<owned_principal> enterprise_name(const std::string& account, const std::string& domain,
                                                      const std::string& realm);

/// The user's principal. A UPN whose suffix is no realm that can be found is an enterprise name of the default realm,
/// for its KDC to resolve (RFC 6806 5).
[[nodiscard]] result<owned_principal> user_principal(kdc_call& call, const detail::principal_name& who);

/// By which name a KDC is asked for a logon.
struct logon_name {
    owned_principal principal;
    bool canonical = false; ///< the KDC is asked what the user's name is (RFC 6806 section 6)
};

/// The same for a logon. A domain that the configuration does not know is one for the default realm's KDC to resolve, too. Only who
/// gives a realm as it is written, or none, is certain of the user's name.
[[nodiscard]] result<logon_name> principal_to_log_on(kdc_call& call, const detail::principal_name& who);

} // namespace sspi::heimdal
