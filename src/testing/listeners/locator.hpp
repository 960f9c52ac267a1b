// SPDX-License-Identifier: BSL-1.0
// Heimdal's service locator plugin: realms that are found without asking DNS.
#pragma once

#include <string>

namespace sspi::testing::detail {

/// While it lives, Heimdal finds servers for the realm, at an address where nobody listens: what is sent to it goes by
/// its route, or nowhere, and nothing is looked up.
class located_realm {
  public:
    explicit located_realm(std::string name);
    ~located_realm();
    located_realm(const located_realm&) = delete;
    located_realm& operator=(const located_realm&) = delete;

  private:
    std::string name_;
};

} // namespace sspi::testing::detail
