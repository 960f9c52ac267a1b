// SPDX-License-Identifier: BSL-1.0
// What the mechanisms are called that SPNEGO chooses among, for people.
#pragma once

#include "../gss/failure_facts.hpp"
#include "../trace.hpp"
#include "../wire/token_kind.hpp"

#include <sspi/detail/mechanism_oids.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::exchange {

inline constexpr std::array ntlm_oid{std::byte{0x2B}, std::byte{0x06}, std::byte{0x01}, std::byte{0x04},
                                     std::byte{0x01}, std::byte{0x82}, std::byte{0x37}, std::byte{0x02},
                                     std::byte{0x02}, std::byte{0x0A}}; // 1.3.6.1.4.1.311.2.2.10
inline constexpr auto negoex_oid = [] {
    auto out = ntlm_oid;
    out.back() = std::byte{0x1E}; // 1.3.6.1.4.1.311.2.2.30
    return out;
}();
inline constexpr std::array iakerb_oid{std::byte{0x2B}, std::byte{0x06}, std::byte{0x01},
                                       std::byte{0x05}, std::byte{0x02}, std::byte{0x05}}; // 1.3.6.1.5.2.5

struct mechanism_row {
    gss::view oid;
    std::string_view name;
};
inline constexpr mechanism_row mechanism_rows[] = {
    {detail::kerberos_oid, "Kerberos"},
    {detail::microsoft_kerberos_oid, "Kerberos (as Microsoft numbers it)"},
    {detail::user_to_user_oid, "Kerberos user-to-user"},
    {ntlm_oid, "NTLM"},
    {negoex_oid, "NEGOEX"},
    {iakerb_oid, "IAKERB"},
    {detail::spnego_oid, "SPNEGO"},
};

[[nodiscard]] inline std::string mechanism_name(gss::view oid) {
    for (const auto& row : mechanism_rows)
        if (std::ranges::equal(oid, row.oid)) return std::string(row.name);
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
