// SPDX-License-Identifier: BSL-1.0
// The mechanism's own tokens, with nothing around them: the Kerberos package.
#pragma once

#include "../messages/make_protection.hpp"
#include "exchange.hpp"

#include <utility>

namespace sspi::exchange {

/// The session and the message protection of a mechanism's finished context, which must outlive them.
[[nodiscard]] inline result<secured> secure(gss::mechanism& mechanism, gss::security_context& finished) {
    auto session = finished.describe();
    if (!session) return session.error();
    auto protection = messages::make_protection(mechanism, finished, *session);
    if (!protection) return protection.error();
    return secured{.session = std::move(*session), .protection = std::move(*protection)};
}

class direct final : public exchange {
  public:
    direct(gss::mechanism& mechanism, std::unique_ptr<gss::security_context> context)
        : mechanism_(mechanism), context_(std::move(context)) {}

    std::optional<gss::authenticator> authenticator_in(gss::view token) const override {
        return context_->authenticator_in(token);
    }
    result<gss::leg> advance(gss::view token) override { return context_->advance(token); }
    result<secured> finish() override { return secure(mechanism_, *context_); }

  private:
    gss::mechanism& mechanism_;
    std::unique_ptr<gss::security_context> context_;
};

} // namespace sspi::exchange
