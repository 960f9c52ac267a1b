// SPDX-License-Identifier: BSL-1.0
// Names of identifiers and back: those that everybody knows, and those that this process has seen.
#pragma once

#include "caller_sid.hpp"
#include "known_accounts.hpp"
#include "well_known_sids.hpp"

#include <sspi/detail/text.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sspi::core {

/// Who it is, and the identifier as Windows has it in memory.
struct looked_up {
    sid_octets octets;
    std::string domain;
    std::string name; // empty of a domain
    SID_NAME_USE use;
};

[[nodiscard]] inline bool has_name(const well_known_sid& which) {
    return !which.is_of_domain() && !which.name.empty();
}
[[nodiscard]] inline looked_up as_looked_up(const well_known_sid& which) {
    const bool domain = which.use == SidTypeDomain;
    return {octets_of(which), std::string(which.domain), domain ? std::string() : std::string(which.name),
            which.use};
}
[[nodiscard]] inline looked_up as_looked_up(named_sid which) {
    return {sid_octets(which.id), std::move(which.domain), std::move(which.name), which.use};
}

[[nodiscard]] inline std::optional<looked_up> look_up(std::span<const std::byte> octets) {
    const auto known = std::ranges::find_if(well_known_sids, [&](const well_known_sid& each) {
        return has_name(each) && std::ranges::equal(octets, octets_of(each).view());
    });
    if (known != well_known_sids.end()) return as_looked_up(*known);
    const auto value = detail::sid::read(octets);
    auto seen = value && !value->empty() ? accounts_seen().find(*value) : std::nullopt;
    return seen ? std::optional(as_looked_up(*std::move(seen))) : std::nullopt;
}

/// Its own name, or that with the domain's before it.
[[nodiscard]] inline bool is_called(const well_known_sid& which, std::string_view name) {
    const auto same = [](std::string_view one, std::string_view other) {
        return detail::equal_ignoring_ascii_case(one, other);
    };
    if (!has_name(which)) return false;
    const auto slash = name.find('\\');
    if (slash == name.npos) return same(name, which.name);
    return same(name.substr(0, slash), which.domain) && same(name.substr(slash + 1), which.name) &&
           which.use != SidTypeDomain;
}

[[nodiscard]] inline std::optional<looked_up> look_up(std::string_view name) {
    const auto known = std::ranges::find_if(
        well_known_sids, [&](const well_known_sid& each) { return is_called(each, name); });
    if (known != well_known_sids.end()) return as_looked_up(*known);
    auto seen = accounts_seen().find(name);
    return seen ? std::optional(as_looked_up(*std::move(seen))) : std::nullopt;
}

} // namespace sspi::core
