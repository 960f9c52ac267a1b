// SPDX-License-Identifier: BSL-1.0
// Context and credential handles over the legs of an exchange, and beyond each other's life.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>

#include <set>

using namespace sspi::test;

namespace {

bool same(const SecHandle& a, const SecHandle& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

} // namespace

TEST_CASE("every leg gives the same handle, into whichever variable") {
    shared_realm();
    two_sides s;
    const ULONG request = usual_request | ISC_REQ_USE_DCE_STYLE;
    SecHandle first{};
    one_call leg1{.credential = s.client_credential.get(), .fresh = &first, .request = request};
    REQUIRE(leg1.initiate() == SEC_I_CONTINUE_NEEDED);
    CHECK((first.dwLower != 0 || first.dwUpper != 0));
    CHECK(first.dwLower != static_cast<ULONG_PTR>(-1));
    CHECK(first.dwUpper != static_cast<ULONG_PTR>(-1));

    SecHandle server{};
    one_call accept1{.credential = s.server_credential.get(), .fresh = &server};
    accept1.input = leg1.token();
    REQUIRE(accept1.accept() == SEC_I_CONTINUE_NEEDED);
    CHECK(!same(first, server));

    SecHandle separate{};
    one_call leg2{.credential = s.client_credential.get(), .context = &first, .fresh = &separate};
    leg2.input = accept1.token();
    REQUIRE(leg2.initiate() == SEC_E_OK);
    CHECK(same(first, separate));

    SecHandle copy = server;
    one_call accept2{.credential = s.server_credential.get(), .context = &copy, .fresh = &copy};
    accept2.input = leg2.token();
    REQUIRE(accept2.accept() == SEC_E_OK);
    CHECK(same(server, copy));
    CHECK(DeleteSecurityContext(&separate) == SEC_E_OK);
    CHECK(DeleteSecurityContext(&server) == SEC_E_OK);
}

TEST_CASE("phNewContext and phCredential may be NULL on later legs") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE);
    s.server_leg();
    one_call leg2{.context = s.client.context.get()};
    leg2.input = s.server.token;
    REQUIRE(leg2.initiate() == SEC_E_OK);
    one_call accept2{.context = s.server.context.get()};
    accept2.input = leg2.token();
    CHECK(accept2.accept() == SEC_E_OK);
}

TEST_CASE("the first leg needs a credential and a place for the handle") {
    shared_realm();
    two_sides s;
    SecHandle out{};
    one_call call{.fresh = &out};
    CHECK(call.initiate() == SEC_E_INVALID_HANDLE);
    call = {.credential = s.client_credential.get()};
    CHECK(call.initiate() == SEC_E_INVALID_HANDLE);
    s.client_leg(0);
    call = {.fresh = &out};
    call.input = s.client.token;
    CHECK(call.accept() == SEC_E_INVALID_HANDLE);
    call.fresh = nullptr;
    call.credential = s.server_credential.get();
    CHECK(call.accept() == SEC_E_INVALID_HANDLE);
}

TEST_CASE("another credential on a later leg is refused, and the context goes on") {
    shared_realm();
    two_sides s;
    auto other = acquire(SECPKG_CRED_OUTBOUND);
    s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE);
    s.server_leg();
    one_call later{.credential = other.get(), .context = s.client.context.get()};
    later.input = s.server.token;
    CHECK(later.initiate() == SEC_E_WRONG_CREDENTIAL_HANDLE);
    SecHandle stale{};
    later.credential = &stale;
    CHECK(later.initiate() == SEC_E_INVALID_HANDLE);
    later.credential = s.client_credential.get();
    REQUIRE(later.initiate() == SEC_E_OK);
    one_call answer{.credential = s.client_credential.get(), .context = s.server.context.get()};
    answer.input = later.token();
    CHECK(answer.accept() == SEC_E_WRONG_CREDENTIAL_HANDLE);
    answer.credential = s.server_credential.get();
    CHECK(answer.accept() == SEC_E_OK);
}

TEST_CASE("a context outlives its credential, on every leg and in use") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE);
    const auto first_credential = *s.client_credential.get();
    s.client_credential = {};
    s.server_leg();
    s.server_credential = {};
    one_call leg2{.context = s.client.context.get()};
    leg2.input = s.server.token;
    REQUIRE(leg2.initiate() == SEC_E_OK);
    one_call accept2{.context = s.server.context.get()};
    accept2.input = leg2.token();
    REQUIRE(accept2.accept() == SEC_E_OK);
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"alone"}).joined()).text == "alone");

    two_sides t;
    t.client_leg(usual_request);
    CHECK(!same(first_credential, *t.client_credential.get())); // the freed handle's value is not used again
}

TEST_CASE("one credential serves many contexts at the same time") {
    shared_realm();
    auto client_credential = acquire(SECPKG_CRED_OUTBOUND);
    auto server_credential = acquire(SECPKG_CRED_INBOUND);
    constexpr std::size_t many = 40;
    std::vector<peer> clients(many), servers(many);
    std::set<std::pair<ULONG_PTR, ULONG_PTR>> handles;
    for (std::size_t i = 0; i < many; ++i)
        initiate(clients[i], client_credential, web, usual_request);
    for (std::size_t i = many; i-- > 0;)
        accept(servers[i], server_credential, 0, clients[i].token);
    for (std::size_t i = 0; i < many; ++i) {
        initiate(clients[i], client_credential, web, usual_request, servers[i].token);
        REQUIRE(clients[i].status == SEC_E_OK);
        handles.emplace(clients[i].context.get()->dwLower, clients[i].context.get()->dwUpper);
        handles.emplace(servers[i].context.get()->dwLower, servers[i].context.get()->dwUpper);
    }
    CHECK(handles.size() == 2 * many);
    CHECK(decrypt_stream(servers[7], encrypt(clients[7], {"seven"}).joined()).text == "seven");
    CHECK(decrypt_stream(servers[8], encrypt(clients[7], {"seven"}).joined()).status < 0);
}

TEST_CASE("a deleted context deletes again, one that never was does not") {
    shared_realm();
    auto s = establish(web, usual_request);
    auto* const handle = s.client.context.get();
    CHECK(DeleteSecurityContext(handle) == SEC_E_OK);
    CHECK(DeleteSecurityContext(handle) == SEC_E_OK);
    s.client.context.forget();
    SecPkgContext_Sizes sizes{};
    CHECK(QueryContextAttributesA(handle, SECPKG_ATTR_SIZES, &sizes) == SEC_E_INVALID_HANDLE);
    SecHandle never{handle->dwLower, handle->dwUpper + 5};
    CHECK(DeleteSecurityContext(&never) == SEC_E_INVALID_HANDLE);
    CHECK(DeleteSecurityContext(s.client_credential.get()) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("a half-made context can be deleted at any leg") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE);
    s.server_leg();
    CHECK(DeleteSecurityContext(s.client.context.get()) == SEC_E_OK);
    s.client.context.forget();
    one_call later{.context = s.client.context.get()};
    later.input = s.server.token;
    CHECK(later.initiate() == SEC_E_INVALID_HANDLE);
}

TEST_CASE("a freed credential cannot be used or freed again") {
    shared_realm();
    two_sides s;
    SecHandle copy = *s.client_credential.get();
    s.client_credential = {};
    CHECK(FreeCredentialsHandle(&copy) == SEC_E_INVALID_HANDLE);
    SecHandle out{};
    one_call call{.credential = &copy, .fresh = &out};
    CHECK(call.initiate() == SEC_E_INVALID_HANDLE);
}
