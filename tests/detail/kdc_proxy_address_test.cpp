// SPDX-License-Identifier: BSL-1.0
// Addresses of KDC proxies.
#include <sspi/detail/kdc_proxy_address.hpp>

#include "../support/catch.hpp"

using sspi::detail::kdc_proxy_address;
using sspi::detail::proxy_of_server;
using sspi::detail::proxy_of_url;

namespace {

using found = std::optional<kdc_proxy_address>;

const kdc_proxy_address usual{.host = "proxy.example"};

} // namespace

TEST_CASE("a URL of a proxy has a host, and perhaps a port and a path") {
    CHECK(proxy_of_url("https://proxy.example") == found(usual));
    CHECK(proxy_of_url("HTTPS://proxy.example") == found(usual));
    CHECK(proxy_of_url("https://proxy.example/KdcProxy") == found(usual));
    CHECK(proxy_of_url("https://proxy.example:443") == found(usual));
    CHECK(proxy_of_url("https://proxy.example:8443/a/b?c=d") == found({"proxy.example", 8443, "/a/b?c=d"}));
    CHECK(proxy_of_url("https://proxy.example/") == found({"proxy.example", 443, "/"}));
    CHECK(proxy_of_url("https://192.0.2.1:1/x") == found({"192.0.2.1", 1, "/x"}));
    CHECK(proxy_of_url("https://[2001:db8::1]") == found({"2001:db8::1", 443, "/KdcProxy"}));
    CHECK(proxy_of_url("https://[::1]:65535/x") == found({"::1", 65535, "/x"}));
}

TEST_CASE("what is no URL of a proxy is refused") {
    for (const std::string url : {"",
                                  "https",
                                  "https:",
                                  "https:/proxy",
                                  "https://",
                                  "https:///KdcProxy",
                                  "http://proxy.example",
                                  "proxy.example",
                                  "ftp://proxy.example",
                                  "https://proxy.example:",
                                  "https://proxy.example:0",
                                  "https://proxy.example:65536",
                                  "https://proxy.example:+1",
                                  "https://proxy.example:44x",
                                  "https://proxy.example:443:KdcProxy",
                                  "https://user@proxy.example",
                                  "https://user:secret@proxy.example",
                                  "https://proxy example/",
                                  "https://proxy.example/a b",
                                  "https://proxy.example/a\r\nHost: other",
                                  "https://proxy.example/#part",
                                  "https://proxy.example/\xC3\xA4",
                                  "https://pr\xC3\xB6xy.example/",
                                  "https://.example/",
                                  "https://a..b/",
                                  "https://[::1",
                                  "https://[]",
                                  "https://[1]",
                                  "https://[::1]x",
                                  "https://[::1%lo]/",
                                  "https://[proxy]/",
                                  "https://::1/",
                                  "https://proxy.example?x",
                                  "https://-x/",
                                  " https://proxy.example",
                                  "https://proxy.example "}) {
        CAPTURE(url);
        CHECK_FALSE(proxy_of_url(url));
    }
    CHECK_FALSE(proxy_of_url("https://proxy.example/" + std::string(kdc_proxy_address::longest, 'a')));
    CHECK_FALSE(proxy_of_url("https://" + std::string(256, 'a')));
    CHECK_FALSE(proxy_of_url(std::string("https://proxy.example/\0x", 24)));
}

TEST_CASE("Windows programs name a proxy by host, port and path between colons") {
    CHECK(proxy_of_server("proxy.example") == found(usual));
    CHECK(proxy_of_server("proxy.example:443") == found(usual));
    CHECK(proxy_of_server("proxy.example:443:KdcProxy") == found(usual));
    CHECK(proxy_of_server("proxy.example:443:/KdcProxy") == found(usual));
    CHECK(proxy_of_server("proxy:8443:a/b") == found({"proxy", 8443, "/a/b"}));
    CHECK(proxy_of_server("[::1]:8443:x") == found({"::1", 8443, "/x"}));
    CHECK(proxy_of_server("https://proxy.example:8443/x") == found({"proxy.example", 8443, "/x"}));
}

TEST_CASE("what does not name a proxy is refused") {
    for (const std::string text :
         {"", ":", ":443", "proxy:", "proxy:x", "proxy:443:", "proxy/KdcProxy", "proxy:443/KdcProxy",
          "proxy:KdcProxy", "http://proxy", "<https proxy:443:KdcProxy />", "proxy one", "proxy,other",
          "proxy:443:a b", "proxy:443:\n", "::1", "a@proxy"}) {
        CAPTURE(text);
        CHECK_FALSE(proxy_of_server(text));
    }
    CHECK_FALSE(proxy_of_server("proxy:443:" + std::string(kdc_proxy_address::longest, 'a')));
}

TEST_CASE("an address is written so that it is read the same") {
    for (const kdc_proxy_address& each : {usual,
                                          kdc_proxy_address{"proxy", 8443, "/"},
                                          {"::1", 443, "/KdcProxy"},
                                          {"2001:db8::1", 1, "/a?b"}}) {
        CAPTURE(each.url());
        CHECK(proxy_of_url(each.url()) == found(each));
        CHECK(proxy_of_server(each.url()) == found(each));
    }
    CHECK(usual.url() == "https://proxy.example/KdcProxy");
    CHECK(usual.where() == "https/proxy.example:443/KdcProxy");
    CHECK(kdc_proxy_address{"::1", 8443, "/x"}.url() == "https://[::1]:8443/x");
    CHECK(kdc_proxy_address{"::1", 443, "/x"}.where() == "https/[::1]:443/x");
}
