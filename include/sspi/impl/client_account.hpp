// SPDX-License-Identifier: BSL-1.0
// Copies SSPI_CLIENT_ACCOUNT.
#pragma once

#include <sspi/client_account.hpp>
#include <sspi/detail/timestamp.hpp>
#include <sspi/impl/native.hpp>

namespace sspi::impl {

#if !defined(_WIN32)
inline client_account::time utc_time_of(TimeStamp stamp) {
    if (stamp.QuadPart == detail::never) return std::nullopt;
    return std::chrono::system_clock::time_point(
        detail::from_filetime(stamp.QuadPart, std::chrono::seconds(0)).time_since_epoch());
}

inline client_account copy_of(const SSPI_CLIENT_ACCOUNT& from) {
    const auto id = [](const char* text) { return sid::parse(text).value_or(sid()); };
    client_account out{.principal = from.pszPrincipal,
                       .account = from.pszAccount,
                       .domain = from.pszDomain,
                       .upn = from.pszUpn,
                       .dns_domain = from.pszDnsDomain,
                       .sid = id(from.pszSid),
                       .primary_group = id(from.pszPrimaryGroup),
                       .account_control = static_cast<std::uint32_t>(from.ulAccountControl),
                       .logoff = utc_time_of(from.tsLogoff),
                       .password_set = utc_time_of(from.tsPasswordSet),
                       .password_expires = utc_time_of(from.tsPasswordExpires)};
    out.groups.reserve(from.cGroups);
    for (ULONG i = 0; i < from.cGroups; ++i)
        out.groups.push_back(
            {id(from.pGroups[i].pszSid), static_cast<std::uint32_t>(from.pGroups[i].ulAttributes)});
    return out;
}
#endif

} // namespace sspi::impl
