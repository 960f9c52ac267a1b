// SPDX-License-Identifier: BSL-1.0
// EXTENDED_ERROR: a failure comes with a token that tells the other side, and the other side understands it.
#include "bad_input.hpp"

#include <support/heimdal_leaks.hpp>
#include <support/legs.hpp>

using namespace sspi::test;

namespace {

constexpr std::byte framed{0x60}, bare_error{0x7E}; // RFC 2743 3.1, RFC 4120 5.9.1
constexpr ULONG told = ISC_REQ_EXTENDED_ERROR, tells = ASC_REQ_EXTENDED_ERROR;

/// A service whose key is not in the server's keytab.
const char* keyless_service() {
    static const auto* const name = "HTTP/keyless.sspi.test";
    static const bool added = [] {
        shared_realm()->add_service(name);
        return true;
    }();
    REQUIRE(added);
    return name;
}

bytes tls_bindings(char last) {
    SEC_CHANNEL_BINDINGS header{};
    const auto data = bytes_of(std::string("tls-server-end-point:") + last);
    header.cbApplicationDataLength = static_cast<ULONG>(data.size());
    header.dwApplicationDataOffset = sizeof header;
    bytes out(sizeof header);
    std::memcpy(out.data(), &header, sizeof header);
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

/// A failing call of the server, for a client that is in the middle of its exchange.
struct refusal {
    two_sides sides{};
    SecHandle context{};
    one_call server{};
    SECURITY_STATUS status = SEC_E_OK;

    [[nodiscard]] bool wrote() const {
        return server.attributes != 0 || server.out_buffer.cbBuffer != server.output.size();
    }
    /// What the client makes of the token.
    [[nodiscard]] SECURITY_STATUS at_client() {
        one_call next{.context = sides.client.context.get()};
        next.input = server.token();
        return next.initiate();
    }
};

/// Where the server has bindings, the client has none.
refusal refused(const std::string& target, ULONG client_request, ULONG server_request, bytes bindings = {},
                std::size_t room = 48000) {
    refusal out;
    out.sides.client_leg(client_request, target);
    REQUIRE(out.sides.client.status == SEC_I_CONTINUE_NEEDED);
    out.server = {.credential = out.sides.server_credential.get(),
                  .fresh = &out.context,
                  .request = server_request,
                  .input = out.sides.client.token,
                  .room = room};
    if (!bindings.empty()) out.server.more_input = {buffer(SECBUFFER_CHANNEL_BINDINGS, bindings)};
    [[maybe_unused]] const leak_of_heimdal known;
    out.status = out.server.accept();
    REQUIRE(out.status < 0);
    return out;
}

} // namespace

TEST_CASE("a server without the key tells the client, who knows then that it is the wrong server") {
    auto r = refused(keyless_service(), usual_request, tells);
    CHECK(r.status == SEC_E_NO_KERB_KEY);
    CHECK(r.server.attributes == ASC_RET_EXTENDED_ERROR);
    CHECK(r.server.token().front() == framed);
    CHECK(r.at_client() == SEC_E_WRONG_PRINCIPAL);
}

TEST_CASE("a server tells the client that its channel bindings are wrong, in the words of both") {
    shared_realm();
    const ULONG style = GENERATE(ULONG{0}, ULONG{ISC_REQ_USE_DCE_STYLE});
    auto r = refused(web, usual_request | style, tells, tls_bindings('1'));
    CHECK(r.status == SEC_E_BAD_BINDINGS);
    CHECK(r.server.token().front() == (style == 0 ? framed : bare_error));
    CHECK(r.at_client() == SEC_E_BAD_BINDINGS);
}

TEST_CASE("a server that was not asked to tell, tells a client who asked, once it can read that") {
    auto bindings = refused(web, usual_request | told, 0, tls_bindings('1'));
    CHECK(bindings.status == SEC_E_BAD_BINDINGS);
    CHECK(bindings.server.attributes == ASC_RET_EXTENDED_ERROR);
    CHECK(bindings.at_client() == SEC_E_BAD_BINDINGS);
    const auto key = refused(keyless_service(), usual_request | told, 0);
    CHECK(key.status == SEC_E_NO_KERB_KEY);
    CHECK_FALSE(key.wrote());
}

TEST_CASE("where nobody asked for it, the outputs of a failure are not touched") {
    CHECK_FALSE(refused(keyless_service(), usual_request, 0).wrote());
    CHECK_FALSE(refused(web, usual_request, 0, tls_bindings('1')).wrote());
}

TEST_CASE("an error token that does not fit is left out, and the failure stands") {
    const auto r = refused(keyless_service(), usual_request, tells, {}, 40);
    CHECK(r.status == SEC_E_NO_KERB_KEY);
    CHECK_FALSE(r.wrote());
}

TEST_CASE("an allocated error token belongs to the caller") {
    const auto* const target = keyless_service();
    two_sides s;
    s.client_leg(usual_request, target);
    auto input = s.client.token;
    auto in = buffer(SECBUFFER_TOKEN, input);
    SecBuffer out{0, SECBUFFER_TOKEN, nullptr};
    auto in_list = descriptor({&in, 1}), out_list = descriptor({&out, 1});
    SecHandle context{};
    ULONG attributes = 0;
    CHECK(AcceptSecurityContext(s.server_credential.get(), nullptr, &in_list, tells | ASC_REQ_ALLOCATE_MEMORY,
                                0, &context, &out_list, &attributes, nullptr) == SEC_E_NO_KERB_KEY);
    CHECK(attributes == (ASC_RET_EXTENDED_ERROR | ASC_RET_ALLOCATED_MEMORY));
    REQUIRE(out.pvBuffer != nullptr);
    CHECK(out.cbBuffer != 0);
    CHECK(FreeContextBuffer(out.pvBuffer) == SEC_E_OK);
}

TEST_CASE("what is no opening token at all is not answered") {
    shared_realm();
    auto server = acquire(SECPKG_CRED_INBOUND);
    SecHandle context{};
    one_call call{.credential = server.get(), .fresh = &context, .request = tells};
    call.input = bytes_of("GET / HTTP/1.1");
    CHECK(call.accept() == SEC_E_INVALID_TOKEN);
    CHECK(call.attributes == 0);
    CHECK(call.out_buffer.cbBuffer == call.output.size());
}

TEST_CASE("a client that finds the server's proof wrong tells the server, once") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request | told);
    s.server_leg();
    one_call later{.context = s.client.context.get()};
    later.input = s.server.token;
    later.input.back() ^= std::byte{1};
    CHECK(later.initiate() == SEC_E_MESSAGE_ALTERED);
    CHECK(later.attributes == ISC_RET_EXTENDED_ERROR);
    CHECK(later.token().front() == framed);
    later.attributes = 0;
    CHECK(later.initiate() == SEC_E_MESSAGE_ALTERED);
    CHECK(later.attributes == 0);
    CHECK(later.out_buffer.cbBuffer == later.output.size());
}

