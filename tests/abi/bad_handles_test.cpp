// SPDX-License-Identifier: BSL-1.0
// Every function that takes a handle, given NULL and every kind of wrong one.
#include "bad_input.hpp"

#include <support/catch.hpp>
#include <support/messages.hpp>
#include <support/test_realm.hpp>

#include <functional>
#include <random>

using namespace sspi::test;

namespace {

struct wrong_handle {
    std::string name;
    SecHandle value;
};

[[nodiscard]] std::vector<wrong_handle> wrong_handles(const SecHandle& live, const SecHandle& other_kind) {
    constexpr auto ones = ~ULONG_PTR{0};
    std::vector<wrong_handle> out{
        {"zero", {0, 0}},
        {"all ones", {ones, ones}},
        {"lower all ones", {ones, live.dwUpper}},
        {"upper all ones", {live.dwLower, ones}},
        {"lower zero", {0, live.dwUpper}},
        {"upper zero", {live.dwLower, 0}},
        {"swapped", {live.dwUpper, live.dwLower}},
        {"of a slot never used", {live.dwLower + 100000, live.dwUpper}},
        {"of a slot far out", {ULONG_PTR{1} << 62, live.dwUpper}},
        {"of the next generation", {live.dwLower, live.dwUpper + 1}},
        {"of the other kind", other_kind},
        {"with the other kind's upper word", {live.dwLower, other_kind.dwUpper}},
        {"an address", {reinterpret_cast<ULONG_PTR>(&live), reinterpret_cast<ULONG_PTR>(&live)}},
    };
    for (int bit = 0; bit < 64; bit += 3)
        out.push_back({"with bit " + std::to_string(bit) + " flipped",
                       {live.dwLower, live.dwUpper ^ ULONG_PTR{1} << bit}});
    std::mt19937_64 engine(2026);
    for (int i = 0; i < 100; ++i)
        out.push_back({"random " + std::to_string(i), {engine(), engine()}});
    return out;
}

/// A handle that was live and is not any more.
[[nodiscard]] SecHandle stale_context() {
    auto s = establish(web, usual_request);
    return *s.client.context.get();
}
[[nodiscard]] SecHandle stale_credential() {
    auto one = acquire(SECPKG_CRED_OUTBOUND);
    return *one.get();
}

struct handle_call {
    const char* name;
    std::function<SECURITY_STATUS(SecHandle*)> run; // checks its own outputs
};

/// A message in two buffers that a refused call must leave alone.
struct watched_message {
    bytes token = bytes(400, std::byte{0xA5});
    bytes data = bytes_of("data");
    SecBuffer buffers[2] = {buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, data)};
    SecBufferDesc list = descriptor(buffers);
    ULONG qop = 77;

    watched_message() = default;
    watched_message(const watched_message&) = delete;
    watched_message& operator=(const watched_message&) = delete;
    ~watched_message() {
        const bool same = token == bytes(400, std::byte{0xA5}) && text_of(data) == "data" && qop == 77 &&
                          buffers[0].cbBuffer == 400 && buffers[1].cbBuffer == 4;
        if (!same) CHECK(same);
    }
};

template <SECURITY_STATUS (*Query)(SecHandle*, ULONG, void*)>
[[nodiscard]] handle_call query_of(const char* name, ULONG attribute) {
    return {name, [attribute](SecHandle* h) {
                unsigned char out[64];
                std::memset(out, 0xA5, sizeof out);
                const auto status = Query(h, attribute, out);
                CHECK(std::ranges::all_of(out, [](unsigned char c) { return c == 0xA5; }));
                return status;
            }};
}

SECURITY_STATUS query_context_a(SecHandle* h, ULONG a, void* p) {
    return QueryContextAttributesA(h, a, p);
}
SECURITY_STATUS query_context_w(SecHandle* h, ULONG a, void* p) {
    return QueryContextAttributesW(h, a, p);
}
SECURITY_STATUS query_credential_a(SecHandle* h, ULONG a, void* p) {
    return QueryCredentialsAttributesA(h, a, p);
}
SECURITY_STATUS query_credential_w(SecHandle* h, ULONG a, void* p) {
    return QueryCredentialsAttributesW(h, a, p);
}

