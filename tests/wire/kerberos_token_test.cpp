// SPDX-License-Identifier: BSL-1.0
// What a token is by its framing: real ones, and ones whose lengths lie.
#include <gss/mechanism.hpp>
#include <support/catch.hpp>
#include <support/own_call.hpp>
#include <support/test_realm.hpp>
#include <wire/kerberos_token.hpp>

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

using namespace sspi;
using namespace sspi::test;
using detail::gss_flag;
using wire::classify;
using wire::kerberos_token;

namespace {

using bytes = std::vector<std::byte>;

[[nodiscard]] bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}

[[nodiscard]] bytes operator+(bytes left, const bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// A DER element with a length of as few octets as can be, or of `length_octets`.
[[nodiscard]] bytes element(int tag, const bytes& content, int length_octets = 0) {
    const auto size = static_cast<int>(content.size());
    if (length_octets == 0 && size < 0x80) return octets({tag, size}) + content;
    const int count = length_octets != 0 ? length_octets : size < 0x100 ? 1 : 2;
    auto out = octets({tag, 0x80 | count});
    for (int i = count - 1; i >= 0; --i)
        out.push_back(static_cast<std::byte>(i > 3 ? 0 : size >> 8 * i & 0xFF));
    return out + content;
}

[[nodiscard]] bytes framed(int id, const bytes& message, int length_octets = 0) {
    return element(
        0x60, octets({0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, id, 0x00}) + message,
        length_octets);
}

/// Opening and answer of a real exchange.
struct real_tokens {
    bytes request;
    bytes reply;
};

[[nodiscard]] real_tokens real(gss_flag more) {
    shared_realm();
    auto& mechanism = gss::kerberos();
    auto client = mechanism.initiate(own_call(), mechanism.default_initiator(std::nullopt),
                                     {.target = web, .request = gss_flag::mutual | more, .bindings = {}});
    auto server = mechanism.accept(own_call(), mechanism.keytab_acceptor({}), {});
    REQUIRE((client && server));
    const auto request = (*client)->advance(own_call(), {});
    REQUIRE(request.has_value());
    const auto reply = (*server)->advance(own_call(), request->token);
    REQUIRE(reply.has_value());
    return {request->token, reply->token};
}

struct known {
    const char* name;
    bytes token;
    kerberos_token kind;
};

[[nodiscard]] std::vector<known> known_tokens() {
    const auto plain = real(gss_flag::none), dce = real(gss_flag::dce_style);
    const auto body = octets({0x30, 0x03, 0x02, 0x01, 0x05});
    return {{"AP-REQ", plain.request, kerberos_token::ap_req},
            {"AP-REP", plain.reply, kerberos_token::ap_rep},
            {"bare AP-REQ", dce.request, kerberos_token::bare_ap_req},
            {"bare AP-REP", dce.reply, kerberos_token::bare_ap_rep},
            {"KRB-ERROR", framed(3, element(0x7E, body)), kerberos_token::krb_error},
            {"bare KRB-ERROR", element(0x7E, body), kerberos_token::bare_krb_error}};
}

} // namespace

TEST_CASE("every kind of token is told, and the Kerberos message in it is found") {
    for (const auto& [name, token, kind] : known_tokens()) {
        CAPTURE(name);
        CHECK(classify(token) == kind);
        const auto message = wire::kerberos_message(token);
        REQUIRE_FALSE(message.empty());
        const auto tag = std::to_integer<int>(message.front());
        CHECK((tag == 0x6E || tag == 0x6F || tag == 0x7E));
        CHECK(message.data() + message.size() == token.data() + token.size());
    }
}

TEST_CASE("a token of any other length is nothing") {
    for (const auto& [name, token, kind] : known_tokens()) {
        CAPTURE(name);
        for (std::size_t size = 0; size < token.size(); ++size) {
            const bytes cut(token.begin(), token.begin() + static_cast<std::ptrdiff_t>(size));
            if (classify(cut) != kerberos_token::other) CHECK(size == token.size());
            if (wire::kerberos_message(cut).size() > cut.size()) CHECK(size == token.size());
        }
        for (const std::size_t more : {1U, 2U, 100U})
            CHECK(classify(token + bytes(more)) == kerberos_token::other);
    }
}

TEST_CASE("lengths that are indefinite, longer than need be or not of DER's form are nothing") {
    const auto message = element(0x6F, octets({0x30, 0x00}));
    CHECK(classify(framed(2, message)) == kerberos_token::ap_rep);
    for (int count = 1; count <= 5; ++count) // right, and yet not as X.690 10.1 has them
        CHECK(classify(framed(2, message, count)) == kerberos_token::other);
    CHECK(classify(framed(2, message, 8)) == kerberos_token::other);
    auto indefinite = framed(2, message);
    indefinite[1] = std::byte{0x80};
    CHECK(classify(indefinite) == kerberos_token::other);
    CHECK(classify(indefinite + octets({0, 0})) == kerberos_token::other);
    for (int length = 0; length < 256; ++length) {
        auto lying = framed(2, message);
        const bool right = std::to_integer<int>(lying[1]) == length;
        lying[1] = static_cast<std::byte>(length);
        CHECK((classify(lying) == kerberos_token::ap_rep) == right);
    }
    CHECK(classify(octets({0x60, 0x84, 0xFF, 0xFF, 0xFF, 0xFF})) == kerberos_token::other);
    CHECK(classify(octets({0x6E, 0x84, 0xFF, 0xFF, 0xFF, 0xFE, 0x00})) == kerberos_token::other);
}

TEST_CASE("framing that is too short to hold anything is nothing, and nothing is read behind it") {
    for (std::size_t size = 0; size < 13; ++size) {
        const auto token = element(0x60, bytes(size, std::byte{0x6E}));
        CAPTURE(size);
        CHECK(classify(token) == kerberos_token::other);
        CHECK(wire::kerberos_message(token).data() >= token.data());
        CHECK(wire::kerberos_message(token).size() <= token.size());
    }
}

TEST_CASE("a message that is framed here is told again") {
    const auto message = element(0x7E, bytes(300));
    const auto token = wire::framed(kerberos_token::krb_error, message);
    CHECK(token == framed(3, message));
    const auto [kind, inner] = wire::parse_kerberos_token(token);
    CHECK(kind == kerberos_token::krb_error);
    CHECK(std::ranges::equal(inner, message));
}

TEST_CASE("the identifier and the message must agree, and the mechanism must be Kerberos") {
    const auto message = element(0x6E, octets({0x30, 0x00}));
    CHECK(classify(framed(1, message)) == kerberos_token::ap_req);
    for (int id = 0; id < 256; ++id)
        if (id != 1) CHECK(classify(framed(id, message)) == kerberos_token::other);
    for (std::size_t place = 2; place < 15; ++place) {
        auto other = framed(1, message);
        other[place] ^= std::byte{0x20};
        CHECK(classify(other) == kerberos_token::other);
    }
    CHECK(classify(framed(1, message + octets({0x00}))) == kerberos_token::other);
    CHECK(classify(framed(1, {})) == kerberos_token::other);
}
