// SPDX-License-Identifier: BSL-1.0
// How long calls wait for KDCs: by credential, by configuration, and with sockets.
#include "../transport/fake_servers.hpp"

#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/kdc_routes.hpp>

#include <sspi/testing/server.hpp>

#include <thread>

using namespace sspi::test;
namespace testing = sspi::testing;

namespace {

/// Alice's password, not the cache.
owned_credential credential_with_password(const std::string& realm = realm_name) {
    const who<char> strings{user, realm, password};
    auto identity = plain_identity(strings);
    auto got = try_acquire<char>(SECPKG_CRED_OUTBOUND, &identity);
    REQUIRE(got.status == SEC_E_OK);
    return std::move(got.handle);
}

SECURITY_STATUS set_timeouts(owned_credential& of, ULONG each_try, ULONG whole_call) {
    SspiCredential_KdcTimeouts timeouts{each_try, whole_call};
    return SetCredentialsAttributesA(of.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &timeouts, sizeof timeouts);
}

/// What a first leg answers on a thread of its own, which reads the configuration anew; and what it costs.
struct first_leg {
    SECURITY_STATUS status = SEC_E_OK;
    std::chrono::milliseconds took{0};
};
first_leg on_new_thread(owned_credential& from, const std::string& target = web) {
    first_leg out;
    const SecHandle credential = *from.get();
    std::thread([&] {
        out.took = time_of([&] {
            SecHandle copy = credential, context{};
            one_call call{.credential = &copy, .fresh = &context, .target = target};
            out.status = call.initiate();
            if (out.status >= 0) DeleteSecurityContext(&context);
        });
    }).join();
    return out;
}

/// A realm whose KDCs are where the lines say. It is not the default realm, which has no KDC.
testing::environment configuration(const std::string& kdc_lines, const std::string& more = "") {
    return testing::environment(
        {.realm = "OTHER.TEST", .sections = "[realms]\n    KDC.TEST = {\n" + kdc_lines + "    }\n" + more});
}
std::string kdc_line(std::uint16_t port, const std::string& protocol = "") {
    return "        kdc = " + protocol + "127.0.0.1:" + std::to_string(port) + "\n";
}

testing::realm& kdc_realm() {
    static testing::realm realm("KDC.TEST");
    [[maybe_unused]] static const bool filled = [] {
        realm.add_user(user, password);
        realm.add_service("HTTP/web.kdc.test");
        return true;
    }();
    return realm;
}
constexpr auto kdc_web = "HTTP/web.kdc.test@KDC.TEST";

} // namespace

TEST_CASE("timeouts of a credential are what was set, and none at first") {
    shared_realm();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    SspiCredential_KdcTimeouts timeouts{1, 1};
    REQUIRE(QueryCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &timeouts) ==
            SEC_E_OK);
    CHECK(timeouts.ulTry == 0);
    CHECK(timeouts.ulCall == 0);
    CHECK(set_timeouts(credential, 250, 0xFFFFFFFF) == SEC_E_OK);
    REQUIRE(QueryCredentialsAttributesExW(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &timeouts,
                                          sizeof timeouts) == SEC_E_OK);
    CHECK(timeouts.ulTry == 250);
    CHECK(timeouts.ulCall == 0xFFFFFFFF);
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(SetCredentialsAttributesW(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &timeouts, 7) ==
          SEC_E_BUFFER_TOO_SMALL);
    CHECK(SetCredentialsAttributesW(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, nullptr, 8) ==
          SEC_E_INVALID_PARAMETER);
}

TEST_CASE("a silent KDC costs what the credential allows, and the credential is good afterwards") {
    scripted_kdc kdc;
    auto credential = credential_with_password();
    REQUIRE(set_timeouts(credential, 50, 200) == SEC_E_OK);
    SECURITY_STATUS status = SEC_E_OK;
    const auto took = time_of([&] { status = first_leg_status(credential); });
    CHECK(status == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(took >= 200ms);
    CHECK(took < 5s); // not the ten of the default, let alone once for each request
    CHECK(kdc.asked() >= 2);
    kdc.answer();
    REQUIRE(set_timeouts(credential, 0, 0) == SEC_E_OK);
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("the time of a call is one for the logon and the ticket") {
    scripted_kdc kdc;
    kdc.answer(300ms); // three requests
    auto credential = credential_with_password();
    REQUIRE(set_timeouts(credential, 0, 850) == SEC_E_OK);
    CHECK(first_leg_status(credential) == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(first_leg_status(credential) == SEC_E_OK); // the logon was kept
}

TEST_CASE("a route that answers late is waited for") {
    scripted_kdc kdc;
    kdc.answer(60ms);
    auto credential = credential_with_password();
    SECURITY_STATUS status = SEC_E_OK;
    const auto took = time_of([&] { status = first_leg_status(credential); });
    CHECK(status == SEC_E_OK);
    CHECK(took >= 180ms);
}

TEST_CASE("a route has a realm") {
    CHECK(SspiSetKdcRoute(nullptr, nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiSetKdcRoute("", nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiSetKdcRoute("\xFF", nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiSetKdcRoute("NOBODY.TEST", nullptr, nullptr) == SEC_E_OK);
}

TEST_CASE("a KDC is asked over each protocol that the configuration names") {
    const testing::server kdc(kdc_realm());
    const std::string protocol = GENERATE("", "udp/", "tcp/");
    const auto files = configuration(kdc_line(kdc.port(), protocol));
    auto credential = credential_with_password("KDC.TEST");
    CHECK(on_new_thread(credential, kdc_web).status == SEC_E_OK);
}

TEST_CASE("a dead KDC in front of a live one costs less than a second") {
    const testing::server kdc(kdc_realm());
    const silent_server dead;
    const auto files = configuration(kdc_line(dead.port()) + kdc_line(kdc.port()));
    auto credential = credential_with_password("KDC.TEST");
    const auto leg = on_new_thread(credential, kdc_web);
    CHECK(leg.status == SEC_E_OK);
    CHECK(leg.took < 2900ms); // 3 requests; the try at the dead one alone would have 3 s, for each
}

TEST_CASE("KDCs are not waited for where nobody listens") {
    const refusing_port nobody;
    const auto files = configuration(kdc_line(nobody.port()));
    auto credential = credential_with_password("KDC.TEST");
    const auto leg = on_new_thread(credential, kdc_web);
    CHECK(leg.status == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(leg.took < 5s);
}

TEST_CASE("the configuration says how long to wait") {
    const silent_server dead;
    const auto files = configuration(kdc_line(dead.port()),
                                     "[sspi]\n    kdc_try_timeout = 50ms\n    kdc_call_timeout = 250ms\n");
    auto credential = credential_with_password("KDC.TEST");
    const auto leg = on_new_thread(credential, kdc_web);
    CHECK(leg.status == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(leg.took >= 250ms);
    CHECK(leg.took < 5s);
    REQUIRE(set_timeouts(credential, 0, 50) == SEC_E_OK); // the credential's word comes first
    CHECK(on_new_thread(credential, kdc_web).took < 5s);
}
