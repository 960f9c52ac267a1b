// SPDX-License-Identifier: BSL-1.0
// Calls of several threads that wait for a silent KDC, cancelled and timed out, while others go on.
#include "crowd.hpp"

#include <support/catch.hpp>
#include <support/kdc_routes.hpp>
#include <support/legs.hpp>

#include <atomic>
#include <thread>

using namespace sspi::test;

namespace {

constexpr std::size_t threads = 4;

SECURITY_STATUS begin(SecHandle credential) {
    SecHandle context{};
    one_call call{.credential = &credential, .fresh = &context};
    const auto status = call.initiate();
    if (status >= 0) DeleteSecurityContext(&context);
    return status;
}

owned_credential with_password() {
    const std::string name = user, domain = realm_name, secret = password;
    auto identity = identity_of(name, domain, secret);
    return acquire(SECPKG_CRED_OUTBOUND, &identity);
}

} // namespace

TEST_CASE("one cancellation ends the calls of all threads that use it") {
    shared_realm();
    scripted_kdc kdc;
    auto credential = with_password(), other = with_password();
    owned_cancellation by;
    std::atomic<int> cancelled{0};
    crowd(threads + 1, [&](std::size_t i) {
        if (i == threads) {
            kdc.wait_until_asked(2);
            SspiCancel(by.get());
            return;
        }
        const obeying here(by);
        for (int round = 0; round < 5; ++round)
            if (begin(*(i % 2 == 0 ? credential : other).get()) == SSPI_E_CANCELLED) ++cancelled;
    });
    CHECK(cancelled == static_cast<int>(threads) * 5);
    kdc.answer();
    CHECK(begin(*credential.get()) == SEC_E_OK);
}

TEST_CASE("cancellations come and go while calls begin and end") {
    shared_realm();
    scripted_kdc kdc;
    kdc.answer();
    std::atomic<int> wrong{0};
    SspiCancellation shared{};
    REQUIRE(SspiCreateCancellation(&shared) == SEC_E_OK);
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    crowd(threads, [&](std::size_t i) {
        for (int round = 0; round < 20; ++round) {
            SspiCancellation copy = shared;
            SspiUseCancellation(&copy);
            const auto status = begin(*credential.get());
            if (status != SEC_E_OK && status != SSPI_E_CANCELLED) ++wrong;
            if (i == 0 && round == 10) SspiCancel(&copy);
            if (i == 1 && round == 15) SspiFreeCancellation(&copy);
        }
    });
    CHECK(wrong == 0);
}

TEST_CASE("calls that time out leave a shared credential to the others") {
    shared_realm();
    scripted_kdc kdc;
    auto credential = with_password();
    SspiCredential_KdcTimeouts timeouts{20, 100};
    REQUIRE(SetCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &timeouts,
                                      sizeof timeouts) == SEC_E_OK);
    std::atomic<int> wrong{0};
    crowd(threads, [&](std::size_t) {
        if (begin(*credential.get()) != SEC_E_NO_AUTHENTICATING_AUTHORITY) ++wrong;
    });
    CHECK(wrong == 0);
    kdc.answer();
    SspiCredential_KdcTimeouts usual{};
    REQUIRE(SetCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &usual, sizeof usual) ==
            SEC_E_OK);
    crowd(threads, [&](std::size_t) {
        if (begin(*credential.get()) != SEC_E_OK) ++wrong;
    });
    CHECK(wrong == 0);
}

TEST_CASE("routes come and go while others ask") {
    auto credential = (shared_realm(), with_password());
    std::atomic<int> wrong{0};
    crowd(threads, [&](std::size_t i) {
        for (int round = 0; round < 10; ++round) {
            if (i == 0) {
                const auto realm = "R" + std::to_string(round) + ".TEST";
                SspiSetKdcRoute(
                    realm.c_str(),
                    [](void*, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN, void*) {
                        return LONG{1};
                    },
                    nullptr);
                SspiSetKdcRoute(realm.c_str(), nullptr, nullptr);
            } else if (begin(*credential.get()) != SEC_E_OK) {
                ++wrong;
            }
        }
    });
    CHECK(wrong == 0);
}
