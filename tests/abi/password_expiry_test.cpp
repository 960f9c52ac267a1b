// SPDX-License-Identifier: BSL-1.0
// When a client's password expires: as the KDC says at the logon, and as the domain says it to a server.
#include <support/domain_realm.hpp>

#include <sspi/detail/timestamp.hpp>

#include <chrono>
#include <ctime>

using namespace sspi;
using namespace sspi::test;
using namespace std::chrono_literals;

namespace {

domain_realm& corp() {
    static domain_realm instance;
    return instance;
}
const bool made_first = (corp(), true);

constexpr LONGLONG never = 0x7FFFFFFFFFFFFFFF;

[[nodiscard]] LONGLONG expiry_at(peer& side) {
    auto& of = side.context;
    SecPkgContext_PasswordExpiry out{};
    REQUIRE(QueryContextAttributesA(of.get(), SECPKG_ATTR_PASSWORD_EXPIRY, &out) == SEC_E_OK);
    SecPkgContext_PasswordExpiry wide{};
    REQUIRE(QueryContextAttributesW(of.get(), SECPKG_ATTR_PASSWORD_EXPIRY, &wide) == SEC_E_OK);
    CHECK(wide.tsPasswordExpires.QuadPart == out.tsPasswordExpires.QuadPart);
    return out.tsPasswordExpires.QuadPart;
}

/// As a TimeStamp in local time.
[[nodiscard]] LONGLONG stamp(std::chrono::sys_seconds at) {
    const std::time_t moment = at.time_since_epoch().count();
    std::tm here{};
    localtime_r(&moment, &here);
    return sspi::detail::to_filetime(at, std::chrono::seconds(here.tm_gmtoff));
}

const auto today = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

} // namespace

TEST_CASE("a password's expiry is told to both sides, in local time") {
    const auto end = today + 20 * 24h;
    corp()->add_user("dated", "secret", {.password_expires = end});
    for (int again = 0; again < 2; ++again) {
        auto both = logged_in("dated");
        CHECK(expiry_at(both.client) == stamp(end));
        CHECK(expiry_at(both.server) == stamp(end));
    }
}

TEST_CASE("every context of a handle says it") {
    const auto end = today + 3 * 24h;
    corp()->add_user("often", "secret", {.password_expires = end});
    const std::string name = "often", realm = domain_realm_name, secret = "secret";
    auto who = identity_of(name, realm, secret);
    auto from = acquire(SECPKG_CRED_OUTBOUND, &who);
    for (const auto* const target : {domain_web, domain_files, domain_web, domain_web}) {
        peer client;
        initiate(client, from, target, 0);
        REQUIRE(client.status == SEC_E_OK);
        CHECK(expiry_at(client) == stamp(end));
    }
}

TEST_CASE("an account's end is no password's, and a password that does not expire never does") {
    const auto end = today + 20 * 24h;
    corp()->add_user("leaving", "secret", {.expires = end});
    corp()->add_user("leaving first", "secret", {.expires = end, .password_expires = end + 24h});
    corp()->add_user("staying", "secret");
    auto leaving = logged_in("leaving"), leaving_first = logged_in("leaving first"),
         staying = logged_in("staying");
    CHECK(expiry_at(leaving.client) == never);
    CHECK(expiry_at(leaving_first.client) == stamp(end + 24h));
    CHECK(expiry_at(staying.client) == never);
    CHECK(expiry_at(staying.server) == never);
}
