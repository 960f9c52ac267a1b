// SPDX-License-Identifier: BSL-1.0
// What is asked of a context, and done to it, while one of its legs waits for a KDC that says nothing.
#include <abi/user_to_user.hpp>
#include <support/catch.hpp>
#include <support/kdc_routes.hpp>

#include <future>
#include <thread>

using namespace sspi::test;

namespace {

/// A leg of user-to-user in a thread of its own, for which a KDC is asked.
struct waiting_leg {
    two_users sides;
    std::optional<scripted_kdc> kdc;
    owned_cancellation by;
    SECURITY_STATUS answered = SEC_E_INTERNAL_ERROR;
    std::thread leg;

    waiting_leg() {
        sides.legs(2);
        kdc.emplace();
        SecHandle context = *sides.client.context.get();
        leg = std::thread([this, context]() mutable {
            const obeying here(by);
            one_call call{.credential = sides.client_credential.get(),
                          .context = &context,
                          .fresh = &context,
                          .request = sides.request,
                          .input = sides.server.token};
            answered = call.initiate();
        });
        kdc->wait_until_asked();
    }
    ~waiting_leg() { end(); }

    void end() {
        SspiCancel(by.get());
        if (leg.joinable()) leg.join();
    }
};

constexpr auto at_once = 2s; // a call that waits for the KDC takes ten

} // namespace

TEST_CASE("a query does not wait for the KDC that a leg waits for") {
    waiting_leg waiting;
    auto& context = waiting.sides.client.context;
    SecPkgContext_Flags flags{};
    SecPkgContext_NegoStatus nego{};
    SecPkgContext_LastClientTokenStatus last{};
    SecPkgContext_PackageInfoA info{};
    SecPkgContext_Sizes sizes{};
    PSSPI_ERROR_DETAIL detail = nullptr;
    const auto took = time_of([&] {
        CHECK(QueryContextAttributesA(context.get(), SECPKG_ATTR_FLAGS, &flags) == SEC_E_OK);
        CHECK(QueryContextAttributesA(context.get(), SECPKG_ATTR_NEGO_STATUS, &nego) == SEC_E_OK);
        CHECK(QueryContextAttributesA(context.get(), SECPKG_ATTR_LAST_CLIENT_TOKEN_STATUS, &last) ==
              SEC_E_OK);
        CHECK(QueryContextAttributesA(context.get(), SECPKG_ATTR_PACKAGE_INFO, &info) == SEC_E_OK);
        CHECK(QueryContextAttributesA(context.get(), SECPKG_ATTR_SIZES, &sizes) == SEC_E_INVALID_HANDLE);
        CHECK(SspiGetErrorDetail(context.get(), &detail) == SEC_E_OK);
    });
    CHECK(took < at_once);
    CHECK(nego.LastStatus == SEC_E_OK);
    CHECK(FreeContextBuffer(info.PackageInfo) == SEC_E_OK);
    CHECK(FreeContextBuffer(detail) == SEC_E_OK);
    waiting.end();
    CHECK(waiting.answered == SSPI_E_CANCELLED);
}

TEST_CASE("a context is deleted at once while a leg of it waits, and the leg ends as it would have ended") {
    waiting_leg waiting;
    auto& context = waiting.sides.client.context;
    const auto took = time_of([&] { CHECK(DeleteSecurityContext(context.get()) == SEC_E_OK); });
    context.forget();
    CHECK(took < at_once);
    waiting.kdc->answer();
    waiting.end();
    CHECK((waiting.answered == SEC_I_CONTINUE_NEEDED || waiting.answered == SSPI_E_CANCELLED));
}

TEST_CASE(
    "who answers in the KDC's place may ask about the context, and begins no leg of it within the leg") {
    struct answering {
        two_users sides{};
        SECURITY_STATUS asked = SEC_E_INTERNAL_ERROR, again = SEC_E_OK;
        static LONG ask(void* context, const char*, const void*, ULONG, SSPI_KDC_DELIVER_FN, void*) {
            auto& self = *static_cast<answering*>(context);
            SecPkgContext_Flags flags{};
            SecHandle handle = *self.sides.client.context.get();
            self.asked = QueryContextAttributesA(&handle, SECPKG_ATTR_FLAGS, &flags);
            one_call call{.context = &handle, .fresh = &handle, .input = self.sides.server.token};
            self.again = call.initiate();
            return 1;
        }
    } kdc;
    kdc.sides.legs(2);
    shared_realm().disconnect();
    REQUIRE(SspiSetKdcRoute(realm_name, answering::ask, &kdc) == SEC_E_OK);
    kdc.sides.client_leg();
    REQUIRE(SspiSetKdcRoute(realm_name, nullptr, nullptr) == SEC_E_OK);
    shared_realm().connect();
    CHECK(kdc.sides.client.status == SEC_E_NO_AUTHENTICATING_AUTHORITY);
    CHECK(kdc.asked == SEC_E_OK);
    CHECK(kdc.again == SEC_E_UNSUPPORTED_FUNCTION);
    kdc.sides.client_leg(); // nothing has happened to it
    CHECK(kdc.sides.client.status >= 0);
}

TEST_CASE("a second leg of the same context waits for the first, and no longer than it is told to") {
    waiting_leg waiting;
    SecHandle context = *waiting.sides.client.context.get();
    owned_cancellation mine;
    SECURITY_STATUS second = SEC_E_OK;
    std::thread other([&] {
        const obeying here(mine);
        one_call call{.context = &context, .fresh = &context, .input = waiting.sides.server.token};
        second = call.initiate();
    });
    std::this_thread::sleep_for(50ms);
    const auto took = time_of([&] {
        SspiCancel(mine.get());
        other.join();
    });
    CHECK(second == SSPI_E_CANCELLED);
    CHECK(took < at_once);
    waiting.kdc->answer();
    waiting.end(); // the first one is not touched by that
    CHECK((waiting.answered == SEC_I_CONTINUE_NEEDED || waiting.answered == SSPI_E_CANCELLED));
}
