// SPDX-License-Identifier: BSL-1.0
// The memory of SEC_WINNT_AUTH_IDENTITY and SEC_WINNT_AUTH_IDENTITY_EX, and where the parts of an identity lie.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

namespace sspi::detail {

/// The memory of SEC_WINNT_AUTH_IDENTITY_A and _W.
struct identity_layout {
    const void* user;
    std::uint32_t user_length;
    const void* domain;
    std::uint32_t domain_length;
    const void* password;
    std::uint32_t password_length;
    std::uint32_t flags;
};

/// The memory of SEC_WINNT_AUTH_IDENTITY_EXA and _EXW.
struct identity_ex_layout {
    std::uint32_t version;
    std::uint32_t length;
    const void* user;
    std::uint32_t user_length;
    const void* domain;
    std::uint32_t domain_length;
    const void* password;
    std::uint32_t password_length;
    std::uint32_t flags;
    const void* package_list;
    std::uint32_t package_list_length;
};

inline constexpr std::uint32_t identity_ex_version = 0x200;
inline constexpr std::uint32_t identity_ex2_version = 0x201;
inline constexpr std::uint32_t longest_identity_structure = 4096;   ///< bytes, without texts in it
inline constexpr std::uint32_t longest_marshalled_identity = 65536; ///< bytes, with texts in it
inline constexpr std::uintptr_t lowest_pointer = 0x100000;          ///< nothing is mapped below; an offset is
inline constexpr std::uint32_t longest_identity_text = 65536;       ///< characters

inline constexpr std::uint32_t identity_ansi = 0x1;
inline constexpr std::uint32_t identity_unicode = 0x2;
inline constexpr std::uint32_t identity_marshalled = 0x4; ///< all parts are in one block
inline constexpr std::uint32_t identity_only = 0x8;       ///< no authorization data in the tickets
inline constexpr std::uint32_t identity_process_encrypted = 0x10;
/// PROCESS_ENCRYPTED, SYSTEM_PROTECTED, USER_PROTECTED, SYSTEM_ENCRYPTED.
inline constexpr std::uint32_t identity_encrypted_forms = identity_process_encrypted | 0x20 | 0x40 | 0x80;
inline constexpr std::uint32_t identity_null_user = 0x20000;
inline constexpr std::uint32_t identity_null_domain = 0x40000;

/// One text of an identity: so many characters of the form that the identity's flags say, at any alignment.
struct identity_text {
    const void* data = nullptr; ///< null: not given
    std::uint32_t length = 0;
};

/// Where the parts of an identity lie, whichever structure it is in. What `data` points to has not been read.
struct identity_view {
    identity_text user;
    identity_text domain;
    identity_text password;
    identity_text packages;
    std::span<const std::byte> keytab{}; ///< empty: none
    std::uint32_t flags = 0;
    bool wide = false;
};

/// True when the structure begins with a version instead of a pointer. Only SEC_WINNT_AUTH_IDENTITY lacks
/// one, and no address has low words like these in practice: Windows tells the two apart in the same way.
/// Versions not yet invented are recognised by a length behind them, so that they are refused and not taken
/// for a pointer.
[[nodiscard]] inline bool is_versioned(const void* auth_data) noexcept {
    std::uint32_t words[2];
    std::memcpy(words, auth_data, sizeof words);
    const auto [version, length] = words;
    if (version == identity_ex_version || version == identity_ex2_version) return true;
    return version > identity_ex2_version && version < 0x300 && length <= longest_identity_structure;
}

/// Whether the text is wide, as the flags say it or, when they do not, by default; nothing for contradictory
/// flags and for forms that cannot be read.
[[nodiscard]] constexpr std::optional<bool> is_wide(std::uint32_t flags, bool wide_by_default) noexcept {
    const bool ansi = (flags & identity_ansi) != 0;
    const bool unicode = (flags & identity_unicode) != 0;
    if ((flags & identity_encrypted_forms) != 0 || (ansi && unicode)) return std::nullopt;
    return ansi || unicode ? unicode : wide_by_default;
}

/// Reads SEC_WINNT_AUTH_IDENTITY, or the version that has a package list, into the larger layout; nothing when
/// it is of another version or does not fit.
[[nodiscard]] inline std::optional<identity_ex_layout> read_layout(const void* auth_data,
                                                                   std::size_t available) noexcept {
    if (auth_data == nullptr || available < sizeof(identity_layout)) return std::nullopt;
    if (is_versioned(auth_data)) {
        identity_ex_layout ex{};
        std::uint32_t head[2]; // before the rest, which there is when they say so
        std::memcpy(head, auth_data, sizeof head);
        const auto [version, length] = head;
        if (version != identity_ex_version || length < sizeof ex || available < sizeof ex)
            return std::nullopt;
        std::memcpy(&ex, auth_data, sizeof ex);
        const bool marshalled = (ex.flags & identity_marshalled) != 0;
        const auto longest = marshalled ? longest_marshalled_identity : longest_identity_structure;
        return ex.length <= longest ? std::optional(ex) : std::nullopt;
    }
    identity_layout plain{};
    std::memcpy(&plain, auth_data, sizeof plain);
    return identity_ex_layout{0,
                              0,
                              plain.user,
                              plain.user_length,
                              plain.domain,
                              plain.domain_length,
                              plain.password,
                              plain.password_length,
                              plain.flags,
                              nullptr,
                              0};
}

/// A structure with its texts behind it in one block. Its members are offsets from its start, or pointers.
struct marshalled_block {
    const std::byte* start;
    std::size_t header; ///< bytes before the first text
    std::size_t size;   ///< bytes; 0 when not known, and then no offset lies inside

    /// Makes a pointer of the member when it is an offset; false when the text is not inside the block.
    [[nodiscard]] bool resolve(identity_text& member, std::size_t unit) const noexcept {
        const auto offset = reinterpret_cast<std::uintptr_t>(member.data);
        if (offset == 0 || offset >= lowest_pointer) return true; // none, or a pointer
        if (offset < header || offset > size || (size - offset) / unit < member.length) return false;
        member.data = start + offset;
        return true;
    }
};

/// Finds the parts of a SEC_WINNT_AUTH_IDENTITY or SEC_WINNT_AUTH_IDENTITY_EX. `wide_unit` is the size of a wide
/// character.
[[nodiscard]] inline std::optional<identity_view> locate_in_structure(const void* auth_data,
                                                                      std::size_t available,
                                                                      bool wide_by_default,
                                                                      std::size_t wide_unit) noexcept {
    const auto from = read_layout(auth_data, available);
    if (!from) return std::nullopt;
    const auto wide = is_wide(from->flags, wide_by_default);
    if (!wide) return std::nullopt;
    identity_view found{.user = {from->user, from->user_length},
                        .domain = {from->domain, from->domain_length},
                        .password = {from->password, from->password_length},
                        .packages = {from->package_list, from->package_list_length},
                        .flags = from->flags,
                        .wide = *wide};
    if ((from->flags & identity_marshalled) == 0) return found;
    const bool extended = from->version != 0;
    const std::size_t known = available == SIZE_MAX ? 0 : available;
    const marshalled_block block{static_cast<const std::byte*>(auth_data),
                                 extended ? sizeof(identity_ex_layout) : sizeof(identity_layout),
                                 extended ? std::min<std::size_t>(from->length, available) : known};
    for (auto* const text : {&found.user, &found.domain, &found.password, &found.packages})
        if (!block.resolve(*text, *wide ? wide_unit : 1)) return std::nullopt;
    return found;
}

} // namespace sspi::detail
