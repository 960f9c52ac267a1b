// SPDX-License-Identifier: BSL-1.0
// The mechanism's own tokens, with nothing around them: the Kerberos package.
#pragma once

#include "exchange.hpp"
#include "secure.hpp"

#include <utility>

namespace sspi::exchange {

class direct final : public exchange {
  public:
    explicit direct(std::unique_ptr<gss::security_context> context) : context_(std::move(context)) {}

    result<gss::leg> advance(gss::kdc_call& call, gss::view token) override {
        return context_->advance(call, token);
    }
    result<secured> finish() override {
        auto made = secure(*context_);
        if (!made) return made;
        return let_go(context_, std::move(*made));
    }
    agreement agreed() const noexcept override { return agreement::reached; }

  private:
    std::unique_ptr<gss::security_context> context_;
};

} // namespace sspi::exchange
