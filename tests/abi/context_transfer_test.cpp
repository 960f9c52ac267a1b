// SPDX-License-Identifier: BSL-1.0
// ExportSecurityContext and ImportSecurityContext: a context goes on in another process, or says why it does not.
#include <support/heir.hpp>
#include <support/test_realm.hpp>

#include <csignal>
#include <limits>

using namespace sspi;
using namespace sspi::test;

namespace {

const bool made_first = (shared_realm(), std::signal(SIGPIPE, SIG_IGN), true);

[[nodiscard]] bool rfc4121() {
    using enum testing::enctype;
    return test_enctype() != des3_cbc_sha1 && test_enctype() != arcfour_hmac_md5;
}

struct exported {
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    bytes packed{};
};

[[nodiscard]] exported try_export(peer& side, ULONG flags = 0) {
    SecBuffer out{0, SECBUFFER_EMPTY, nullptr};
    exported result;
    result.status = ExportSecurityContext(side.context.get(), flags, &out, nullptr);
    if (result.status != SEC_E_OK) return result;
    const auto* const first = static_cast<const std::byte*>(out.pvBuffer);
    result.packed.assign(first, first + out.cbBuffer);
    CHECK(FreeContextBuffer(out.pvBuffer) == SEC_E_OK);
    return result;
}

/// Moves a context to where it can go on.
[[nodiscard]] bytes hand_over(peer& side) {
    auto out = try_export(side, SECPKG_CONTEXT_EXPORT_DELETE_OLD);
    REQUIRE(out.status == SEC_E_OK);
    return out.packed;
}

[[nodiscard]] SECURITY_STATUS import(bytes packed, CtxtHandle* out, const char* package = "Kerberos") {
    SecBuffer in = buffer(SECBUFFER_EMPTY, packed);
    return ImportSecurityContextA(arg(package), &in, nullptr, out);
}

/// The same side, of this process.
[[nodiscard]] peer imported(const bytes& packed) {
    peer out;
    REQUIRE(import(packed, out.context.get()) == SEC_E_OK);
    out.context.now_live();
    return out;
}

void talk(peer& here, heir& there) {
    for (const char* const text : {"first", "second"}) {
        auto sealed = encrypt(here, {text});
        REQUIRE(sealed.status == SEC_E_OK);
        const auto opened = there.unseal(sealed);
        CHECK(opened.status == SEC_E_OK);
        CHECK(opened.text == text);
        auto answer = there.seal(std::string("answer to ") + text);
        CHECK(decrypt_pieces(here, answer).text == std::string("answer to ") + text);
        bytes token;
        REQUIRE(sign(here, bytes_of(text), token) == SEC_E_OK);
        CHECK(there.verify(text, token) == SEC_E_OK);
        CHECK(verify(here, bytes_of("signed"), there.sign("signed")) == SEC_E_OK);
    }
}

} // namespace

TEST_CASE("a server's context goes on in another process, which knows the client") {
    auto s = establish(web, usual_request);
    REQUIRE(decrypt_pieces(s.server, encrypt(s.client, {"before"})).status == SEC_E_OK);
    heir there(hand_over(s.server));
    REQUIRE(there.status == SEC_E_OK);
    CHECK(there.ask({.what = heir_order::name}).data == "SSPI.TEST\\alice");
    talk(s.client, there);
}

TEST_CASE("a client's context goes on in another process") {
    auto s = establish(web, usual_request);
    REQUIRE(decrypt_pieces(s.client, encrypt(s.server, {"before"})).status == SEC_E_OK);
    heir there(hand_over(s.client));
    REQUIRE(there.status == SEC_E_OK);
    talk(s.server, there);
}

TEST_CASE("a context goes on without mutual authentication, and in DCE style") {
    const auto request = GENERATE(ULONG{ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY},
                                  ULONG{usual_request | ISC_REQ_USE_DCE_STYLE});
    const bool dce = (request & ISC_REQ_USE_DCE_STYLE) != 0;
    if (dce && test_enctype() == testing::enctype::des3_cbc_sha1)
        return; // which has no messages in DCE style
    auto s = establish(web, request);
    heir there(hand_over(s.server));
    REQUIRE(there.status == SEC_E_OK);
    talk(s.client, there);
}

