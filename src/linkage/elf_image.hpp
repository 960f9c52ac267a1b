// SPDX-License-Identifier: BSL-1.0
// What a loaded ELF object says of itself: what it defines, needs and refers to (System V ABI, chapter 5; symbol versions as
// the GNU tools write them).
#pragma once

#include <link.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace sspi::linkage {

#if defined(__i386__) || defined(__arm__)
using relocation = ElfW(Rel);
inline constexpr bool with_addends = false;
#else
using relocation = ElfW(Rela);
inline constexpr bool with_addends = true;
#endif

[[nodiscard]] constexpr std::size_t symbol_of(const relocation& from) noexcept {
    return sizeof(void*) == 8 ? static_cast<std::size_t>(std::uint64_t{from.r_info} >> 32)
                              : static_cast<std::size_t>(from.r_info >> 8);
}
[[nodiscard]] constexpr std::uint32_t type_of(const relocation& from) noexcept {
    return static_cast<std::uint32_t>(sizeof(void*) == 8 ? from.r_info & 0xffffffffU : from.r_info & 0xffU);
}

/// The name and the library of a version that a reference asks for. Empty: of none.
struct version_asked {
    std::string_view version;
    std::string_view library;
};

class elf_image {
  public:
    explicit elf_image(const dl_phdr_info& from) noexcept : base_(from.dlpi_addr), path_(from.dlpi_name) {
        for (const auto& each : std::span(from.dlpi_phdr, from.dlpi_phnum))
            read_segment(each);
        if (dynamic_ != nullptr) read_dynamic();
    }

    [[nodiscard]] const char* path() const noexcept { return path_; }
    [[nodiscard]] std::uintptr_t base() const noexcept { return base_; }
    [[nodiscard]] bool contains(std::uintptr_t address) const noexcept {
        return address >= first_ && address < last_;
    }
    /// Whether the dynamic linker has made that read-only once it had written it.
    [[nodiscard]] bool sealed(std::uintptr_t address, std::uintptr_t page) const noexcept {
        return address >= (relro_first_ & ~(page - 1)) && address < (relro_last_ & ~(page - 1));
    }
    [[nodiscard]] bool writable(std::uintptr_t address) const noexcept {
        return address >= writable_first_ && address < writable_last_;
    }

    [[nodiscard]] std::string_view soname() const noexcept { return soname_; }
    /// Whether versions of its own symbols begin so.
    [[nodiscard]] bool defines_versions(std::string_view prefix) const noexcept {
        const auto* at = reinterpret_cast<const char*>(definitions_);
        for (std::size_t i = 0; at != nullptr && i < definition_count_; ++i) {
            const auto& one = *reinterpret_cast<const ElfW(Verdef)*>(at);
            const auto& name = *reinterpret_cast<const ElfW(Verdaux)*>(at + one.vd_aux);
            const bool of_file = (one.vd_flags & VER_FLG_BASE) != 0;
            if (!of_file && text(name.vda_name).starts_with(prefix)) return true;
            if (one.vd_next == 0) break;
            at += one.vd_next;
        }
        return false;
    }

    [[nodiscard]] std::span<const relocation> relocations() const noexcept { return relocations_; }
    [[nodiscard]] std::span<const relocation> jump_slots() const noexcept { return jump_slots_; }
    [[nodiscard]] const ElfW(Sym) & symbol(std::size_t index) const noexcept { return symbols_[index]; }
    [[nodiscard]] const char* name(const ElfW(Sym) & of) const noexcept { return strings_ + of.st_name; }

    [[nodiscard]] version_asked version(std::size_t symbol) const noexcept {
        if (versions_ == nullptr || needs_ == nullptr) return {};
        constexpr unsigned hidden = 0x8000;
        const unsigned wanted = versions_[symbol] & ~hidden;
        const auto* at = reinterpret_cast<const char*>(needs_);
        for (std::size_t i = 0; i < need_count_; ++i) {
            const auto& file = *reinterpret_cast<const ElfW(Verneed)*>(at);
            const auto* each = at + file.vn_aux;
            for (std::size_t j = 0; j < file.vn_cnt; ++j) {
                const auto& one = *reinterpret_cast<const ElfW(Vernaux)*>(each);
                if (one.vna_other == wanted) return {text(one.vna_name), text(file.vn_file)};
                each += one.vna_next;
            }
            if (file.vn_next == 0) break;
            at += file.vn_next;
        }
        return {};
    }

