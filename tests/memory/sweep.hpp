// SPDX-License-Identifier: BSL-1.0
// Fails each allocation of a scenario in turn, in forked children, so that a crash ends one run only.
#pragma once

#include "trial.hpp"

#include <string>

namespace sspi::test {

struct sweep_options {
    long first = 0, step = 1;
    bool every_origin = false; // prints where blocks that were left came from, and what crashed
};

struct findings {
    long cases = 0;         // in which an allocation failed
    long our_failures = 0;  // of those, allocations of ours
    long their_crashes = 0; // in Heimdal, say
    long their_leaks = 0;
    long ours = 0; // crashes, leaks and wrong answers of the library: each is printed
};

[[nodiscard]] findings sweep(const scenario& what, manner how, const sweep_options& options);

} // namespace sspi::test
