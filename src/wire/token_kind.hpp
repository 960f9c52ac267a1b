// SPDX-License-Identifier: BSL-1.0
// What a token is, for people: whatever a peer may have sent, ours or not.
#pragma once

#include "kerberos_token.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sspi::wire {

[[nodiscard]] constexpr bool begins_with(std::span<const std::byte> token, std::string_view text) {
    return token.size() >= text.size() &&
           std::ranges::equal(token.first(text.size()), text, {}, {},
                              [](char c) { return std::byte(static_cast<unsigned char>(c)); });
}

/// Framed (RFC 2743 3.1) for the mechanism with this identifier, given with its DER header.
[[nodiscard]] constexpr bool framed_for(std::span<const std::byte> token, std::string_view oid) {
    const auto body = framing::first_element(token);
    return body && body->tag == 0x60 && begins_with(body->content, oid);
}

/// A name with its article.
[[nodiscard]] constexpr std::string_view token_kind(std::span<const std::byte> token) {
    using namespace std::string_view_literals;
    switch (classify(token)) {
    case kerberos_token::ap_req:
    case kerberos_token::bare_ap_req:
        return "a Kerberos AP-REQ";
    case kerberos_token::ap_rep:
    case kerberos_token::bare_ap_rep:
        return "a Kerberos AP-REP";
    case kerberos_token::krb_error:
    case kerberos_token::bare_krb_error:
        return "a KRB-ERROR";
    case kerberos_token::other:
        break;
    }
    if (token.empty()) return "an empty token";
    if (begins_with(token, "NTLMSSP\0"sv)) return "an NTLM token"; // MS-NLMP 2.2.1
    if (framed_for(token, "\x06\x06\x2B\x06\x01\x05\x05\x02"sv))
        return "a SPNEGO NegTokenInit"; // RFC 4178 4.2
    if (framing::at(token, 0) == 0xA1 && framing::first_element(token)) return "a SPNEGO NegTokenResp";
    if (framed_for(token, "\x06\x0A\x2A\x86\x48\x86\xF7\x12\x01\x02\x02\x03"sv))
        return "a user-to-user token";
    if (framed_for(token, {})) return "a token of an unknown or malformed mechanism";
    return "no token of a known package";
}

} // namespace sspi::wire
