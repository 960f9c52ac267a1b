// SPDX-License-Identifier: BSL-1.0
// The legs of every kind of exchange: statuses, tokens, buffers, and what comes after the last one.
#include <support/catch.hpp>
#include <support/legs.hpp>
#include <support/messages.hpp>

using namespace sspi::test;

namespace {

constexpr ULONG dce_request = usual_request | ISC_REQ_USE_DCE_STYLE;

/// The first octet of a framed token, and of a bare AP-REQ and AP-REP (RFC 2743 3.1, RFC 4120 5.5).
constexpr std::byte framed{0x60}, bare_ap_req{0x6E}, bare_ap_rep{0x6F};

void check_talk(peer& client, peer& server) {
    CHECK(decrypt_stream(server, encrypt(client, {"there"}).joined()).text == "there");
    CHECK(decrypt_stream(client, encrypt(server, {"and back"}).joined()).text == "and back");
}

} // namespace

TEST_CASE("with mutual authentication the client takes two legs and the server one") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_I_CONTINUE_NEEDED);
    REQUIRE(!s.client.token.empty());
    CHECK(s.client.token.front() == framed);
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
    REQUIRE(!s.server.token.empty());
    CHECK(s.server.token.front() == framed);
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
    CHECK(s.client.token.empty());
    check_talk(s.client, s.server);
}

TEST_CASE("without mutual authentication one leg is enough") {
    shared_realm();
    two_sides s;
    s.client_leg(ISC_REQ_CONFIDENTIALITY);
    CHECK(s.client.status == SEC_E_OK);
    REQUIRE(!s.client.token.empty());
    CHECK(s.client.token.front() == framed);
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
    CHECK(s.server.token.empty());
    check_talk(s.client, s.server);
}

TEST_CASE("DCE style takes two legs on each side, without framing") {
    shared_realm();
    two_sides s;
    s.client_leg(dce_request);
    CHECK(s.client.status == SEC_I_CONTINUE_NEEDED);
    REQUIRE(!s.client.token.empty());
    CHECK(s.client.token.front() == bare_ap_req);
    s.server_leg();
    CHECK(s.server.status == SEC_I_CONTINUE_NEEDED);
    REQUIRE(!s.server.token.empty());
    CHECK(s.server.token.front() == bare_ap_rep);
    s.client_leg(dce_request);
    CHECK(s.client.status == SEC_E_OK);
    REQUIRE(!s.client.token.empty());
    CHECK(s.client.token.front() == bare_ap_rep);
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
    CHECK(s.server.token.empty());
    check_talk(s.client, s.server);
}

TEST_CASE("both data representations, and any other, give the same exchange") {
    shared_realm();
    two_sides s;
    for (const ULONG drep : {ULONG{SECURITY_NATIVE_DREP}, ULONG{SECURITY_NETWORK_DREP}, 0x12345678U}) {
        CAPTURE(drep);
        owned_context client, server;
        one_call first{.credential = s.client_credential.get(), .fresh = client.get()};
        first.data_representation = drep;
        REQUIRE(first.initiate() == SEC_E_OK);
        client.now_live();
        one_call answer{.credential = s.server_credential.get(), .fresh = server.get()};
        answer.data_representation = drep;
        answer.input = first.token();
        REQUIRE(answer.accept() == SEC_E_OK);
        server.now_live();
    }
}

