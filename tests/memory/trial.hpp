// SPDX-License-Identifier: BSL-1.0
// One run of a scenario in which an allocation fails: what the calls answered, and whether that was right.
#pragma once

#include "blame.hpp"
#include "faults.hpp"

#include <sspi.h>

#include <cstdio>

namespace sspi::test {

/// What is done about memory.
enum class manner {
    nth,           // only the n-th allocation fails
    nth_and_later, // so do all that follow, also where the call before it is cleaned up after
    repeated,      // only the n-th fails, and the call that failed is made again
};

/// What a call has to do when it is made again, with memory.
enum class again { succeeds, succeeds_or_stays_failed };

class trial {
  public:
    trial(manner how, long n) noexcept : how_(how) {
        faults::begin(how == manner::nth_and_later ? faults::which::nth_and_later : faults::which::nth, n);
    }

    /// A call of the library. Negative: the scenario ends here.
    template <class Call>
    [[nodiscard]] SECURITY_STATUS call(const char* name, again then, Call&& function) noexcept {
        return call(name, then, SEC_E_OK, function);
    }
    template <class Call>
    [[nodiscard]] SECURITY_STATUS call(const char* name, Call&& function) noexcept {
        return call(name, again::succeeds, SEC_E_OK, function);
    }
    /// One that is refused, however much memory there is.
    template <class Call>
    [[nodiscard]] SECURITY_STATUS call_refused(const char* name, SECURITY_STATUS usual,
                                               Call&& function) noexcept {
        const auto answered = call(name, again::succeeds, usual, function);
        if (answered >= 0 || (!fired() && answered != usual)) complain(name, "is not refused", answered);
        return answered;
    }
    template <class Call>
    [[nodiscard]] SECURITY_STATUS call(const char* name, again then, SECURITY_STATUS usual,
                                       Call& function) noexcept {
        auto answered = watched(function);
        if (!fired() && usual == SEC_E_OK && answered < 0) complain(name, "fails with memory", answered);
        if (answered >= 0 || answered == usual || !fired()) return answered;
        if (failed_) {
            if (how_ == manner::repeated && ours_) complain(name, "fails later with", answered);
            return answered;
        }
        failed_ = true;
        const auto whose = blame_for(faults::first_failure()->all());
        ours_ = whose.ours;
        if (ours_ && answered != SEC_E_INSUFFICIENT_MEMORY)
            complain(name, "answers another status", answered);
        if (how_ != manner::repeated) return answered;
        const auto first = answered;
        answered = function();
        const bool good = answered >= 0 || answered == usual ||
                          (then == again::succeeds_or_stays_failed && answered == first);
        if (!good && first == SEC_E_INSUFFICIENT_MEMORY) complain(name, "made again, answers", answered);
        return answered;
    }
    /// A call that gives something back, which takes no memory.
    template <class Call>
    void release(const char* name, Call&& function) noexcept {
        const auto answered = how_ == manner::nth_and_later && fired() ? watched(function) : function();
        if (answered != SEC_E_OK) complain(name, "does not give back", answered);
    }

    void complain(const char* name, const char* what, SECURITY_STATUS answered) noexcept {
        if (wrong_[0] != '\0') return;
        std::snprintf(wrong_, sizeof wrong_, "%s %s 0x%08x", name, what, static_cast<unsigned>(answered));
    }

    /// The scenario has come to its end; how often.
    void reach() noexcept { ++reached_; }
    [[nodiscard]] int reached() const noexcept { return reached_; }

    /// An allocation failed.
    [[nodiscard]] bool fired() const noexcept { return faults::first_failure() != nullptr; }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] bool ours() const noexcept { return ours_; }
    /// Empty when all was right.
    [[nodiscard]] const char* wrong() const noexcept { return wrong_; }

  private:
    template <class Call>
    [[nodiscard]] static SECURITY_STATUS watched(Call& function) noexcept {
        const faults::watched now;
        return function();
    }

    const manner how_;
    bool failed_ = false, ours_ = false;
    int reached_ = 0;
    char wrong_[160] = "";
};

struct scenario {
    const char* name;
    void (*run)(trial&);
};
[[nodiscard]] std::span<const scenario> scenarios();
/// Makes the realm, and has everything done once without failures.
void prepare_scenarios();

} // namespace sspi::test
