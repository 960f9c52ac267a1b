// SPDX-License-Identifier: BSL-1.0
// Service principal names as text: made, taken apart, and refused.
#include <sspi/detail/service_principal_name.hpp>

#include "../support/catch.hpp"

#include <string>
#include <string_view>

using namespace sspi::detail;

namespace {

constexpr bool refuses(std::string_view text) {
    return !parse_service_principal_name(text);
}

} // namespace

static_assert(is_ip_address("127.0.0.1") && is_ip_address("0.0.0.0") && is_ip_address("255.255.255.255"));
static_assert(!is_ip_address("127.0.0") && !is_ip_address("127.0.0.1.5") && !is_ip_address("256.0.0.1"));
static_assert(!is_ip_address("1.2.3.x") && !is_ip_address("1..2.3") && !is_ip_address("web") &&
              !is_ip_address(""));
static_assert(is_ip_address("::1") && is_ip_address("[fe80::1]") && is_ip_address("fe80::1%eth0"));
static_assert(!is_ip_address("host:80") && !is_ip_address("a:b:host"));

TEST_CASE("a service principal name that was made is taken apart into what it was made of") {
    for (const std::string instance : {"host", "host.example.test", "10.0.0.1", "[::1]", "[fe80::1%eth0]"})
        for (const unsigned port : {0U, 1U, 389U, 65535U})
            for (const std::string service : {"example.test", "CN=svc,DC=example"}) {
                const auto text = to_text(
                    service_principal_name{"ldap", instance, static_cast<std::uint16_t>(port), service});
                REQUIRE(text);
                const auto parts = parse_service_principal_name(*text);
                REQUIRE(parts);
                CHECK(parts->service_class == "ldap");
                CHECK(parts->instance == instance);
                CHECK(parts->port == port);
                CHECK(parts->service == service);
            }
}

TEST_CASE("an IPv6 address is put in brackets where a port follows, and nowhere else") {
    CHECK(to_text({"HTTP", "::1", 80, ""}) == "HTTP/[::1]:80");
    CHECK(to_text({"HTTP", "[::1]", 80, ""}) == "HTTP/[::1]:80");
    CHECK(to_text({"HTTP", "::1", 0, ""}) == "HTTP/::1");
    CHECK(parse_service_principal_name("HTTP/::1")->instance == "::1");
    CHECK(parse_service_principal_name("HTTP/[::1]:80")->port == 80);
}

TEST_CASE("names that lack a part, have too many, or have no number for a port are refused") {
    for (const auto* const bad : {"",
                                  "/",
                                  "HTTP",
                                  "HTTP/",
                                  "/host",
                                  "HTTP//service",
                                  "HTTP/host/",
                                  "HTTP/host/a/b",
                                  "HTTP/host:",
                                  "HTTP/:80",
                                  "HTTP/host:x",
                                  "HTTP/host:+1",
                                  "HTTP/host: 1",
                                  "HTTP/host:65536",
                                  "HTTP/host:4294967297",
                                  "HTTP/host:99999999999999999999",
                                  "HTTP/[::1",
                                  "HTTP/[::1]:",
                                  "HTTP/host\n",
                                  "HT\tTP/host"}) {
        CAPTURE(bad);
        CHECK(refuses(bad));
    }
}

TEST_CASE("parts that would change the meaning of a name are refused when it is made") {
    for (const std::string bad : {"", "a/b", "/", "a\nb"}) {
        CAPTURE(bad);
        CHECK_FALSE(to_text({bad, "host", 0, ""}));
        CHECK_FALSE(to_text({"HTTP", bad, 0, ""}));
        if (!bad.empty()) CHECK_FALSE(to_text({"HTTP", "host", 0, bad}));
    }
    CHECK_FALSE(to_text({"HTTP", std::string_view("a\0b", 3), 0, ""}));
}

TEST_CASE("a name that could not be taken apart again is not made") {
    for (const std::string half : {"[", "[:1", "[::1", "host:x", "host:", ":", "[::1]:x"}) {
        CAPTURE(half);
        CHECK(refuses("ldap/" + half));
        CHECK_FALSE(to_text({"ldap", half, 0, ""}));
        CHECK_FALSE(to_text({"ldap", half, 0, "example.test"}));
    }
    CHECK_FALSE(to_text({"ldap", "[:1", 80, ""}));
    CHECK_FALSE(to_text({"ldap", "host:x", 0, ""}));
    CHECK(to_text({"ldap", "host:80", 0, ""}) == "ldap/host:80");
}

TEST_CASE("whatever octets a name has, its parts are within it and none is empty") {
    const std::string good = "ldap/[::1]:389/example.test";
    for (std::size_t at = 0; at <= good.size(); ++at)
        for (int octet = 0; octet < 256; ++octet) {
            std::string text = good.substr(0, at) + static_cast<char>(octet);
            if (at < good.size() && octet % 2 == 0) text += good.substr(at + 1);
            const auto parts = parse_service_principal_name(text);
            if (!parts) continue;
            for (const auto part : {parts->service_class, parts->instance, parts->service}) {
                CHECK_FALSE(part.empty());
                CHECK(text.find(part) != text.npos);
            }
        }
}
