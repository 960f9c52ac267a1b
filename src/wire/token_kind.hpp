// SPDX-License-Identifier: BSL-1.0
// What a token is, for people: whatever a peer may have sent, ours or not.
#pragma once

#include "kerberos_token.hpp"

#include <algorithm>
#include <string_view>

namespace sspi::wire {

[[nodiscard]] constexpr bool begins_with(view token, std::string_view text) {
    return token.size() >= text.size() &&
           std::ranges::equal(token.first(text.size()), text, {}, {},
                              [](char c) { return std::byte(static_cast<unsigned char>(c)); });
}

[[nodiscard]] constexpr bool is_ntlm(view token) {
    using namespace std::string_view_literals;
    return begins_with(token, "NTLMSSP\0"sv); // MS-NLMP 2.2.1
}

/// A name with its article.
[[nodiscard]] constexpr std::string_view token_kind(view token) {
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
    if (is_ntlm(token)) return "an NTLM token";
    if (inner_token(token, detail::spnego_oid)) return "a SPNEGO NegTokenInit"; // RFC 4178 4.2
    if (der::exact(token, der::context(1))) return "a SPNEGO NegTokenResp";
    if (inner_token(token, detail::user_to_user_oid)) return "a user-to-user token";
    if (der::exact(token, initial_token)) return "a token of an unknown or malformed mechanism";
    return "no token of a known package";
}

} // namespace sspi::wire
