// SPDX-License-Identifier: BSL-1.0
// A client's AP-REQ is good once, in its one encoding: copies that are encoded anew are refused, wherever they are in.
#include "user_to_user.hpp"

#include <support/catch.hpp>
#include <support/other_encodings.hpp>
#include <support/sasl.hpp>

#include <functional>
#include <memory>
#include <thread>

using namespace sspi::test;

namespace {

/// How a client's token with an AP-REQ in it comes about, and how a server that has not seen the client takes it.
struct way {
    std::string name;
    std::function<bytes()> token;
    std::function<SECURITY_STATUS(const bytes&)> take;
};

[[nodiscard]] way plain(const std::string& package, ULONG request) {
    struct both {
        owned_credential client, server;
    };
    const auto with = std::make_shared<both>(
        both{acquire_from(package, SECPKG_CRED_OUTBOUND), acquire_from(package, SECPKG_CRED_INBOUND)});
    return {package + ((request & ISC_REQ_USE_DCE_STYLE) != 0 ? " in DCE style" : ""),
            [with, request] {
                peer client;
                initiate(client, with->client, web, request);
                REQUIRE(client.status >= 0);
                return client.token;
            },
            [with](const bytes& token) {
                peer server;
                accept(server, with->server, 0, token);
                return server.status;
            }};
}

[[nodiscard]] way in_sasl(const std::string& package) {
    const auto with = std::make_shared<sasl_sides>(ULONG{usual_request}, package);
    return {package + " in SASL",
            [with] {
                with->client = {};
                with->server.token.clear();
                with->client_leg();
                REQUIRE(with->client.status >= 0);
                return with->client.token;
            },
            [with](const bytes& token) {
                peer server;
                sasl_accept(server, with->server_credential, token);
                return server.status;
            }};
}

[[nodiscard]] way from_user_to_user() {
    const auto with = std::make_shared<two_users>();
    const auto question = std::make_shared<bytes>();
    return {"user to user",
            [with, question] {
                with->client = {};
                with->server = {};
                with->client_leg();
                *question = with->client.token;
                with->server_leg();
                REQUIRE(with->server.status >= 0);
                with->client_leg();
                REQUIRE(with->client.status >= 0);
                return with->client.token;
            },
            [with, question](const bytes& token) {
                peer server;
                accept(server, with->server_credential, 0, *question);
                REQUIRE(server.status == SEC_I_CONTINUE_NEEDED);
                accept(server, with->server_credential, 0, token);
                return server.status;
            }};
}

/// A server that begins with a hint, and gets channel bindings with the client's token: its mechanism begins anew then.
[[nodiscard]] way after_hint() {
    struct both {
        owned_credential client, server;
        bytes bindings;
    };
    bytes bindings(sizeof(SEC_CHANNEL_BINDINGS) + 5, std::byte{});
    SEC_CHANNEL_BINDINGS head{};
    head.cbApplicationDataLength = 5;
    head.dwApplicationDataOffset = sizeof head;
    std::memcpy(bindings.data(), &head, sizeof head);
    const auto with = std::make_shared<both>(both{acquire_from("Negotiate", SECPKG_CRED_OUTBOUND),
                                                  acquire_from("Negotiate", SECPKG_CRED_INBOUND), bindings});
    return {
        "Negotiate after a hint",
        [with] {
            peer client;
            one_call call{
                .credential = with->client.get(), .fresh = client.context.get(), .request = usual_request};
            call.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, with->bindings)};
            REQUIRE(call.initiate() >= 0);
            client.context.now_live();
            return call.token();
        },
        [with](const bytes& token) {
            peer server;
            one_call hint{.credential = with->server.get(), .fresh = server.context.get()};
            REQUIRE(hint.accept() == SEC_I_CONTINUE_NEEDED);
            server.context.now_live();
            one_call call{.credential = with->server.get(), .context = server.context.get(), .input = token};
            call.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, with->bindings)};
            return call.accept();
        }};
}

[[nodiscard]] std::vector<way> ways() {
    realm_of_users();
    std::vector<way> out;
    out.push_back(plain("Kerberos", usual_request));
    out.push_back(plain("Kerberos", usual_request & ~ULONG{ISC_REQ_MUTUAL_AUTH}));
    out.push_back(plain("Kerberos", usual_request | ISC_REQ_USE_DCE_STYLE));
    out.push_back(plain("Negotiate", usual_request));
    out.push_back(after_hint());
    out.push_back(in_sasl("Kerberos"));
    out.push_back(in_sasl("Negotiate"));
    out.push_back(from_user_to_user());
    return out;
}

} // namespace

