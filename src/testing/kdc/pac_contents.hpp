// SPDX-License-Identifier: BSL-1.0
// What a PAC says of an account of a domain ([MS-PAC]), as octets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::testing::detail {

/// A security identifier: the authority and what follows it.
struct security_id {
    std::uint64_t authority = 0;
    std::vector<std::uint32_t> parts{};
};

/// Of "S-1-5-21-...", with decimal numbers. Throws `error`.
[[nodiscard]] security_id to_security_id(std::string_view text);

/// A group as options write it: its number in the domain or its identifier, and perhaps ":deny-only".
struct group_membership {
    std::optional<std::uint32_t> number{}; ///< in the domain; else the identifier counts
    security_id id{};
    std::uint32_t attributes = 0;
};

/// Throws `error`.
[[nodiscard]] group_membership to_group(std::string_view text);

/// What there is to say.
struct account_facts {
    std::string account;    ///< sAMAccountName
    std::string domain;     ///< NetBIOS
    std::string dns_domain; ///< as AD writes it there, in upper case
    std::string upn;
    bool upn_is_made_up = false; ///< the account has none of its own
    security_id domain_id;
    std::uint32_t number = 0; ///< RID
    std::uint32_t primary_group = 0;
    std::vector<group_membership> groups{};
    std::vector<group_membership> resource_groups{};
    std::uint32_t control = 0; ///< USER_ bits of [MS-SAMR]
    std::optional<std::chrono::system_clock::time_point> password_set{};
    std::optional<std::chrono::system_clock::time_point> password_expires{};
    std::optional<std::chrono::system_clock::time_point> expires{};
};

/// KERB_VALIDATION_INFO, serialized.
[[nodiscard]] std::vector<std::byte> logon_info(const account_facts& of);

/// UPN_DNS_INFO with its extension.
[[nodiscard]] std::vector<std::byte> upn_info(const account_facts& of);

} // namespace sspi::testing::detail
