// SPDX-License-Identifier: BSL-1.0
// Habits of programs that call SSPI, as a survey of their sources found them: handles, buffers, messages and results.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>

using namespace sspi::test;

namespace {

/// With each package in turn.
session usual_session() {
    shared_realm();
    return establish_with(GENERATE(from_range(every_package())), web, usual_request);
}

/// TOKEN, DATA and PADDING in that order by `order`, sealed by `from`; the pieces in wire order.
bytes sealed_in_order(peer& from, const std::string& text, std::initializer_list<ULONG> order,
                      ULONG sequence = 0) {
    const auto sizes = sizes_of(from);
    bytes token(sizes.cbSecurityTrailer), data = bytes_of(text), padding(sizes.cbBlockSize);
    std::vector<SecBuffer> list;
    for (const auto type : order)
        list.push_back(buffer(type, type == SECBUFFER_TOKEN  ? token
                                    : type == SECBUFFER_DATA ? data
                                                             : padding));
    auto all = descriptor(list);
    all.ulVersion = 0xDEADBEEF;
    REQUIRE(EncryptMessage(from.context.get(), 0, &all, sequence) == SEC_E_OK);
    bytes out;
    for (const auto type : {SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_PADDING})
        for (const auto& b : list)
            if (b.BufferType == static_cast<ULONG>(type)) {
                const auto* const first = static_cast<const std::byte*>(b.pvBuffer);
                out.insert(out.end(), first, first + b.cbBuffer);
            }
    return out;
}

} // namespace

