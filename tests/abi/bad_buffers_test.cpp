// SPDX-License-Identifier: BSL-1.0
// Descriptors that are missing, empty, lying, too small, too large, or hold buffers twice and of unknown kinds.
#include "bad_input.hpp"

#include <support/catch.hpp>
#include <support/messages.hpp>
#include <support/test_realm.hpp>

#include <functional>

using namespace sspi::test;

namespace {

/// A descriptor that no function that needs a TOKEN and a DATA can use.
struct wrong_list {
    std::string name;
    std::vector<SecBuffer> buffers;
    std::optional<SecBufferDesc> instead{}; // a descriptor that lies about them
};

[[nodiscard]] std::vector<wrong_list> wrong_lists(SecBuffer token, SecBuffer data) {
    const SecBuffer unknown{data.cbBuffer, 0x0ABCDEF0, data.pvBuffer};
    const SecBuffer empty{0, SECBUFFER_EMPTY, nullptr};
    const SecBuffer no_address_token{100, SECBUFFER_TOKEN, nullptr};
    const SecBuffer no_address_data{100, SECBUFFER_DATA, nullptr};
    const SecBuffer no_address_padding{100, SECBUFFER_PADDING, nullptr};
    std::vector<SecBuffer> many(257, data);
    many[0] = token;
    std::vector<wrong_list> out{
        {"no buffers", {}},
        {"only TOKEN", {token}},
        {"only DATA", {data}},
        {"only EMPTY", {empty, empty}},
        {"only unknown kinds", {unknown, unknown}},
        {"TOKEN and an unknown kind", {token, unknown}},
        {"DATA and an unknown kind", {data, unknown}},
        {"a TOKEN with a length and no address", {no_address_token, data}},
        {"a DATA with a length and no address", {token, no_address_data}},
        {"a second DATA with a length and no address", {token, data, no_address_data}},
        {"a PADDING with a length and no address", {token, data, no_address_padding}},
        {"257 buffers", many},
    };
    out.push_back({"a count and no buffers", {}, SecBufferDesc{SECBUFFER_VERSION, 2, nullptr}});
    out.push_back({"buffers and a count of 0", {token, data}, SecBufferDesc{SECBUFFER_VERSION, 0, nullptr}});
    out.push_back(
        {"a count of 2^32 - 1", {token, data}, SecBufferDesc{SECBUFFER_VERSION, 0xFFFFFFFF, nullptr}});
    return out;
}

using message_call = std::function<SECURITY_STATUS(peer&, SecBufferDesc*, ULONG*)>;
struct named_call {
    const char* name;
    message_call run;
};

const named_call message_calls[] = {
    {"MakeSignature",
     [](peer& p, SecBufferDesc* d, ULONG*) { return MakeSignature(p.context.get(), 0, d, 0); }},
    {"VerifySignature",
     [](peer& p, SecBufferDesc* d, ULONG* q) { return VerifySignature(p.context.get(), d, 0, q); }},
    {"EncryptMessage",
     [](peer& p, SecBufferDesc* d, ULONG*) { return EncryptMessage(p.context.get(), 0, d, 0); }},
    {"EncryptMessage, signing only",
     [](peer& p, SecBufferDesc* d, ULONG*) {
         return EncryptMessage(p.context.get(), SECQOP_WRAP_NO_ENCRYPT, d, 0);
     }},
    {"DecryptMessage",
     [](peer& p, SecBufferDesc* d, ULONG* q) { return DecryptMessage(p.context.get(), d, 0, q); }},
};

[[nodiscard]] bool same_buffers(const std::vector<SecBuffer>& a, const std::vector<SecBuffer>& b) {
    return std::ranges::equal(a, b, [](const SecBuffer& x, const SecBuffer& y) {
        return x.cbBuffer == y.cbBuffer && x.BufferType == y.BufferType && x.pvBuffer == y.pvBuffer;
    });
}

void must_still_talk(session& s) {
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"there"}).joined()).text == "there");
    CHECK(decrypt_stream(s.client, encrypt(s.server, {"back"}).joined()).text == "back");
}

} // namespace

