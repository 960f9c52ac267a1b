// SPDX-License-Identifier: BSL-1.0
// What the header fields of HTTP say of Negotiate (RFC 4559), for any HTTP library.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace example {

using octets = std::vector<std::byte>;

std::string to_base64(std::span<const std::byte> bytes);
// Nothing for what is not base64, padding included.
std::optional<octets> from_base64(std::string_view text);

// "Negotiate", with what stands behind it.
struct negotiate_word {
    bool malformed = false; // it is not base64
    octets token{};         // empty: there is none
};

// Finds it in a field WWW-Authenticate, Proxy-Authenticate, Authorization or Proxy-Authorization, among the other schemes
// that the field may list (RFC 9110 section 11.6.1). Nothing where it is not offered.
std::optional<negotiate_word> find_negotiate(std::string_view field);

inline std::string negotiate_field(std::span<const std::byte> token) {
    return token.empty() ? "Negotiate" : "Negotiate " + to_base64(token);
}

} // namespace example