TEST_CASE("replays and gaps are noticed across the processes") {
    auto s = establish(web, usual_request);
    auto early = encrypt(s.client, {"early"});
    auto lost = encrypt(s.client, {"lost"});
    auto late = encrypt(s.client, {"late"});
    REQUIRE(decrypt_pieces(s.server, early).status == SEC_E_OK);
    heir there(hand_over(s.server));
    REQUIRE(there.status == SEC_E_OK);
    CHECK(there.unseal(early).status == SEC_E_OUT_OF_SEQUENCE);
    CHECK(there.unseal(late).status == SEC_E_OUT_OF_SEQUENCE);
    CHECK(lost.status == SEC_E_OK);
}

TEST_CASE("two megabytes go through a context that was handed over") {
    auto s = establish(web, usual_request);
    heir there(hand_over(s.server));
    const std::string text(2 << 20, 'x');
    CHECK(there.unseal(encrypt(s.client, {text})).text == text);
}

TEST_CASE("attributes are those of the exported context") {
    auto s = establish(web, usual_request);
    SecPkgContext_Flags flags_before{}, flags_after{};
    SecPkgContext_Lifespan life_before{}, life_after{};
    SecPkgContext_NativeNamesA names{};
    REQUIRE(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_FLAGS, &flags_before) == SEC_E_OK);
    REQUIRE(QueryContextAttributesA(s.client.context.get(), SECPKG_ATTR_LIFESPAN, &life_before) == SEC_E_OK);
    const auto sizes_before = sizes_of(s.client);
    auto after = imported(hand_over(s.client));
    CHECK(QueryContextAttributesA(after.context.get(), SECPKG_ATTR_FLAGS, &flags_after) == SEC_E_OK);
    CHECK(QueryContextAttributesA(after.context.get(), SECPKG_ATTR_LIFESPAN, &life_after) == SEC_E_OK);
    CHECK(flags_after.Flags == flags_before.Flags);
    CHECK(life_after.tsStart.QuadPart == life_before.tsStart.QuadPart);
    CHECK(life_after.tsExpiry.QuadPart == life_before.tsExpiry.QuadPart);
    CHECK(sizes_of(after).cbSecurityTrailer == sizes_before.cbSecurityTrailer);
    REQUIRE(QueryContextAttributesA(after.context.get(), SECPKG_ATTR_NATIVE_NAMES, &names) == SEC_E_OK);
    CHECK(std::string(names.sServerName) == "HTTP/web.sspi.test@SSPI.TEST");
    FreeContextBuffer(names.sClientName);
    FreeContextBuffer(names.sServerName);
}

