// SPDX-License-Identifier: BSL-1.0
// The security packages this library has.
#pragma once

#include <sspi/detail/text.hpp>

#include <sspi.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace sspi::core {

struct package {
    std::string_view name;
    std::string_view comment;
    std::uint32_t capabilities;
    std::uint16_t version;
    std::uint16_t rpc_id;
    std::uint32_t max_token; // bytes; callers size their token buffers by it
};

// The values that current Windows reports.
inline constexpr std::array<package, 2> packages{{
    {.name = "Negotiate",
     .comment = "Microsoft Package Negotiator",
     .capabilities = SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_CONNECTION |
                     SECPKG_FLAG_MULTI_REQUIRED | SECPKG_FLAG_EXTENDED_ERROR | SECPKG_FLAG_IMPERSONATION |
                     SECPKG_FLAG_ACCEPT_WIN32_NAME | SECPKG_FLAG_NEGOTIABLE | SECPKG_FLAG_GSS_COMPATIBLE |
                     SECPKG_FLAG_LOGON | SECPKG_FLAG_RESTRICTED_TOKENS | SECPKG_FLAG_APPCONTAINER_CHECKS,
     .version = 1,
     .rpc_id = 9,
     .max_token = 48256},
    {.name = "Kerberos",
     .comment = "Microsoft Kerberos V1.0",
     .capabilities = SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_TOKEN_ONLY |
                     SECPKG_FLAG_DATAGRAM | SECPKG_FLAG_CONNECTION | SECPKG_FLAG_MULTI_REQUIRED |
                     SECPKG_FLAG_EXTENDED_ERROR | SECPKG_FLAG_IMPERSONATION | SECPKG_FLAG_ACCEPT_WIN32_NAME |
                     SECPKG_FLAG_NEGOTIABLE | SECPKG_FLAG_GSS_COMPATIBLE | SECPKG_FLAG_LOGON |
                     SECPKG_FLAG_MUTUAL_AUTH | SECPKG_FLAG_DELEGATION | SECPKG_FLAG_READONLY_WITH_CHECKSUM |
                     SECPKG_FLAG_RESTRICTED_TOKENS | SECPKG_FLAG_APPCONTAINER_CHECKS |
                     SECPKG_FLAG_APPLY_LOOPBACK,
     .version = 1,
     .rpc_id = 16,
     .max_token = 48000},
}};
static_assert(packages[0].capabilities == 0x00883BB3);
static_assert(packages[1].capabilities == 0x028F3BBF);

inline constexpr const package& negotiate_package = packages[0];
inline constexpr const package& kerberos_package = packages[1];

/// Described to who asks for it by name, because programs give up where it is unknown, and never acquired or listed.
inline constexpr package ntlm_description{
    .name = "NTLM",
    .comment = "NTLM Security Package",
    .capabilities = SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY | SECPKG_FLAG_TOKEN_ONLY |
                    SECPKG_FLAG_CONNECTION | SECPKG_FLAG_MULTI_REQUIRED | SECPKG_FLAG_IMPERSONATION |
                    SECPKG_FLAG_ACCEPT_WIN32_NAME | SECPKG_FLAG_NEGOTIABLE | SECPKG_FLAG_LOGON |
                    SECPKG_FLAG_RESTRICTED_TOKENS | SECPKG_FLAG_APPCONTAINER_CHECKS |
                    SECPKG_FLAG_APPLY_LOOPBACK,
    .version = 1,
    .rpc_id = 10,
    .max_token = 2888};
static_assert(ntlm_description.capabilities == 0x02882B37);

/// Null for a name that no package has. Case does not matter.
[[nodiscard]] constexpr const package* find_package(std::string_view name) noexcept {
    const auto found = std::ranges::find_if(
        packages, [name](const package& p) { return detail::equal_ignoring_ascii_case(p.name, name); });
    return found == packages.end() ? nullptr : &*found;
}

/// The same for a package that is only described.
[[nodiscard]] constexpr const package* find_description(std::string_view name) noexcept {
    if (detail::equal_ignoring_ascii_case(ntlm_description.name, name)) return &ntlm_description;
    return find_package(name);
}

} // namespace sspi::core
