// SPDX-License-Identifier: BSL-1.0
// A password logs in by the KDC's clock where this machine's is off, and the handle keeps that clock.
#include <support/details.hpp>
#include <support/messages.hpp>

#include <chrono>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <thread>

using namespace sspi::test;
using namespace sspi::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto other_service = "HTTP/other.sspi.test";

/// The KDC's clock as long as it lives.
class kdc_time {
  public:
    explicit kdc_time(std::chrono::seconds ahead) { set(ahead); }
    ~kdc_time() { set(0s); }
    kdc_time(const kdc_time&) = delete;
    kdc_time& operator=(const kdc_time&) = delete;

    static void set(std::chrono::seconds ahead) { shared_realm()->set_clock_offset(ahead); }
};

void set_clock(owned_credential& of, std::chrono::seconds ahead) {
    SspiCredential_ClockOffset clock{ahead.count()};
    REQUIRE(SetCredentialsAttributesA(of.get(), SSPI_CRED_ATTR_CLOCK_OFFSET, &clock, sizeof clock) ==
            SEC_E_OK);
}

[[nodiscard]] SECURITY_STATUS begins(owned_credential& from, const std::string& target = web) {
    peer client;
    initiate(client, from, target, ISC_REQ_MUTUAL_AUTH);
    return client.status;
}

/// Both sides to their end, with a server that goes by the KDC's clock; the client's credential stays for more.
[[nodiscard]] bool are_connected(owned_credential& from, std::chrono::seconds servers) {
    auto with = acquire(SECPKG_CRED_INBOUND);
    set_clock(with, servers);
    peer client, server;
    initiate(client, from, web, usual_request);
    if (client.status != SEC_I_CONTINUE_NEEDED) return false;
    accept(server, with, 0, client.token);
    if (server.status != SEC_E_OK) return false;
    initiate(client, from, web, usual_request, server.token);
    if (client.status != SEC_E_OK) return false;
    return decrypt_stream(server, encrypt(client, {"a message"}).joined()).text == "a message";
}

