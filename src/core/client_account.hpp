// SPDX-License-Identifier: BSL-1.0
// SSPI_CLIENT_ACCOUNT: what is known of a client, in one block for the caller.
#pragma once

#include "../gss/mechanism.hpp"
#include "allocations.hpp"

#include <sspi/detail/timestamp.hpp>

#include <sspi_extensions.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::core {

/// Texts behind a structure and its groups, whose pointers are set when the block's place is known.
class account_block {
  public:
    explicit account_block(std::size_t groups) : groups_(groups) {}

    /// Where the text is going to be, as an offset.
    [[nodiscard]] std::size_t add(std::string_view text) {
        const auto at = texts_.size();
        texts_ += text;
        texts_ += '\0';
        return at;
    }
    void seal() {
        block_ = allocation(head() + texts_.size());
        std::memcpy(block_.bytes().data() + head(), texts_.data(), texts_.size());
    }

    [[nodiscard]] const char* at(std::size_t offset) const {
        return reinterpret_cast<const char*>(block_.bytes().data()) + head() + offset;
    }
    [[nodiscard]] SSPI_ACCOUNT_GROUP* groups() const {
        return reinterpret_cast<SSPI_ACCOUNT_GROUP*>(block_.bytes().data() + sizeof(SSPI_CLIENT_ACCOUNT));
    }
    [[nodiscard]] SSPI_CLIENT_ACCOUNT* finish(const SSPI_CLIENT_ACCOUNT& with) {
        std::memcpy(block_.bytes().data(), &with, sizeof with);
        return static_cast<SSPI_CLIENT_ACCOUNT*>(block_.give());
    }

  private:
    [[nodiscard]] std::size_t head() const {
        return sizeof(SSPI_CLIENT_ACCOUNT) + groups_ * sizeof(SSPI_ACCOUNT_GROUP);
    }

    std::size_t groups_;
    std::string texts_;
    allocation block_{0};
};

[[nodiscard]] inline TimeStamp utc_stamp(const wire::pac_time& time) {
    TimeStamp out;
    out.QuadPart = time ? detail::to_filetime(*time, {}) : detail::never;
    return out;
}

/// The caller owns what it returns: FreeContextBuffer.
[[nodiscard]] inline SSPI_CLIENT_ACCOUNT* account_of(const gss::established& session) {
    const wire::pac_account nobody{};
    const auto& account = session.account ? *session.account : nobody;
    const auto& logon = account.logon;
    account_block block(logon.groups.size());
    const auto principal = block.add(session.initiator), name = block.add(logon.account),
               domain = block.add(logon.domain), upn = block.add(account.upn),
               dns_domain = block.add(account.dns_domain), sid = block.add(logon.user.text()),
               primary_group = block.add(logon.primary_group.text());
    std::vector<std::size_t> places;
    for (const auto& group : logon.groups)
        places.push_back(block.add(group.id.text()));
    block.seal();
    for (std::size_t i = 0; i < places.size(); ++i)
        block.groups()[i] = {block.at(places[i]), static_cast<ULONG>(logon.groups[i].attributes)};
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
                         .pGroups = places.empty() ? nullptr : block.groups(),
                         .tsLogoff = utc_stamp(logon.logoff),
                         .tsPasswordSet = utc_stamp(logon.password_set),
                         .tsPasswordExpires = utc_stamp(logon.password_must_change)});
}

} // namespace sspi::core