  private:
    void read_segment(const ElfW(Phdr) & from) noexcept {
        const auto begin = base_ + from.p_vaddr;
        const auto end = begin + from.p_memsz;
        if (from.p_type == PT_DYNAMIC) dynamic_ = reinterpret_cast<const ElfW(Dyn)*>(begin);
        if (from.p_type == PT_GNU_RELRO) relro_first_ = begin, relro_last_ = end;
        if (from.p_type != PT_LOAD) return;
        if (first_ == 0 || begin < first_) first_ = begin;
        if (end > last_) last_ = end;
        if ((from.p_flags & PF_W) == 0) return;
        if (writable_first_ == 0 || begin < writable_first_) writable_first_ = begin;
        if (end > writable_last_) writable_last_ = end;
    }

    /// Some dynamic linkers have added where the object is, others have not.
    template <class Value>
    [[nodiscard]] const Value* pointer(ElfW(Addr) from) const noexcept {
        return reinterpret_cast<const Value*>(from < base_ ? base_ + from : from);
    }
    [[nodiscard]] std::string_view text(std::size_t offset) const noexcept { return strings_ + offset; }

    void read_dynamic() noexcept {
        std::size_t soname = 0, jump_bytes = 0, relocation_bytes = 0;
        const relocation* jumps = nullptr;
        const relocation* others = nullptr;
        for (const auto* each = dynamic_; each->d_tag != DT_NULL; ++each) {
            const auto value = each->d_un.d_val;
            switch (each->d_tag) {
            case DT_SYMTAB:
                symbols_ = pointer<ElfW(Sym)>(value);
                break;
            case DT_STRTAB:
                strings_ = pointer<char>(value);
                break;
            case DT_SONAME:
                soname = value;
                break;
            case DT_JMPREL:
                jumps = pointer<relocation>(value);
                break;
            case DT_PLTRELSZ:
                jump_bytes = value;
                break;
            case with_addends ? DT_RELA:
            DT_REL:
                others = pointer<relocation>(value);
                break;
            case with_addends ? DT_RELASZ:
            DT_RELSZ:
                relocation_bytes = value;
                break;
            case DT_VERSYM:
                versions_ = pointer<ElfW(Half)>(value);
                break;
            case DT_VERNEED:
                needs_ = pointer<ElfW(Verneed)>(value);
                break;
            case DT_VERNEEDNUM:
                need_count_ = value;
                break;
            case DT_VERDEF:
                definitions_ = pointer<ElfW(Verdef)>(value);
                break;
            case DT_VERDEFNUM:
                definition_count_ = value;
                break;
            default:
                break;
            }
        }
        if (symbols_ == nullptr || strings_ == nullptr) return;
        if (soname != 0) soname_ = text(soname);
        if (jumps != nullptr) jump_slots_ = {jumps, jump_bytes / sizeof(relocation)};
        if (others != nullptr) relocations_ = {others, relocation_bytes / sizeof(relocation)};
    }

    std::uintptr_t base_;
    const char* path_;
    std::uintptr_t first_ = 0, last_ = 0, writable_first_ = 0, writable_last_ = 0, relro_first_ = 0,
                   relro_last_ = 0;
    const ElfW(Dyn) * dynamic_ = nullptr;
    const ElfW(Sym) * symbols_ = nullptr;
    const char* strings_ = nullptr;
    const ElfW(Half) * versions_ = nullptr;
    const ElfW(Verneed) * needs_ = nullptr;
    const ElfW(Verdef) * definitions_ = nullptr;
    std::size_t need_count_ = 0, definition_count_ = 0;
    std::string_view soname_;
    std::span<const relocation> relocations_, jump_slots_;
};

} // namespace sspi::linkage
