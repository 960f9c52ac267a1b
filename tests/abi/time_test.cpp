// SPDX-License-Identifier: BSL-1.0
// Times: expiry in local time, and clocks that do not agree. A program of its own, because it changes the zone of
// the process and tells Kerberos to be strict about clocks.
#include <support/catch.hpp>
#include <support/identities.hpp>

#include <ctime>
#include <thread>

using namespace sspi::test;
using std::chrono::seconds;

namespace {

constexpr seconds strict_skew(2);

/// Kathmandu's zone, by rule, so that no zone files are needed: 5:45 ahead of UTC.
constexpr seconds kathmandu = std::chrono::hours(5) + std::chrono::minutes(45);

class strict_realm {
  public:
    strict_realm()
        : realm_(realm_name),
          environment_(
              {.realm = realm_name, .libdefaults = "clockskew = " + std::to_string(strict_skew.count())}),
          route_(realm_) {
        setenv("TZ", "NPT-5:45", 1);
        tzset();
        realm_.add_user(user, password);
        realm_.add_service(web);
        realm_.write_keytab(environment_.keytab_name());
    }
    [[nodiscard]] sspi::testing::realm* operator->() { return &realm_; }

    /// alice's ticket for that long; the time it was given.
    std::time_t log_in(seconds lifetime) {
        const auto now = std::time(nullptr);
        realm_.write_cache(environment_.cache_name(), user, {.lifetime = lifetime});
        return now;
    }

  private:
    sspi::testing::realm realm_;
    sspi::testing::environment environment_;
    sspi::testing::in_process route_;
};

strict_realm& the_realm() {
    static strict_realm instance;
    return instance;
}

/// 100 ns since 1601, in local time.
std::int64_t local_filetime_of(std::time_t utc) {
    constexpr std::int64_t from_1601_to_1970 = 11644473600;
    return (std::int64_t{utc} + kathmandu.count() + from_1601_to_1970) * 10'000'000;
}

void check_close(const TimeStamp& actual, std::int64_t expected) {
    constexpr std::int64_t few_seconds = 5 * 10'000'000;
    CHECK(actual.QuadPart > expected - few_seconds);
    CHECK(actual.QuadPart < expected + few_seconds);
}

} // namespace

TEST_CASE("a context expires with its ticket, in local time, on both sides and on every leg") {
    auto& realm = the_realm();
    for (const seconds lifetime : {seconds(1234), seconds(8 * 3600)}) {
        const auto end = local_filetime_of(realm.log_in(lifetime) + lifetime.count());
        two_sides s;
        s.client_leg(usual_request);
        REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
        check_close(s.client.expiry, end);
        s.server_leg();
        REQUIRE(s.server.status == SEC_E_OK);
        check_close(s.server.expiry, end);
        s.client_leg(usual_request);
        REQUIRE(s.client.status == SEC_E_OK);
        check_close(s.client.expiry, end);
        for (auto* const side : {&s.client, &s.server}) {
            SecPkgContext_Lifespan span{};
            REQUIRE(QueryContextAttributesA(side->context.get(), SECPKG_ATTR_LIFESPAN, &span) == SEC_E_OK);
            CHECK(span.tsExpiry.QuadPart == side->expiry.QuadPart);
            check_close(span.tsStart, local_filetime_of(std::time(nullptr)));
        }
    }
}

TEST_CASE("ptsExpiry and pfContextAttr may be NULL") {
    the_realm().log_in(seconds(600));
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    owned_context context;
    bytes out(48000);
    auto token = buffer(SECBUFFER_TOKEN, out);
    auto list = descriptor({&token, 1});
    REQUIRE(InitializeSecurityContextA(from.get(), nullptr, arg(web), 0, 0, 0, nullptr, 0, context.get(),
                                       &list, nullptr, nullptr) == SEC_E_OK);
    context.now_live();
}

TEST_CASE("an acceptor to whom a token comes late says so, and the client makes another one") {
    the_realm().log_in(seconds(600));
    two_sides s;
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    std::this_thread::sleep_for(strict_skew + std::chrono::milliseconds(1300));
    s.server_leg();
    CHECK(s.server.status == SEC_I_CONTINUE_NEEDED); // a KRB-ERROR goes back; the client may begin anew
    REQUIRE(!s.server.token.empty());
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    s.server_leg();
    REQUIRE(s.server.status == SEC_E_OK);
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
}

TEST_CASE("a KDC whose clock is apart is a time skew for tickets in the cache") {
    auto& realm = the_realm();
    realm.log_in(seconds(3600));
    realm->set_clock_offset(std::chrono::minutes(30));
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(first_leg_status(from) == SEC_E_TIME_SKEW);
    realm->set_clock_offset(seconds(0));
    CHECK(first_leg_status(from) == SEC_E_OK);
}

TEST_CASE("a KDC whose clock was apart does not spoil later logons") {
    auto& realm = the_realm();
    const who<char> strings{user, realm_name, password};
    auto identity = plain_identity(strings);
    realm->set_clock_offset(std::chrono::minutes(30));
    auto early = acquire(SECPKG_CRED_OUTBOUND, &identity);
    CHECK(first_leg_status(early) == SEC_E_OK); // by that clock
    realm->set_clock_offset(seconds(0));
    auto from = acquire(SECPKG_CRED_OUTBOUND, &identity);
    CHECK(arrives_as(from) == "alice@SSPI.TEST");
}
