// SPDX-License-Identifier: BSL-1.0
// Has Heimdal's libraries call each other, whoever else in the process has functions of the same names.
#pragma once

#include <cstddef>

namespace sspi::linkage {

struct rebinding {
    bool machine_known =
        true; ///< false: nothing was looked at, because the machine's relocations are not known here
    std::size_t libraries = 0; ///< of Heimdal's, that are loaded
    std::size_t changed = 0;   ///< references that led elsewhere and lead to Heimdal now
    std::size_t refused = 0;   ///< such that the system did not let be written
};

/// A program that exports a name of Heimdal's is found first by the dynamic linker, also for the references of Heimdal's own
/// libraries: where it has a gss_init_sec_context, or a function that only happens to have the name of one of the many that
/// are Heimdal's own, Heimdal calls that. Those references are written anew, each with what the library that it was linked
/// with defines. References to what is not Heimdal's, such as malloc, stay what they are, and so do all references of others, plugins for Heimdal among them.
/// Where nobody exports such names, nothing is written. For any thread, at any time. Throws `std::bad_alloc`.
[[nodiscard]] rebinding bind_own_names();

} // namespace sspi::linkage