TEST_CASE("a message function refuses a descriptor without what it needs, and leaves all as it was") {
    shared_realm();
    auto s = establish(web, usual_request);
    for (const auto& call : message_calls) {
        bytes token(200, std::byte{0xA5}), data = bytes_of("data");
        for (auto& list : wrong_lists(buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, data))) {
            auto buffers = list.buffers;
            auto all = list.instead ? *list.instead : descriptor(buffers);
            if (list.instead && !buffers.empty()) all.pBuffers = buffers.data();
            ULONG qop = 77;
            const auto status = call.run(s.client, &all, &qop);
            CAPTURE(call.name, list.name, status_text(status));
            CHECK(status == SEC_E_INVALID_TOKEN);
            CHECK(same_buffers(buffers, list.buffers));
            CHECK(token == bytes(200, std::byte{0xA5}));
            CHECK(text_of(data) == "data");
            CHECK(qop == 77);
        }
        CHECK(call.run(s.client, nullptr, nullptr) == SEC_E_INVALID_TOKEN);
    }
    must_still_talk(s);
}

TEST_CASE("DecryptMessage refuses a STREAM that it cannot use") {
    shared_realm();
    auto s = establish(web, usual_request);
    auto whole = encrypt(s.client, {"data"}).joined();
    const auto before = whole;
    const auto status = [&](std::vector<SecBuffer> list) {
        auto all = descriptor(list);
        return DecryptMessage(s.server.context.get(), &all, 0, nullptr);
    };
    CHECK(status({buffer(SECBUFFER_STREAM, whole)}) == SEC_E_INVALID_TOKEN);
    CHECK(status({buffer(SECBUFFER_STREAM, whole), {0, SECBUFFER_EMPTY, nullptr}}) == SEC_E_INVALID_TOKEN);
    CHECK(status({{50, SECBUFFER_STREAM, nullptr}, {0, SECBUFFER_DATA, nullptr}}) == SEC_E_INVALID_TOKEN);
    CHECK(status({{0, SECBUFFER_STREAM, nullptr}, {0, SECBUFFER_DATA, nullptr}}) == SEC_E_INVALID_TOKEN);
    CHECK(whole == before);
    CHECK(decrypt_stream(s.server, whole).text == "data");
}

TEST_CASE("the first buffer of a kind counts, and unknown kinds and attribute bits are passed over") {
    shared_realm();
    auto s = establish(web, usual_request);
    bytes token(sizes_of(s.client).cbSecurityTrailer), second(300, std::byte{0xA5}),
        other(16, std::byte{0xA5});
    auto data = bytes_of("data");
    std::vector<SecBuffer> list{{0, SECBUFFER_EMPTY, nullptr},
                                buffer(0x0ABCDEF0, other),
                                buffer(SECBUFFER_EXTRA, other),
                                {99, SECBUFFER_MISSING, nullptr},
                                buffer(SECBUFFER_TOKEN | SECBUFFER_RESERVED, token),
                                buffer(SECBUFFER_DATA | 0x40000000, data),
                                buffer(SECBUFFER_TOKEN, second),
                                buffer(SECBUFFER_DATA | SECBUFFER_READONLY, other)};
    const auto before = list;
    auto all = descriptor(list);
    all.ulVersion = 0xDEADBEEF;
    REQUIRE(EncryptMessage(s.client.context.get(), 0, &all, 0xFFFFFFFF) == SEC_E_OK);
    CHECK(same_buffers(list, before));
    CHECK(second == bytes(300, std::byte{0xA5}));
    CHECK(other == bytes(16, std::byte{0xA5}));
    CHECK(DecryptMessage(s.server.context.get(), &all, 0, nullptr) == SEC_E_OK);
    CHECK(text_of(data) == "data");
}

TEST_CASE("256 buffers, empty ones and large ones are taken") {
    shared_realm();
    auto s = establish(web, usual_request);
    bytes token(std::size_t{1} << 22), large(std::size_t{1} << 20, std::byte{'z'}), octet(1, std::byte{'a'});
    std::vector<bytes> octets_of(254, octet);
    std::vector<SecBuffer> list{buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, large)};
    for (auto& b : octets_of)
        list.push_back(buffer(SECBUFFER_DATA, b));
    list[100] = {0, SECBUFFER_DATA, nullptr};
    auto all = descriptor(list);
    REQUIRE(all.cBuffers == 256);
    REQUIRE(EncryptMessage(s.client.context.get(), 0, &all, 0) == SEC_E_OK);
    CHECK(list[0].cbBuffer == sizes_of(s.client).cbSecurityTrailer);
    CHECK(DecryptMessage(s.server.context.get(), &all, 0, nullptr) == SEC_E_OK);
    CHECK(large == bytes(std::size_t{1} << 20, std::byte{'z'}));
    CHECK(octets_of[253] == octet);
}

