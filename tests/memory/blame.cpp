// SPDX-License-Identifier: BSL-1.0
// Names the libraries that addresses of code are in.
#include "blame.hpp"

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

#include <dlfcn.h>

namespace sspi::test {

namespace {

struct place {
    std::string_view file; // without its folder
    std::uintptr_t offset = 0;
    const char* symbol = "";
};

[[nodiscard]] place place_of(const void* address) noexcept {
    Dl_info found{};
    if (dladdr(address, &found) == 0 || found.dli_fname == nullptr) return {"nowhere"};
    std::string_view file(found.dli_fname);
    if (const auto slash = file.rfind('/'); slash != file.npos) file.remove_prefix(slash + 1);
    const auto offset =
        reinterpret_cast<std::uintptr_t>(address) - reinterpret_cast<std::uintptr_t>(found.dli_fbase);
    return {file, offset, found.dli_sname != nullptr ? found.dli_sname : ""};
}

[[nodiscard]] bool is_of_language(std::string_view file) noexcept {
    for (const std::string_view each :
         {"libc.so", "libc-", "libstdc++", "ld-linux", "libgcc_s", "libm.so", "linux-vdso"})
        if (file.starts_with(each)) return true;
    return false;
}

/// The program's own, which stand for the C library's.
[[nodiscard]] bool is_of_memory(std::string_view symbol) noexcept {
    for (const std::string_view each :
         {"malloc", "calloc", "realloc", "free", "memalign", "aligned_alloc", "posix_memalign"})
        if (symbol == each) return true;
    return false;
}

[[nodiscard]] std::string_view own_file() noexcept {
    static const char here = 0;
    return place_of(&here).file;
}

} // namespace

blame blame_for(std::span<void* const> frames) noexcept {
    const auto own = own_file();
    bool begins = true; // with the program's malloc
    blame out;
    for (const void* const each : frames) {
        const auto at = place_of(each);
        if (begins && at.file == own) continue;
        begins = false;
        if (is_of_language(at.file) || is_of_memory(at.symbol)) continue;
        out.ours = at.file == own || at.file.starts_with("libsspi");
        std::snprintf(out.where, sizeof out.where, "%.*s+0x%zx %s", static_cast<int>(at.file.size()),
                      at.file.data(), at.offset, at.symbol);
        return out;
    }
    return out;
}

void print_frames(std::span<void* const> frames) noexcept {
    for (const void* const each : frames) {
        const auto at = place_of(each);
        std::printf("        %.*s+0x%zx %s\n", static_cast<int>(at.file.size()), at.file.data(), at.offset,
                    at.symbol);
    }
}

} // namespace sspi::test
