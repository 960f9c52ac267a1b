// SPDX-License-Identifier: BSL-1.0
// One context used by several threads: messages both ways, in competition, and while it is deleted.
#include "crowd.hpp"

#include <support/catch.hpp>
#include <support/messages.hpp>
#include <support/test_realm.hpp>

#include <algorithm>
#include <atomic>
#include <set>

using namespace sspi::test;

namespace {

constexpr ULONG replay_only =
    ISC_REQ_MUTUAL_AUTH | ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY | ISC_REQ_REPLAY_DETECT;

// What threads call: as the functions of support/messages.hpp, without looking at anything through Catch2.

struct made_message {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    bytes whole;
};

[[nodiscard]] made_message seal(SecHandle context, const std::string& text, std::size_t trailer) {
    made_message out;
    out.whole.resize(trailer + text.size());
    std::ranges::copy(bytes_of(text), out.whole.begin() + static_cast<std::ptrdiff_t>(trailer));
    const auto all = std::span(out.whole);
    SecBuffer list[] = {buffer(SECBUFFER_TOKEN, all.first(trailer)),
                        buffer(SECBUFFER_DATA, all.subspan(trailer))};
    auto both = descriptor(list);
    out.status = EncryptMessage(&context, 0, &both, 0);
    return out;
}

[[nodiscard]] SECURITY_STATUS open(SecHandle context, bytes whole, std::string& text) {
    SecBuffer list[] = {buffer(SECBUFFER_STREAM, whole), {0, SECBUFFER_DATA, nullptr}};
    auto both = descriptor(list);
    const auto status = DecryptMessage(&context, &both, 0, nullptr);
    if (status == SEC_E_OK)
        text = text_of({static_cast<const std::byte*>(list[1].pvBuffer), list[1].cbBuffer});
    return status;
}

/// The number in a message's header (RFC 4121 4.2.6.2).
[[nodiscard]] std::uint64_t number_of(const bytes& whole) {
    std::uint64_t out = 0;
    for (std::size_t i = 8; i < 16; ++i)
        out = out << 8 | std::to_integer<std::uint64_t>(whole[i]);
    return out;
}

} // namespace

TEST_CASE("both directions of a context run at the same time, and each keeps its order") {
    shared_realm();
    auto s = establish(web, usual_request);
    constexpr int messages = 600;
    const auto trailer = sizes_of(s.client).cbSecurityTrailer;
    const auto to_server = [&](int i) { return "to server " + std::to_string(i); };
    std::vector<bytes> from_server;
    for (int i = 0; i < messages; ++i)
        from_server.push_back(seal(*s.server.context.get(), "to client " + std::to_string(i), trailer).whole);
    std::vector<bytes> from_client(messages);
    std::atomic<int> mistakes{0};
    crowd(2, [&](std::size_t me) {
        for (int i = 0; i < messages; ++i) {
            const auto n = static_cast<std::size_t>(i);
            if (me == 0) {
                auto made = seal(*s.client.context.get(), to_server(i), trailer);
                if (made.status != SEC_E_OK) ++mistakes;
                from_client[n] = std::move(made.whole);
            } else {
                std::string text;
                if (open(*s.client.context.get(), from_server[n], text) != SEC_E_OK) ++mistakes;
                if (text != "to client " + std::to_string(i)) ++mistakes;
            }
        }
    });
    for (int i = 0; i < messages; ++i) {
        std::string text;
        const auto status = open(*s.server.context.get(), from_client[static_cast<std::size_t>(i)], text);
        if (status != SEC_E_OK || text != to_server(i)) ++mistakes;
    }
    CHECK(mistakes == 0);
}

TEST_CASE("messages that several threads encrypt at once have numbers of their own, without a gap") {
    shared_realm();
    auto s = establish(web, replay_only);
    constexpr std::size_t threads = 4, each = 200;
    const auto trailer = sizes_of(s.client).cbSecurityTrailer;
    std::vector<std::vector<made_message>> made(threads);
    crowd(threads, [&](std::size_t me) {
        for (std::size_t i = 0; i < each; ++i)
            made[me].push_back(
                seal(*s.client.context.get(), std::to_string(me) + "/" + std::to_string(i), trailer));
    });
    std::vector<bytes> all;
    for (auto& some : made)
        for (auto& m : some) {
            if (m.status != SEC_E_OK) CHECK(m.status == SEC_E_OK);
            all.push_back(std::move(m.whole));
        }
    std::ranges::sort(all, {}, number_of);
    std::set<std::string> texts;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (number_of(all[i]) != number_of(all[0]) + i) CHECK(number_of(all[i]) == number_of(all[0]) + i);
        std::string text;
        const auto status = open(*s.server.context.get(), all[i], text);
        if (status != SEC_E_OK) CHECK(status == SEC_E_OK);
        texts.insert(text);
    }
    CHECK(texts.size() == threads * each);
}

