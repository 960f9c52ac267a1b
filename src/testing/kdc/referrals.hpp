// SPDX-License-Identifier: BSL-1.0
// What a KDC knows of other realms: whose names are whose, and the way there.
#pragma once

#include "database.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::testing::detail {

/// The realm's name in lower case, which is the DNS domain of its hosts.
[[nodiscard]] std::string domain_of(std::string_view realm);

/// Not thread-safe: the realm guards it.
class referrals {
  public:
    /// A service's name or a domain belongs to a realm, which is reached through another one, or by itself.
    void add(std::string name_or_domain, std::string realm, std::string by_way_of);

    /// The realm to which a client is sent for a service that is not in the database: one that the database has a
    /// krbtgt principal for.
    [[nodiscard]] std::optional<std::string> for_service(krb5_context context, const database& principals,
                                                         krb5_const_principal name) const;

    /// The realm of a user of another realm or domain, which is the realm of the name.
    [[nodiscard]] std::optional<std::string> for_client(const database& principals,
                                                        krb5_const_principal name) const;

  private:
    struct way {
        std::string realm;
        std::string next; ///< the realm on the way
    };
    [[nodiscard]] const way* of_domain(std::string_view domain) const;
    [[nodiscard]] const way* of_service(krb5_context context, krb5_const_principal name) const;

    std::map<std::string, way, std::less<>> ways_; ///< by names of services, and by domains
};

} // namespace sspi::testing::detail
