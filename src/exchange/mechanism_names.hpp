// SPDX-License-Identifier: BSL-1.0
// What the mechanisms are called that SPNEGO chooses among, for people.
#pragma once

#include "../gss/failure_facts.hpp"
#include "../trace.hpp"
#include "../wire/token_kind.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::exchange {

struct mechanism_row {
    std::string_view oid; // the content of its DER
    std::string_view name;
};
inline constexpr mechanism_row mechanism_rows[] = {
    {"\x2A\x86\x48\x86\xF7\x12\x01\x02\x02", "Kerberos"},
    {"\x2A\x86\x48\x82\xF7\x12\x01\x02\x02", "Kerberos (as Microsoft numbers it)"},
    {"\x2A\x86\x48\x86\xF7\x12\x01\x02\x02\x03", "Kerberos user-to-user"},
    {"\x2B\x06\x01\x04\x01\x82\x37\x02\x02\x0A", "NTLM"},
    {"\x2B\x06\x01\x04\x01\x82\x37\x02\x02\x1E", "NEGOEX"},
    {"\x2B\x06\x01\x05\x02\x05", "IAKERB"},
    {"\x2B\x06\x01\x05\x05\x02", "SPNEGO"},
};

[[nodiscard]] inline std::string mechanism_name(gss::view oid) {
    for (const auto& row : mechanism_rows)
        if (oid.size() == row.oid.size() && wire::begins_with(oid, row.oid)) return std::string(row.name);
    return "a mechanism without a name here";
}

/// The first few.
[[nodiscard]] inline std::string mechanism_names(const std::vector<gss::view>& oids) {
    constexpr std::size_t most = 6;
    std::string out;
    for (std::size_t i = 0; i < oids.size() && i < most; ++i)
        out += (i == 0 ? "" : ", ") + mechanism_name(oids[i]);
    return oids.size() > most ? out + " and others" : out;
}

/// A token that is not the one that is due.
[[nodiscard]] inline failure unexpected_token(gss::view token) {
    return gss::knowing(refused_with(status::invalid_token, reason::unexpected_token,
                                     "the token is not the SPNEGO token that is due"),
                        [&](gss::failure_facts& facts) { facts.token = wire::token_kind(token); });
}

} // namespace sspi::exchange
