// SPDX-License-Identifier: BSL-1.0
// A principal's name as Kerberos messages carry it (RFC 4120 5.2.2).
#pragma once

#include "der_writing.hpp"

#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

namespace sspi::wire {

struct kerberos_name {
    std::vector<std::string> components;
    std::string realm;

    friend bool operator==(const kerberos_name&, const kerberos_name&) = default;
};

/// PrincipalName, whose name-type is a hint that nobody compares: NT-PRINCIPAL, or NT-SRV-INST for a name in parts.
[[nodiscard]] inline detail::secret_bytes principal_name_of(const kerberos_name& name) {
    bytes strings;
    for (const auto& component : name.components) {
        const auto text = der::general_string(component);
        strings.insert(strings.end(), text.units().begin(), text.units().end());
    }
    const auto type = der::member(0, der::integer(name.components.size() > 1 ? 2 : 1));
    const auto parts = der::member(1, der::element(der::tag::sequence, {strings}));
    return der::element(der::tag::sequence, {type.view(), parts.view()});
}

} // namespace sspi::wire