TEST_CASE("a token that was accepted once is refused the second time, however it is encoded") {
    for (const auto& [name, token, take] : ways()) {
        CAPTURE(name);
        const auto genuine = token();
        REQUIRE(take(genuine) >= 0);
        CHECK(take(genuine) == SEC_E_LOGON_DENIED);
        const auto copies = encodings::other_encodings(genuine, 200);
        REQUIRE(copies.size() > 300);
        for (const auto& [what, copy] : copies) {
            const auto status = take(copy);
            INFO(what << ": " << std::hex << static_cast<unsigned>(status));
            if (status != SEC_E_LOGON_DENIED && status != SEC_E_INVALID_TOKEN)
                CHECK(status == SEC_E_LOGON_DENIED);
        }
    }
}

TEST_CASE("a token that nobody has seen is none in another encoding, and is good afterwards") {
    for (const auto& [name, token, take] : ways()) {
        CAPTURE(name);
        const auto genuine = token();
        std::size_t tried = 0;
        for (const auto& [what, copy] : encodings::other_encodings(genuine, 200, 2)) {
            const auto status = take(copy);
            INFO(what << ": " << std::hex << static_cast<unsigned>(status));
            if (status != SEC_E_INVALID_TOKEN) CHECK(status == SEC_E_INVALID_TOKEN);
            ++tried;
        }
        CHECK(tried > 300);
        CHECK(take(genuine) >= 0);
    }
}

TEST_CASE("a token goes through one package once, and not through another afterwards") {
    shared_realm();
    const auto kerberos = plain("Kerberos", usual_request);
    const auto negotiate = plain("Negotiate", usual_request);
    const auto sasl = in_sasl("Kerberos");
    const auto genuine = kerberos.token();
    REQUIRE(kerberos.take(genuine) >= 0);
    CHECK(negotiate.take(genuine) == SEC_E_LOGON_DENIED); // which takes Kerberos' tokens as they are
    CHECK(sasl.take(genuine) == SEC_E_LOGON_DENIED);
    const auto wrapped = negotiate.token();
    REQUIRE(negotiate.take(wrapped) >= 0);
    auto tree = encodings::nodes_of(wrapped, {}).value();
    std::optional<bytes> kerberos_token;
    encodings::each_element(tree, [&](auto& list, std::size_t i) {
        if (list[i].tag == 0x04 && !list[i].children.empty() && !kerberos_token)
            kerberos_token = encodings::content_of(list[i]);
    });
    REQUIRE(kerberos_token);
    CHECK(kerberos.take(*kerberos_token) == SEC_E_LOGON_DENIED);
}

TEST_CASE("of two threads with the same token one gets in") {
    shared_realm();
    const auto kerberos = plain("Kerberos", usual_request);
    auto server = acquire(SECPKG_CRED_INBOUND);
    const auto take = [&server](bytes token, SECURITY_STATUS& status) { // Catch's macros are for one thread
        bytes out(8000);
        SecBuffer in_buffer = buffer(SECBUFFER_TOKEN, token), out_buffer = buffer(SECBUFFER_TOKEN, out);
        auto in_list = descriptor({&in_buffer, 1}), out_list = descriptor({&out_buffer, 1});
        CtxtHandle context{};
        ULONG attributes = 0;
        status = AcceptSecurityContext(server.get(), nullptr, &in_list, 0, 0, &context, &out_list,
                                       &attributes, nullptr);
        if (status >= 0) (void)DeleteSecurityContext(&context);
    };
    for (int round = 0; round < 50; ++round) {
        const auto genuine = kerberos.token();
        SECURITY_STATUS status[2] = {};
        {
            std::jthread one([&] { take(genuine, status[0]); });
            std::jthread other([&] { take(genuine, status[1]); });
        }
        CHECK((status[0] >= 0) != (status[1] >= 0));
        CHECK((status[0] == SEC_E_LOGON_DENIED || status[1] == SEC_E_LOGON_DENIED));
    }
}
