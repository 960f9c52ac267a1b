// SPDX-License-Identifier: BSL-1.0
// Functions of this process that answer for a realm.
#include "routes.hpp"

#include <utility>

namespace sspi::gss {

void set_kdc_route(const std::string& realm, kdc_route route) {
    transport::routes().set(realm, std::move(route));
}

} // namespace sspi::gss