TEST_CASE("a client that did not ask for it tells nothing") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request);
    s.server_leg();
    one_call later{.context = s.client.context.get()};
    later.input = s.server.token;
    later.input.back() ^= std::byte{1};
    CHECK(later.initiate() == SEC_E_MESSAGE_ALTERED);
    CHECK(later.attributes == 0);
    CHECK(later.out_buffer.cbBuffer == later.output.size());
}

TEST_CASE("an error is not answered with an error") {
    auto r = refused(keyless_service(), usual_request | told, tells);
    one_call next{.context = r.sides.client.context.get()};
    next.input = r.server.token();
    CHECK(next.initiate() == SEC_E_WRONG_PRINCIPAL);
    CHECK(next.attributes == 0);
    CHECK(next.out_buffer.cbBuffer == next.output.size());
}

TEST_CASE("a server that waits for the third leg of DCE style understands what the client found wrong") {
    shared_realm();
    two_sides s;
    s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE | told);
    s.server_leg();
    REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
    one_call later{.context = s.client.context.get()};
    later.input = s.server.token;
    later.input.back() ^= std::byte{1};
    CHECK(later.initiate() == SEC_E_MESSAGE_ALTERED);
    REQUIRE(later.token().front() == bare_error);
    one_call third{.context = s.server.context.get(), .request = tells};
    third.input = later.token();
    CHECK(third.accept() == SEC_E_MESSAGE_ALTERED);
    CHECK(third.attributes == 0);
}

TEST_CASE("a server that waits for the third leg takes no error that is cut off, and harm from none that is "
          "changed") {
    shared_realm();
    const auto error = [] {
        auto r = refused(web, usual_request | ISC_REQ_USE_DCE_STYLE, tells, tls_bindings('1'));
        return r.server.token();
    }();
    REQUIRE(error.front() == bare_error);
    const auto waiting = [](two_sides& s) {
        s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE);
        s.server_leg();
        REQUIRE(s.server.status == SEC_I_CONTINUE_NEEDED);
    };
    two_sides s;
    waiting(s);
    one_call third{.context = s.server.context.get()};
    for (const auto& wrong : of_wrong_length(error)) {
        third.input = wrong;
        CAPTURE(wrong.size());
        CHECK(third.accept() == SEC_E_INVALID_TOKEN);
    }
    s.client_leg(usual_request | ISC_REQ_USE_DCE_STYLE);
    s.server_leg();
    CHECK(s.server.status == SEC_E_OK);
    for (const auto& change : octet_changes(error.size(), 0)) {
        const auto changed = change.applied_to(error);
        if (!changed) continue;
        two_sides fresh;
        waiting(fresh);
        one_call call{.context = fresh.server.context.get()};
        call.input = *changed;
        CAPTURE(change.text());
        CHECK(call.accept() < 0);
    }
}

TEST_CASE("an error token tells nothing about files and configuration of the server") {
    const auto r = refused(keyless_service(), usual_request, tells);
    const auto text = text_of(r.server.token());
    CHECK(text.find("keytab") == std::string::npos);
    CHECK(text.find("FILE:") == std::string::npos);
    CHECK(text.find(shared_realm().environment().directory().string()) == std::string::npos);
}
