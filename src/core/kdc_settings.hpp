// SPDX-License-Identifier: BSL-1.0
// What a credential says about its requests to KDCs, for itself and the contexts that are begun with it.
#pragma once

#include "../gss/kdc_call.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace sspi::core {

class kdc_settings {
  public:
    [[nodiscard]] gss::kdc_policy get() const {
        const std::scoped_lock lock(mutex_);
        return policy_;
    }
    template <class Change>
    void change(Change&& change) {
        const std::scoped_lock lock(mutex_);
        std::invoke(std::forward<Change>(change), policy_);
    }

  private:
    mutable std::mutex mutex_;
    gss::kdc_policy policy_{.findings = std::make_shared<gss::realm_findings>()};
};

} // namespace sspi::core
