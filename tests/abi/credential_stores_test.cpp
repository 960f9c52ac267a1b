// SPDX-License-Identifier: BSL-1.0
// SspiSetCredentialStore, and caches and keytabs that others change while a handle is in use.
#include <support/catch.hpp>
#include <support/credentials.hpp>

#include <sspi_extensions.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace sspi::test;
using std::chrono::hours;

namespace {

constexpr auto hidden = "HTTP/hidden.sspi.test";

test_realm& realm_with_bob() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user("bob", "bob's password");
        realm->add_service(hidden);
        return true;
    }();
    REQUIRE(added);
    realm.log_in();
    realm->set_clock_offset(std::chrono::seconds(0));
    return realm;
}

std::filesystem::path in_directory(const char* name) {
    return realm_with_bob().environment().directory() / name;
}

owned_credential with_cache(const std::string& cache) {
    auto out = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(SspiSetCredentialStore(out.get(), cache.c_str(), nullptr) == SEC_E_OK);
    return out;
}

/// A ticket-granting ticket that ended hours ago.
void write_ended_cache(const std::string& cache, const char* name) {
    auto& realm = shared_realm();
    realm->set_clock_offset(-hours(30));
    realm->write_cache(cache, name);
    realm->set_clock_offset(hours(0));
}

/// Makes the variable say something else for a while.
class default_cache {
  public:
    explicit default_cache(const std::string& name) { setenv("KRB5CCNAME", name.c_str(), 1); }
    ~default_cache() { setenv("KRB5CCNAME", shared_realm().environment().cache_name().c_str(), 1); }
    default_cache(const default_cache&) = delete;
    default_cache& operator=(const default_cache&) = delete;
};

} // namespace

TEST_CASE("a handle initiates from the cache that it was given") {
    auto& realm = realm_with_bob();
    const auto path = in_directory("bobs").string(), directory = in_directory("bobs.d").string();
    std::filesystem::create_directory(directory);
    for (const auto& cache :
         {"FILE:" + path, path, std::string("MEMORY:bobs"), "DIR::" + directory + "/tkt"}) {
        CAPTURE(cache);
        realm->write_cache(cache, "bob");
        auto bob = with_cache(cache);
        CHECK(name_of(bob) == "bob@SSPI.TEST");
        CHECK(arrives_as(bob) == "bob@SSPI.TEST");
    }
    auto by_directory = with_cache("DIR:" + directory);
    CHECK(arrives_as(by_directory) == "bob@SSPI.TEST");
    auto own = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(arrives_as(own) == "alice@SSPI.TEST"); // other handles do not notice
}

TEST_CASE("a handle accepts with the keytab that it was given") {
    auto& realm = realm_with_bob();
    const auto path = in_directory("hidden.keytab").string();
    realm->write_keytab(path, {hidden});
    realm->write_keytab(realm.environment().keytab_name(), {web});
    for (const auto& keytab : {path, "FILE:" + path}) {
        CAPTURE(keytab);
        auto with = acquire(SECPKG_CRED_INBOUND), from = acquire(SECPKG_CRED_OUTBOUND);
        peer client, before, after;
        initiate(client, from, hidden, ISC_REQ_INTEGRITY);
        REQUIRE(client.status == SEC_E_OK);
        accept(before, with, 0, client.token);
        CHECK(before.status == SEC_E_NO_KERB_KEY);
        REQUIRE(SspiSetCredentialStore(with.get(), nullptr, keytab.c_str()) == SEC_E_OK);
        CHECK(name_of(with) == std::string(hidden) + "@SSPI.TEST");
        accept(after, with, 0, client.token);
        CHECK(after.status == SEC_E_OK);
    }
    realm->write_keytab(realm.environment().keytab_name());
}

TEST_CASE("a store gives a handle the direction that it lacked") {
    auto& realm = realm_with_bob();
    const auto keytab = in_directory("both.keytab").string();
    realm->write_keytab(keytab, {hidden});
    auto one = acquire(SECPKG_CRED_INBOUND);
    REQUIRE(SspiSetCredentialStore(one.get(), realm.environment().cache_name().c_str(), keytab.c_str()) ==
            SEC_E_OK);
    peer client, server;
    initiate(client, one, hidden, ISC_REQ_INTEGRITY);
    REQUIRE(client.status == SEC_E_OK);
    accept(server, one, 0, client.token);
    CHECK(server.status == SEC_E_OK);
}

TEST_CASE("a store that is not there, or is none, is noticed when a context is begun") {
    auto& realm = realm_with_bob();
    const auto path = in_directory("late").string();
    std::filesystem::remove(path);
    auto late = with_cache(path);
    CHECK(first_leg_status(late) == SEC_E_NO_CREDENTIALS);
    CHECK(!std::filesystem::exists(path));
    realm->write_cache(path, "bob");
    CHECK(arrives_as(late) == "bob@SSPI.TEST");
    const auto directory = in_directory("absent").string();
    for (const auto& name : {"DIR:" + directory, "DIR::" + directory + "/tkt"}) {
        CAPTURE(name);
        auto absent = with_cache(name);
        CHECK(first_leg_status(absent) == SEC_E_NO_CREDENTIALS);
        CHECK(!std::filesystem::exists(directory)); // Heimdal by itself would make it
    }
    for (const char* const name :
         {"NOSUCHTYPE:x", "DIR:", "DIR::", "DIR::tkt", "FILE:", "MEMORY:", ":", "DIR:.."}) {
        CAPTURE(name);
        auto odd = with_cache(name);
        CHECK(first_leg_status(odd) < 0);
    }
    auto longest = with_cache(std::string(100000, 'x'));
    CHECK(first_leg_status(longest) < 0);
}

