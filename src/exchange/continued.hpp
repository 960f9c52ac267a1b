// SPDX-License-Identifier: BSL-1.0
// An establishment that was finished in another process: there are no legs, only the messages go on.
#pragma once

#include "../messages/make_protection.hpp"
#include "exchange.hpp"

#include <utility>

namespace sspi::exchange {

class continued final : public exchange {
  public:
    continued(gss::mechanism& mechanism, gss::established session, messages::progress from)
        : mechanism_(mechanism), session_(std::move(session)), from_(std::move(from)) {}

    result<gss::leg> advance(gss::kdc_call&, gss::view) override {
        return refused_with(status::unsupported_function, "the context is established already");
    }
    result<secured> finish() override {
        auto protection = session_.keys.rfc4121 ? messages::make_rfc4121_protection(session_, &from_)
                                                : go_on_by_mechanism();
        if (!protection) return protection.error();
        return secured{.session = std::move(session_), .protection = std::move(*protection)};
    }
    agreement agreed() const noexcept override { return agreement::reached; }

  private:
    using protection_result = result<std::unique_ptr<messages::protection>>;

    [[nodiscard]] protection_result go_on_by_mechanism() {
        auto imported = mechanism_.import_state(from_.mechanism.view());
        if (!imported) return imported.error();
        context_ = std::move(*imported);
        return messages::make_protection(*context_, session_);
    }

    gss::mechanism& mechanism_;
    gss::established session_;
    const messages::progress from_;
    std::unique_ptr<gss::security_context> context_; // of an enctype from before RFC 4121
};

} // namespace sspi::exchange
