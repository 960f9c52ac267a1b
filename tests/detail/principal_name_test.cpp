// SPDX-License-Identifier: BSL-1.0
// User and target names.

#include <sspi/detail/principal_name.hpp>

#include "../support/catch.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace sspi::detail;
using namespace std::string_view_literals;

/// The principal as text, or "refused".
std::string logon(std::string_view user, std::string_view domain) {
    const auto principal = logon_name(user, domain);
    return principal ? to_text(*principal) : "refused";
}

std::string target(std::string_view text) {
    return service_principal_text(text).value_or("refused");
}

TEST_CASE("each way to write a user gives the same principal") {
    CHECK(logon("alice", "example.com") == "alice@EXAMPLE.COM");
    CHECK(logon("alice@example.com", "") == "alice@EXAMPLE.COM");
    CHECK(logon("example.com\\alice", "") == "alice@EXAMPLE.COM");
}

TEST_CASE("the user keeps its case and a user alone belongs to the default realm") {
    CHECK(logon("Alice", "") == "Alice");
    CHECK(logon_name("Alice", "")->realm.empty());
    CHECK(logon("Alice", "Example.Com") == "Alice@EXAMPLE.COM");
}

TEST_CASE("a domain that is given is the realm, and separators in the user are part of its name") {
    CHECK(logon("alice@corp.example", "EXAMPLE.COM") == "alice\\@corp.example@EXAMPLE.COM");
    CHECK(logon("CORP\\alice", "EXAMPLE.COM") == "CORP\\\\alice@EXAMPLE.COM");
}

TEST_CASE("the first backslash and the last at-sign divide") {
    CHECK(logon("D\\a\\b", "") == "a\\\\b@D");
    CHECK(logon("a@b@C", "") == "a\\@b@C");
    CHECK(logon("D\\a@b", "") == "a\\@b@D");
}

TEST_CASE("a slash in a user separates components and one in a realm does not") {
    CHECK(logon("alice/admin", "R") == "alice/admin@R");
    CHECK(logon("alice", "a/b") == "alice@A\\/B");
}

TEST_CASE("letters beyond ASCII are neither refused nor raised") {
    CHECK(logon("j\xC3\xBCrgen", "b\xC3\xBCro.de") == "j\xC3\xBCrgen@B\xC3\xBCRO.DE");
}

TEST_CASE("a user with an empty part or a control character is refused") {
    for (const auto user :
         {""sv, "@"sv, "a@"sv, "@B"sv, "\\"sv, "D\\"sv, "\\a"sv, "a\0b"sv, "a\nb"sv, "\x7F"sv}) {
        INFO(std::string(user));
        CHECK(logon(user, "") == "refused");
    }
    CHECK(logon("", "D") == "refused");
    CHECK(logon("a", "D\n") == "refused");
    CHECK(logon("a", "D\0E"sv) == "refused");
}

TEST_CASE("targets of every accepted form are kept as written") {
    for (const auto text : {
             "HTTP/www.example.com",
             "http/WWW.Example.com:8080",
             "MSSQLSvc/db.example.com:1433",
             "MSSQLSvc/db.example.com:INSTANCE",
             "ldap/dc.example.com/example.com",
             "HTTP/www.example.com@EXAMPLE.COM",
             "HTTP/www.example.com:80/svc@Example.Com",
             "alice@EXAMPLE.COM",
             "host$@DOMAIN",
             "host$",
             "alice",
             "HTTP/192.0.2.1",
             "HTTP/[2001:db8::1]:80",
             "HTTP/::1",
             "HTTP/b\xC3\xBCro",
         }) {
        CHECK(target(text) == text);
    }
}

TEST_CASE("a backslash in a target stays a backslash") {
    CHECK(target("DOMAIN\\alice") == "DOMAIN\\\\alice");
}

TEST_CASE("malformed targets are refused") {
    for (const auto text : {
             ""sv,           "/"sv,           "HTTP/"sv,         "/host"sv,     "HTTP//x"sv,   "HTTP/host/"sv,
             "a/b/c/d"sv,    "HTTP/host:"sv,  "HTTP/:80"sv,      "HTTP/:"sv,    "@"sv,         "@REALM"sv,
             "user@"sv,      "HTTP/host@"sv,  "HTTP/@R"sv,       "a@b@c"sv,     "a@b/c"sv,     "HTTP/h\0st"sv,
             "HTTP/h\nst"sv, "\tHTTP/host"sv, "HTTP/host\x7F"sv, "HTTP/a/b/"sv, "HTTP/h:/x"sv,
         }) {
        INFO(std::string(text));
        CHECK(target(text) == "refused");
    }
}

TEST_CASE("a target may be as long as the limit and no longer") {
    const std::string host(longest_target - 5, 'h');
    CHECK(target("HTTP/" + host) == "HTTP/" + host);
    CHECK(target("HTTP/h" + host) == "refused");
}

} // namespace
