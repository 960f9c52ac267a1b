// SPDX-License-Identifier: BSL-1.0
// Cancelling calls that wait, from another thread, and what is left of them.
#include "user_to_user.hpp"

#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/kdc_routes.hpp>

#include <ntsecapi.h>

#include <functional>
#include <thread>

using namespace sspi::test;

namespace {

owned_credential alice() {
    return credential_of(user, password, SECPKG_CRED_OUTBOUND);
}

/// Runs a call that asks the KDC, on this thread, while another cancels it; how long it took to come back from that.
std::chrono::milliseconds cancelled_while(const scripted_kdc& kdc, owned_cancellation& by,
                                          const std::function<void()>& call) {
    std::atomic<std::chrono::steady_clock::time_point> when{};
    const int before = kdc.asked();
    std::atomic<bool> back{false}; // without having asked
    std::jthread other([&] {
        while (kdc.asked() == before && !back)
            std::this_thread::sleep_for(1ms);
        std::this_thread::sleep_for(20ms);
        when = std::chrono::steady_clock::now();
        SspiCancel(by.get());
    });
    const obeying here(by);
    call();
    const auto end = std::chrono::steady_clock::now();
    back = true;
    other.join();
    return std::chrono::duration_cast<std::chrono::milliseconds>(end - when.load());
}

} // namespace

TEST_CASE("a first leg that waits for a KDC is cancelled, and leaves nothing behind") {
    scripted_kdc kdc;
    if (GENERATE(false, true)) kdc.answer(2900ms); // an answer that is on its way, or silence
    auto credential = alice();
    owned_cancellation by;
    peer client;
    CHECK(cancelled_while(kdc, by, [&] { initiate(client, credential, web, usual_request); }) < 2s);
    CHECK(client.status == SSPI_E_CANCELLED);
    CHECK_FALSE(client.context.live());
    kdc.answer();
    CHECK(first_leg_status(credential) == SEC_E_OK);
}

TEST_CASE("a cancellation stands until another is used, and for calls that would ask") {
    scripted_kdc kdc;
    kdc.answer();
    auto credential = alice();
    CHECK(first_leg_status(credential) == SEC_E_OK);
    owned_cancellation by, fresh;
    CHECK(SspiCancel(by.get()) == SEC_E_OK);
    CHECK(SspiCancel(by.get()) == SEC_E_OK);
    CHECK(SspiUseCancellation(by.get()) == SEC_E_OK);
    const int asked = kdc.asked();
    auto other = alice();
    CHECK(first_leg_status(other) == SSPI_E_CANCELLED);
    CHECK(first_leg_status(other) == SSPI_E_CANCELLED);
    CHECK(kdc.asked() == asked);
    CHECK(first_leg_status(credential) == SEC_E_OK); // it has its tickets
    CHECK(SspiUseCancellation(fresh.get()) == SEC_E_OK);
    CHECK(first_leg_status(other) == SEC_E_OK);
    CHECK(SspiUseCancellation(nullptr) == SEC_E_OK);
}

TEST_CASE("a cancellation that was freed cancels nothing") {
    scripted_kdc kdc;
    kdc.answer();
    SspiCancellation handle{};
    REQUIRE(SspiCreateCancellation(&handle) == SEC_E_OK);
    REQUIRE(SspiUseCancellation(&handle) == SEC_E_OK);
    REQUIRE(SspiCancel(&handle) == SEC_E_OK);
    CHECK(SspiFreeCancellation(&handle) == SEC_E_OK);
    auto credential = alice();
    CHECK(first_leg_status(credential) == SEC_E_OK);
    CHECK(SspiFreeCancellation(&handle) == SEC_E_INVALID_HANDLE);
    CHECK(SspiCancel(&handle) == SEC_E_INVALID_HANDLE);
    CHECK(SspiUseCancellation(&handle) == SEC_E_INVALID_HANDLE);
    CHECK(SspiUseCancellation(nullptr) == SEC_E_OK);
}

TEST_CASE("uses of cancellations lie in each other") {
    scripted_kdc kdc;
    kdc.answer();
    owned_cancellation outer, inner;
    SspiCancellation before{1, 1};
    CHECK(SspiExchangeCancellation(outer.get(), &before) == SEC_E_OK);
    CHECK((before.dwLower == 0 && before.dwUpper == 0));
    CHECK(SspiExchangeCancellation(inner.get(), &before) == SEC_E_OK);
    CHECK((before.dwLower == outer.get()->dwLower && before.dwUpper == outer.get()->dwUpper));
    CHECK(SspiCancel(outer.get()) == SEC_E_OK);
    auto one = alice();
    CHECK(first_leg_status(one) == SEC_E_OK);
    CHECK(SspiExchangeCancellation(&before, &before) == SEC_E_OK);
    CHECK((before.dwLower == inner.get()->dwLower && before.dwUpper == inner.get()->dwUpper));
    auto two = alice();
    CHECK(first_leg_status(two) == SSPI_E_CANCELLED);
    SspiCancellation none{};
    CHECK(SspiExchangeCancellation(&none, nullptr) == SEC_E_OK);
    CHECK(first_leg_status(two) == SEC_E_OK);
}

