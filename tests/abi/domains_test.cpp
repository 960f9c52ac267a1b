// SPDX-License-Identifier: BSL-1.0
// Domains, UPN suffixes and realms: what krb5.conf makes of the names that Windows users have.
#include <support/catch.hpp>
#include <support/credentials.hpp>
#include <support/domains.hpp>

#include <sspi_extensions.h>

using namespace sspi::test;

namespace {

owned_credential logon(const std::string& user_name, const std::string& domain, const std::string& secret) {
    const who<char> strings{user_name, domain, secret};
    auto identity = plain_identity(strings);
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    return std::move(got.handle);
}

/// The principal that an identity stands for before any KDC was asked.
std::string principal(const std::string& user_name, const std::string& domain) {
    auto credential = logon(user_name, domain, "x");
    return name_of(credential);
}

/// As whom the service of the second realm knows the client of this credential.
std::string arrives_at_other(owned_credential& from) {
    shared_domains();
    peer client, server;
    initiate(client, from, two_domains::other_web, ISC_REQ_INTEGRITY);
    REQUIRE(client.status == SEC_E_OK);
    auto with = acquire(SECPKG_CRED_INBOUND);
    REQUIRE(SspiSetCredentialStore(with.get(), nullptr, shared_domains().other_keytab().c_str()) == SEC_E_OK);
    accept(server, with, 0, client.token);
    REQUIRE(server.status == SEC_E_OK);
    const auto name_at = [](peer& side) {
        SecPkgContext_NamesA names{};
        REQUIRE(QueryContextAttributesA(side.context.get(), SECPKG_ATTR_NAMES, &names) == SEC_E_OK);
        return taken_name(names);
    };
    const auto at_server = name_at(server);
    CHECK(name_at(client) == at_server);
    SecPkgContext_NamesW wide{};
    REQUIRE(QueryContextAttributesW(server.context.get(), SECPKG_ATTR_NAMES, &wide) == SEC_E_OK);
    CHECK(std::wstring(wide.sUserName) == std::wstring(at_server.begin(), at_server.end()));
    CHECK(FreeContextBuffer(wide.sUserName) == SEC_E_OK);
    return at_server;
}

} // namespace

TEST_CASE("a domain that krb5.conf lists stands for the realm it says") {
    shared_domains();
    CHECK(principal("carol", "SALES") == "carol@OTHER.EXAMPLE.TEST");
    CHECK(principal("carol", "sales") == "carol@OTHER.EXAMPLE.TEST");
    CHECK(principal("SALES\\carol", "") == "carol@OTHER.EXAMPLE.TEST");
    CHECK(principal("carol", "shop.example") == "carol@OTHER.EXAMPLE.TEST");
    CHECK(principal("carol", "BROKEN") == "carol@BROKEN"); // a section where a realm should stand
    auto carol = logon("carol", "SALES", "carol's password");
    CHECK(begins_as(carol, two_domains::other_web) == "carol@OTHER.EXAMPLE.TEST");
}

TEST_CASE("a domain without an entry is the one realm that begins with it") {
    shared_domains();
    CHECK(principal("alice", "CORP") == "alice@CORP.EXAMPLE.TEST");
    CHECK(principal("corp\\alice", "") == "alice@CORP.EXAMPLE.TEST");
    CHECK(principal("carol", "OTHER") == "carol@OTHER.EXAMPLE.TEST");
    CHECK(principal("x", "TWIN") == "x@TWIN"); // two of them
    CHECK(principal("x", "COR") == "x@COR");   // not a whole label
    CHECK(principal("x", "nowhere") == "x@NOWHERE");
    CHECK(principal("x", "corp.example") == "x@CORP.EXAMPLE"); // has a dot: a realm as it is
    auto alice = logon("alice", "corp", "alice's password");
    CHECK(begins_as(alice, two_domains::corp_web) == "alice@CORP.EXAMPLE.TEST");
}

TEST_CASE("a domain counts for cached tickets as well") {
    shared_domains();
    const who<char> strings{"alice", "CORP", {}};
    auto identity = plain_identity(strings);
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    CHECK(begins_as(got.handle, two_domains::corp_web) == "alice@CORP.EXAMPLE.TEST");
}

TEST_CASE("a user principal name whose suffix is a realm is that realm's user") {
    shared_domains();
    CHECK(principal("carol@other.example.test", "") == "carol@OTHER.EXAMPLE.TEST");
    CHECK(principal("alice@corp.example.test", "") == "alice@CORP.EXAMPLE.TEST");
}

TEST_CASE("a user principal name whose suffix is no realm is looked up by the default realm's KDC") {
    shared_domains();
    auto alice = logon("alice.smith@people.invalid", "", "alice's password");
    CHECK(name_of(alice) == "alice.smith\\@people.invalid@CORP.EXAMPLE.TEST");
    CHECK(arrives_as(alice, two_domains::corp_web) == "alice@CORP.EXAMPLE.TEST");
    CHECK(name_of(alice) == "alice@CORP.EXAMPLE.TEST"); // as the KDC has told
    auto wrong = logon("alice.smith@people.invalid", "", "not that");
    CHECK(first_leg_status(wrong, two_domains::corp_web) == SEC_E_LOGON_DENIED);
    auto nobody = logon("nobody@people.invalid", "", "x");
    CHECK(first_leg_status(nobody, two_domains::corp_web) == SEC_E_LOGON_DENIED);
}

TEST_CASE("names of a realm with a domain are given as the domain's") {
    shared_domains();
    auto carol = logon("carol", "SALES", "carol's password");
    CHECK(arrives_at_other(carol) == "SALES\\carol");
    auto odd = logon("odd@name", "SALES", "odd");
    CHECK(arrives_at_other(odd) == "SALES\\odd@name");
    auto alice = logon("alice", "CORP", "alice's password"); // its domain is guessed, so not told
    CHECK(arrives_as(alice, two_domains::corp_web) == "alice@CORP.EXAMPLE.TEST");
}

TEST_CASE("a domain or user of any length is a name or refused") {
    shared_domains();
    const std::string longest(60000, 'x');
    CHECK(principal("alice", longest) == "alice@" + std::string(60000, 'X'));
    CHECK(principal(longest, "CORP") == longest + "@CORP.EXAMPLE.TEST");
    CHECK(principal("a\\lice", "CORP") == "a\\\\lice@CORP.EXAMPLE.TEST");
    CHECK(principal("a@b", "CORP") == "a\\@b@CORP.EXAMPLE.TEST");
    CHECK(principal("a/b", "CORP") == "a/b@CORP.EXAMPLE.TEST");
}
