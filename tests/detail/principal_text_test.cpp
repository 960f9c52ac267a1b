// SPDX-License-Identifier: BSL-1.0
// Principals' text taken apart where the Kerberos library takes it apart.

#include <sspi/detail/account_name.hpp>
#include <sspi/detail/principal_text.hpp>

#include "../support/catch.hpp"

namespace {

using namespace sspi::detail;

TEST_CASE("an at-sign divides unless a backslash escapes it, which another may have escaped") {
    struct row {
        std::string_view text, name, realm;
    };
    for (const auto& [text, name, realm] :
         {row{"alice@R", "alice", "R"}, row{"alice", "alice", ""}, row{"a\\@b@R", "a\\@b", "R"},
          row{"a\\\\@R", "a\\\\", "R"}, row{"a\\\\\\@R", "a\\\\\\@R", ""}, row{"@R", "", "R"},
          row{"a@b@R", "a@b", "R"}, row{"a\\", "a\\", ""}, row{"", "", ""}}) {
        CAPTURE(text);
        const auto parts = split_principal(text);
        CHECK(parts.name == name);
        CHECK(parts.realm == realm);
        CHECK(realm_in(text) == realm);
    }
}

TEST_CASE("a slash makes components unless it is escaped or in the realm") {
    CHECK(has_components("HTTP/web@R"));
    CHECK(has_components("a\\\\/b@R"));
    CHECK_FALSE(has_components("a\\/b@R"));
    CHECK_FALSE(has_components("alice@A/B"));
    CHECK_FALSE(has_components("alice"));
}

TEST_CASE("what is escaped is read back, and nothing else is") {
    for (const std::string_view text : {"alice", "a@b", "a/b", "a\\b", "\\@/\\", ""})
        CHECK(unescaped(escaped(text, "@/\\")) == text);
    CHECK_FALSE(unescaped("a\\b"));
    CHECK_FALSE(unescaped("a\\"));
    CHECK_FALSE(account_of_principal("a@b@R"));
    CHECK(account_of_principal("a\\@b@R")->user == "a@b");
    CHECK(account_of_principal("a\\\\@R")->user == "a\\");
}

} // namespace
