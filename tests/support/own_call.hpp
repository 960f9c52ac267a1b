// SPDX-License-Identifier: BSL-1.0
// A call of the library of its own for one step that a test takes below the entry points.
#pragma once

#include <gss/kdc_call.hpp>

namespace sspi::test {

/// `context->advance(own_call(), token)`: it lasts as long as the expression.
class own_call {
  public:
    [[nodiscard]] operator gss::kdc_call&() noexcept { return call_; }

  private:
    gss::kdc_call call_;
};

} // namespace sspi::test
