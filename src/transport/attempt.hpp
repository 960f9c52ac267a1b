// SPDX-License-Identifier: BSL-1.0
// One try at one server.
#pragma once

#include "../gss/kdc_call.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sspi::transport {

/// How the try ended; the reply, if one came; and what the system said, if anything.
using attempt_done = std::function<void(gss::kdc_outcome, std::vector<std::byte> reply, std::string text)>;

/// Runs on one io_context, on the thread that runs that. Calls its `attempt_done` once, from a handler and never from
/// `start`, unless it is destroyed before, which ends it without waiting. It has no time limit of its own.
class attempt {
  public:
    attempt() = default;
    attempt(const attempt&) = delete;
    attempt& operator=(const attempt&) = delete;
    virtual ~attempt() = default;

    virtual void start() = 0;

    /// The server has taken a connection: there is somebody who may answer.
    [[nodiscard]] virtual bool accepted() const noexcept { return false; }
    /// The request may have reached the server.
    [[nodiscard]] virtual bool sent() const noexcept { return false; }
};

} // namespace sspi::transport
