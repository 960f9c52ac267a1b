// SPDX-License-Identifier: BSL-1.0
// Identities that bring a keytab, for clients and for servers, and identities that want no authorization data.
#include <support/catch.hpp>
#include <support/credentials.hpp>
#include <support/identity_block.hpp>

#include <algorithm>
#include <initializer_list>
#include <mutex>

using namespace sspi::test;

namespace {

constexpr auto own_service = "HTTP/own.sspi.test";

test_realm& realm_with_robot() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user("robot", "robot's password");
        realm->add_user("second", "second's password");
        realm->add_service(own_service);
        return true;
    }();
    REQUIRE(added);
    return realm;
}

bytes keytab_of(std::initializer_list<std::string> names) {
    auto& realm = realm_with_robot();
    const auto path = realm.environment().directory() / "packed.keytab";
    std::filesystem::remove(path);
    realm->write_keytab(path.string(), names);
    return bytes_of(file_text(path));
}

bytes block_of(const bytes& keytab, const std::string& name, const std::string& domain,
               ULONG flags = SEC_WINNT_AUTH_IDENTITY_ANSI) {
    identity_block block(flags);
    if (!name.empty()) block.user(name);
    if (!domain.empty()) block.domain(domain);
    return block.keytab(keytab).bytes();
}

owned_credential acquired_by(bytes identity, ULONG use = SECPKG_CRED_OUTBOUND) {
    auto got = try_acquire<char>(use, identity.data());
    REQUIRE(got.status == SEC_E_OK);
    return std::move(got.handle);
}

/// Whether an AS request of a first leg said that it wants no PAC: KERB-PA-PAC-REQUEST with FALSE ([MS-KILE] 2.2.3).
bool declines_pac(owned_credential& credential) {
    auto& realm = shared_realm();
    constexpr std::byte no_pac[] = {std::byte{0x30}, std::byte{5}, std::byte{0xA0}, std::byte{3},
                                    std::byte{1},    std::byte{1}, std::byte{0}};
    bool found = false;
    realm.disconnect();
    {
        const sspi::testing::in_process route(realm_name, [&](std::span<const std::byte> request) {
            found = found || !std::ranges::search(request, no_pac).empty();
            return realm->answer(request);
        });
        CHECK(first_leg_status(credential) == SEC_E_OK);
    }
    realm.connect();
    return found;
}

} // namespace

TEST_CASE("a keytab logs its user on, as a password does") {
    const auto keys = keytab_of({"robot", "second"});
    auto robot = acquired_by(block_of(keys, "robot", realm_name));
    auto second = acquired_by(block_of(keys, "second@sspi.test", ""));
    CHECK(arrives_as(robot) == "robot@SSPI.TEST");
    CHECK(arrives_as(second) == "second@SSPI.TEST");
    CHECK(name_of(robot) == "robot@SSPI.TEST");
}

TEST_CASE("a keytab's user is found in whatever case and by whatever domain the name is written") {
    shared_realm();
    static const bool added = [] {
        realm_with_robot()->add_user("WS1$", "a computer's");
        realm_with_robot()->add_user("Robot", "another's");
        return true;
    }();
    REQUIRE(added);
    const auto keys = keytab_of({"robot", "Robot", "WS1$"});
    const auto named = [&](const std::string& user, const std::string& domain) {
        auto credential = acquired_by(block_of(keys, user, domain));
        const auto arrived = arrives_as(credential);
        CHECK(name_of(credential) == arrived);
        return arrived;
    };
    CHECK(named("ws1$", realm_name) == "WS1$@SSPI.TEST");
    CHECK(named("ws1$@sspi.test", "") == "WS1$@SSPI.TEST");
    CHECK(named("NETBIOS\\ws1$", "") == "WS1$@SSPI.TEST");
    CHECK(named("Robot", realm_name) == "Robot@SSPI.TEST"); // as it is written, where there is one
    CHECK(named("ROBOT", realm_name) == "robot@SSPI.TEST"); // else the first
    auto nobody = acquired_by(block_of(keys, "ws2$", realm_name));
    CHECK(first_leg_status(nobody) < 0);
}

TEST_CASE("a keytab without a user is its first principal's") {
    auto first = acquired_by(block_of(keytab_of({"robot", "second"}), "", ""));
    CHECK(name_of(first) == "robot@SSPI.TEST");
    CHECK(arrives_as(first) == "robot@SSPI.TEST");
    auto service = acquired_by(block_of(keytab_of({own_service}), "", ""));
    CHECK(arrives_as(service) == std::string(own_service) + "@SSPI.TEST");
}

