// SPDX-License-Identifier: BSL-1.0
// SspiQueueWork: where work is done, what it obeys, and what is refused.
#include "user_to_user.hpp"

#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/kdc_routes.hpp>

#include <atomic>
#include <future>
#include <thread>

using namespace sspi::test;

namespace {

void note_thread(void* context, int make) {
    auto& where = *static_cast<std::promise<std::thread::id>*>(context);
    where.set_value(make == 1 ? std::this_thread::get_id() : std::thread::id());
}

/// A first leg that asks the KDC, on a thread of the library's.
struct logon {
    static void make(void* context, int) {
        auto& self = *static_cast<logon*>(context);
        auto credential = credential_of(user, password, SECPKG_CRED_OUTBOUND);
        self.status.set_value(first_leg_status(credential));
    }
    std::promise<SECURITY_STATUS> status{};
};

} // namespace

TEST_CASE("work is done on another thread") {
    std::promise<std::thread::id> where;
    REQUIRE(SspiQueueWork(note_thread, &where, nullptr) == SEC_E_OK);
    const auto thread = where.get_future().get();
    CHECK(thread != std::thread::id());
    CHECK(thread != std::this_thread::get_id());
}

TEST_CASE("work obeys the cancellation that it comes with, and the next work does not") {
    scripted_kdc kdc;
    REQUIRE(SspiSetWorkThreads(1) == SEC_E_OK);
    owned_cancellation by;
    logon waiting, next;
    REQUIRE(SspiQueueWork(logon::make, &waiting, by.get()) == SEC_E_OK);
    kdc.wait_until_asked();
    CHECK(SspiCancel(by.get()) == SEC_E_OK);
    CHECK(waiting.status.get_future().get() == SSPI_E_CANCELLED);
    kdc.answer();
    REQUIRE(SspiQueueWork(logon::make, &next, nullptr) == SEC_E_OK);
    CHECK(next.status.get_future().get() == SEC_E_OK);
    CHECK(SspiSetWorkThreads(0) == SEC_E_OK);
}

TEST_CASE("without a function, and with what is no live cancellation, nothing is queued") {
    std::promise<std::thread::id> where;
    CHECK(SspiQueueWork(nullptr, &where, nullptr) == SEC_E_INVALID_PARAMETER);
    SspiCancellation freed{};
    CHECK(SspiQueueWork(note_thread, &where, &freed) == SEC_E_INVALID_HANDLE);
    REQUIRE(SspiCreateCancellation(&freed) == SEC_E_OK);
    REQUIRE(SspiFreeCancellation(&freed) == SEC_E_OK);
    CHECK(SspiQueueWork(note_thread, &where, &freed) == SEC_E_INVALID_HANDLE);
    CHECK(where.get_future().wait_for(20ms) == std::future_status::timeout);
}