TEST_CASE("a TOKEN too small for a message is told, at every size, and uses up no number") {
    shared_realm();
    auto s = establish(web, usual_request);
    const auto sizes = sizes_of(s.client);
    const auto small = [&](std::size_t capacity, const named_call& call) {
        bytes token(capacity, std::byte{0xA5}), data = bytes_of("data");
        std::vector<SecBuffer> list{buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, data)};
        const auto before = list;
        auto all = descriptor(list);
        CHECK(call.run(s.client, &all, nullptr) == SEC_E_BUFFER_TOO_SMALL);
        CHECK(same_buffers(list, before));
        CHECK(token == bytes(capacity, std::byte{0xA5}));
        CHECK(text_of(data) == "data");
    };
    for (std::size_t n = 0; n < sizes.cbMaxSignature; ++n)
        small(n, message_calls[0]);
    for (std::size_t n = 0; n < sizes.cbSecurityTrailer; ++n)
        small(n, message_calls[2]);
    must_still_talk(s);
}

TEST_CASE("the first leg of a client refuses an output it cannot use, and makes no context") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    peer whole;
    initiate(whole, from, web, usual_request);
    const auto size = whole.token.size();
    const auto run = [&](SecBufferDesc* out, ULONG request = usual_request) {
        SecHandle handle = marked_handle;
        ULONG attributes = 77;
        const auto status = InitializeSecurityContextA(from.get(), nullptr, arg(web), request, 0, 0, nullptr,
                                                       0, &handle, out, &attributes, nullptr);
        CHECK(same_handle(handle, marked_handle));
        CHECK(attributes == 77);
        return status;
    };
    bytes memory(size, std::byte{0xA5});
    CHECK(run(nullptr) == SEC_E_INVALID_TOKEN);
    CHECK(run(nullptr, usual_request | ISC_REQ_ALLOCATE_MEMORY) == SEC_E_INVALID_TOKEN);
    SecBuffer data = buffer(SECBUFFER_DATA, memory), lying{4000, SECBUFFER_TOKEN, nullptr};
    for (auto wrong : {descriptor({&data, 1}), descriptor({&data, 0}), SecBufferDesc{0, 1, nullptr},
                       SecBufferDesc{0, 0xFFFFFFFF, &data}, descriptor({&lying, 1})})
        CHECK(run(&wrong) == SEC_E_INVALID_TOKEN);
    for (const std::size_t capacity : {std::size_t{0}, std::size_t{1}, size / 2, size - 20}) {
        SecBuffer small = buffer(SECBUFFER_TOKEN, std::span(memory).first(capacity));
        auto list = descriptor({&small, 1});
        CHECK(run(&list) == SEC_E_BUFFER_TOO_SMALL);
        CHECK(small.cbBuffer == capacity);
    }
    CHECK(memory == bytes(size, std::byte{0xA5}));
}

TEST_CASE("a later leg refuses descriptors it cannot use, and the context then completes") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND), with = acquire(SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, from, web, usual_request | ISC_REQ_USE_DCE_STYLE);
    accept(server, with, 0, client.token);
    bytes token = server.token;
    SecBuffer no_address{100, SECBUFFER_TOKEN, nullptr}, no_length = buffer(SECBUFFER_TOKEN, {}),
                                                         other = buffer(SECBUFFER_DATA, token),
                                                         good = buffer(SECBUFFER_TOKEN, token);
    const auto run = [&](SecBufferDesc* in, SecBufferDesc* out, leg_outputs& rest) {
        return InitializeSecurityContextA(from.get(), client.context.get(), nullptr, 0, 0, 0, in, 0,
                                          &rest.handle, out, &rest.attributes, &rest.expiry);
    };
    leg_outputs out;
    CHECK(run(nullptr, out.list(), out) == SEC_E_INVALID_TOKEN);
    for (auto wrong :
         {descriptor({&no_address, 1}), descriptor({&no_length, 1}), descriptor({&other, 1}),
          descriptor({&good, 0}), SecBufferDesc{0, 1, nullptr}, SecBufferDesc{0, 0xFFFFFFFF, &good}})
        CHECK(run(&wrong, out.list(), out) == SEC_E_INVALID_TOKEN);
    CHECK(out.untouched());
    auto in = descriptor({&good, 1});
    bytes room(3, std::byte{0xA5});
    SecBuffer small = buffer(SECBUFFER_TOKEN, room);
    auto small_list = descriptor({&small, 1});
    CHECK(run(&in, &small_list, out) == SEC_E_BUFFER_TOO_SMALL);
    CHECK(room == bytes(3, std::byte{0xA5}));
    CHECK(run(&in, nullptr, out) == SEC_E_INVALID_TOKEN); // there is a token, and no place for it
    CHECK(out.untouched());
    CHECK(token == server.token);
    REQUIRE(run(&in, out.list(), out) == SEC_E_OK);
    accept(server, with, 0, out.token());
    REQUIRE(server.status == SEC_E_OK);
    CHECK(decrypt_stream(server, encrypt(client, {"hello"}).joined()).text == "hello");
}

