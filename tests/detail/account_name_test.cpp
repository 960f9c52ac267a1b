// SPDX-License-Identifier: BSL-1.0
// Names of accounts in the forms of EXTENDED_NAME_FORMAT.
#include <sspi/detail/account_name.hpp>

#include "../support/catch.hpp"

#include <array>
#include <string>

using namespace sspi::detail;

namespace {

constexpr std::array forms{
    name_form::unknown,        name_form::distinguished_name, name_form::sam_compatible,
    name_form::display,        name_form::unique_id,          name_form::canonical,
    name_form::user_principal, name_form::canonical_ex,       name_form::service_principal,
    name_form::dns_domain,     name_form::given_name,         name_form::surname};

const account_name alice{"alice", "CORP.EXAMPLE", "CORP"};
const account_name corp{"", "CORP.EXAMPLE", "CORP"};
const account_name service{"HTTP/web", "CORP.EXAMPLE", "CORP"};

} // namespace

TEST_CASE("an account has the forms that need no directory") {
    CHECK(to_text(alice, name_form::sam_compatible) == "CORP\\alice");
    CHECK(to_text(alice, name_form::user_principal) == "alice@CORP.EXAMPLE");
    CHECK(to_text(alice, name_form::dns_domain) == "corp.example\\alice");
    for (const auto form : {name_form::canonical, name_form::canonical_ex, name_form::service_principal,
                            name_form::display, name_form::distinguished_name, name_form::unique_id,
                            name_form::given_name, name_form::surname, name_form::unknown})
        CHECK_FALSE(to_text(alice, form));
    CHECK_FALSE(to_text({"alice", "CORP.EXAMPLE", ""}, name_form::sam_compatible));
}

TEST_CASE("a domain has forms of its own") {
    CHECK(to_text(corp, name_form::sam_compatible) == "CORP\\");
    CHECK(to_text(corp, name_form::canonical) == "corp.example/");
    CHECK(to_text(corp, name_form::canonical_ex) == "corp.example\n");
    CHECK_FALSE(to_text(corp, name_form::user_principal));
}

TEST_CASE("a service is a principal and no account of Windows") {
    CHECK(to_text(service, name_form::service_principal) == "HTTP/web@CORP.EXAMPLE");
    CHECK(to_text(service, name_form::user_principal) == "HTTP/web@CORP.EXAMPLE");
    CHECK_FALSE(to_text(service, name_form::sam_compatible));
    CHECK_FALSE(to_text(service, name_form::dns_domain));
}

TEST_CASE("the text of a principal is read with its backslashes") {
    CHECK(account_of_principal("alice@R")->user == "alice");
    CHECK(account_of_principal("a\\@b@R")->user == "a@b");
    CHECK(account_of_principal("a\\\\b@R")->user == "a\\b");
    for (const auto* const bad :
         {"", "alice", "@R", "alice@", "alice@R\\", "alice@R@S", "a\\nb@R", "a\nb@R", "alice@R/S"})
        CHECK_FALSE(account_of_principal(bad));
}

TEST_CASE("what a form says is read back from it") {
    for (const auto form : forms)
        for (const auto& account : {alice, corp, service}) {
            const auto text = to_text(account, form);
            if (!text) continue;
            const auto again = parse_account(*text, form);
            REQUIRE(again);
            CHECK(again->user == account.user);
            CHECK((again->realm == account.realm || again->domain == account.domain));
        }
}

TEST_CASE("a name of no known form is read as what it seems to be") {
    CHECK(parse_account("CORP\\alice", name_form::unknown)->domain == "CORP");
    CHECK(parse_account("corp.example\\alice", name_form::unknown)->realm == "CORP.EXAMPLE");
    CHECK(parse_account("alice@corp.example", name_form::unknown)->realm == "CORP.EXAMPLE");
    CHECK(parse_account("corp.example/", name_form::unknown)->realm == "CORP.EXAMPLE");
    CHECK_FALSE(parse_account("alice", name_form::unknown));
}

TEST_CASE("whatever octets a name has, none of its forms is read from them by mistake") {
    for (const std::string good :
         {"CORP\\alice", "alice@CORP.EXAMPLE", "HTTP/web@CORP.EXAMPLE", "corp.example/"})
        for (std::size_t at = 0; at < good.size(); ++at)
            for (int octet = 0; octet < 256; ++octet) {
                auto text = good;
                text[at] = static_cast<char>(octet);
                for (const auto form : forms) {
                    const auto account = parse_account(text, form);
                    if (!account) continue;
                    CHECK_FALSE(has_control_character(account->user + account->realm + account->domain));
                    CHECK((account->realm.empty() != account->domain.empty()));
                }
            }
}

TEST_CASE("a computer's account has at most fifteen characters and a dollar sign") {
    CHECK(computer_account("web.example.test") == "WEB$");
    CHECK(computer_account("a-host-with-a-long-name") == "A-HOST-WITH-A-L$");
}
