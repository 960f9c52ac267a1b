// SPDX-License-Identifier: BSL-1.0
// The parts of an address of HTTP: scheme://host[:port][/path].
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace example {

struct http_address {
    bool tls = false;
    std::string host{}, port{}, path{};

    // What the field Host says: the port only where it is not the scheme's.
    std::string host_field() const { return port == (tls ? "443" : "80") ? host : host + ':' + port; }
};

// Hosts are names and IPv4 addresses. Throws std::invalid_argument.
inline http_address parse_http_address(std::string_view text) {
    http_address out{.tls = text.starts_with("https://")};
    const std::string_view scheme = out.tls ? "https://" : "http://";
    if (!text.starts_with(scheme))
        throw std::invalid_argument("the address begins neither with http:// nor https://");
    text.remove_prefix(scheme.size());
    const auto authority = text.substr(0, text.find('/'));
    const auto colon = authority.find(':');
    out.host = authority.substr(0, colon);
    out.port = colon == authority.npos ? (out.tls ? "443" : "80") : authority.substr(colon + 1);
    out.path = authority.size() == text.size() ? "/" : text.substr(authority.size());
    if (out.host.empty() || out.port.empty()) throw std::invalid_argument("the address has no host");
    return out;
}

} // namespace example
