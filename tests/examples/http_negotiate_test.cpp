// SPDX-License-Identifier: BSL-1.0
// What the examples of HTTP read out of header fields and addresses.
#include <http_address.hpp>
#include <http_negotiate.hpp>
#include <support/catch.hpp>

using namespace example;

namespace {

octets bytes(std::string_view text) {
    const auto of = std::as_bytes(std::span(text));
    return {of.begin(), of.end()};
}

// What find_negotiate makes of a field, in a word.
std::string found(std::string_view field) {
    const auto word = find_negotiate(field);
    if (!word) return "nothing";
    return word->malformed ? "malformed" : "'" + to_base64(word->token) + "'";
}

} // namespace

TEST_CASE("Base64 goes both ways, and what is not base64 is noticed") {
    // RFC 4648 section 10.
    for (const auto& [plain, coded] :
         {std::pair("", ""), std::pair("f", "Zg=="), std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"),
          std::pair("foob", "Zm9vYg=="), std::pair("fooba", "Zm9vYmE="), std::pair("foobar", "Zm9vYmFy")}) {
        CHECK(to_base64(bytes(plain)) == coded);
        CHECK(from_base64(coded) == bytes(plain));
    }
    for (const auto wrong :
         {"Z", "Zg", "Zg=", "=", "====", "Z===", "Zg==Zg==", "Zm9v ", "Zm9v\n", "Zm-_", "Zm9vZ"})
        CHECK_FALSE(from_base64(wrong));
}

TEST_CASE("Negotiate is found among other challenges") {
    CHECK(found("Negotiate") == "''");
    CHECK(found("negotiate Zm9v") == "'Zm9v'");
    CHECK(found("  NEGOTIATE \t Zm8=  ") == "'Zm8='");
    CHECK(found("Basic realm=\"a\", Negotiate Zm9v") == "'Zm9v'");
    CHECK(found("Digest realm=\"a, Negotiate Zm9v\", qop=\"auth,auth-int\",Negotiate") == "''");
    CHECK(found("Basic realm=\"a \\\", Negotiate Zm9v") == "nothing"); // the quoted text has no end
    CHECK(found("Basic realm=\"a \\\" b\", Negotiate") == "''");
    CHECK(found("Negotiate Zm9v, Basic realm=\"a\"") == "'Zm9v'");
}

TEST_CASE("What is not Negotiate is not taken for it") {
    for (const auto field :
         {"", ",", ", ,", "Basic realm=\"Negotiate\"", "Negotiates Zm9v", "Basic YTpi", "\"Negotiate\""})
        CHECK(found(field) == "nothing");
    CHECK(found("Negotiate ?") == "malformed");
    CHECK(found("Negotiate Zm9v Zm9v") == "malformed");
}

TEST_CASE("Addresses are taken apart") {
    const auto plain = parse_http_address("http://web.example.test");
    CHECK((!plain.tls && plain.host == "web.example.test" && plain.port == "80" && plain.path == "/"));
    CHECK(plain.host_field() == "web.example.test");
    const auto tls = parse_http_address("https://web.example.test:8443/a/b?c:d");
    CHECK((tls.tls && tls.port == "8443" && tls.path == "/a/b?c:d" &&
           tls.host_field() == "web.example.test:8443"));
    for (const auto wrong : {"", "web", "ftp://web/", "http://", "http:///x", "https://:443/", "http://web:"})
        CHECK_THROWS_AS(parse_http_address(wrong), std::invalid_argument);
}