TEST_CASE("handles that never were are deleted and freed without harm") {
    SecHandle zero{};
    CHECK(DeleteSecurityContext(&zero) == SEC_E_INVALID_HANDLE);
    CHECK(FreeCredentialsHandle(&zero) == SEC_E_INVALID_HANDLE);
    SecHandle invalidated;
    SecInvalidateHandle(&invalidated);
    CHECK(!SecIsValidHandle(&invalidated));
    CHECK(DeleteSecurityContext(&invalidated) == SEC_E_INVALID_HANDLE);
    CHECK(FreeCredentialsHandle(&invalidated) == SEC_E_INVALID_HANDLE);
    SecHandle garbage;
    std::memset(&garbage, 0xA5, sizeof garbage);
    CHECK(DeleteSecurityContext(&garbage) == SEC_E_INVALID_HANDLE);
    CHECK(FreeCredentialsHandle(&garbage) == SEC_E_INVALID_HANDLE);
    CHECK(DeleteSecurityContext(nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(FreeCredentialsHandle(nullptr) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("a handle is freed after a failed acquisition, as it was before it") {
    CredHandle handle{};
    REQUIRE(AcquireCredentialsHandleA(nullptr, arg("NoSuchPackage"), SECPKG_CRED_OUTBOUND, nullptr, nullptr,
                                      nullptr, nullptr, &handle, nullptr) < 0);
    CHECK(handle.dwLower == 0);
    CHECK(handle.dwUpper == 0);
    CHECK(FreeCredentialsHandle(&handle) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("live handles pass the tests that callers put them to") {
    auto s = usual_session();
    for (auto* const handle : {s.client.context.get(), s.server.context.get(), s.client_credential.get()}) {
        CHECK(SecIsValidHandle(handle));
        CHECK((handle->dwLower || handle->dwUpper));
        CHECK(handle->dwLower != static_cast<ULONG_PTR>(-1));
        CHECK(handle->dwUpper != static_cast<ULONG_PTR>(-1));
    }
}

TEST_CASE("the old context is deleted only where the new handle differs, and it never does") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    CtxtHandle kept = *s.client.context.get(), returned;
    std::memset(&returned, 0x5A, sizeof returned); // not initialised, as some leave it
    s.server_leg();
    one_call later{.context = &kept, .fresh = &returned};
    later.input = s.server.token;
    REQUIRE(later.initiate() == SEC_E_OK);
    REQUIRE(std::memcmp(&kept, &returned, sizeof kept) == 0);
}

TEST_CASE("the first call's input may be anything that holds no token") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    const auto status = [&](std::vector<SecBuffer> in, ULONG count) {
        owned_context context;
        SecBufferDesc list{0, count, in.data()};
        bytes memory(48000);
        auto out = buffer(SECBUFFER_TOKEN, memory);
        auto out_list = descriptor({&out, 1});
        ULONG attributes = 0;
        const auto got = InitializeSecurityContextA(from.get(), nullptr, arg(web), 0, 0, 0, &list, 0,
                                                    context.get(), &out_list, &attributes, nullptr);
        if (got >= 0) context.now_live();
        return got;
    };
    bytes bindings(sizeof(SEC_CHANNEL_BINDINGS)); // of no data
    CHECK(status({{0, SECBUFFER_TOKEN, nullptr}}, 1) == SEC_E_OK);
    CHECK(status({{0, SECBUFFER_EMPTY, nullptr}}, 1) == SEC_E_OK);
    CHECK(status({}, 0) == SEC_E_OK);
    CHECK(status({{0, SECBUFFER_EMPTY, nullptr}, buffer(SECBUFFER_CHANNEL_BINDINGS, bindings)}, 2) ==
          SEC_E_OK);
    CHECK(status({buffer(SECBUFFER_CHANNEL_BINDINGS, bindings), {0, SECBUFFER_TOKEN, nullptr}}, 2) ==
          SEC_E_OK);
    CHECK(status({{0, SECBUFFER_TOKEN, nullptr}, buffer(SECBUFFER_CHANNEL_BINDINGS, bindings)}, 1) ==
          SEC_E_OK);
    // No bindings at all are no wish to have none.
    CHECK(status({{0, SECBUFFER_CHANNEL_BINDINGS, nullptr}}, 1) == SEC_E_BAD_BINDINGS);
}

TEST_CASE("attribute bits in a buffer's type and a wrong version do not matter") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    SecBuffer in = buffer(SECBUFFER_TOKEN | SECBUFFER_READONLY, s.client.token);
    SecBufferDesc in_list{4711, 1, &in};
    bytes memory(48000);
    SecBuffer out = buffer(SECBUFFER_TOKEN | SECBUFFER_READONLY_WITH_CHECKSUM, memory);
    SecBufferDesc out_list{0xCCCCCCCC, 1, &out};
    ULONG attributes = 0;
    REQUIRE(AcceptSecurityContext(s.server_credential.get(), nullptr, &in_list, 0, 0, s.server.context.get(),
                                  &out_list, &attributes, nullptr) == SEC_E_OK);
    s.server.context.now_live();
    memory.resize(out.cbBuffer);
    s.server.token = memory;
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
}

TEST_CASE("the attributes that came back are passed as the next request, in one variable for both") {
    shared_realm();
    two_sides s;
    ULONG flags = usual_request;
    s.client_leg(flags);
    s.server_leg();
    SecBuffer in = buffer(SECBUFFER_TOKEN, s.server.token);
    SecBufferDesc in_list = descriptor({&in, 1});
    bytes memory(48000);
    auto out = buffer(SECBUFFER_TOKEN, memory);
    auto out_list = descriptor({&out, 1});
    flags = s.client.attributes;
    REQUIRE(InitializeSecurityContextA(s.client_credential.get(), s.client.context.get(),
                                       arg("another/target"), flags, 0, 0, &in_list, 0,
                                       s.client.context.get(), &out_list, &flags, nullptr) == SEC_E_OK);
    CHECK(flags == usual_request);
    CHECK(out.cbBuffer == 0);
}

TEST_CASE("a buffer that was too small is made larger, the call repeated, with a zeroed handle each time") {
    shared_realm();
    two_sides s;
    one_call call{.credential = s.client_credential.get(), .request = usual_request, .room = 16};
    CtxtHandle fresh{};
    SECURITY_STATUS status = SEC_E_BUFFER_TOO_SMALL;
    while (status == SEC_E_BUFFER_TOO_SMALL) {
        fresh = {};
        call.fresh = &fresh;
        call.room *= 4;
        REQUIRE(call.room < 100000);
        status = call.initiate();
    }
    REQUIRE(status == SEC_I_CONTINUE_NEEDED);
    s.client.token = call.token();
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
    CHECK(DeleteSecurityContext(&fresh) == SEC_E_OK);
}

TEST_CASE("an allocated token is read and freed after its context was deleted") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND);
    CtxtHandle context;
    SecBuffer out;
    std::memset(&out, 0xCC, sizeof out);
    out.BufferType = SECBUFFER_TOKEN;
    SecBufferDesc list = descriptor({&out, 1});
    ULONG attributes = 0;
    REQUIRE(InitializeSecurityContextA(from.get(), nullptr, arg(web), ISC_REQ_ALLOCATE_MEMORY, 0, 0, nullptr,
                                       0, &context, &list, &attributes, nullptr) == SEC_E_OK);
    CHECK(DeleteSecurityContext(&context) == SEC_E_OK);
    REQUIRE(out.cbBuffer > 0);
    CHECK(static_cast<const unsigned char*>(out.pvBuffer)[0] == 0x60);
    CHECK(FreeContextBuffer(out.pvBuffer) == SEC_E_OK);
}

TEST_CASE("pointers that are not the library's are not freed") {
    auto s = usual_session();
    int on_stack = 0;
    CHECK(FreeContextBuffer(nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(FreeContextBuffer(&on_stack) == SEC_E_INVALID_HANDLE);
    SecPkgContext_NativeNamesA names{};
    REQUIRE(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    CHECK(FreeContextBuffer(&names) == SEC_E_INVALID_HANDLE); // the structure on the stack
    CHECK(FreeContextBuffer(names.sClientName + 1) == SEC_E_INVALID_HANDLE);
    *std::strchr(names.sClientName, '@') = '\0'; // cut off in place
    CHECK(std::string(names.sClientName) == "alice");
    CHECK(FreeContextBuffer(names.sClientName) == SEC_E_OK);
    CHECK(FreeContextBuffer(names.sServerName) == SEC_E_OK);

    auto whole = encrypt(s.client, {"in place"}).joined();
    SecBuffer list[] = {buffer(SECBUFFER_STREAM, whole), {0, SECBUFFER_DATA, nullptr}};
    auto all = descriptor(list);
    REQUIRE(DecryptMessage(s.server.context.get(), &all, 0, nullptr) == SEC_E_OK);
    CHECK(FreeContextBuffer(list[1].pvBuffer) == SEC_E_INVALID_HANDLE); // a pointer into the caller's stream
}

TEST_CASE("buffers come in any order, with any message number and any version") {
    auto s = usual_session();
    ULONG sequence = 100;
    for (const auto& order :
         {std::initializer_list<ULONG>{SECBUFFER_TOKEN, SECBUFFER_DATA, SECBUFFER_PADDING},
          std::initializer_list<ULONG>{SECBUFFER_DATA, SECBUFFER_TOKEN, SECBUFFER_PADDING},
          std::initializer_list<ULONG>{SECBUFFER_PADDING, SECBUFFER_DATA, SECBUFFER_TOKEN},
          std::initializer_list<ULONG>{SECBUFFER_DATA, SECBUFFER_TOKEN},
          std::initializer_list<ULONG>{SECBUFFER_TOKEN, SECBUFFER_DATA}}) {
        const auto got = decrypt_stream(s.server, sealed_in_order(s.client, "ordered", order, sequence));
        CHECK(got.status == SEC_E_OK);
        CHECK(got.text == "ordered");
        sequence = sequence * 7919 + 1;
    }
}

TEST_CASE("signatures are made over DATA and TOKEN in either order, and verified in the other") {
    auto s = usual_session();
    auto data = bytes_of("signed");
    bytes token(sizes_of(s.client).cbMaxSignature);
    SecBuffer data_first[] = {buffer(SECBUFFER_DATA, data), buffer(SECBUFFER_TOKEN, token)};
    SecBuffer token_first[] = {buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, data)};
    auto a = descriptor(data_first), b = descriptor(token_first);
    REQUIRE(MakeSignature(s.client.context.get(), 0, &a, 100) == SEC_E_OK);
    CHECK(data_first[1].cbBuffer == token.size()); // some never look at the length that came back
    CHECK(VerifySignature(s.server.context.get(), &b, 0, nullptr) == SEC_E_OK);
    REQUIRE(MakeSignature(s.client.context.get(), SECQOP_WRAP_NO_ENCRYPT, &b, 100) == SEC_E_OK);
    ULONG qop = 5;
    CHECK(VerifySignature(s.server.context.get(), &a, 77, &qop) == SEC_E_OK);
}

TEST_CASE("a filled DATA buffer may stand before the STREAM") {
    auto s = usual_session();
    auto whole = encrypt(s.client, {"before"}).joined();
    bytes filled(1024, std::byte{0x11});
    SecBuffer list[] = {buffer(SECBUFFER_DATA, filled), buffer(SECBUFFER_STREAM, whole)};
    auto all = descriptor(list);
    ULONG qop = 5;
    REQUIRE(DecryptMessage(s.server.context.get(), &all, 0, &qop) == SEC_E_OK);
    const auto* const message = static_cast<const std::byte*>(list[0].pvBuffer);
    CHECK(message > whole.data()); // inside the stream: some subtract the two
    CHECK(message + list[0].cbBuffer <= whole.data() + whole.size());
    CHECK(text_of({message, list[0].cbBuffer}) == "before");
    CHECK(filled == bytes(1024, std::byte{0x11}));
}

TEST_CASE("pfQOP may be NULL, and tells a signed message from a sealed one") {
    auto s = usual_session();
    for (const ULONG qop : {ULONG{0}, ULONG{SECQOP_WRAP_NO_ENCRYPT}}) {
        auto first = encrypt(s.client, {"x"}, qop).joined(), second = encrypt(s.client, {"x"}, qop).joined();
        SecBuffer list[] = {buffer(SECBUFFER_STREAM, first), {0, SECBUFFER_DATA, nullptr}};
        auto all = descriptor(list);
        CHECK(DecryptMessage(s.server.context.get(), &all, 0, nullptr) == SEC_E_OK);
        CHECK(decrypt_stream(s.server, second).qop == qop);
    }
}

TEST_CASE("a sealed message has the lengths that callers compute beforehand") {
    auto s = usual_session();
    const auto sizes = sizes_of(s.client);
    REQUIRE(sizes.cbBlockSize >= 1);
    bytes token(sizes.cbSecurityTrailer), data = bytes_of("a message"), padding(sizes.cbBlockSize);
    SecBuffer list[] = {buffer(SECBUFFER_TOKEN, token), buffer(SECBUFFER_DATA, data),
                        buffer(SECBUFFER_PADDING, padding)};
    auto all = descriptor(list);
    REQUIRE(EncryptMessage(s.client.context.get(), 0, &all, 0) == SEC_E_OK);
    CHECK(list[0].cbBuffer == sizes.cbSecurityTrailer);
    CHECK(list[1].cbBuffer == data.size());
    CHECK(list[1].pvBuffer == data.data());
    CHECK(list[2].cbBuffer == 0);
}

TEST_CASE("two DATA buffers and a padding are one message") {
    auto s = usual_session();
    const auto m = encrypt(s.client, {"\x01\x02\x03\x04", "user@REALM"});
    REQUIRE(m.status == SEC_E_OK);
    CHECK(decrypt_stream(s.server, m.joined()).text == "\x01\x02\x03\x04user@REALM");
}

TEST_CASE("sizes asked for too early are refused and harm nothing") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    SecPkgContext_Sizes sizes{1, 2, 3, 4};
    CHECK(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_SIZES, &sizes) == SEC_E_INVALID_HANDLE);
    CHECK(sizes.cbMaxToken == 1);
    s.server_leg();
    s.client_leg(ISC_REQ_CONFIDENTIALITY); // without mutual authentication this time
    REQUIRE(s.client.status == SEC_E_OK);
    CHECK((s.client.attributes & ISC_RET_MUTUAL_AUTH) != 0);
    CHECK(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_SIZES, &sizes) == SEC_E_OK);
}

TEST_CASE("credentials go before their contexts, and contexts before their credentials") {
    auto s = usual_session();
    s.client_credential = {};
    s.server_credential = {};
    CHECK(decrypt_stream(s.server, encrypt(s.client, {"x"}).joined()).text == "x");
    s.client.context = {};
    s.server.context = {};
    auto t = usual_session();
    t.client.context = {};
    t.client_credential = {};
    CHECK(!t.client.context.live());
}
