// SPDX-License-Identifier: BSL-1.0
// The memory of SEC_WINNT_AUTH_IDENTITY and SEC_WINNT_AUTH_IDENTITY_EX, and telling them apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

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
inline constexpr std::uint32_t longest_identity_structure = 4096; ///< bytes
inline constexpr std::uint32_t longest_identity_text = 65536;     ///< characters

inline constexpr std::uint32_t identity_ansi = 0x1;
inline constexpr std::uint32_t identity_unicode = 0x2;
/// Marshalled and encrypted forms: MARSHALLED, PROCESS_ENCRYPTED, SYSTEM_PROTECTED, USER_PROTECTED,
/// SYSTEM_ENCRYPTED.
inline constexpr std::uint32_t identity_opaque_forms = 0x4 | 0x10 | 0x20 | 0x40 | 0x80;
inline constexpr std::uint32_t identity_only = 0x8; ///< no authorization data in the tickets
inline constexpr std::uint32_t identity_null_user = 0x20000;
inline constexpr std::uint32_t identity_null_domain = 0x40000;

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

/// Reads one structure into the larger layout; nothing when it is of another version or does not fit.
[[nodiscard]] inline std::optional<identity_ex_layout> read_layout(const void* auth_data,
                                                                   std::size_t available) noexcept {
    if (auth_data == nullptr || available < sizeof(identity_layout)) return std::nullopt;
    if (is_versioned(auth_data)) {
        identity_ex_layout ex{};
        if (available < sizeof ex) return std::nullopt;
        std::memcpy(&ex, auth_data, sizeof ex);
        const bool sound_length = ex.length >= sizeof ex && ex.length <= longest_identity_structure;
        return ex.version == identity_ex_version && sound_length ? std::optional(ex) : std::nullopt;
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

/// Whether the text is wide, as the flags say it or, when they do not, as the function's suffix does; nothing
/// for contradictory flags and for forms that are not plain text.
[[nodiscard]] constexpr std::optional<bool> is_wide(std::uint32_t flags, bool wide_by_default) noexcept {
    const bool ansi = (flags & identity_ansi) != 0;
    const bool unicode = (flags & identity_unicode) != 0;
    if ((flags & identity_opaque_forms) != 0 || (ansi && unicode)) return std::nullopt;
    return ansi || unicode ? unicode : wide_by_default;
}

} // namespace sspi::detail
