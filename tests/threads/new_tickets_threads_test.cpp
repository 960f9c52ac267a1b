// SPDX-License-Identifier: BSL-1.0
// Threads that need the same new ticket at once: one of them asks for it, and no one's end is the others' end.
#include "crowd.hpp"

#include <support/catch.hpp>
#include <support/kdc_routes.hpp>
#include <support/legs.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace sspi::test;

namespace {

constexpr std::size_t threads = 16;

SECURITY_STATUS begin(SecHandle credential, const std::string& target = web) {
    SecHandle context{};
    one_call call{.credential = &credential, .fresh = &context, .target = target};
    const auto status = call.initiate();
    if (status >= 0) DeleteSecurityContext(&context);
    return status;
}

owned_credential with_new_tickets() {
    shared_realm().log_in();
    return acquire(SECPKG_CRED_OUTBOUND);
}

owned_credential with_password() {
    const std::string name = user, domain = realm_name, secret = password;
    auto identity = identity_of(name, domain, secret);
    return acquire(SECPKG_CRED_OUTBOUND, &identity);
}

/// How many of the threads were answered something else, and how often the KDC was asked for a ticket.
struct outcome {
    int others = 0;
    std::size_t asked = 0;
};

outcome all_begin(owned_credential& with, SECURITY_STATUS expected, std::size_t count = threads,
                  const std::string& target = web) {
    std::atomic<int> others{0};
    const auto before = shared_realm()->requests().tgs;
    crowd(count, [&](std::size_t) {
        if (begin(*with.get(), target) != expected) ++others;
    });
    return {others, shared_realm()->requests().tgs - before};
}

} // namespace

TEST_CASE("sixteen threads that need the same new ticket ask for one") {
    shared_realm();
    for (int round = 0; round < 5; ++round) {
        auto credential = with_new_tickets();
        const auto got = all_begin(credential, SEC_E_OK);
        CHECK(got.others == 0);
        CHECK(got.asked == 1);
    }
}

TEST_CASE("so do those that use a password, or a cache that has no index") {
    shared_realm().log_in();
    auto by_password = with_password();
    const auto got = all_begin(by_password, SEC_E_OK);
    CHECK(got.others == 0);
    CHECK(got.asked == 1);

    shared_realm()->write_cache("MEMORY:sspi-test-threads", user);
    auto in_memory = acquire(SECPKG_CRED_OUTBOUND);
    REQUIRE(SspiSetCredentialStore(in_memory.get(), "MEMORY:sspi-test-threads", nullptr) == SEC_E_OK);
    const auto there = all_begin(in_memory, SEC_E_OK);
    CHECK(there.others == 0);
    CHECK(there.asked == 1);
}

TEST_CASE("threads that need tickets for different services do not wait for each other") {
    auto credential = with_new_tickets();
    for (std::size_t i = 0; i < threads; ++i)
        shared_realm()->add_service("HTTP/t" + std::to_string(i) + ".sspi.test");
    std::atomic<int> failures{0};
    const auto before = shared_realm()->requests().tgs;
    crowd(threads, [&](std::size_t i) {
        if (begin(*credential.get(), "HTTP/t" + std::to_string(i) + ".sspi.test") != SEC_E_OK) ++failures;
    });
    CHECK(failures == 0);
    CHECK(shared_realm()->requests().tgs == before + threads);
}

TEST_CASE("a service that the KDC does not know is unknown to all threads") {
    auto credential = with_new_tickets();
    const auto got = all_begin(credential, SEC_E_TARGET_UNKNOWN, threads, "HTTP/nowhere.sspi.test");
    CHECK(got.others == 0);
    CHECK(got.asked >= 1);
}

TEST_CASE("those that wait hear what the KDC said to the one that asked") {
    auto credential = with_new_tickets();
    const auto alone = all_begin(credential, SEC_E_TARGET_UNKNOWN, 1, "HTTP/nowhere.sspi.test").asked;
    scripted_kdc kdc;
    kdc.answer(300ms);
    std::atomic<int> unknown{0};
    std::vector<std::jthread> all;
    const auto join = [&] {
        all.emplace_back(
            [&] { unknown += begin(*credential.get(), "HTTP/nowhere.sspi.test") == SEC_E_TARGET_UNKNOWN; });
    };
    join();
    kdc.wait_until_asked();
    for (int i = 1; i < 4; ++i)
        join();
    all.clear();
    CHECK(unknown == 4);
    CHECK(kdc.asked() == static_cast<int>(alone));
}

TEST_CASE("when the thread that asks is cancelled, the next one asks") {
    auto credential = with_new_tickets();
    scripted_kdc kdc;
    owned_cancellation by;
    std::atomic<SECURITY_STATUS> first{SEC_E_INTERNAL_ERROR};
    std::atomic<int> good{0};
    std::vector<std::jthread> all;
    all.emplace_back([&] {
        const obeying here(by);
        first = begin(*credential.get());
    });
    kdc.wait_until_asked();
    for (int i = 0; i < 4; ++i)
        all.emplace_back([&] { good += begin(*credential.get()) == SEC_E_OK; });
    kdc.answer();
    CHECK(SspiCancel(by.get()) == SEC_E_OK);
    all.clear();
    CHECK(first == SSPI_E_CANCELLED);
    CHECK(good == 4);
    CHECK(kdc.asked() == 2);
}

TEST_CASE("a thread that waits for another can be cancelled, and the other goes on") {
    auto credential = with_new_tickets();
    scripted_kdc kdc;
    owned_cancellation by;
    std::atomic<SECURITY_STATUS> first{SEC_E_INTERNAL_ERROR};
    {
        std::jthread asks([&] { first = begin(*credential.get()); });
        kdc.wait_until_asked();
        std::jthread cancels([&] {
            std::this_thread::sleep_for(50ms); // so that the call below waits, most times
            SspiCancel(by.get());
        });
        const obeying here(by);
        CHECK(begin(*credential.get()) == SSPI_E_CANCELLED);
        CHECK(kdc.asked() == 1);
        kdc.answer();
        shared_realm().log_in(); // whatever becomes of the silent request, the next leg has tickets
    }
    CHECK((first == SEC_E_OK || first == SEC_E_NO_AUTHENTICATING_AUTHORITY));
    CHECK(begin(*credential.get()) == SEC_E_OK);
}

TEST_CASE("when the thread that asks gives up, one that came later has its own time") {
    auto credential = with_new_tickets();
    SspiCredential_KdcTimeouts times{};
    times.ulTry = 600;
    times.ulCall = 600;
    REQUIRE(SetCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &times, sizeof times) ==
            SEC_E_OK);
    scripted_kdc kdc;
    std::atomic<SECURITY_STATUS> first{SEC_E_INTERNAL_ERROR}, second{SEC_E_INTERNAL_ERROR};
    {
        std::jthread asks([&] { first = begin(*credential.get()); });
        kdc.wait_until_asked();
        std::this_thread::sleep_for(300ms);
        kdc.answer(); // to those who ask from now on
        second = begin(*credential.get());
    }
    CHECK(first == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(second == SEC_E_OK);
}
