// SPDX-License-Identifier: BSL-1.0
// Credentials with a clock of their own: expiry, renewal and skew without waiting.
#include "situations.hpp"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

#include <ctime>
#include <thread>

using namespace sspi::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

void set_clock(owned_credential& of, seconds ahead) {
    SspiCredential_ClockOffset clock{ahead.count()};
    REQUIRE(SetCredentialsAttributesA(of.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
            SEC_E_OK);
}

LONGLONG clock_of(owned_credential& of) {
    SspiCredential_ClockOffset clock{-77};
    REQUIRE(QueryCredentialsAttributesA(of.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock) == SEC_E_OK);
    return clock.llSeconds;
}

owned_credential by_cache(seconds ahead, const std::string& package = "Kerberos") {
    auto out = acquire_from(package, SECPKG_CRED_OUTBOUND);
    set_clock(out, ahead);
    return out;
}
owned_credential by_password(seconds ahead, const std::string& package = "Kerberos") {
    const who<char> strings{user, realm_name, password};
    auto identity = plain_identity(strings);
    auto out = acquire_from(package, SECPKG_CRED_OUTBOUND, &identity);
    set_clock(out, ahead);
    return out;
}
owned_credential acceptor(seconds ahead, const std::string& package = "Kerberos") {
    auto out = acquire_from(package, SECPKG_CRED_INBOUND);
    set_clock(out, ahead);
    return out;
}

/// The KDC's clock as long as it lives, with new tickets in the cache.
class time_at_kdc {
  public:
    explicit time_at_kdc(seconds ahead) {
        the_realm()->set_clock_offset(ahead);
        the_realm().log_in();
    }
    ~time_at_kdc() { the_realm()->set_clock_offset(seconds(0)); }
    time_at_kdc(const time_at_kdc&) = delete;
    time_at_kdc& operator=(const time_at_kdc&) = delete;
};

std::string cache_file() {
    return content_of(scratch("ccache"));
}

/// What the acceptor answers to a new token.
SECURITY_STATUS answer_to(owned_credential& from, owned_credential& with) {
    peer client, server;
    initiate(client, from, web, usual_request);
    REQUIRE(client.status == SEC_I_CONTINUE_NEEDED);
    accept(server, with, 0, client.token);
    return server.status;
}

/// Legs from both sides, until they are through or one fails.
two_sides exchanged(owned_credential from, owned_credential with, int most_legs = 6) {
    two_sides s{.client_credential = std::move(from), .server_credential = std::move(with)};
    for (int i = 0; i < most_legs; ++i) {
        s.client_leg(usual_request);
        if (s.client.status < 0 || (s.client.status == SEC_E_OK && s.server.status == SEC_E_OK)) break;
        s.server_leg();
        if (s.server.status < 0) break;
    }
    return s;
}

std::int64_t seconds_of(const TimeStamp& local) {
    const std::time_t now = std::time(nullptr);
    std::tm here{};
    localtime_r(&now, &here);
    return local.QuadPart / 10'000'000 - 11644473600 - here.tm_gmtoff;
}

bool close_to(std::int64_t actual, std::int64_t expected) {
    return std::abs(actual - expected) <= 5;
}

int mechanism_clock() {
    int out = 0;
    gsskrb5_get_time_offset(&out);
    return out;
}

} // namespace

