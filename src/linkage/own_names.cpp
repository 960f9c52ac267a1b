// SPDX-License-Identifier: BSL-1.0
// Finds Heimdal's libraries among what is loaded, and what their references to each other lead to.
#include "own_names.hpp"

#ifndef __ELF__
// Two-level namespaces: a reference names the library that it is for.
namespace sspi::linkage {
rebinding bind_own_names() {
    return {};
}
} // namespace sspi::linkage
#else

#include "elf_image.hpp"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sspi::linkage {

namespace {

/// The numbers of relocations that are an address of a symbol and nothing else, and of the one by which a program takes
/// a library's data over.
struct machine {
    std::uint32_t jump_slot, global_data, absolute, copy;
};
#if defined(__x86_64__) && defined(__LP64__)
constexpr std::optional<machine> here{{R_X86_64_JUMP_SLOT, R_X86_64_GLOB_DAT, R_X86_64_64, R_X86_64_COPY}};
#elif defined(__i386__)
constexpr std::optional<machine> here{{R_386_JMP_SLOT, R_386_GLOB_DAT, R_386_32, R_386_COPY}};
#elif defined(__aarch64__) && defined(__LP64__)
constexpr std::optional<machine> here{
    {R_AARCH64_JUMP_SLOT, R_AARCH64_GLOB_DAT, R_AARCH64_ABS64, R_AARCH64_COPY}};
#elif defined(__arm__)
constexpr std::optional<machine> here{{R_ARM_JUMP_SLOT, R_ARM_GLOB_DAT, R_ARM_ABS32, R_ARM_COPY}};
#elif defined(__s390x__)
constexpr std::optional<machine> here{{R_390_JMP_SLOT, R_390_GLOB_DAT, R_390_64, R_390_COPY}};
#else
constexpr std::optional<machine> here{};
#endif

/// What a version of a symbol of Heimdal's begins with, in each of its libraries.
constexpr std::string_view version_prefix = "HEIMDAL_";
/// Where Heimdal's texts of errors are looked up. It is not Heimdal's and names no versions.
constexpr std::string_view error_library = "libcom_err.so.";

/// A library that stays loaded as long as this lives, for looking names up in it.
class opened {
  public:
    explicit opened(const char* path) noexcept : handle_(dlopen(path, RTLD_LAZY | RTLD_NOLOAD)) {}
    opened(opened&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    opened& operator=(opened&&) = delete;
    opened(const opened&) = delete;
    opened& operator=(const opened&) = delete;
    ~opened() {
        if (handle_ != nullptr) dlclose(handle_);
    }
    [[nodiscard]] std::uintptr_t find(const char* name) const noexcept {
        return handle_ == nullptr ? 0 : reinterpret_cast<std::uintptr_t>(dlsym(handle_, name));
    }
    [[nodiscard]] explicit operator bool() const noexcept { return handle_ != nullptr; }

  private:
    void* handle_;
};

struct own_library {
    elf_image image;
    opened names;

    /// Where it defines the name itself; 0 where it does not.
    [[nodiscard]] std::uintptr_t define(const char* name) const noexcept {
        const auto found = names.find(name);
        return image.contains(found) ? found : 0;
    }
};

/// The objects that matter here, as they were loaded when this was made.
struct loaded {
    std::optional<elf_image> program;
    std::vector<elf_image> own;

    loaded() { dl_iterate_phdr(&loaded::add, this); }

  private:
    /// Called with the dynamic linker's lock held. Without memory the iteration ends, and what is known by then counts.
    static int add(dl_phdr_info* info, std::size_t, void* to) noexcept {
        auto& out = *static_cast<loaded*>(to);
        const elf_image image(*info);
        if (!out.program) {
            out.program = image;
            return 0;
        }
        const bool ours = image.defines_versions(version_prefix) || image.soname().starts_with(error_library);
        if (!ours) return 0;
        try {
            out.own.push_back(image);
        } catch (...) {
            return 1;
        }
        return 0;
    }
};

struct change {
    std::uintptr_t slot;
    std::uintptr_t value;
    bool sealed; // its page is read-only
};

/// Writes; it is called with the dynamic linker's lock held, so that nobody else, another copy of this library least of all, seals
/// the same page meanwhile.
class writer {
  public:
    explicit writer(const std::vector<change>& all) noexcept : all_(all) {}

    [[nodiscard]] std::size_t refused() noexcept {
        dl_iterate_phdr(&writer::once, this);
        return refused_;
    }

