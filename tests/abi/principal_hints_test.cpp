// SPDX-License-Identifier: BSL-1.0
// pszPrincipal: a hint that chooses among what there is, and changes nothing otherwise.
#include <support/catch.hpp>
#include <support/credentials.hpp>

#include <cstdlib>

using namespace sspi::test;

namespace {

constexpr auto other_service = "HTTP/other.sspi.test";

/// A collection (DIR) with alice's and bob's tickets, alice's being the default; the environment names it.
class collection {
  public:
    collection() : realm_(shared_realm()), directory_(realm_.environment().directory() / "collection") {
        static const bool added = [this] {
            realm_->add_user("bob", "bob's password");
            realm_->add_service(other_service);
            return true;
        }();
        REQUIRE(added);
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directory(directory_);
        realm_->write_cache("DIR::" + (directory_ / "tkt").string(), user);
        realm_->write_cache("DIR::" + (directory_ / "tktbob").string(), "bob");
        setenv("KRB5CCNAME", ("DIR:" + directory_.string()).c_str(), 1);
    }
    ~collection() { setenv("KRB5CCNAME", realm_.environment().cache_name().c_str(), 1); }
    collection(const collection&) = delete;
    collection& operator=(const collection&) = delete;

  private:
    test_realm& realm_;
    std::filesystem::path directory_;
};

std::string arrives_with(const char* principal, void* identity = nullptr) {
    auto got = acquire_as(principal, SECPKG_CRED_OUTBOUND, identity);
    REQUIRE(got.status == SEC_E_OK);
    return arrives_as(got.handle);
}

} // namespace

TEST_CASE("a principal chooses that user's tickets in the collection") {
    const collection caches;
    CHECK(arrives_with(nullptr) == "alice@SSPI.TEST");
    for (const char* const bob : {"bob", "bob@SSPI.TEST", "bob@sspi.test", "SSPI.TEST\\bob", "SSPI\\bob"}) {
        CAPTURE(bob);
        CHECK(arrives_with(bob) == "bob@SSPI.TEST");
    }
    CHECK(arrives_with("alice") == "alice@SSPI.TEST");
}

TEST_CASE("a principal that is not in the collection is not looked at") {
    const collection caches;
    for (const char* const text :
         {"", "nobody", "bob@ELSEWHERE.TEST", "bob@", "\\bob", "a\nb", web, "bob@SSPI.TEST@", "b\\o\\b"}) {
        CAPTURE(text);
        CHECK(arrives_with(text) == "alice@SSPI.TEST");
    }
    const std::string longest(100000, 'b');
    CHECK(arrives_with(longest.c_str()) == "alice@SSPI.TEST");
}

TEST_CASE("a user of an identity without a password is found in the collection") {
    const collection caches;
    const who<char> bob{"bob", realm_name, {}};
    auto identity = plain_identity(bob);
    CHECK(arrives_with(nullptr, &identity) == "bob@SSPI.TEST");
    const who<char> nobody{"nobody", realm_name, {}};
    auto missing = plain_identity(nobody);
    CHECK(arrives_with(nullptr, &missing) == status_text(SEC_E_NO_CREDENTIALS));
}

TEST_CASE("the tickets of another handle's password are not in the collection") {
    auto& realm = shared_realm();
    realm.log_in();
    realm->add_user("private", "private's password");
    const who<char> with_password{"private", realm_name, "private's password"},
        without{"private", realm_name, {}};
    auto given = plain_identity(with_password), cached = plain_identity(without);
    auto logged_on = acquire(SECPKG_CRED_OUTBOUND, &given);
    REQUIRE(arrives_as(logged_on) == "private@SSPI.TEST");
    CHECK(arrives_with(nullptr, &cached) == status_text(SEC_E_NO_CREDENTIALS));
    CHECK(arrives_with("private") == "alice@SSPI.TEST");
    realm->remove("private");
}

TEST_CASE("a collection prefers tickets that are good, and forgives odd files") {
    const collection caches;
    auto& realm = shared_realm();
    const auto directory = realm.environment().directory() / "collection";
    std::ofstream(directory / "tkt0") << "no cache";
    std::filesystem::create_directory(directory / "tktdirectory");
    realm->set_clock_offset(-std::chrono::hours(30));
    realm->write_cache((directory / "tktaaa").string(), "bob");
    realm->write_cache((directory / "tktzzz").string(), "bob");
    realm->set_clock_offset(std::chrono::seconds(0));
    CHECK(arrives_with("bob") == "bob@SSPI.TEST");
    std::filesystem::remove(directory / "tktbob");
    const who<char> bob{"bob", realm_name, {}};
    auto identity = plain_identity(bob);
    CHECK(arrives_with(nullptr, &identity) == status_text(SEC_E_NO_CREDENTIALS));
}

TEST_CASE("an identity has precedence over a principal") {
    const collection caches;
    const who<char> alice{user, realm_name, password};
    auto identity = plain_identity(alice);
    CHECK(arrives_with("bob", &identity) == "alice@SSPI.TEST");
}

TEST_CASE("a server's principal restricts it to that service, where the keytab has it") {
    const collection caches;
    auto& realm = shared_realm();
    realm->write_keytab(realm.environment().keytab_name());
    const auto accepted = [](const char* principal, const std::string& target) {
        auto with = acquire_as(principal, SECPKG_CRED_INBOUND);
        REQUIRE(with.status == SEC_E_OK);
        auto from = acquire(SECPKG_CRED_OUTBOUND);
        peer client, server;
        initiate(client, from, target, ISC_REQ_INTEGRITY);
        REQUIRE(client.status == SEC_E_OK);
        accept(server, with.handle, 0, client.token);
        return server.status;
    };
    CHECK(accepted(nullptr, web) == SEC_E_OK);
    CHECK(accepted(web, web) == SEC_E_OK);
    CHECK(accepted("HTTP/web.sspi.test@SSPI.TEST", web) == SEC_E_OK);
    CHECK(accepted(web, other_service) < 0);
    CHECK(accepted(other_service, web) < 0);
    for (const char* const text :
         {"", "HTTP/absent.sspi.test", "@", "HTTP/web.sspi.test@ELSEWHERE.TEST", "a\\"}) {
        CAPTURE(text);
        CHECK(accepted(text, web) == SEC_E_OK);
        CHECK(accepted(text, other_service) == SEC_E_OK);
    }
    auto named = acquire_as(other_service, SECPKG_CRED_INBOUND);
    CHECK(name_of(named.handle) == std::string(other_service) + "@SSPI.TEST");
}
