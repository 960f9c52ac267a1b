// SPDX-License-Identifier: BSL-1.0
// Service principal names as the directory writes them: class/instance[:port][/service].
#pragma once

#include <sspi/detail/principal_name.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::detail {

struct service_principal_name {
    std::string_view service_class;
    std::string_view instance;
    std::uint16_t port = 0;        // 0: none
    std::string_view service = {}; // empty: none
};

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// A decimal number from 0 to `most`; nothing for anything else, signs and spaces included.
[[nodiscard]] constexpr std::optional<std::uint16_t> small_number(std::string_view text,
                                                                  std::uint32_t most) noexcept {
    if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    std::uint32_t value = 0;
    for (const char c : text) {
        value = value * 10 + static_cast<std::uint32_t>(c - '0');
        if (value > most) return std::nullopt;
    }
    return static_cast<std::uint16_t>(value);
}

/// Four numbers with dots between them.
[[nodiscard]] constexpr bool is_ipv4_address(std::string_view text) noexcept {
    for (int number = 0; number < 3; ++number) {
        const auto [first, rest, found] = split_at(text, '.');
        if (!found || !small_number(first, 255)) return false;
        text = rest;
    }
    return small_number(text, 255).has_value();
}

[[nodiscard]] constexpr bool is_in_brackets(std::string_view text) noexcept {
    return text.size() > 2 && text.front() == '[' && text.back() == ']';
}

/// More than one colon, and nothing but what may stand in an address or in its zone: no name of a host has that.
[[nodiscard]] constexpr bool is_ipv6_address(std::string_view text) noexcept {
    if (is_in_brackets(text)) text = text.substr(1, text.size() - 2);
    const auto address = split_at(text, '%').before;
    const auto in_address = [](char c) {
        const char upper = ascii_upper(c);
        return is_digit(c) || (upper >= 'A' && upper <= 'F') || c == ':' || c == '.';
    };
    return std::ranges::count(address, ':') > 1 && std::ranges::all_of(address, in_address);
}

[[nodiscard]] constexpr bool is_ip_address(std::string_view text) noexcept {
    return is_ipv4_address(text) || is_ipv6_address(text);
}

/// What may stand between two slashes.
[[nodiscard]] constexpr bool is_name_part(std::string_view text) noexcept {
    return !text.empty() && text.find('/') == text.npos && !has_control_character(text);
}

/// An instance and the port behind it.
struct instance_and_port {
    std::string_view instance;
    std::uint16_t port = 0;
};

[[nodiscard]] constexpr std::optional<instance_and_port> split_instance(std::string_view text) noexcept {
    const auto enclosed = text.starts_with('[') ? text.find(']') : 0;
    if (enclosed == text.npos) return std::nullopt;
    const auto colons = std::ranges::count(text.substr(enclosed), ':');
    if (colons == 0 || (enclosed == 0 && colons > 1)) return instance_and_port{text};
    const auto colon = text.rfind(':');
    const auto port = small_number(text.substr(colon + 1), 65535);
    if (colon == 0 || !port) return std::nullopt;
    return instance_and_port{text.substr(0, colon), *port};
}

/// The parts of a name, which point into it; nothing when it is malformed.
[[nodiscard]] constexpr std::optional<service_principal_name>
parse_service_principal_name(std::string_view text) noexcept {
    const auto [service_class, rest, has_instance] = split_at(text, '/');
    const auto [host, service, has_service] = split_at(rest, '/');
    if (!has_instance || !is_name_part(service_class) || !is_name_part(host)) return std::nullopt;
    if (has_service && !is_name_part(service)) return std::nullopt;
    const auto where = split_instance(host);
    if (!where) return std::nullopt;
    return service_principal_name{.service_class = service_class,
                                  .instance = where->instance,
                                  .port = where->port,
                                  .service = has_service ? service : where->instance};
}

/// Nothing when a part may not stand in a name, or what comes of them cannot be taken apart again.
[[nodiscard]] inline std::optional<std::string> to_text(const service_principal_name& name) {
    const bool has_service = !name.service.empty();
    if (!is_name_part(name.service_class) || !is_name_part(name.instance)) return std::nullopt;
    if (has_service && !is_name_part(name.service)) return std::nullopt;
    const bool enclose = name.port != 0 && is_ipv6_address(name.instance) && !is_in_brackets(name.instance);
    auto text = std::string(name.service_class) + '/';
    text += enclose ? '[' + std::string(name.instance) + ']' : std::string(name.instance);
    if (name.port != 0) text += ':' + std::to_string(name.port);
    if (has_service) text += '/' + std::string(name.service);
    if (!parse_service_principal_name(text)) return std::nullopt;
    return text;
}

} // namespace sspi::detail