TEST_CASE("of several threads that decrypt the same message, one gets it") {
    shared_realm();
    auto s = establish(web, replay_only);
    const auto trailer = sizes_of(s.client).cbSecurityTrailer;
    std::atomic<int> got{0}, refused{0};
    for (int round = 0; round < 150; ++round) {
        const auto made = seal(*s.client.context.get(), "once", trailer);
        crowd(4, [&](std::size_t) {
            std::string text;
            const auto status = open(*s.server.context.get(), made.whole, text);
            if (status == SEC_E_OK && text == "once") ++got;
            if (status == SEC_E_OUT_OF_SEQUENCE) ++refused;
        });
    }
    CHECK(got == 150);
    CHECK(refused == 450);
}

TEST_CASE("a context that is deleted under a call lets the call end, and is gone for the next") {
    shared_realm();
    auto client_credential = acquire(SECPKG_CRED_OUTBOUND);
    std::atomic<int> odd{0}, done{0}, deleted{0};
    for (int round = 0; round < 60; ++round) {
        peer client;
        initiate(client, client_credential, web, ISC_REQ_CONFIDENTIALITY);
        REQUIRE(client.status == SEC_E_OK);
        const auto trailer = sizes_of(client).cbSecurityTrailer;
        const SecHandle context = *client.context.get();
        crowd(4, [&](std::size_t me) {
            SecHandle mine = context;
            if (me == 0) {
                std::this_thread::sleep_for(std::chrono::microseconds(50 * (round % 10)));
                if (DeleteSecurityContext(&mine) == SEC_E_OK) ++deleted;
                return;
            }
            for (int i = 0; i < 100000; ++i) {
                ULONG flags[4]{};
                const auto status = me == 1 ? QueryContextAttributesA(&mine, SECPKG_ATTR_FLAGS, flags)
                                            : seal(mine, "under way", trailer).status;
                if (status == SEC_E_INVALID_HANDLE) break;
                if (status != SEC_E_OK) ++odd;
                ++done;
            }
            if (DeleteSecurityContext(&mine) != SEC_E_OK) ++odd; // deleted before
        });
        CHECK(DeleteSecurityContext(client.context.get()) == SEC_E_OK);
        client.context.forget();
    }
    CHECK(odd == 0);
    CHECK(done > 0);
    CHECK(deleted == 60);
}

TEST_CASE("of several threads that pass the answer to one context, one completes it") {
    shared_realm();
    auto client_credential = acquire(SECPKG_CRED_OUTBOUND), server_credential = acquire(SECPKG_CRED_INBOUND);
    std::atomic<int> completed{0}, late{0};
    for (int round = 0; round < 30; ++round) {
        peer client, server;
        initiate(client, client_credential, web, usual_request);
        accept(server, server_credential, 0, client.token);
        crowd(4, [&](std::size_t) {
            SecHandle context = *client.context.get();
            bytes in = server.token, out(100);
            SecBuffer in_buffer = buffer(SECBUFFER_TOKEN, in), out_buffer = buffer(SECBUFFER_TOKEN, out);
            auto in_list = descriptor({&in_buffer, 1}), out_list = descriptor({&out_buffer, 1});
            ULONG attributes = 0;
            const auto status = InitializeSecurityContextA(nullptr, &context, nullptr, 0, 0, 0, &in_list, 0,
                                                           nullptr, &out_list, &attributes, nullptr);
            if (status == SEC_E_OK) ++completed;
            if (status == SEC_E_UNSUPPORTED_FUNCTION) ++late;
        });
        CHECK(decrypt_stream(server, encrypt(client, {"hello"}).joined()).text == "hello");
    }
    CHECK(completed == 30);
    CHECK(late == 90);
}

TEST_CASE("of several threads that accept the same opening token, one gets a context") {
    shared_realm();
    auto client_credential = acquire(SECPKG_CRED_OUTBOUND), server_credential = acquire(SECPKG_CRED_INBOUND);
    std::atomic<int> accepted{0}, refused{0};
    for (int round = 0; round < 30; ++round) {
        peer client;
        initiate(client, client_credential, web, usual_request);
        crowd(4, [&](std::size_t) {
            SecHandle context{};
            bytes in = client.token, out(4000);
            SecBuffer in_buffer = buffer(SECBUFFER_TOKEN, in), out_buffer = buffer(SECBUFFER_TOKEN, out);
            auto in_list = descriptor({&in_buffer, 1}), out_list = descriptor({&out_buffer, 1});
            const auto status = AcceptSecurityContext(server_credential.get(), nullptr, &in_list, 0, 0,
                                                      &context, &out_list, nullptr, nullptr);
            if (status == SEC_E_OK && DeleteSecurityContext(&context) == SEC_E_OK) ++accepted;
            if (status == SEC_E_LOGON_DENIED) ++refused;
        });
    }
    CHECK(accepted == 30);
    CHECK(refused == 90);
}