TEST_CASE("a keytab logs on once for all contexts") {
    auto& realm = realm_with_robot();
    auto robot = acquired_by(block_of(keytab_of({"robot"}), "robot", realm_name));
    CHECK(first_leg_status(robot) == SEC_E_OK);
    const auto after = realm->requests().as;
    CHECK(first_leg_status(robot) == SEC_E_OK);
    CHECK(realm->requests().as == after);
}

TEST_CASE("a keytab that lacks the user's key, or has a former one, logs nobody on") {
    auto& realm = realm_with_robot();
    auto missing = acquired_by(block_of(keytab_of({"second"}), "robot", realm_name));
    CHECK(first_leg_status(missing) < 0);
    realm->add_user("rekeyed", "x");
    const auto former = keytab_of({"rekeyed"});
    realm->change_password("rekeyed", "y");
    auto stale = acquired_by(block_of(former, "rekeyed", realm_name));
    CHECK(first_leg_status(stale) == SEC_E_LOGON_DENIED);
    auto fresh = acquired_by(block_of(keytab_of({"rekeyed"}), "rekeyed", realm_name));
    CHECK(first_leg_status(fresh) == SEC_E_OK);
    realm->remove("rekeyed");
}

TEST_CASE("a server accepts with the keys of its identity's keytab, and with no others") {
    realm_with_robot();
    auto server_keys = acquired_by(block_of(keytab_of({own_service}), "", ""), SECPKG_CRED_INBOUND);
    CHECK(name_of(server_keys) == std::string(own_service) + "@SSPI.TEST");
    const auto accepted = [&](const std::string& target) {
        peer client, server;
        auto from = acquire(SECPKG_CRED_OUTBOUND);
        initiate(client, from, target, ISC_REQ_INTEGRITY);
        REQUIRE(client.status == SEC_E_OK);
        accept(server, server_keys, 0, client.token);
        return server.status;
    };
    CHECK(accepted(own_service) == SEC_E_OK);
    CHECK(accepted(web) == SEC_E_NO_KERB_KEY); // which the default keytab has
    CHECK(accepted(own_service) == SEC_E_OK);
}

TEST_CASE("one identity with a keytab serves both directions") {
    auto both = acquired_by(block_of(keytab_of({own_service}), "", ""), SECPKG_CRED_BOTH);
    peer client, server;
    initiate(client, both, own_service, ISC_REQ_INTEGRITY);
    REQUIRE(client.status == SEC_E_OK);
    accept(server, both, 0, client.token);
    CHECK(server.status == SEC_E_OK);
}

TEST_CASE("the contexts of a keytab in memory outlive their credential") {
    realm_with_robot();
    peer client, server;
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    initiate(client, from, own_service, usual_request);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    {
        auto with = acquired_by(block_of(keytab_of({own_service}), "", ""), SECPKG_CRED_INBOUND);
        accept(server, with, 0, client.token);
    }
    REQUIRE(server.status == SEC_E_OK);
    initiate(client, from, own_service, usual_request, server.token);
    CHECK(client.status == SEC_E_OK);
}

TEST_CASE("a keytab that is cut off or changed is refused at once, or logs nobody else on") {
    const auto keys = keytab_of({"robot"});
    for (std::size_t length = 0; length < keys.size(); length += 3) {
        const auto cut = bytes(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(length));
        auto identity = block_of(cut, "robot", realm_name);
        CAPTURE(length);
        CHECK(try_acquire<char>(SECPKG_CRED_OUTBOUND, identity.data()).status == SEC_E_UNKNOWN_CREDENTIALS);
    }
    for (std::size_t at = 0; at < keys.size(); at += 5) {
        auto changed = keys;
        changed[at] ^= std::byte{0x81};
        auto identity = block_of(changed, "", "");
        CAPTURE(at);
        auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, identity.data());
        if (got.status != SEC_E_OK) continue;
        const auto who_came = arrives_as(got.handle);
        CHECK((who_came == "robot@SSPI.TEST" || who_came.starts_with("status ")));
    }
}

TEST_CASE("an identity that wants no authorization data asks the KDC for none") {
    realm_with_robot();
    const who<char> robot{"robot", realm_name, "robot's password"};
    auto usual = plain_identity(robot);
    auto only = plain_identity(robot, SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_ONLY);
    auto with_pac = acquire(SECPKG_CRED_OUTBOUND, &usual), without = acquire(SECPKG_CRED_OUTBOUND, &only);
    auto by_key = acquired_by(block_of(keytab_of({"robot"}), "robot", realm_name,
                                       SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_ONLY));
    CHECK(!declines_pac(with_pac));
    CHECK(declines_pac(without));
    CHECK(declines_pac(by_key));
}