TEST_CASE("a cache of a version that nobody knows is refused, and does not end the process") {
    const auto file = in_directory("odd.cache");
    std::ofstream(file, std::ios::binary) << "\5\5 and more";
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    auto credential = with_cache("FILE:" + file.string());
    peer client;
    initiate(client, credential, web, usual_request);
    CHECK(client.status < 0);
    SecPkgCredentials_NamesA names{};
    CHECK(QueryCredentialsAttributesA(credential.get(), SECPKG_CRED_ATTR_NAMES, &names) < 0);
    const default_cache of_the_user("FILE:" + file.string());
    auto usual = acquire(SECPKG_CRED_OUTBOUND);
    peer second;
    initiate(second, usual, web, usual_request);
    CHECK(second.status < 0);
}

TEST_CASE("names that are no names are refused and change nothing") {
    realm_with_bob();
    auto one = acquire(SECPKG_CRED_OUTBOUND);
    SecHandle forged{1, 2};
    CHECK(SspiSetCredentialStore(nullptr, "x", "x") == SEC_E_INVALID_HANDLE);
    CHECK(SspiSetCredentialStore(&forged, "x", "x") == SEC_E_INVALID_HANDLE);
    CHECK(SspiSetCredentialStore(one.get(), nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiSetCredentialStore(one.get(), "", nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiSetCredentialStore(one.get(), "MEMORY:x", "") == SEC_E_INVALID_PARAMETER);
    CHECK(SspiSetCredentialStore(one.get(), "\xC3\x28", nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiSetCredentialStore(one.get(), "MEMORY:x", "\xFF") == SEC_E_INVALID_PARAMETER);
    CHECK(arrives_as(one) == "alice@SSPI.TEST");
}

TEST_CASE("a context that was begun stays with the store it was begun with") {
    auto& realm = realm_with_bob();
    realm->write_cache("MEMORY:later", "bob");
    two_sides s;
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    REQUIRE(SspiSetCredentialStore(s.client_credential.get(), "MEMORY:later", nullptr) == SEC_E_OK);
    s.server_leg();
    REQUIRE(s.server.status == SEC_E_OK);
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
    CHECK(arrives_as(s.client_credential) == "bob@SSPI.TEST");
}

TEST_CASE("a default cache that another process replaces is seen by a handle that is in use") {
    auto& realm = realm_with_bob();
    const auto cache = in_directory("ccache"), fresh = in_directory("fresh");
    auto handle = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(arrives_as(handle) == "alice@SSPI.TEST");
    realm->write_cache(fresh.string(), "bob");
    std::filesystem::rename(fresh, cache);
    CHECK(arrives_as(handle) == "bob@SSPI.TEST");
    realm.log_out();
    CHECK(first_leg_status(handle) == SEC_E_NO_CREDENTIALS);
    realm.log_in();
    CHECK(arrives_as(handle) == "alice@SSPI.TEST");
}

TEST_CASE("a collection that another process switches is seen by a handle that is in use") {
    auto& realm = realm_with_bob();
    const auto directory = in_directory("switched");
    std::filesystem::create_directory(directory);
    const auto make_primary = [&](const char* name) { std::ofstream(directory / "primary") << name << '\n'; };
    realm->write_cache("DIR::" + (directory / "tktalice").string(), user);
    realm->write_cache("DIR::" + (directory / "tktbob").string(), "bob");
    const default_cache named("DIR:" + directory.string());
    auto handle = acquire(SECPKG_CRED_OUTBOUND);
    make_primary("tktbob");
    CHECK(arrives_as(handle) == "bob@SSPI.TEST");
    make_primary("tktalice");
    CHECK(arrives_as(handle) == "alice@SSPI.TEST");
    CHECK(file_text(directory / "primary") == "tktalice\n"); // not switched by the library
}

TEST_CASE("a cache whose ticket has ended is no credential until it is renewed") {
    auto& realm = realm_with_bob();
    const auto cache = "FILE:" + in_directory("ended").string();
    write_ended_cache(cache, "bob");
    auto bob = with_cache(cache);
    CHECK(first_leg_status(bob) == SEC_E_NO_CREDENTIALS);
    realm->write_cache(cache, "bob");
    CHECK(arrives_as(bob) == "bob@SSPI.TEST");
}

TEST_CASE("a cache without the ticket of a service gets that, and nothing else changes in it") {
    auto& realm = realm_with_bob();
    const auto path = in_directory("grows");
    realm->write_cache(path.string(), "bob");
    const auto before = file_text(path);
    auto bob = with_cache(path.string());
    CHECK(name_of(bob) == "bob@SSPI.TEST");
    CHECK(file_text(path) == before); // asking for a name writes nothing
    CHECK(arrives_as(bob) == "bob@SSPI.TEST");
    const auto after = file_text(path);
    CHECK(after.size() > before.size());
    CHECK(after.starts_with(before));
    CHECK(arrives_as(bob) == "bob@SSPI.TEST");
    CHECK(file_text(path) == after);
}
