// SPDX-License-Identifier: BSL-1.0
// One try at one server: started, and heard of once, or destroyed before.
#pragma once

#include "../gss/kdc_call.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sspi::transport {

/// How it ended, the reply if it was answered, and what the system or the server said.
using attempt_done = std::function<void(gss::kdc_outcome, std::vector<std::byte> reply, std::string text)>;

/// Asynchronous on one io_context that the calling thread runs. Destroying it cancels it without blocking; then nobody is
/// told.
class attempt {
  public:
    virtual ~attempt() = default;
    virtual void start() = 0;
};

} // namespace sspi::transport
