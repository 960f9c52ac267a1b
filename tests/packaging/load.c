// SPDX-License-Identifier: BSL-1.0
// A stranger's program that loads the library at run time: the function table, its UTF-16 forms, and no symbol leaks out.
#define SECURITY_WIN32
#define SSPI_UTF16
#include <dlfcn.h>
#include <security.h>
#include <stdio.h>

static INIT_SECURITY_INTERFACE_W entry_point(void* library) {
    INIT_SECURITY_INTERFACE_W found = NULL;
    // POSIX guarantees this; ISO C has no cast from an object's address to a function's.
    *(void**)&found = dlsym(library, SECURITY_ENTRYPOINT_ANSIW);
    return found;
}

static int show_package(PSecurityFunctionTableW table) {
    WCHAR name[] = {'k', 'e', 'r', 'b', 'e', 'r', 'o', 's', 0};
    char text[32] = "";
    PSecPkgInfoW package = NULL;
    if (table->QuerySecurityPackageInfoW(name, &package) != SEC_E_OK) return 1;
    for (size_t i = 0; i + 1 < sizeof text && package->Name[i] != 0; ++i)
        text[i] = (char)package->Name[i];
    printf("%s %u\n", text, (unsigned)package->cbMaxToken);
    return table->FreeContextBuffer(package) == SEC_E_OK ? 0 : 1;
}

int main(int count, char** values) {
    void* const library = count > 1 ? dlopen(values[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    const INIT_SECURITY_INTERFACE_W init = entry_point(library);
    if (init == NULL || init() == NULL) return 1;
    if (dlsym(RTLD_DEFAULT, SECURITY_ENTRYPOINT_ANSIW) != NULL) return 1;
    const int outcome = show_package(init());
    return dlclose(library) == 0 ? outcome : 1;
}
