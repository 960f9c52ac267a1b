// SPDX-License-Identifier: BSL-1.0
// The object that this is linked into stays where it is, whoever unloads it.
#pragma once

#include <dlfcn.h>

namespace sspi::process {

/// Heimdal has pointers to plugins of ours as long as the process lives, threads have destructors to run when they end,
/// and fork() has handlers to call. A library is linked so that it stays (-z nodelete); an object of somebody else's that
/// has this linked into it statically is told so here. For the program itself there is nothing to do, and nothing is done.
inline void stay_loaded() noexcept {
    static const char within = 0;
    Dl_info found{};
    if (dladdr(&within, &found) == 0 || found.dli_fname == nullptr) return;
    // NOLOAD: it is there already, so this only marks it. What is opened is kept on purpose.
    [[maybe_unused]] const void* const kept =
        dlopen(found.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
    (void)dlerror(); // where it is the program, that is no error of anybody's
}

} // namespace sspi::process
