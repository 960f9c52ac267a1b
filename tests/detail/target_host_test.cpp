// SPDX-License-Identifier: BSL-1.0
// Hosts of targets.
#include <sspi/detail/target_host.hpp>

#include "../support/catch.hpp"

using sspi::detail::target_host;

TEST_CASE("the host of a target is found in every form of name") {
    CHECK(target_host("HTTP/web.example.com") == "web.example.com");
    CHECK(target_host("HTTP/web.example.com:8080") == "web.example.com");
    CHECK(target_host("MSSQLSvc/db:instance") == "db");
    CHECK(target_host("ldap/dc1.example.com/example.com") == "dc1.example.com");
    CHECK(target_host("ldap/dc1.example.com:389/example.com@EXAMPLE.COM") == "dc1.example.com");
    CHECK(target_host("host/web@EXAMPLE.COM") == "web");
    CHECK(target_host("web.example.com") == "web.example.com");
    CHECK(target_host("web.example.com:443") == "web.example.com");
    CHECK(target_host("HTTP/[2001:db8::1]:443") == "2001:db8::1");
    CHECK(target_host("HTTP/2001:db8::1") == "2001:db8::1");
}

TEST_CASE("a target without a host has none") {
    for (const auto* const target : {"", "HTTP/", "HTTP//x", "/web", "HTTP/:80", "HTTP/@EXAMPLE.COM",
                                     "@EXAMPLE.COM", "HTTP/[]", "a\tb"}) {
        CAPTURE(target);
        CHECK_FALSE(target_host(target));
    }
}
