// SPDX-License-Identifier: BSL-1.0
// Tests of servers as krb5.conf names them.
#include <support/catch.hpp>

#include <transport/location.hpp>

using sspi::transport::location;
using sspi::transport::parse_location;
using sspi::transport::protocol;

TEST_CASE("a server is a host with or without protocol and port") {
    struct row {
        const char* text;
        location meaning;
    };
    const row rows[] = {
        {"kdc.example", {protocol::any, "kdc.example", 88}},
        {"kdc.example:", {protocol::any, "kdc.example", 88}},
        {"kdc.example:1088", {protocol::any, "kdc.example", 1088}},
        {"udp/kdc.example", {protocol::udp, "kdc.example", 88}},
        {"TCP/kdc.example:99", {protocol::tcp, "kdc.example", 99}},
        {"192.0.2.1:99", {protocol::any, "192.0.2.1", 99}},
        {"[2001:db8::1]", {protocol::any, "2001:db8::1", 88}},
        {"[2001:db8::1]:99", {protocol::any, "2001:db8::1", 99}},
        {"tcp/[::1]:99", {protocol::tcp, "::1", 99}},
        {"2001:db8::1", {protocol::any, "2001:db8::1", 88}},
        {"https://proxy.example:8443/KdcProxy",
         {protocol::https, "https://proxy.example:8443/KdcProxy", 8443}},
    };
    for (const auto& each : rows) {
        INFO(each.text);
        CHECK(parse_location(each.text, 88) == each.meaning);
    }
}

TEST_CASE("what names no server is none") {
    for (const auto* const text :
         {"", "udp/", ":88", "[::1", "[]:88", "host:0", "host:65536", "host:x", "host:88x", "[::1]88",
          "http/host", "http://host", "https://", "https://user@host", "host/path"}) {
        INFO(text);
        CHECK_FALSE(parse_location(text, 88).has_value());
    }
}
