// SPDX-License-Identifier: BSL-1.0
// A client, as its domain tells of it.
#pragma once

#include <sspi/sid.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sspi {

/// A group of an account.
struct account_group {
    sid id;
    std::uint32_t attributes = 0; ///< SE_GROUP_ bits

    /// Whether it counts for letting in: it is enabled, and not there for refusing alone.
    [[nodiscard]] constexpr bool enabled() const noexcept { return (attributes & 0x14) == 0x4; }
};

/// What the PAC of a client's ticket says, proved with the service's key before anything in it was believed; as old as that ticket.
/// What is not told is empty.
struct client_account {
    using time = std::optional<std::chrono::system_clock::time_point>; ///< nothing: never, or not told

    std::string principal; ///< "alice@CORP.EXAMPLE.COM", of the ticket
    std::string
        account{}; ///< "alice", as the domain calls it; empty where nothing was proved, and so is all that follows
    std::string domain{};     ///< "CORP"
    std::string upn{};        ///< "alice@corp.example.com"
    std::string dns_domain{}; ///< "CORP.EXAMPLE.COM"
    sspi::sid sid{};          ///< who it is, whatever its name becomes
    sspi::sid primary_group{};
    std::vector<account_group> groups{}; ///< of its domain, of others, and of the service's domain
    std::uint32_t account_control = 0;   ///< USER_ bits of [MS-SAMR]
    time logoff{};                       ///< when it has to be gone
    time password_set{};
    time password_expires{};

    /// Whether its domain told who it is.
    [[nodiscard]] bool known() const noexcept { return !sid.empty(); }

    /// Whether it is this account, or in this group, as CheckTokenMembership has it: groups that are there for refusing alone do not
    /// let in. Nobody is in an empty one.
    [[nodiscard]] bool is_member(const sspi::sid& of) const noexcept {
        return !of.empty() && (of == sid || std::ranges::any_of(groups, [&](const account_group& each) {
                                   return each.id == of && each.enabled();
                               }));
    }
    /// Whether it is refused where members of this group are: those that are there for refusing alone count too.
    [[nodiscard]] bool is_denied_by(const sspi::sid& group) const noexcept {
        return !group.empty() && (group == sid || std::ranges::any_of(groups, [&](const account_group& each) {
                                      return each.id == group && (each.attributes & 0x14) != 0;
                                  }));
    }
};

} // namespace sspi