TEST_CASE("what is not a live cancellation is not exchanged") {
    SspiCancellation freed{}, before{1, 1};
    REQUIRE(SspiCreateCancellation(&freed) == SEC_E_OK);
    REQUIRE(SspiFreeCancellation(&freed) == SEC_E_OK);
    owned_cancellation used;
    REQUIRE(SspiUseCancellation(used.get()) == SEC_E_OK);
    CHECK(SspiExchangeCancellation(&freed, &before) == SEC_E_INVALID_HANDLE);
    CHECK((before.dwLower == 1 && before.dwUpper == 1));
    CHECK(SspiExchangeCancellation(nullptr, &before) == SEC_E_OK);
    CHECK((before.dwLower == used.get()->dwLower && before.dwUpper == used.get()->dwUpper));
}

TEST_CASE("a cancellation is a handle of its own kind") {
    CHECK(SspiCreateCancellation(nullptr) == SEC_E_INVALID_PARAMETER);
    CHECK(SspiCancel(nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(SspiFreeCancellation(nullptr) == SEC_E_INVALID_HANDLE);
    owned_cancellation by;
    CHECK(FreeCredentialsHandle(by.get()) == SEC_E_INVALID_HANDLE);
    CHECK(DeleteSecurityContext(by.get()) == SEC_E_INVALID_HANDLE);
    shared_realm();
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    CHECK(SspiCancel(credential.get()) == SEC_E_INVALID_HANDLE);
    CHECK(SspiUseCancellation(credential.get()) == SEC_E_INVALID_HANDLE);
    CHECK(SspiFreeCancellation(credential.get()) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("a call that waits for another thread's logon is cancelled, and the other goes on") {
    scripted_kdc kdc;
    kdc.answer(150ms);
    auto credential = alice();
    const SecHandle shared = *credential.get();
    SECURITY_STATUS first = SEC_E_INTERNAL_ERROR;
    std::thread other([&] {
        SecHandle copy = shared, context{};
        one_call call{.credential = &copy, .fresh = &context};
        first = call.initiate();
        if (first >= 0) DeleteSecurityContext(&context);
    });
    kdc.wait_until_asked();
    owned_cancellation by;
    SECURITY_STATUS second = SEC_E_OK;
    {
        const obeying here(by);
        SspiCancel(by.get());
        second = first_leg_status(credential);
    }
    other.join();
    CHECK(second == SSPI_E_CANCELLED);
    CHECK(first == SEC_E_OK);
}

TEST_CASE("a call waits for another thread's logon no longer than its own time") {
    scripted_kdc kdc;
    auto credential = alice();
    SspiCredential_KdcTimeouts patient{0, 1500}, hasty{0, 100};
    REQUIRE(SetCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &patient,
                                      sizeof patient) == SEC_E_OK);
    const SecHandle shared = *credential.get();
    std::thread other([&] {
        SecHandle copy = shared, context{};
        one_call call{.credential = &copy, .fresh = &context};
        (void)call.initiate();
    });
    kdc.wait_until_asked();
    REQUIRE(SetCredentialsAttributesA(credential.get(), SSPI_CRED_ATTR_KDC_TIMEOUTS, &hasty, sizeof hasty) ==
            SEC_E_OK);
    SECURITY_STATUS status = SEC_E_OK;
    const auto took = time_of([&] { status = first_leg_status(credential); });
    CHECK(status == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(took >= 100ms);
    CHECK(took < 1300ms);
    other.join();
}

TEST_CASE("a later leg that is cancelled can be made again") {
    realm_of_users();
    two_users both;
    both.client_leg();
    both.server_leg();
    REQUIRE(both.client.status == SEC_I_CONTINUE_NEEDED);
    scripted_kdc kdc;
    owned_cancellation by;
    const auto context = *both.client.context.get();
    CHECK(cancelled_while(kdc, by, [&] { both.client_leg(); }) < 2s);
    CHECK(both.client.status == SSPI_E_CANCELLED);
    CHECK(both.client.context.get()->dwUpper == context.dwUpper);
    kdc.answer();
    both.client_leg();
    CHECK(both.client.status == SEC_I_CONTINUE_NEEDED);
}

TEST_CASE("a password change and a logon by LSA are cancelled too") {
    scripted_kdc kdc;
    owned_cancellation by, by_lsa;
    SECURITY_STATUS status = SEC_E_OK;
    CHECK(cancelled_while(kdc, by, [&] {
              status = ChangeAccountPasswordA(arg("Kerberos"), arg(realm_name), arg(user), arg(password),
                                              arg("another word"), FALSE, 0, nullptr);
          }) < 2s);
    CHECK(status == SSPI_E_CANCELLED);

    HANDLE lsa = nullptr, token = nullptr;
    REQUIRE(LsaConnectUntrusted(&lsa) == STATUS_SUCCESS);
    struct {
        KERB_S4U_LOGON head{};
        WCHAR name[6] = {'a', 'l', 'i', 'c', 'e', 0};
    } logon;
    logon.head.MessageType = KerbS4ULogon;
    logon.head.ClientUpn = {5 * sizeof(WCHAR), 5 * sizeof(WCHAR), logon.name};
    NTSTATUS outcome = STATUS_SUCCESS;
    CHECK(cancelled_while(kdc, by_lsa, [&] {
              PVOID profile = nullptr;
              ULONG length = 0;
              LUID id{};
              QUOTA_LIMITS quotas{};
              NTSTATUS sub = 0;
              outcome = LsaLogonUser(lsa, nullptr, Network, 2, &logon, sizeof logon, nullptr, nullptr,
                                     &profile, &length, &id, &token, &quotas, &sub);
          }) < 2s);
    CHECK(outcome == STATUS_CANCELLED);
    CHECK(LsaDeregisterLogonProcess(lsa) == STATUS_SUCCESS);
}