[[nodiscard]] std::vector<handle_call> message_calls() {
    return {{"MakeSignature",
             [](SecHandle* h) {
                 watched_message m;
                 return MakeSignature(h, 0, &m.list, 0);
             }},
            {"EncryptMessage",
             [](SecHandle* h) {
                 watched_message m;
                 return EncryptMessage(h, 0, &m.list, 0);
             }},
            {"VerifySignature",
             [](SecHandle* h) {
                 watched_message m;
                 return VerifySignature(h, &m.list, 0, &m.qop);
             }},
            {"DecryptMessage", [](SecHandle* h) {
                 watched_message m;
                 return DecryptMessage(h, &m.list, 0, &m.qop);
             }}};
}

[[nodiscard]] handle_call initiate_call(const char* name, bool as_credential) {
    return {name, [as_credential](SecHandle* h) {
                const auto token = bytes_of("token");
                token_input in(token);
                leg_outputs out;
                const auto status = InitializeSecurityContextA(
                    as_credential ? h : nullptr, as_credential ? nullptr : h, arg(web), usual_request, 0, 0,
                    as_credential ? nullptr : in.list(), 0, &out.handle, out.list(), &out.attributes,
                    &out.expiry);
                CHECK(out.untouched());
                return status;
            }};
}
[[nodiscard]] handle_call accept_call(const char* name, bool as_credential) {
    return {name, [as_credential](SecHandle* h) {
                const auto token = bytes_of("token");
                token_input in(token);
                leg_outputs out;
                const auto status =
                    AcceptSecurityContext(as_credential ? h : nullptr, as_credential ? nullptr : h, in.list(),
                                          0, 0, &out.handle, out.list(), &out.attributes, &out.expiry);
                CHECK(out.untouched());
                return status;
            }};
}

[[nodiscard]] std::vector<handle_call> context_calls() {
    auto out = message_calls();
    out.push_back({"CompleteAuthToken", [](SecHandle* h) { return CompleteAuthToken(h, nullptr); }});
    out.push_back(query_of<query_context_a>("QueryContextAttributesA", SECPKG_ATTR_SIZES));
    out.push_back(query_of<query_context_w>("QueryContextAttributesW", SECPKG_ATTR_NAMES));
    return out;
}

[[nodiscard]] std::vector<handle_call> credential_calls() {
    return {{"FreeCredentialsHandle", [](SecHandle* h) { return FreeCredentialsHandle(h); }},
            query_of<query_credential_a>("QueryCredentialsAttributesA", SECPKG_CRED_ATTR_NAMES),
            query_of<query_credential_w>("QueryCredentialsAttributesW", SECPKG_CRED_ATTR_NAMES),
            initiate_call("InitializeSecurityContext, first", true),
            accept_call("AcceptSecurityContext, first", true)};
}

void must_refuse(const std::vector<handle_call>& calls, const std::vector<wrong_handle>& wrong) {
    for (const auto& call : calls)
        for (const auto& handle : wrong) {
            auto value = handle.value;
            const auto status = call.run(&value);
            INFO(call.name << " with a handle " << handle.name << ": " << status_text(status));
            if (status != SEC_E_INVALID_HANDLE) CHECK(status == SEC_E_INVALID_HANDLE);
            if (!same_handle(value, handle.value)) CHECK(same_handle(value, handle.value));
        }
}

void must_still_talk(session& s) {
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"there"}).joined()).text == "there");
    CHECK(decrypt_stream(s.client, encrypt(s.server, {"back"}).joined()).text == "back");
}

} // namespace

TEST_CASE("a wrong context handle is refused by every function, and harms no other context") {
    shared_realm();
    auto s = establish(web, usual_request);
    auto wrong = wrong_handles(*s.client.context.get(), *s.client_credential.get());
    auto calls = context_calls();
    calls.push_back(initiate_call("InitializeSecurityContext, later", false));
    calls.push_back(accept_call("AcceptSecurityContext, later", false));
    must_refuse({{"DeleteSecurityContext", [](SecHandle* h) { return DeleteSecurityContext(h); }}}, wrong);
    wrong.push_back({"deleted", stale_context()});
    must_refuse(calls, wrong);
    must_still_talk(s);
}

