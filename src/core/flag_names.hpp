// SPDX-License-Identifier: BSL-1.0
// Flags by name, for traces.
#pragma once

#include <sspi/detail/flag_map.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sspi::core {

/// "ISC_REQ_MUTUAL_AUTH | 0x80000000"; "none" without any.
template <class Rows>
[[nodiscard]] std::string flag_names(const Rows& rows, std::uint32_t flags) {
    std::string out;
    const auto add = [&out](std::string_view name) { out.append(out.empty() ? "" : " | ").append(name); };
    for (const auto& row : rows) {
        const auto bit = static_cast<std::uint32_t>(row.bit);
        if (bit == 0 || (flags & bit) != bit) continue;
        add(row.name);
        flags &= ~bit;
    }
    if (flags != 0) add("others: " + std::to_string(flags));
    return out.empty() ? "none" : out;
}

struct granted_row {
    detail::gss_flag bit;
    std::string_view name;
};
inline constexpr granted_row granted_rows[] = {
    {detail::gss_flag::deleg, "delegation"},
    {detail::gss_flag::mutual, "mutual authentication"},
    {detail::gss_flag::replay, "replay detection"},
    {detail::gss_flag::sequence, "sequence detection"},
    {detail::gss_flag::conf, "confidentiality"},
    {detail::gss_flag::integ, "integrity"},
    {detail::gss_flag::anon, "anonymity"},
    {detail::gss_flag::dce_style, "DCE style"},
    {detail::gss_flag::identify, "identify only"},
    {detail::gss_flag::extended_error, "extended errors"},
    {detail::gss_flag::user_to_user, "user-to-user"},
};

} // namespace sspi::core
