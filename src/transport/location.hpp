// SPDX-License-Identifier: BSL-1.0
// Where a server is, in the words of krb5.conf or of a service record.
#pragma once

#include <sspi/detail/kdc_proxy_address.hpp>
#include <sspi/detail/text.hpp>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sspi::transport {

enum class protocol {
    any, ///< by datagram, and by connection
    udp,
    tcp,
    https, ///< a proxy (MS-KKDCP)
};

struct location {
    protocol by = protocol::any;
    std::string host{}; ///< a name or an address; of a proxy its URL
    std::uint16_t port = 0;

    friend bool operator==(const location&, const location&) = default;
};

/// Takes what is in front, if it is there.
[[nodiscard]] inline bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!detail::equal_ignoring_ascii_case(text.substr(0, prefix.size()), prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

[[nodiscard]] inline std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t out = 0;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, out);
    if (error != std::errc{} || rest != end || out == 0) return std::nullopt;
    return out;
}

/// "host", "host:port", "[v6]:port", "v6", with "udp/" or "tcp/" in front, or "https://..." for a proxy. Nothing for
/// what names no server that can be asked, such as "http/...", which only Heimdal's own KDC knows.
[[nodiscard]] inline std::optional<location> parse_location(std::string_view text, std::uint16_t usual_port) {
    location out{.port = usual_port};
    if (const auto proxy = detail::proxy_of_url(text))
        return location{.by = protocol::https, .host = proxy->url(), .port = proxy->port};
    if (take_prefix(text, "udp/"))
        out.by = protocol::udp;
    else if (take_prefix(text, "tcp/"))
        out.by = protocol::tcp;
    std::string_view port;
    const auto colon = text.find(':');
    if (text.starts_with('[')) {
        const auto closed = text.find(']');
        if (closed == std::string_view::npos) return std::nullopt;
        port = text.substr(closed + 1);
        text = text.substr(1, closed - 1);
    } else if (colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos) {
        port = text.substr(colon);
        text = text.substr(0, colon);
    }
    if (text.empty() || text.find('/') != std::string_view::npos) return std::nullopt;
    out.host = text;
    if (port.empty() || port == ":") return out;
    const auto number = port.starts_with(':') ? parse_port(port.substr(1)) : std::nullopt;
    if (!number) return std::nullopt;
    out.port = *number;
    return out;
}

} // namespace sspi::transport
