// SPDX-License-Identifier: BSL-1.0
// The host in the name of a target.
#pragma once

#include <sspi/detail/principal_name.hpp>

#include <optional>
#include <string_view>

namespace sspi::detail {

/// An address in brackets without them, and a host without the port or instance behind it. An address that is
/// not in brackets has more than one colon, and stays whole.
[[nodiscard]] constexpr std::string_view without_port(std::string_view host) noexcept {
    if (host.starts_with('[')) return split_at(host.substr(1), ']').before;
    const auto [name, rest, found] = split_at(host, ':');
    return found && !split_at(rest, ':').found ? name : host;
}

/// The host of class/host[:port][/name][@REALM], or of a name that is a host itself; nothing when there is none.
[[nodiscard]] constexpr std::optional<std::string_view> target_host(std::string_view target) noexcept {
    if (has_control_character(target)) return std::nullopt;
    const auto [service, rest, has_class] = split_at(split_at(target, '@').before, '/');
    const auto host = without_port(has_class ? split_at(rest, '/').before : service);
    const bool named = !host.empty() && !service.empty();
    return named ? std::optional(host) : std::nullopt;
}

} // namespace sspi::detail