TEST_CASE("the library allocates the tokens when it is asked to") {
    shared_realm();
    two_sides s;
    int local = 0;
    SecBuffer out{12345, SECBUFFER_TOKEN, &local}; // what stands there is not looked at
    SecBufferDesc out_list = descriptor({&out, 1});
    ULONG attributes = 0;
    REQUIRE(InitializeSecurityContextA(s.client_credential.get(), nullptr, arg(web),
                                       usual_request | ISC_REQ_ALLOCATE_MEMORY, 0, 0, nullptr, 0,
                                       s.client.context.get(), &out_list, &attributes,
                                       nullptr) == SEC_I_CONTINUE_NEEDED);
    s.client.context.now_live();
    CHECK((attributes & ISC_RET_ALLOCATED_MEMORY) != 0);
    REQUIRE(out.pvBuffer != &local);
    REQUIRE(out.cbBuffer > 100);

    SecBuffer answer{777, SECBUFFER_TOKEN, &local};
    SecBufferDesc answer_list = descriptor({&answer, 1});
    SecBufferDesc sent = descriptor({&out, 1});
    REQUIRE(AcceptSecurityContext(s.server_credential.get(), nullptr, &sent, ASC_REQ_ALLOCATE_MEMORY, 0,
                                  s.server.context.get(), &answer_list, &attributes, nullptr) == SEC_E_OK);
    s.server.context.now_live();
    CHECK((attributes & ASC_RET_ALLOCATED_MEMORY) != 0);
    REQUIRE(answer.pvBuffer != &local);
    CHECK(FreeContextBuffer(out.pvBuffer) == SEC_E_OK);

    out = {4711, SECBUFFER_TOKEN, &local};
    sent = descriptor({&answer, 1});
    CHECK(InitializeSecurityContextA(nullptr, s.client.context.get(), nullptr, ISC_REQ_ALLOCATE_MEMORY, 0, 0,
                                     &sent, 0, nullptr, &out_list, &attributes, nullptr) == SEC_E_OK);
    CHECK(FreeContextBuffer(answer.pvBuffer) == SEC_E_OK);
    CHECK(out.pvBuffer == nullptr); // there is no last token
    CHECK(out.cbBuffer == 0);
}

TEST_CASE("allocating is for each call to ask for, and only where there is a buffer to put it in") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    CHECK((s.client.attributes & ISC_RET_ALLOCATED_MEMORY) == 0);
    s.server_leg();
    one_call last{.context = s.client.context.get(), .request = ISC_REQ_ALLOCATE_MEMORY};
    last.input = s.server.token;
    CHECK(last.initiate() == SEC_E_OK);
    CHECK((last.attributes & ISC_RET_ALLOCATED_MEMORY) != 0);
    CHECK(last.out_buffer.pvBuffer == nullptr);
}

TEST_CASE("a caller's buffer is filled up to its token and no further") {
    shared_realm();
    two_sides s;
    one_call first{.credential = s.client_credential.get(), .fresh = s.client.context.get()};
    REQUIRE(first.initiate() == SEC_E_OK);
    s.client.context.now_live();
    const auto used = first.out_buffer.cbBuffer;
    REQUIRE(used > 0);
    REQUIRE(used < first.output.size());
    CHECK(first.out_buffer.pvBuffer == first.output.data());
    for (std::size_t i = used; i < first.output.size(); ++i)
        if (first.output[i] != std::byte{0xEE}) FAIL("the call wrote behind its token");
}

TEST_CASE("a first leg whose token does not fit leaves no context and can be made again") {
    shared_realm();
    two_sides s;
    SecHandle untouched{7, 9};
    for (const std::size_t room : {std::size_t{0}, std::size_t{1}, std::size_t{100}}) {
        one_call first{.credential = s.client_credential.get(), .fresh = &untouched, .room = room};
        first.attributes = 4711;
        first.expiry.QuadPart = 42;
        CHECK(first.initiate() == SEC_E_BUFFER_TOO_SMALL);
        CHECK(first.out_buffer.cbBuffer == room);
        CHECK(untouched.dwLower == 7);
        CHECK(untouched.dwUpper == 9);
        CHECK(first.attributes == 4711);
        CHECK(first.expiry.QuadPart == 42);
    }
    s.client_leg(usual_request);
    REQUIRE(s.client.status == SEC_I_CONTINUE_NEEDED);
    one_call answer{.credential = s.server_credential.get(), .fresh = &untouched, .room = 10};
    answer.input = s.client.token;
    CHECK(answer.accept() == SEC_E_BUFFER_TOO_SMALL);
    CHECK(untouched.dwLower == 7);
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
}

TEST_CASE("a token of exactly the room that there is fits") {
    shared_realm();
    two_sides s;
    s.client_leg(dce_request);
    s.server_leg();
    one_call later{.context = s.client.context.get(), .room = 0};
    later.input = s.server.token;
    while (later.initiate() == SEC_E_BUFFER_TOO_SMALL)
        REQUIRE(++later.room < 1000);
    REQUIRE(later.room > 0);
    CHECK(later.out_buffer.cbBuffer == later.room);
    s.client.token = later.token();
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
}

