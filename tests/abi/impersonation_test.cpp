// SPDX-License-Identifier: BSL-1.0
// ImpersonateSecurityContext, RevertSecurityContext and tokens: who a thread acts as, and for how long.
#include <support/catch.hpp>
#include <support/hops.hpp>

#include <thread>

using namespace sspi::test;

namespace {

constexpr auto middle = "HTTP/middle.sspi.test";
constexpr ULONG delegating = usual_request | ISC_REQ_DELEGATE;

test_realm& realm_with_middle() {
    auto& realm = shared_realm();
    static const bool added = [&] {
        realm->add_user(client_name, client_password);
        realm->add_user("carol", "carol's password");
        realm->add_service(middle, {.ok_as_delegate = true});
        realm->add_service(back_end);
        realm->write_keytab(realm.environment().keytab_name());
        return true;
    }();
    REQUIRE(added);
    return realm;
}

} // namespace

TEST_CASE("a service acts in the client's name with the ticket that the client forwarded") {
    auto& realm = realm_with_middle();
    const auto before = cache_bytes(realm);
    auto s = client_at(middle, delegating);
    REQUIRE((s.client.attributes & ISC_RET_DELEGATE) != 0);
    REQUIRE((s.server.attributes & ASC_RET_DELEGATE) != 0);
    {
        const reverted at_end;
        REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
        const auto hop = go_on();
        CHECK(hop.status == SEC_I_CONTINUE_NEEDED);
        CHECK(hop.seen == client_principal);
        REQUIRE(RevertSecurityContext(s.server.context.get()) == SEC_E_OK);
    }
    CHECK(cache_bytes(realm) == before);
    CHECK(go_on().seen == "alice@SSPI.TEST");
    realm.log_in();
}

TEST_CASE("impersonation outlives the context, and a credential outlives the impersonation") {
    realm_with_middle();
    owned_credential kept;
    {
        auto s = client_at(middle, delegating);
        REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    }
    {
        const reverted at_end;
        kept = acquire(SECPKG_CRED_OUTBOUND);
        CHECK(go_on().seen == client_principal);
    }
    CHECK(go_on(kept).seen == client_principal);
    CHECK(go_on().seen == "alice@SSPI.TEST");
}

TEST_CASE("one client replaces another, and reverting leads to the process") {
    realm_with_middle();
    auto bob = client_at(middle, delegating);
    auto carol = client_at(middle, delegating, "carol", "carol's password");
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(bob.server.context.get()) == SEC_E_OK);
    REQUIRE(ImpersonateSecurityContext(carol.server.context.get()) == SEC_E_OK);
    CHECK(go_on().seen == "carol@SSPI.TEST");
    CHECK(RevertSecurityContext(bob.server.context.get()) == SEC_E_OK);
    CHECK(go_on().seen == "alice@SSPI.TEST");
    CHECK(RevertSecurityContext(bob.server.context.get()) == SEC_E_OK);
}

TEST_CASE("threads act as different clients at once, and one that ends takes its client with it") {
    realm_with_middle();
    auto bob = client_at(middle, delegating);
    auto carol = client_at(middle, delegating, "carol", "carol's password");
    HANDLE token = nullptr;
    REQUIRE(QuerySecurityContextToken(carol.server.context.get(), &token) == SEC_E_OK);
    std::string seen[2];
    std::thread first([&] {
        if (ImpersonateSecurityContext(bob.server.context.get()) == SEC_E_OK)
            for (int i = 0; i < 5; ++i)
                seen[0] = go_on().seen;
    });
    std::thread second([&] {
        if (ImpersonateLoggedOnUser(token))
            for (int i = 0; i < 5; ++i)
                seen[1] = go_on().seen;
    });
    first.join();
    second.join();
    CHECK(seen[0] == client_principal);
    CHECK(seen[1] == "carol@SSPI.TEST");
    CHECK(CloseHandle(token));
}

TEST_CASE("the caches of the process are out of reach of a thread that acts as a client") {
    realm_with_middle();
    auto s = client_at(middle, delegating);
    const reverted at_end;
    REQUIRE(ImpersonateSecurityContext(s.server.context.get()) == SEC_E_OK);
    const std::string name = user, domain = realm_name, secret;
    auto who = identity_of(name, domain, secret);
    who.Password = nullptr;
    SecHandle credential{};
    CHECK(AcquireCredentialsHandleA(nullptr, arg("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, &who, nullptr,
                                    nullptr, &credential, nullptr) == SEC_E_NO_CREDENTIALS);
}

TEST_CASE("contexts without a client, and handles of nothing, cannot be acted as") {
    realm_with_middle();
    auto s = client_at(middle, usual_request);
    HANDLE token = nullptr;
    CHECK(ImpersonateSecurityContext(s.client.context.get()) == SEC_E_NO_IMPERSONATION);
    CHECK(QuerySecurityContextToken(s.client.context.get(), &token) == SEC_E_NO_IMPERSONATION);
    CHECK(QuerySecurityContextToken(s.server.context.get(), nullptr) == SEC_E_INVALID_PARAMETER);
    SecHandle none{};
    for (SecHandle* const handle : {static_cast<SecHandle*>(nullptr), &none, s.client_credential.get()}) {
        CHECK(ImpersonateSecurityContext(handle) == SEC_E_INVALID_HANDLE);
        CHECK(RevertSecurityContext(handle) == SEC_E_INVALID_HANDLE);
        CHECK(QuerySecurityContextToken(handle, &token) == SEC_E_INVALID_HANDLE);
    }
    CHECK(token == nullptr);
    CHECK(RevertSecurityContext(s.client.context.get()) == SEC_E_OK);

    peer unfinished;
    initiate(unfinished, s.client_credential, middle, usual_request);
    CHECK(ImpersonateSecurityContext(unfinished.context.get()) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("handles of tokens are closed once, and only they") {
    realm_with_middle();
    auto s = client_at(middle, usual_request);
    HANDLE token = nullptr;
    REQUIRE(QuerySecurityContextToken(s.server.context.get(), &token) == SEC_E_OK);
    const auto word = reinterpret_cast<ULONG_PTR>(token);
    for (const ULONG_PTR other :
         {ULONG_PTR{0}, ~ULONG_PTR{0}, word + 16, word ^ 12, word + 1, ULONG_PTR{4}}) {
        CHECK_FALSE(ImpersonateLoggedOnUser(reinterpret_cast<HANDLE>(other)));
        CHECK_FALSE(CloseHandle(reinterpret_cast<HANDLE>(other)));
    }
    CHECK_FALSE(CloseHandle(INVALID_HANDLE_VALUE));
    CHECK(CloseHandle(token));
    CHECK_FALSE(CloseHandle(token));
    CHECK_FALSE(ImpersonateLoggedOnUser(token));
    CHECK(RevertToSelf());
}