TEST_CASE("a credential's clock is the machine's until it is set") {
    the_realm();
    auto from = acquire(SECPKG_CRED_BOTH);
    CHECK(clock_of(from) == 0);
    for (const LONGLONG ahead :
         {LONGLONG{1}, LONGLONG{-86400}, LONGLONG{1'000'000'000}, LONGLONG{-1'000'000'000}, LONGLONG{0}}) {
        set_clock(from, seconds(ahead));
        CHECK(clock_of(from) == ahead);
    }
    SspiCredential_ClockOffset clock{3600};
    CHECK(SetCredentialsAttributesW(from.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
          SEC_E_OK);
    clock = {};
    CHECK(QueryCredentialsAttributesExW(from.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
          SEC_E_OK);
    CHECK(clock.llSeconds == 3600);
}

TEST_CASE("a clock that is absurd, or a structure that is too small, is refused and changes nothing") {
    the_realm();
    auto from = by_cache(seconds(5));
    for (const LONGLONG ahead :
         {LONGLONG{1'000'000'001}, LONGLONG{-1'000'000'001}, std::numeric_limits<LONGLONG>::max(),
          std::numeric_limits<LONGLONG>::min()}) {
        SspiCredential_ClockOffset clock{ahead};
        CHECK(SetCredentialsAttributesA(from.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
              SEC_E_INVALID_PARAMETER);
    }
    SspiCredential_ClockOffset clock{9};
    CHECK(SetCredentialsAttributesA(from.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock - 1) ==
          SEC_E_BUFFER_TOO_SMALL);
    CHECK(QueryCredentialsAttributesExA(from.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock - 1) ==
          SEC_E_BUFFER_TOO_SMALL);
    CHECK(SetCredentialsAttributesA(from.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, nullptr, sizeof clock) ==
          SEC_E_INVALID_PARAMETER);
    CHECK(clock_of(from) == 5);
}

TEST_CASE("both sides and a KDC in another time understand each other") {
    const auto ahead = GENERATE(seconds(hours(48)), -seconds(hours(48)), seconds(hours(24 * 365 * 8)));
    const std::string package = GENERATE("Kerberos", "Negotiate");
    CAPTURE(ahead.count(), package);
    const time_at_kdc then(ahead);
    for (const bool with_password : {true, false}) {
        auto s = exchanged(with_password ? by_password(ahead, package) : by_cache(ahead, package),
                           acceptor(ahead, package));
        CHECK(s.client.status == SEC_E_OK);
        CHECK(s.server.status == SEC_E_OK);
    }
    auto today = by_password(seconds(0), package);
    CHECK(first_leg_of(today) == SEC_I_CONTINUE_NEEDED); // by the KDC's clock
}

TEST_CASE("user-to-user goes by the clock too") {
    const time_at_kdc then(hours(48));
    auto from = by_cache(hours(48));
    auto with = acquire_from("Kerberos", SECPKG_CRED_BOTH);
    set_clock(with, hours(48));
    peer client, server;
    for (int leg = 0; leg < 3 && (client.status != SEC_E_OK || server.status != SEC_E_OK); ++leg) {
        initiate(client, from, "alice@SSPI.TEST", usual_request | ISC_REQ_USE_SESSION_KEY, server.token);
        REQUIRE(client.status >= 0);
        if (client.token.empty()) break;
        accept(server, with, 0, client.token);
        REQUIRE(server.status >= 0);
    }
    CHECK(client.status == SEC_E_OK);
    CHECK(server.status == SEC_E_OK);
}

TEST_CASE("tickets that come by another clock are not put into the user's cache") {
    const time_at_kdc then(minutes(2));
    const auto before = cache_file();
    auto from = by_cache(minutes(2));
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
    CHECK(cache_file() == before);
    set_clock(from, seconds(0));
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
    CHECK(cache_file() != before);
}

TEST_CASE("a ticket in the cache runs out by the credential's clock") {
    const time_at_kdc now(seconds(0));
    auto from = by_cache(seconds(0));
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
    the_realm()->set_clock_offset(hours(11)); // the realm's tickets live for ten
    set_clock(from, hours(11));
    CHECK(first_leg_of(from) == SEC_E_NO_CREDENTIALS);
    set_clock(from, hours(9));
    the_realm()->set_clock_offset(hours(9));
    CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("a password's ticket is renewed shortly before its end, and again when the clock goes back") {
    const time_at_kdc now(seconds(0));
    auto from = by_password(seconds(0));
    const auto logons_at = [&from](seconds ahead) {
        the_realm()->set_clock_offset(ahead);
        set_clock(from, ahead);
        const auto before = the_realm()->requests().as;
        CHECK(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
        return the_realm()->requests().as - before;
    };
    CHECK(logons_at(seconds(0)) == 2); // without the proof, and with it
    CHECK(logons_at(hours(9)) == 0);
    CHECK(logons_at(hours(10) - minutes(6)) == 0);
    CHECK(logons_at(hours(10) - minutes(4)) == 2);
    CHECK(logons_at(hours(19)) == 0);
    CHECK(logons_at(hours(1)) == 2); // where that ticket is not valid yet
}

TEST_CASE("an acceptor judges tickets and authenticators by its clock") {
    const time_at_kdc now(seconds(0));
    auto from = by_cache(seconds(0));
    const auto accepted_at = [&from](seconds ahead) {
        auto with = acceptor(ahead);
        return answer_to(from, with);
    };
    CHECK(accepted_at(seconds(0)) == SEC_E_OK);
    CHECK(accepted_at(minutes(4)) == SEC_E_OK);
    CHECK(accepted_at(minutes(6)) == SEC_I_CONTINUE_NEEDED); // and offers a second attempt
    CHECK(accepted_at(-minutes(6)) == SEC_E_TIME_SKEW);      // the ticket is not valid yet
    CHECK(accepted_at(hours(11)) == SEC_E_CONTEXT_EXPIRED);
    CHECK(accepted_at(-hours(11)) == SEC_E_TIME_SKEW);
}

TEST_CASE("a client whose clock is ahead recovers by the acceptor's, which is the machine's") {
    const std::string package = GENERATE("Kerberos", "Negotiate");
    const time_at_kdc now(seconds(0));
    auto s = exchanged(by_cache(minutes(10), package), acceptor(seconds(0), package));
    // The KDC gives it no ticket: its clock is the machine's too.
    CHECK(s.client.status == SEC_E_TIME_SKEW);
    auto from = by_cache(seconds(0), package);
    REQUIRE(first_leg_of(from) == SEC_I_CONTINUE_NEEDED); // the ticket is in the cache now
    s = exchanged(by_cache(minutes(10), package), acceptor(seconds(0), package));
    CHECK(s.client.status == SEC_E_OK);
    CHECK(s.server.status == SEC_E_OK);
}

TEST_CASE("a context follows its credential's clock") {
    const time_at_kdc now(seconds(0));
    for (const auto moved_to : {minutes(10), minutes(30)}) {
        auto s = exchanged(by_cache(seconds(0)), acceptor(minutes(10)), 1);
        REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
        set_clock(s.server_credential, moved_to);
        s.client_leg(usual_request); // by the clock that the acceptor told
        REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
        s.server_leg();
        CHECK(s.server.status == (moved_to == minutes(10) ? SEC_E_OK : SEC_E_TIME_SKEW));
    }
}

TEST_CASE("expiry and lifespan are those of the credential's clock") {
    const auto ahead = seconds(hours(48));
    const time_at_kdc then(ahead);
    auto s = exchanged(by_cache(ahead), acceptor(ahead));
    REQUIRE(s.client.status == SEC_E_OK);
    const auto start = std::int64_t{std::time(nullptr)} + ahead.count();
    for (auto* const side : {&s.client, &s.server}) {
        SecPkgContext_Lifespan span{};
        REQUIRE(QueryContextAttributesA(side->context.get(), SECPKG_ATTR_LIFESPAN, &span) == SEC_E_OK);
        CHECK(close_to(seconds_of(span.tsStart), start));
        CHECK(close_to(seconds_of(span.tsExpiry), start + seconds(hours(10)).count()));
        CHECK(span.tsExpiry.QuadPart == side->expiry.QuadPart);
    }
}

TEST_CASE("a token is a replay by any clock that would take it") {
    const time_at_kdc now(seconds(0));
    auto s = exchanged(by_cache(seconds(0)), acceptor(minutes(4)), 1);
    REQUIRE(s.server.status == SEC_E_OK);
    for (const auto ahead : {seconds(minutes(4)), seconds(0), -seconds(minutes(4))}) {
        auto with = acceptor(ahead);
        peer again;
        accept(again, with, 0, s.client.token);
        CHECK(again.status == SEC_E_LOGON_DENIED);
    }
}

TEST_CASE("the clock of Heimdal's own users on the thread is as it was after every call") {
    const time_at_kdc then(hours(48));
    for (const int theirs : {0, 1, -600, 123456}) {
        do
            gsskrb5_set_time_offset(theirs);
        while (mechanism_clock() != theirs &&
               (gsskrb5_set_time_offset(theirs + 1), mechanism_clock() != theirs));
        auto s = exchanged(by_password(hours(48)), acceptor(hours(48)));
        CHECK(s.client.status == SEC_E_OK);
        CHECK(s.server.status == SEC_E_OK);
        CHECK(mechanism_clock() == theirs);
        auto failing = acceptor(-hours(48));
        CHECK(answer_to(s.client_credential, failing) == SEC_E_TIME_SKEW);
        CHECK(mechanism_clock() == theirs);
    }
    gsskrb5_set_time_offset(0);
}

TEST_CASE("threads with clocks of their own do not disturb each other") {
    const time_at_kdc now(seconds(0));
    auto from = by_cache(seconds(0));
    REQUIRE(first_leg_of(from) == SEC_I_CONTINUE_NEEDED);
    constexpr std::pair<seconds, SECURITY_STATUS> clocks[] = {{seconds(0), SEC_E_OK},
                                                              {hours(24), SEC_E_CONTEXT_EXPIRED},
                                                              {-hours(24), SEC_E_TIME_SKEW},
                                                              {minutes(2), SEC_E_OK}};
    constexpr int rounds = 40;
    std::vector<int> wrong(std::size(clocks), 0);
    std::vector<owned_credential> acceptors;
    for (const auto& [ahead, expected] : clocks)
        acceptors.push_back(acceptor(ahead));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::size(clocks); ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < rounds; ++round) {
                peer client, server;
                initiate(client, from, web, usual_request);
                accept(server, acceptors[i], 0, client.token);
                if (client.status != SEC_I_CONTINUE_NEEDED || server.status != clocks[i].second) ++wrong[i];
            }
        });
    for (auto& each : threads)
        each.join();
    CHECK(wrong == std::vector<int>(std::size(clocks), 0));
}
