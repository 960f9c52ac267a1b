// SPDX-License-Identifier: BSL-1.0
// Who a client is, in identifiers: the account of its PAC with its groups, or what is made of its Kerberos name.
#pragma once

#include "../messages/sha256.hpp"
#include "../wire/pac_account.hpp"
#include "client_identity.hpp"

#include <sspi/detail/principal_text.hpp>
#include <sspi/detail/sid.hpp>

#include <sspi_sids.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::core {

namespace sids {

[[nodiscard]] inline detail::sid of(std::uint64_t authority, std::uint32_t part) {
    const std::uint32_t parts[] = {part};
    return *detail::sid::of(authority, parts);
}
[[nodiscard]] inline detail::sid everyone() {
    return of(1, SECURITY_WORLD_RID);
}
[[nodiscard]] inline detail::sid of_nt(std::uint32_t part) {
    return of(5, part);
}

} // namespace sids

/// "SSPIK5": an identifier authority that nobody hands out.
inline constexpr std::uint64_t principal_authority = 0x535350494B35;

/// What no domain has: the authority above and SHA-256 of the name. The manual in sspi_tokens.h promises it.
[[nodiscard]] inline detail::sid sid_of_principal(std::string_view name) {
    const auto digest = messages::sha256_of(std::as_bytes(std::span(name)));
    std::array<std::uint32_t, 8> parts{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        parts[i / 4] = parts[i / 4] << 8 | std::to_integer<std::uint32_t>(digest[i]);
    return *detail::sid::of(principal_authority, parts);
}

/// RFC 8062 section 3.
[[nodiscard]] inline bool is_anonymous(std::string_view principal) {
    return detail::split_principal(principal).name == "WELLKNOWN/ANONYMOUS";
}

[[nodiscard]] inline detail::sid user_of(const std::string& principal, const wire::pac_account* account) {
    if (account != nullptr) return account->logon.user;
    return is_anonymous(principal) ? sids::of_nt(SECURITY_ANONYMOUS_LOGON_RID) : sid_of_principal(principal);
}
[[nodiscard]] inline detail::sid user_of(const client_identity& client) {
    return user_of(client.name, client.account.get());
}

/// Everyone where the domain does not tell.
[[nodiscard]] inline detail::sid primary_group_of(const client_identity& client) {
    const bool told = client.account && !client.account->logon.primary_group.empty();
    return told ? client.account->logon.primary_group : sids::everyone();
}

/// Those of the PAC, and those of every network or batch logon, as sspi_tokens.h has them.
[[nodiscard]] inline std::vector<wire::pac_group> groups_of(const client_identity& client) {
    constexpr std::uint32_t counted = SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED;
    std::vector<wire::pac_group> out;
    if (client.account) out = client.account->logon.groups;
    const auto add = [&](const detail::sid& id) {
        if (std::ranges::find(out, id, &wire::pac_group::id) == out.end()) out.push_back({id, counted});
    };
    if (client.account && !client.account->logon.primary_group.empty())
        add(client.account->logon.primary_group);
    add(sids::everyone());
    add(sids::of_nt(client.logon.batch ? SECURITY_BATCH_RID : SECURITY_NETWORK_RID));
    if (client.account || !is_anonymous(client.name)) add(sids::of_nt(SECURITY_AUTHENTICATED_USER_RID));
    return out;
}

/// Whether it lets in who lets in these: a group that is there for refusing alone does not.
[[nodiscard]] inline bool is_member(const client_identity& client, const detail::sid& of) {
    if (of == user_of(client)) return true;
    return std::ranges::any_of(groups_of(client), [&](const wire::pac_group& each) {
        return each.id == of &&
               (each.attributes & (SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY)) == SE_GROUP_ENABLED;
    });
}

} // namespace sspi::core