  private:
    static int once(dl_phdr_info*, std::size_t, void* of) noexcept {
        auto& self = *static_cast<writer*>(of);
        for (const auto& each : self.all_)
            if (!self.write(each)) ++self.refused_;
        return 1;
    }

    [[nodiscard]] bool write(const change& one) const noexcept {
        void* const page = reinterpret_cast<void*>(one.slot & ~(page_ - 1));
        if (one.sealed && mprotect(page, page_, PROT_READ | PROT_WRITE) != 0) return false;
        std::atomic_ref(*reinterpret_cast<std::uintptr_t*>(one.slot))
            .store(one.value, std::memory_order_relaxed);
        if (one.sealed) (void)mprotect(page, page_, PROT_READ);
        return true;
    }

    const std::vector<change>& all_;
    std::uintptr_t page_ = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    std::size_t refused_ = 0;
};

class search {
  public:
    search() {
        const loaded now;
        program_ = now.program;
        for (const auto& each : now.own)
            if (opened names(each.path()); names) own_.push_back({each, std::move(names)});
    }

    [[nodiscard]] std::size_t libraries() const noexcept { return own_.size(); }

    [[nodiscard]] std::vector<change> changes() const {
        std::vector<change> out;
        for (const auto& each : own_) {
            for (const auto& one : each.image.relocations())
                look_at(each.image, one, out);
            for (const auto& one : each.image.jump_slots())
                look_at(each.image, one, out);
        }
        return out;
    }

  private:
    void look_at(const elf_image& image, const relocation& one, std::vector<change>& out) const {
        const auto index = symbol_of(one);
        const auto type = type_of(one);
        const bool address = type == here->jump_slot || type == here->global_data || type == here->absolute;
        if (index == 0 || !address) return;
        const auto& symbol = image.symbol(index);
        const auto target = definition(image, symbol, index);
        if (target == 0) return;
        const auto slot = image.base() + one.r_offset;
        const auto value = target + addend(one);
        const auto now = *reinterpret_cast<const std::uintptr_t*>(slot);
        if (now == value || !image.writable(slot) || taken_over(image.name(symbol), now)) return;
        if (!with_addends && type == here->absolute && !leads_to(now, image.name(symbol))) return;
        out.push_back({slot, value, image.sealed(slot, page_)});
    }

    [[nodiscard]] static std::uintptr_t addend(const relocation& one) noexcept {
        if constexpr (with_addends)
            return static_cast<std::uintptr_t>(one.r_addend);
        else
            return 0;
    }

    /// Where the addend stood in the slot, and is gone, only what had none is changed.
    [[nodiscard]] static bool leads_to(std::uintptr_t now, const char* name) noexcept {
        return now == reinterpret_cast<std::uintptr_t>(dlsym(RTLD_DEFAULT, name));
    }

    [[nodiscard]] std::uintptr_t definition(const elf_image& image, const ElfW(Sym) & symbol,
                                            std::size_t index) const noexcept {
        constexpr unsigned indirect = 10; // STT_GNU_IFUNC
        const unsigned kind = symbol.st_info & 0xfU;
        if (kind == STT_TLS || kind == indirect) return 0;
        if (symbol.st_shndx != SHN_UNDEF)
            return symbol.st_shndx < SHN_LORESERVE ? image.base() + symbol.st_value : 0;
        const auto asked = image.version(index);
        if (!asked.version.empty() && !asked.version.starts_with(version_prefix)) return 0;
        for (const auto& each : own_) {
            const bool meant = asked.library.empty() || asked.library == each.image.soname();
            if (!meant) continue;
            if (const auto found = each.define(image.name(symbol))) return found;
        }
        return 0;
    }

    /// Whether the program has a copy of Heimdal's data in place of Heimdal, as programs have that are linked with it without
    /// being position independent. Then that copy is the one for all.
    [[nodiscard]] bool taken_over(const char* name, std::uintptr_t now) const noexcept {
        if (!program_ || !program_->contains(now)) return false;
        return std::ranges::any_of(program_->relocations(), [&](const relocation& each) {
            return type_of(each) == here->copy &&
                   std::string_view(program_->name(program_->symbol(symbol_of(each)))) == name;
        });
    }

    std::optional<elf_image> program_;
    std::vector<own_library> own_;
    std::uintptr_t page_ = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
};

} // namespace

rebinding bind_own_names() {
    if constexpr (!here) return {.machine_known = false};
    const search all;
    const auto changes = all.changes();
    rebinding out{.libraries = all.libraries(), .changed = changes.size()};
    if (!changes.empty()) out.refused = writer(changes).refused();
    return out;
}

} // namespace sspi::linkage

#endif
