// SPDX-License-Identifier: BSL-1.0
// Messages that are cut, extended, changed, or of another kind or context. Run once for every enctype.
#include "bad_tokens.hpp"

#include <support/catch.hpp>
#include <support/messages.hpp>

#include <sspi/detail/enctype.hpp>

using namespace sspi::test;

namespace {

[[nodiscard]] const sspi::detail::enctype_row& row() {
    return *sspi::detail::find_enctype(static_cast<int>(test_enctype()));
}

/// Where Heimdal makes the messages, a forged one can use up a number that is watched; there the order is not
/// watched here.
[[nodiscard]] session session_of(ULONG style = 0) {
    shared_realm();
    constexpr ULONG unwatched = ISC_REQ_MUTUAL_AUTH | ISC_REQ_CONFIDENTIALITY | ISC_REQ_INTEGRITY;
    return establish(web, (row().is_cfx ? usual_request : unwatched) | style);
}

[[nodiscard]] std::vector<ULONG> styles() {
    if (!row().is_cfx && row().block_size != 1) return {0}; // has no messages in DCE style
    return {0, ISC_REQ_USE_DCE_STYLE};
}

/// DecryptMessage over a STREAM that must be refused, with the outputs watched.
[[nodiscard]] SECURITY_STATUS refuse_stream(peer& side, const bytes& whole) {
    auto exact = bytes(whole.begin(), whole.end());
    exact.shrink_to_fit();
    std::byte elsewhere{};
    SecBuffer list[] = {buffer(SECBUFFER_STREAM, exact), {1, SECBUFFER_DATA, &elsewhere}};
    auto all = descriptor(list);
    ULONG qop = 77;
    const auto status = DecryptMessage(side.context.get(), &all, 0, &qop);
    const bool kept = list[0].cbBuffer == exact.size() && list[0].pvBuffer == exact.data() &&
                      list[1].cbBuffer == 1 && list[1].pvBuffer == &elsewhere && qop == 77 && exact == whole;
    if (status < 0) CHECK(kept);
    return status;
}

[[nodiscard]] bool refuses(SECURITY_STATUS status) {
    return is_one_of(status, {SEC_E_INVALID_TOKEN, SEC_E_MESSAGE_ALTERED});
}

/// Every way to spoil a token's octets, all bits of the header and of the tag behind it included.
[[nodiscard]] std::vector<bytes> spoilt(const bytes& genuine) {
    auto out = of_wrong_length(genuine);
    for (const auto& change : octet_changes(genuine.size(), genuine.size()))
        if (auto changed = change.applied_to(genuine)) out.push_back(std::move(*changed));
    return out;
}

/// What no token covers. RFC 4121 4.2.2: the rotation count, of which only the remainder matters. RFC 4757 7.2: the
/// sequence number of RC4, which is encrypted as a stream and not signed. Behind the checksum of a DES3 signature
/// Heimdal leaves two octets that mean nothing.
[[nodiscard]] bool means_the_same(const bytes& genuine, const bytes& changed) {
    if (changed.size() != genuine.size()) return false;
    const auto place =
        static_cast<std::size_t>(std::ranges::mismatch(genuine, changed).in1 - genuine.begin());
    if (!row().is_cfx) return row().block_size == 1 ? place >= 21 && place < 25 : place >= genuine.size() - 2;
    const bool is_wrap = genuine[0] == std::byte{0x05};
    const auto rotation = [](const bytes& t) {
        return std::to_integer<int>(t[6]) << 8 | std::to_integer<int>(t[7]);
    };
    const auto body = static_cast<int>(genuine.size() - 16);
    return is_wrap && (place == 6 || place == 7) && (rotation(changed) - rotation(genuine)) % body == 0;
}

} // namespace

TEST_CASE("a spoilt wrap token in one buffer is refused, and the genuine one then decrypts") {
    const ULONG qop = GENERATE(ULONG{0}, ULONG{SECQOP_WRAP_NO_ENCRYPT});
    for (const auto style : styles()) {
        auto s = session_of(style);
        const auto genuine = encrypt(s.client, {"a message"}, qop).joined();
        for (const auto& token : spoilt(genuine)) {
            if (row().is_cfx && means_the_same(genuine, token)) continue; // would use up the number
            const auto status = refuse_stream(s.server, token);
            const auto place = std::ranges::mismatch(token, genuine).in1 - token.begin();
            INFO(style << ", " << qop << ": " << token.size() << " octets, other at " << place << ": "
                       << status_text(status));
            if (!refuses(status)) CHECK((status == SEC_E_OK && means_the_same(genuine, token)));
        }
        const auto opened = decrypt_stream(s.server, genuine);
        CHECK(opened.status == SEC_E_OK);
        CHECK(opened.text == "a message");
    }
}

