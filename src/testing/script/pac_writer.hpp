// SPDX-License-Identifier: BSL-1.0
// Changes the PAC in a ticket, and signs it again.
#pragma once

#include "../kdc/asn1.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace sspi::testing::detail {

using pac_edit = std::function<std::vector<std::byte>(std::vector<std::byte>)>;

/// Where there is a PAC, `edit` makes another of it (empty: it stays), which is signed with the keys of a service and of the KDC, in
/// the places that it has for that: what is not in order, or has not the size that the signature wants, stays as it is.
void rewrite_pac(krb5_context context, AuthorizationData& in, const pac_edit& edit,
                 const krb5_keyblock& service, const krb5_keyblock& kdc);

} // namespace sspi::testing::detail
