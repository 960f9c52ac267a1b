// SPDX-License-Identifier: BSL-1.0
// Loads libraries and looks names up in them.
#include "libraries.hpp"

#include <dlfcn.h>

namespace sspi::linkage {

void* load(const library_name& name, shortfall& missing) noexcept {
    constexpr int how = RTLD_NOW | RTLD_LOCAL;
    if (void* const found = dlopen(name.soname, how)) return found;
    const char* const error = dlerror();
    shortfall first;
    first.say("%s", error != nullptr ? error : name.soname);
    if (void* const found = dlopen(name.path, how)) return found;
    missing.say("%s", first.text());
    return nullptr;
}

void* find(void* library, const char* name, shortfall& missing) noexcept {
    if (library == nullptr) return nullptr;
    void* const found = dlsym(library, name);
    if (found == nullptr) missing.say("it has no %s", name);
    return found;
}

} // namespace sspi::linkage
