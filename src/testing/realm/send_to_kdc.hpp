// SPDX-License-Identifier: BSL-1.0
// Heimdal's send-to-KDC plugin: who answers the requests of this process.
#pragma once

#include <sspi/testing/in_process.hpp>

#include <string>

namespace sspi::testing::detail {

/// Registers the plugin with Heimdal, the first time. Heimdal has no way to take it back.
void register_plugin();

/// While it lives, all that this thread sends to any KDC goes to a function, whatever routes there are.
class direct_line {
  public:
    explicit direct_line(const in_process::handler& answer);
    ~direct_line();
    direct_line(const direct_line&) = delete;
    direct_line& operator=(const direct_line&) = delete;

  private:
    const in_process::handler* former_;
};

} // namespace sspi::testing::detail
