// SPDX-License-Identifier: BSL-1.0
// Where a KDC proxy (MS-KKDCP) is: its URL, and the forms in which Windows programs name one.
#pragma once

#include <sspi/detail/text.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::detail {

struct kdc_proxy_address {
    static constexpr std::uint16_t usual_port = 443;
    static constexpr std::string_view usual_path = "/KdcProxy"; // MS-KKDCP 2.1
    static constexpr std::size_t longest = 1024;                // octets of the whole

    std::string host; ///< a DNS name or an IP address, this without brackets
    std::uint16_t port = usual_port;
    std::string path{usual_path};

    friend bool operator==(const kdc_proxy_address&, const kdc_proxy_address&) = default;

    [[nodiscard]] bool is_ipv6() const noexcept { return host.find(':') != host.npos; }

    /// As it stands in a URL and in the Host field: the port only where it is not the usual one.
    [[nodiscard]] std::string authority() const {
        auto out = is_ipv6() ? '[' + host + ']' : host;
        if (port != usual_port) out += ':' + std::to_string(port);
        return out;
    }
    [[nodiscard]] std::string url() const { return "https://" + authority() + path; }
    /// For a kdc_attempt: "https/proxy.example:443/KdcProxy".
    [[nodiscard]] std::string where() const {
        return "https/" + (is_ipv6() ? '[' + host + ']' : host) + ':' + std::to_string(port) + path;
    }
};

namespace proxy_text {

[[nodiscard]] constexpr bool is_alphanumeric(char c) noexcept {
    return (c >= '0' && c <= '9') || (ascii_upper(c) >= 'A' && ascii_upper(c) <= 'Z');
}

[[nodiscard]] constexpr bool is_name(std::string_view host) noexcept {
    constexpr std::size_t longest = 255; // RFC 1035 2.3.4
    const auto fits = [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; };
    return !host.empty() && host.size() <= longest && host.front() != '.' && host.front() != '-' &&
           host.find("..") == host.npos && std::all_of(host.begin(), host.end(), fits);
}

/// What can stand between brackets; whether it is an address shows when it is used.
[[nodiscard]] constexpr bool is_ipv6(std::string_view host) noexcept {
    const auto fits = [](char c) {
        return (c >= '0' && c <= '9') || (ascii_upper(c) >= 'A' && ascii_upper(c) <= 'F') || c == ':' ||
               c == '.';
    };
    return host.size() <= 45 && std::count(host.begin(), host.end(), ':') >= 2 &&
           std::all_of(host.begin(), host.end(), fits);
}

/// A path, perhaps with a query, that can go into a request as it is.
[[nodiscard]] constexpr bool is_path(std::string_view path) noexcept {
    constexpr std::string_view never = "\"#<>\\^`{|}"; // RFC 3986 section 2
    const auto fits = [&never](char c) { return c > ' ' && c < 0x7F && never.find(c) == never.npos; };
    return path.starts_with('/') && std::all_of(path.begin(), path.end(), fits);
}

[[nodiscard]] inline std::optional<std::uint16_t> port_of(std::string_view digits) noexcept {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || port == 0) return std::nullopt;
    return port;
}

struct host_and_rest {
    std::string_view host;
    std::string_view rest; ///< from the first ':' or '/' behind the host
};

[[nodiscard]] constexpr std::optional<host_and_rest> split_host(std::string_view text) noexcept {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos || !is_ipv6(text.substr(1, end - 1))) return std::nullopt;
        return host_and_rest{text.substr(1, end - 1), text.substr(end + 1)};
    }
    const auto end = std::min(text.find_first_of(":/"), text.size());
    if (!is_name(text.substr(0, end))) return std::nullopt;
    return host_and_rest{text.substr(0, end), text.substr(end)};
}

/// The port and what follows it, of text that begins with ':'; the usual port of other text.
[[nodiscard]] inline bool take_port(std::string_view& rest, std::uint16_t& port) noexcept {
    if (!rest.starts_with(':')) return true;
    const auto end = std::min(rest.find_first_of(":/", 1), rest.size());
    const auto read = port_of(rest.substr(1, end - 1));
    rest = rest.substr(end);
    port = read.value_or(0);
    return read.has_value();
}

} // namespace proxy_text

/// https://host[:port][/path]. Nothing for every other scheme, user names, fragments, and what is longer than `longest`.
[[nodiscard]] inline std::optional<kdc_proxy_address> proxy_of_url(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (url.size() > kdc_proxy_address::longest ||
        !equal_ignoring_ascii_case(url.substr(0, scheme.size()), scheme))
        return std::nullopt;
    auto split = proxy_text::split_host(url.substr(scheme.size()));
    if (!split) return std::nullopt;
    kdc_proxy_address out{.host = std::string(split->host)};
    if (!proxy_text::take_port(split->rest, out.port)) return std::nullopt;
    if (!split->rest.empty()) out.path = split->rest;
    if (!proxy_text::is_path(out.path)) return std::nullopt;
    return out;
}

/// host, host:port or host:port:path, as Windows takes it, where the path needs no '/' in front; or a URL.
[[nodiscard]] inline std::optional<kdc_proxy_address> proxy_of_server(std::string_view text) {
    if (text.find("://") != text.npos) return proxy_of_url(text);
    if (text.size() > kdc_proxy_address::longest) return std::nullopt;
    auto split = proxy_text::split_host(text);
    if (!split) return std::nullopt;
    kdc_proxy_address out{.host = std::string(split->host)};
    if (!proxy_text::take_port(split->rest, out.port)) return std::nullopt;
    if (split->rest.empty()) return out;
    if (!split->rest.starts_with(':') || split->rest.size() == 1) return std::nullopt;
    out.path = split->rest[1] == '/' ? split->rest.substr(1) : '/' + std::string(split->rest.substr(1));
    if (!proxy_text::is_path(out.path)) return std::nullopt;
    return out;
}

} // namespace sspi::detail