TEST_CASE("the first leg of a server refuses descriptors it cannot use, and the token is still good") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND), with = acquire(SECPKG_CRED_INBOUND);
    peer client;
    initiate(client, from, web, usual_request);
    bytes token = client.token;
    SecBuffer no_address{100, SECBUFFER_TOKEN, nullptr}, no_length = buffer(SECBUFFER_TOKEN, {}),
                                                         other = buffer(SECBUFFER_DATA, token),
                                                         good = buffer(SECBUFFER_TOKEN, token);
    const auto run = [&](SecBufferDesc* in, SecBufferDesc* out, leg_outputs& rest) {
        return AcceptSecurityContext(with.get(), nullptr, in, 0, 0, &rest.handle, out, &rest.attributes,
                                     &rest.expiry);
    };
    leg_outputs out;
    CHECK(run(nullptr, out.list(), out) == SEC_E_INVALID_TOKEN);
    for (auto wrong :
         {descriptor({&no_address, 1}), descriptor({&no_length, 1}), descriptor({&other, 1}),
          descriptor({&good, 0}), SecBufferDesc{0, 1, nullptr}, SecBufferDesc{0, 0xFFFFFFFF, &good}})
        CHECK(run(&wrong, out.list(), out) == SEC_E_INVALID_TOKEN);
    auto in = descriptor({&good, 1});
    CHECK(run(&in, nullptr, out) == SEC_E_INVALID_TOKEN); // mutual authentication makes a token
    for (const std::size_t capacity : {0U, 1U, 50U, 140U}) {
        bytes room(capacity, std::byte{0xA5});
        SecBuffer small = buffer(SECBUFFER_TOKEN, room);
        auto small_list = descriptor({&small, 1});
        CHECK(run(&in, &small_list, out) == SEC_E_BUFFER_TOO_SMALL);
        CHECK(small.cbBuffer == capacity);
        CHECK(room == bytes(capacity, std::byte{0xA5}));
    }
    CHECK(out.untouched());
    CHECK(token == client.token);
    peer server;
    accept(server, with, 0, token);
    REQUIRE(server.status == SEC_E_OK);
    initiate(client, from, web, usual_request, server.token);
    CHECK(client.status == SEC_E_OK);
}

TEST_CASE("channel bindings that lead outside their buffer are refused") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND), with = acquire(SECPKG_CRED_INBOUND);
    peer client;
    initiate(client, from, web, 0);
    // cbBuffer, and the word (of eight) that lies, with its value.
    struct lie {
        std::size_t size;
        std::size_t word;
        std::uint32_t value;
    };
    for (const auto& [size, word, value] :
         {lie{1, 0, 0}, lie{31, 0, 0}, lie{36, 6, 5}, lie{36, 6, 0xFFFFFFFF}, lie{36, 7, 0xFFFFFFFF},
          lie{36, 7, 0}, lie{36, 7, 33}, lie{36, 1, 0x80000000}, lie{36, 4, 1}}) {
        std::uint32_t words[9] = {0, 0, 0, 0, 0, 0, 4, 32, 0};
        words[word] = value;
        bytes blob(size);
        std::memcpy(blob.data(), words, size);
        auto token = client.token;
        SecBuffer in[] = {buffer(SECBUFFER_CHANNEL_BINDINGS, blob), buffer(SECBUFFER_TOKEN, token)};
        auto both = descriptor(in);
        auto only = descriptor({in, 1});
        leg_outputs out;
        CAPTURE(size, word, value);
        CHECK(AcceptSecurityContext(with.get(), nullptr, &both, 0, 0, &out.handle, out.list(),
                                    &out.attributes, &out.expiry) == SEC_E_BAD_BINDINGS);
        CHECK(InitializeSecurityContextA(from.get(), nullptr, arg(web), 0, 0, 0, &only, 0, &out.handle,
                                         out.list(), &out.attributes, &out.expiry) == SEC_E_BAD_BINDINGS);
        CHECK(out.untouched());
    }
    peer server;
    accept(server, with, 0, client.token);
    CHECK(server.status == SEC_E_OK);
}
