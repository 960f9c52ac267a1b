// SPDX-License-Identifier: BSL-1.0
// That a KDC refused a password or key.
#pragma once

#include "../failure.hpp"
#include "words.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace sspi::heimdal {

/// Asking again would count towards a lock-out of the account, so it is not done for a while, whoever uses the credential
/// how often. The answer was not authenticated, so the while is short: whoever forged it has spoilt this minute and no more.
class refused_proof {
  public:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds duration{60};

    /// Where there was no memory to read the answer, it was a refusal all the same.
    void note(failure why, clock::time_point at = clock::now()) {
        if (why.code == status::insufficient_memory)
            why = failed_with(status::logon_denied, reason::proof_refused);
        why_ = std::move(why);
        until_ = at + duration;
    }
    void forget() { why_.reset(); }

    /// What to answer in place of asking; nothing where asking is fine.
    [[nodiscard]] std::optional<failure> standing(clock::time_point at = clock::now()) const {
        return why_ && at < until_ ? why_ : std::nullopt;
    }

  private:
    std::optional<failure> why_;
    clock::time_point until_{};
};

} // namespace sspi::heimdal