TEST_CASE("a spoilt signature is refused, and the genuine one then verifies") {
    for (const auto style : styles()) {
        auto s = session_of(style);
        bytes genuine;
        REQUIRE(sign(s.client, bytes_of("a message"), genuine) == SEC_E_OK);
        for (const auto& token : spoilt(genuine)) {
            const auto status = verify(s.server, bytes_of("a message"), token);
            const auto place = std::ranges::mismatch(token, genuine).in1 - token.begin();
            INFO(style << ": " << token.size() << " octets, other at " << place << ": "
                       << status_text(status));
            if (!refuses(status)) CHECK((status == SEC_E_OK && means_the_same(genuine, token)));
        }
        CHECK(verify(s.server, bytes_of("a messag"), genuine) == SEC_E_MESSAGE_ALTERED);
        CHECK(verify(s.server, bytes_of("a message "), genuine) == SEC_E_MESSAGE_ALTERED);
        CHECK(verify(s.server, bytes{}, genuine) == SEC_E_MESSAGE_ALTERED);
        CHECK(verify(s.server, bytes_of("a message"), genuine) == SEC_E_OK);
    }
}

TEST_CASE("a message in pieces of wrong lengths is refused, and the genuine one then decrypts") {
    for (const auto style : styles()) {
        auto s = session_of(style);
        const auto genuine = encrypt(s.client, {"a message"});
        REQUIRE(genuine.status == SEC_E_OK);
        std::vector<sealed_message> wrong;
        for (auto& token : of_wrong_length(genuine.token)) {
            wrong.push_back(genuine);
            wrong.back().token = token;
        }
        for (const std::size_t size : {0U, 1U, 8U, 10U, 25U, 200U}) {
            wrong.push_back(genuine);
            wrong.back().data[0].resize(size);
        }
        wrong.push_back(genuine);
        wrong.back().padding.resize(genuine.padding.size() + 1);
        wrong.push_back(genuine);
        wrong.back().data.push_back(bytes(1));
        for (auto& m : wrong) {
            const auto status = decrypt_pieces(s.server, m).status;
            INFO(style << ": " << m.token.size() << " + " << m.data[0].size() << " + " << m.padding.size()
                       << ": " << status_text(status));
            CHECK(refuses(status));
        }
        CHECK(decrypt_pieces(s.server, genuine).text == "a message");
    }
}

TEST_CASE("what is no message of the context is refused, and leaves it usable") {
    auto s = session_of();
    auto other = session_of();
    auto tokens = foreign_tokens();
    bytes signature;
    REQUIRE(sign(s.client, bytes_of("a message"), signature) == SEC_E_OK);
    tokens.push_back({"a signature", signature});
    tokens.push_back({"an AP-REQ", other.client.token});
    tokens.push_back({"a message of another context", encrypt(other.client, {"a message"}).joined()});
    tokens.push_back({"a signed message of another context",
                      encrypt(other.client, {"a message"}, SECQOP_WRAP_NO_ENCRYPT).joined()});
    tokens.push_back({"its own message", encrypt(s.server, {"a message"}).joined()});
    for (const auto& [name, token] : tokens) {
        const auto status = refuse_stream(s.server, token);
        CAPTURE(name, status_text(status));
        CHECK(refuses(status));
    }
    const auto message = encrypt(s.client, {"a message"});
    bytes foreign_signature;
    REQUIRE(sign(other.client, bytes_of("a message"), foreign_signature) == SEC_E_OK);
    CHECK(refuses(verify(s.server, bytes_of("a message"), foreign_signature)));
    CHECK(refuses(verify(s.server, bytes_of("a message"), message.joined())));
    CHECK(refuses(verify(s.server, bytes_of("a message"), message.token)));
    CHECK(refuses(verify(s.server, bytes_of("a message"), {})));
    CHECK(refuse_stream(s.server, {}) == SEC_E_INVALID_TOKEN);
    CHECK(verify(s.server, bytes_of("a message"), signature) == SEC_E_OK);
    CHECK(decrypt_stream(s.server, message.joined()).text == "a message");
}