TEST_CASE("the old context is deleted when that was asked for, and else goes on as well") {
    auto s = establish(web, usual_request);
    REQUIRE(try_export(s.server).status == SEC_E_OK);
    CHECK(decrypt_pieces(s.server, encrypt(s.client, {"still here"})).text == "still here");
    auto copy = imported(hand_over(s.server));
    CHECK(decrypt_pieces(copy, encrypt(s.client, {"here now"})).text == "here now");
    SecBuffer out{0, SECBUFFER_EMPTY, nullptr};
    CHECK(ExportSecurityContext(s.server.context.get(), 0, &out, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(DeleteSecurityContext(s.server.context.get()) == SEC_E_OK); // again
}

TEST_CASE("a context that is reset counts its messages from the beginning") {
    auto s = establish(web, usual_request);
    auto first = encrypt(s.client, {"first"});
    REQUIRE(decrypt_pieces(s.server, first).status == SEC_E_OK);
    const auto reset = try_export(s.server, SECPKG_CONTEXT_EXPORT_RESET_NEW);
    if (!rfc4121()) {
        CHECK(reset.status == SEC_E_UNSUPPORTED_FUNCTION);
        return;
    }
    REQUIRE(reset.status == SEC_E_OK);
    auto again = imported(reset.packed);
    CHECK(decrypt_pieces(again, first).text == "first");
}

TEST_CASE("what cannot be exported says so, and nothing is touched") {
    auto s = establish(web, usual_request);
    SecBuffer out{7, SECBUFFER_EMPTY, &s};
    CHECK(ExportSecurityContext(nullptr, 0, &out, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(ExportSecurityContext(s.client_credential.get(), 0, &out, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(ExportSecurityContext(s.client.context.get(), 0, nullptr, nullptr) == SEC_E_INVALID_PARAMETER);
    for (const ULONG flags : {ULONG{SECPKG_CONTEXT_EXPORT_TO_KERNEL}, 8U, 0xFFFFFFFFU})
        CHECK(ExportSecurityContext(s.client.context.get(), flags, &out, nullptr) ==
              SEC_E_UNSUPPORTED_FUNCTION);
    auto credential = acquire(SECPKG_CRED_OUTBOUND);
    peer unfinished;
    initiate(unfinished, credential, web, ISC_REQ_MUTUAL_AUTH);
    REQUIRE(unfinished.status == SEC_I_CONTINUE_NEEDED);
    CHECK(ExportSecurityContext(unfinished.context.get(), 0, &out, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(out.pvBuffer == &s);
    CHECK(out.cbBuffer == 7);
    void* token = &out;
    REQUIRE(ExportSecurityContext(s.client.context.get(), 0, &out, &token) == SEC_E_OK);
    CHECK(token == nullptr);
    CHECK(out.BufferType == SECBUFFER_EMPTY);
    CHECK(FreeContextBuffer(out.pvBuffer) == SEC_E_OK);
}

TEST_CASE("what is not an exported context is refused") {
    auto s = establish(web, usual_request);
    const auto good = try_export(s.server).packed;
    CtxtHandle out{1, 2};
    for (std::size_t length = 0; length < good.size(); ++length)
        if (import(bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)), &out) !=
            SEC_E_UNKNOWN_CREDENTIALS)
            FAIL_CHECK("cut after " << length);
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto altered = good;
        altered[at] ^= static_cast<std::byte>(1 + at % 255);
        if (import(altered, &out) != SEC_E_UNKNOWN_CREDENTIALS) FAIL_CHECK("altered at " << at);
    }
    auto longer = good;
    longer.push_back(std::byte{});
    CHECK(import(longer, &out) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(import({}, &out) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(import(bytes(2 << 20, std::byte{0x53}), &out) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(import(bytes(2 << 20), &out) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(out.dwLower == 1);
    CHECK(out.dwUpper == 2);
}

TEST_CASE("bad arguments of an import are told apart") {
    auto s = establish(web, usual_request);
    auto good = try_export(s.server).packed;
    CtxtHandle out{1, 2};
    SecBuffer in = buffer(SECBUFFER_EMPTY, good);
    CHECK(ImportSecurityContextA(arg("Kerberos"), &in, nullptr, nullptr) == SEC_E_INVALID_HANDLE);
    CHECK(ImportSecurityContextA(nullptr, &in, nullptr, &out) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(ImportSecurityContextA(arg("Schannel"), &in, nullptr, &out) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(ImportSecurityContextA(arg("Negotiate"), &in, nullptr, &out) == SEC_E_SECPKG_NOT_FOUND);
    CHECK(ImportSecurityContextA(arg("Kerberos"), nullptr, nullptr, &out) == SEC_E_INVALID_PARAMETER);
    SecBuffer nowhere{std::numeric_limits<ULONG>::max(), SECBUFFER_EMPTY, nullptr};
    CHECK(ImportSecurityContextA(arg("Kerberos"), &nowhere, nullptr, &out) == SEC_E_UNKNOWN_CREDENTIALS);
    CHECK(out.dwLower == 1);
    WCHAR package[] = {'k', 'e', 'r', 'b', 'e', 'r', 'o', 's', 0};
    CHECK(ImportSecurityContextW(package, &in, nullptr, &out) == SEC_E_OK);
    CHECK(DeleteSecurityContext(&out) == SEC_E_OK);
}

TEST_CASE("a context of Negotiate goes on as one, and as no other's") {
    const auto of_negotiate = [](ULONG use) {
        owned_credential out;
        REQUIRE(AcquireCredentialsHandleA(nullptr, arg("Negotiate"), use, nullptr, nullptr, nullptr, nullptr,
                                          out.get(), nullptr) == SEC_E_OK);
        out.now_live();
        return out;
    };
    auto client_credential = of_negotiate(SECPKG_CRED_OUTBOUND);
    auto server_credential = of_negotiate(SECPKG_CRED_INBOUND);
    peer client, server;
    initiate(client, client_credential, web, usual_request);
    for (int leg = 0; leg < 4 && client.status != SEC_E_OK; ++leg) {
        accept(server, server_credential, ASC_REQ_CONNECTION, client.token);
        REQUIRE(server.status >= 0);
        initiate(client, client_credential, web, usual_request, server.token);
    }
    REQUIRE(client.status == SEC_E_OK);
    REQUIRE(server.status == SEC_E_OK);
    const auto packed = hand_over(server);
    CtxtHandle none{1, 2};
    CHECK(import(packed, &none) == SEC_E_SECPKG_NOT_FOUND);
    peer after;
    REQUIRE(import(packed, after.context.get(), "Negotiate") == SEC_E_OK);
    after.context.now_live();
    CHECK(decrypt_pieces(after, encrypt(client, {"hello"})).text == "hello");
    CHECK(decrypt_pieces(client, encrypt(after, {"hello"})).text == "hello");
}