[[nodiscard]] std::string users_cache() {
    std::ifstream in(shared_realm().environment().directory() / "ccache", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("a password logs in by the KDC's clock, hours away, and the handle goes on by it") {
    const auto ahead = GENERATE(10min, -10min, 5h, -5h, 30h, -30h, 24h * 365, -24h * 365);
    CAPTURE(ahead.count());
    shared_realm()->add_service(other_service);
    const auto before = users_cache();
    const kdc_time then(ahead);
    auto from = logon_of(user, password);
    CHECK(are_connected(from, ahead));
    const auto asked = shared_realm()->requests();
    CHECK(are_connected(from, ahead));
    CHECK(begins(from, other_service) == SEC_I_CONTINUE_NEEDED);
    CHECK(shared_realm()->requests().as == asked.as);
    CHECK(shared_realm()->requests().tgs == asked.tgs + 1);
    CHECK(users_cache() == before);
    shared_realm()->remove(other_service);
}

TEST_CASE("the times that the caller is told are the KDC's") {
    const auto ahead = 5h;
    const kdc_time then(ahead);
    auto from = logon_of(user, password);
    peer client;
    initiate(client, from, web, 0);
    REQUIRE(client.status == SEC_E_OK);
    SecPkgContext_Lifespan span{};
    REQUIRE(QueryContextAttributesA(client.context.get(), SECPKG_ATTR_LIFESPAN, &span) == SEC_E_OK);
    constexpr std::int64_t second = 10'000'000;
    const auto local = std::time(nullptr) + std::chrono::seconds(ahead).count();
    std::tm parts{};
    const auto machine = std::time(nullptr);
    localtime_r(&machine, &parts);
    const auto start = span.tsStart.QuadPart / second - 11644473600 - parts.tm_gmtoff;
    CHECK(std::abs(start - local) <= 5);
    CHECK(span.tsExpiry.QuadPart == client.expiry.QuadPart);
}

TEST_CASE("users without pre-authentication log in by the KDC's clock too") {
    const auto ahead = GENERATE(3h, -3h, 40h);
    shared_realm()->add_user("unproved", "a word", {.require_preauth = false});
    {
        const kdc_time then(ahead);
        auto from = logon_of("unproved", "a word");
        CHECK(are_connected(from, ahead));
        auto wrong = logon_of("unproved", "another word");
        CHECK(begins(wrong) == SEC_E_LOGON_DENIED);
    }
    shared_realm()->remove("unproved");
}

TEST_CASE("a handle follows when a clock is set meanwhile") {
    const kdc_time then(5h);
    auto from = logon_of(user, password);
    REQUIRE(are_connected(from, 5h));
    for (const auto next : {0h, -7h, 5h}) {
        const auto unasked = "HTTP/" + std::to_string(next.count() + 10) + ".sspi.test";
        shared_realm()->add_service(unasked);
        kdc_time::set(next);
        const auto asked = shared_realm()->requests().as;
        CHECK(begins(from, unasked) == SEC_I_CONTINUE_NEEDED);
        CHECK(are_connected(from, next));
        CHECK(shared_realm()->requests().as > asked);
        shared_realm()->remove(unasked);
    }
}

TEST_CASE("a clock that the program gives the handle counts first") {
    const kdc_time then(5h);
    auto from = logon_of(user, password);
    set_clock(from, 5h);
    REQUIRE(are_connected(from, 5h));
    set_clock(from, 2h);
    kdc_time::set(2h);
    CHECK(are_connected(from, 2h)); // by the clock that it is given, and not three hours ahead of it
    set_clock(from, 0h);
    CHECK(are_connected(from, 2h));
}

TEST_CASE("what an error says of the time is tried, and believed of no error") {
    const auto forged = GENERATE(5h, -5h, 24h * 365);
    auto lie = shared_realm()
                   ->when(as_request().of(user).nth(1))
                   .answer(error_reply(krb_ap_err_skew).stime_offset(forged));
    auto from = logon_of(user, password);
    CHECK(are_connected(from, 0s));
    CHECK(lie.used() == 1);
    lie.remove();
    auto always =
        shared_realm()->when(as_request().of(user)).answer(error_reply(krb_ap_err_skew).stime_offset(forged));
    auto lost = logon_of(user, password);
    const auto before = shared_realm()->requests().as;
    CHECK(begins(lost) == SEC_E_TIME_SKEW);
    CHECK(shared_realm()->requests().as - before <= 8);
    always.remove();
    CHECK(are_connected(lost, 0s));
}

TEST_CASE("a wrong password is counted once by another clock as well") {
    const kdc_time then(5h);
    auto from = logon_of(user, "not the word");
    shared_realm()->clear_transcript();
    CHECK(begins(from) == SEC_E_LOGON_DENIED);
    std::size_t refused = 0;
    for (const auto& seen : shared_realm()->transcript().of(message::as))
        if (seen.error == kdc_err_preauth_failed) ++refused;
    CHECK(refused == 1);
}

TEST_CASE("a password is changed by the KDC's clock") {
    const auto ahead = GENERATE(3h, -3h);
    shared_realm()->add_user("changes", "the first word");
    const kdc_time then(ahead);
    CHECK(ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg("changes"), arg("the first word"),
                                 arg("the second word"), FALSE, 0, nullptr) == SEC_E_OK);
    auto from = logon_of("changes", "the second word");
    CHECK(begins(from) == SEC_I_CONTINUE_NEEDED);
    shared_realm()->remove("changes");
}

TEST_CASE("where krb5.conf says not to, the KDC's clock is not followed") {
    realm far("FAR.TEST", {.clock_offset = 5h});
    far.add_user("alice", "secret");
    far.add_service("HTTP/web.far.test");
    const in_process route(far);
    environment files({.realm = "FAR.TEST", .libdefaults = "kdc_timesync = false"});
    std::thread([&] { // which reads that configuration
        const std::string name = "alice", domain = "FAR.TEST", secret = "secret";
        auto who = identity_of(name, domain, secret);
        auto from = acquire(SECPKG_CRED_OUTBOUND, &who);
        CHECK(begins(from, "HTTP/web.far.test") == SEC_E_TIME_SKEW);
        const auto found = last_detail(from.get());
        CHECK(found.krb5 == "KRB5KRB_AP_ERR_SKEW");
        CHECK(starts(found.hint, "clock differs from KDC by 5 hours: this machine is behind"));
    })
        .join();
}
