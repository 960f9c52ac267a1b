// SPDX-License-Identifier: BSL-1.0
// Tokens of every package by name.
#include "wire/token_kind.hpp"

#include <support/catch.hpp>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

namespace {

[[nodiscard]] std::string kind_of(std::string_view token) {
    return std::string(sspi::wire::token_kind(std::as_bytes(std::span(token))));
}

} // namespace

TEST_CASE("tokens are known by their framing") {
    CHECK(kind_of("") == "an empty token");
    CHECK(kind_of("NTLMSSP\0\1\0\0\0"sv) == "an NTLM token");
    CHECK(kind_of("\x60\x0A\x06\x06\x2B\x06\x01\x05\x05\x02\xA0\x00"sv) == "a SPNEGO NegTokenInit");
    CHECK(kind_of("\xA1\x02\x30\x00"sv) == "a SPNEGO NegTokenResp");
    CHECK(kind_of("\x6E\x00"sv) == "a Kerberos AP-REQ");
    CHECK(kind_of("\x6F\x00"sv) == "a Kerberos AP-REP");
    CHECK(kind_of("\x7E\x00"sv) == "a KRB-ERROR");
    CHECK(kind_of("\x60\x0F\x06\x09\x2A\x86\x48\x86\xF7\x12\x01\x02\x02\x01\x00\x6E\x00"sv) ==
          "a Kerberos AP-REQ");
    CHECK(kind_of("\x60\x0C\x06\x0A\x2A\x86\x48\x86\xF7\x12\x01\x02\x02\x03"sv) == "a user-to-user token");
}

TEST_CASE("what is no token, or half of one, has a name too") {
    CHECK(kind_of("G") == "no token of a known package");
    CHECK(kind_of("GET / HTTP/1.1\r\n") == "no token of a known package");
    CHECK(kind_of("NTLMSSP"sv) == "no token of a known package");
    CHECK(kind_of("\xA1\x7F"sv) == "no token of a known package");
    CHECK(kind_of("\x60\x02\x06\x00"sv) == "a token of an unknown or malformed mechanism");
    CHECK(kind_of("\x60\x84\xFF\xFF\xFF\xFF\x06"sv) == "no token of a known package");
}
