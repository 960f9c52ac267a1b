// SPDX-License-Identifier: BSL-1.0
// SSPI_CLIENT_ACCOUNT: what is known of a client, in one block for the caller.
#pragma once

#include "../block_with_texts.hpp"
#include "../gss/mechanism.hpp"
#include "allocations.hpp"
#include "known_accounts.hpp"

#include <sspi/detail/timestamp.hpp>

#include <sspi_extensions.h>

#include <cstddef>
#include <vector>

namespace sspi::core {

[[nodiscard]] inline TimeStamp utc_stamp(const wire::pac_time& time) {
    TimeStamp out;
    out.QuadPart = time ? detail::to_filetime(*time, {}) : detail::never;
    return out;
}

/// The caller owns what it returns: FreeContextBuffer.
[[nodiscard]] inline SSPI_CLIENT_ACCOUNT* account_of(const gss::established& session) {
    const wire::pac_account nobody{};
    const bool told = session.account && !session.account->logon.user.empty();
    if (told) remember_client(session.initiator, session.account.get());
    const auto& account = session.account ? *session.account : nobody;
    const auto& logon = account.logon;
    block_with_texts<SSPI_CLIENT_ACCOUNT, SSPI_ACCOUNT_GROUP, allocation> block(logon.groups.size());
    const auto principal = block.add(session.initiator), name = block.add(logon.account),
               domain = block.add(logon.domain), upn = block.add(account.upn),
               dns_domain = block.add(account.dns_domain), sid = block.add(logon.user.text()),
               primary_group = block.add(logon.primary_group.text());
    std::vector<std::size_t> places;
    for (const auto& group : logon.groups)
        places.push_back(block.add(group.id.text()));
    block.seal();
    for (std::size_t i = 0; i < places.size(); ++i)
        block.elements()[i] = {block.at(places[i]), static_cast<ULONG>(logon.groups[i].attributes)};
    return block.finish({.cbSize = sizeof(SSPI_CLIENT_ACCOUNT),
                         .pszPrincipal = block.at(principal),
                         .pszAccount = block.at(name),
                         .pszDomain = block.at(domain),
                         .pszUpn = block.at(upn),
                         .pszDnsDomain = block.at(dns_domain),
                         .pszSid = block.at(sid),
                         .pszPrimaryGroup = block.at(primary_group),
                         .ulAccountControl = static_cast<ULONG>(logon.account_control),
                         .cGroups = static_cast<ULONG>(places.size()),
                         .pGroups = block.elements(),
                         .tsLogoff = utc_stamp(logon.logoff),
                         .tsPasswordSet = utc_stamp(logon.password_set),
                         .tsPasswordExpires = utc_stamp(logon.password_must_change)});
}

} // namespace sspi::core