TEST_CASE("a later leg whose token does not fit is repeated with the same input and no other") {
    shared_realm();
    two_sides s;
    s.client_leg(dce_request);
    s.server_leg();
    one_call later{.context = s.client.context.get(), .fresh = s.client.context.get(), .room = 5};
    later.input = s.server.token;
    CHECK(later.initiate() == SEC_E_BUFFER_TOO_SMALL);
    CHECK(later.initiate() == SEC_E_BUFFER_TOO_SMALL);
    CHECK(later.out_buffer.cbBuffer == 5);
    SecPkgContext_Sizes sizes{};
    CHECK(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_SIZES, &sizes) == SEC_E_INVALID_HANDLE);

    one_call other = later;
    other.room = 48000;
    other.input.back() ^= std::byte{1};
    CHECK(other.initiate() == SEC_E_INVALID_TOKEN);

    later.room = 48000;
    REQUIRE(later.initiate() == SEC_E_OK);
    s.client.token = later.token();
    s.server_leg();
    REQUIRE(s.server.status == SEC_E_OK);
    check_talk(s.client, s.server);
}

TEST_CASE("a later leg without a token leaves the context as it was") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    s.server_leg();
    one_call none{.context = s.client.context.get(), .fresh = s.client.context.get()};
    CHECK(none.initiate() == SEC_E_INVALID_TOKEN);
    none.more_input = {{0, SECBUFFER_TOKEN, nullptr}};
    CHECK(none.initiate() == SEC_E_INVALID_TOKEN);
    none.more_input = {{0, SECBUFFER_EMPTY, nullptr}};
    CHECK(none.initiate() == SEC_E_INVALID_TOKEN);
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
}

TEST_CASE("a wrong token spoils the context, which then answers the same until it is deleted") {
    shared_realm();
    two_sides s, another;
    s.client_leg(usual_request);
    another.client_leg(usual_request);
    another.server_leg();
    one_call later{.context = s.client.context.get(), .fresh = s.client.context.get()};
    later.input = another.server.token; // a sound AP-REP, of another exchange
    const auto status = later.initiate();
    CHECK(status < 0);
    CHECK(status != SEC_E_INVALID_HANDLE);
    s.server_leg();
    REQUIRE(s.server.status == SEC_E_OK);
    later.input = s.server.token; // the right one comes too late
    CHECK(later.initiate() == status);
}

TEST_CASE("CompleteAuthToken does no harm on any leg") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    SecBuffer token = buffer(SECBUFFER_TOKEN, s.client.token);
    SecBufferDesc list = descriptor({&token, 1});
    CHECK(CompleteAuthToken(s.client.context.get(), &list) == SEC_E_OK);
    s.server_leg();
    CHECK(CompleteAuthToken(s.server.context.get(), nullptr) == SEC_E_OK);
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
    CHECK(CompleteAuthToken(s.client.context.get(), nullptr) == SEC_E_OK);
    check_talk(s.client, s.server);
    SecHandle zero{};
    CHECK(CompleteAuthToken(&zero, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(CompleteAuthToken(s.client_credential.get(), nullptr) == SEC_E_INVALID_HANDLE);
}

TEST_CASE("a token cannot be given to the wrong function") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    s.server_leg();
    one_call wrong{.credential = s.client_credential.get(), .fresh = s.client.context.get()};
    wrong.context = s.server.context.get(); // an acceptor's context, continued as an initiator's
    wrong.input = s.client.token;
    CHECK(wrong.initiate() == SEC_E_INVALID_HANDLE);
    wrong.context = s.client.context.get();
    CHECK(wrong.accept() == SEC_E_INVALID_HANDLE);
    wrong.context = nullptr;
    CHECK(wrong.initiate() == SEC_E_INVALID_TOKEN); // a first leg with a peer's token
    s.client_leg(usual_request);
    CHECK(s.client.status == SEC_E_OK);
}