TEST_CASE("a wrong credential handle is refused by every function, and harms no other credential") {
    shared_realm();
    auto s = establish(web, usual_request);
    auto wrong = wrong_handles(*s.client_credential.get(), *s.client.context.get());
    wrong.push_back({"freed", stale_credential()});
    must_refuse(credential_calls(), wrong);
    peer again;
    initiate(again, s.client_credential, web, usual_request);
    CHECK(again.status == SEC_I_CONTINUE_NEEDED);
    must_still_talk(s);
}

TEST_CASE("a wrong credential on a later leg is refused, and the context goes on") {
    shared_realm();
    owned_credential client_credential = acquire(SECPKG_CRED_OUTBOUND),
                     server_credential = acquire(SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, client_credential, web, usual_request);
    accept(server, server_credential, 0, client.token);
    auto wrong = wrong_handles(*client_credential.get(), *client.context.get());
    wrong.push_back({"freed", stale_credential()});
    for (auto& handle : wrong) {
        token_input in(server.token);
        leg_outputs out;
        CAPTURE(handle.name);
        CHECK(InitializeSecurityContextA(&handle.value, client.context.get(), nullptr, 0, 0, 0, in.list(), 0,
                                         &out.handle, out.list(), &out.attributes,
                                         &out.expiry) == SEC_E_INVALID_HANDLE);
        CHECK(out.untouched());
    }
    initiate(client, client_credential, web, usual_request, server.token);
    CHECK(client.status == SEC_E_OK);
}

TEST_CASE("NULL for a handle is refused by every function") {
    shared_realm();
    auto calls = context_calls();
    for (auto& call : credential_calls())
        calls.push_back(call);
    calls.push_back({"DeleteSecurityContext", [](SecHandle* h) { return DeleteSecurityContext(h); }});
    for (const auto& call : calls) {
        CAPTURE(call.name);
        CHECK(call.run(nullptr) == SEC_E_INVALID_HANDLE);
    }
}

TEST_CASE("a context that is not established protects no messages and has no attributes of one") {
    shared_realm();
    owned_credential client_credential = acquire(SECPKG_CRED_OUTBOUND),
                     server_credential = acquire(SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, client_credential, web, usual_request);
    for (const auto& call : message_calls())
        CHECK(call.run(client.context.get()) == SEC_E_INVALID_HANDLE);
    for (const ULONG attribute : {SECPKG_ATTR_SIZES, SECPKG_ATTR_NAMES, SECPKG_ATTR_NATIVE_NAMES,
                                  SECPKG_ATTR_LIFESPAN, SECPKG_ATTR_KEY_INFO, SECPKG_ATTR_SESSION_KEY,
                                  SECPKG_ATTR_AUTHORITY, SECPKG_ATTR_PASSWORD_EXPIRY}) {
        CAPTURE(attribute);
        CHECK(query_of<query_context_a>("A", attribute).run(client.context.get()) == SEC_E_INVALID_HANDLE);
        CHECK(query_of<query_context_w>("W", attribute).run(client.context.get()) == SEC_E_INVALID_HANDLE);
    }
    accept(server, server_credential, 0, client.token);
    initiate(client, client_credential, web, usual_request, server.token);
    CHECK(client.status == SEC_E_OK);
}

TEST_CASE("a context of the other side is refused by the establishment functions") {
    shared_realm();
    owned_credential client_credential = acquire(SECPKG_CRED_OUTBOUND),
                     server_credential = acquire(SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, client_credential, web, usual_request | ISC_REQ_USE_DCE_STYLE);
    accept(server, server_credential, 0, client.token);
    CHECK(initiate_call("", false).run(server.context.get()) == SEC_E_INVALID_HANDLE);
    CHECK(accept_call("", false).run(client.context.get()) == SEC_E_INVALID_HANDLE);
    initiate(client, client_credential, web, 0, server.token);
    REQUIRE(client.status == SEC_E_OK);
    accept(server, server_credential, 0, client.token);
    CHECK(server.status == SEC_E_OK);
}
