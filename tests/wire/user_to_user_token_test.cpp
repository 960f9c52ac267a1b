// SPDX-License-Identifier: BSL-1.0
// Tokens of user-to-user, written and read: as the draft has them, and with lies in them.
#include <support/catch.hpp>
#include <wire/user_to_user_token.hpp>

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

using namespace sspi;
using wire::user_to_user_kind;

namespace {

using bytes = std::vector<std::byte>;

[[nodiscard]] bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}
[[nodiscard]] bytes copy_of(std::span<const std::byte> from) {
    return {from.begin(), from.end()};
}
[[nodiscard]] bool inside(std::span<const std::byte> part, const bytes& whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

const bytes ticket = octets({0x61, 0x03, 0x02, 0x01, 0x05});

} // namespace

TEST_CASE("a request for bob's ticket has the octets of the draft") {
    CHECK(wire::tgt_request({{"bob"}, ""}) ==
          octets({0x60, 0x2C,                                                             // RFC 2743 3.1
                  0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, 0x03, // mechanism
                  0x04, 0x00,                                                             // KRB_TGT_REQ
                  0x30, 0x1C, 0xA0, 0x03, 0x02, 0x01, 0x05, 0xA1, 0x03, 0x02, 0x01, 0x10, // 5, 16
                  0xA2, 0x10, 0x30, 0x0E, 0xA0, 0x03, 0x02, 0x01, 0x01,                   // NT-PRINCIPAL
                  0xA1, 0x07, 0x30, 0x05, 0x1B, 0x03, 'b',  'o',  'b'}));
}

TEST_CASE("a request tells the parts of a service's name, and the realm where there is one") {
    const auto token = wire::tgt_request({{"TERMSRV", "host.sspi.test"}, "SSPI.TEST"});
    const std::string_view text(reinterpret_cast<const char*>(token.data()), token.size());
    CHECK(text.find("\x1B\x07TERMSRV\x1B\x0Ehost.sspi.test") != text.npos);
    CHECK(text.ends_with("\xA3\x0B\x1B\x09SSPI.TEST"));
    const auto parsed = wire::parse_user_to_user(token);
    REQUIRE(parsed.has_value());
    CHECK(parsed->kind == user_to_user_kind::tgt_request);
    CHECK(wire::is_tgt_request(parsed->message));
    CHECK_FALSE(wire::ticket_in_reply(parsed->message));
}

TEST_CASE(
    "a request without a name, as the draft allows it, is a request; of another version or type it is none") {
    const auto request = [](int version, int type) {
        return octets({0x30, 0x0A, 0xA0, 0x03, 0x02, 0x01, version, 0xA1, 0x03, 0x02, 0x01, type});
    };
    CHECK(wire::is_tgt_request(request(5, 16)));
    CHECK_FALSE(wire::is_tgt_request(request(4, 16)));
    CHECK_FALSE(wire::is_tgt_request(request(5, 17)));
    CHECK_FALSE(wire::is_tgt_request(octets({0x30, 0x05, 0xA0, 0x03, 0x02, 0x01, 0x05})));
    CHECK_FALSE(wire::is_tgt_request(octets({0x30, 0x00})));
    CHECK_FALSE(wire::is_tgt_request({}));
}

TEST_CASE("a reply has the ticket as it was given, behind the draft's identifier") {
    const auto token = wire::tgt_reply(ticket);
    CHECK(token == octets({0x60, 0x21, 0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02,
                           0x02, 0x03, 0x04, 0x01, 0x30, 0x11, 0xA0, 0x03, 0x02, 0x01, 0x05, 0xA1,
                           0x03, 0x02, 0x01, 0x11, 0xA2, 0x05, 0x61, 0x03, 0x02, 0x01, 0x05}));
    const auto parsed = wire::parse_user_to_user(token);
    REQUIRE(parsed.has_value());
    CHECK(parsed->kind == user_to_user_kind::tgt_reply);
    const auto found = wire::ticket_in_reply(parsed->message);
    REQUIRE(found.has_value());
    CHECK(copy_of(*found) == ticket);
    CHECK_FALSE(wire::is_tgt_request(parsed->message));
}

TEST_CASE("what a reply holds in the place of the ticket has to be one") {
    for (const auto& other : {octets({0x62, 0x03, 0x02, 0x01, 0x05}), octets({0x61, 0x04, 0x02, 0x01, 0x05}),
                              octets({0x61, 0x03, 0x02, 0x01, 0x05, 0x00, 0x00}), bytes{}}) {
        const auto token = wire::tgt_reply(other);
        const auto parsed = wire::parse_user_to_user(token);
        REQUIRE(parsed.has_value());
        CHECK_FALSE(wire::ticket_in_reply(parsed->message));
    }
}

TEST_CASE("each kind of token is told by its identifier and the tag of its message") {
    for (const auto& row : wire::user_to_user::framings) {
        const auto message = octets({row.tag, 0x00});
        const auto token = wire::framed(row.kind, message);
        const auto parsed = wire::parse_user_to_user(token);
        REQUIRE(parsed.has_value());
        CHECK(parsed->kind == row.kind);
        CHECK(copy_of(parsed->message) == message);
        CHECK(wire::names_user_to_user(token));
        CHECK_FALSE(wire::parse_user_to_user(wire::framed(row.kind, octets({0x04, 0x00}))));
        CHECK_FALSE(wire::parse_user_to_user(wire::framed(row.kind, octets({row.tag, 0x00, 0x00}))));
    }
}

TEST_CASE("tokens of the Kerberos mechanism do not name user-to-user") {
    CHECK_FALSE(wire::names_user_to_user(octets({0x60, 0x0F, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12,
                                                 0x01, 0x02, 0x02, 0x01, 0x00, 0x6E, 0x00})));
    CHECK_FALSE(wire::names_user_to_user(octets({0x6E, 0x00})));
    CHECK_FALSE(wire::names_user_to_user({}));
}

TEST_CASE("a token that is cut anywhere, or has more, is none") {
    for (const auto& token : {wire::tgt_request({{"bob"}, "SSPI.TEST"}), wire::tgt_reply(ticket)}) {
        for (std::size_t size = 0; size < token.size(); ++size)
            CHECK_FALSE(wire::parse_user_to_user(std::span(token).first(size)));
        auto longer = token;
        longer.push_back(std::byte{});
        CHECK_FALSE(wire::parse_user_to_user(longer));
    }
}

TEST_CASE("whatever an octet says, what is found lies within the token") {
    const auto genuine = wire::tgt_reply(ticket);
    for (std::size_t i = 0; i < genuine.size(); ++i)
        for (int value = 0; value < 256; ++value) {
            auto lying = genuine;
            lying[i] = static_cast<std::byte>(value);
            const auto parsed = wire::parse_user_to_user(lying);
            if (!parsed) continue;
            REQUIRE(inside(parsed->message, lying));
            (void)wire::is_tgt_request(parsed->message);
            if (const auto found = wire::ticket_in_reply(parsed->message)) REQUIRE(inside(*found, lying));
        }
}

TEST_CASE("numbers, times and long contents are written as DER has them") {
    using wire::der::integer;
    const auto written = [](const detail::secret_bytes& from) { return copy_of(from.view()); };
    CHECK(written(integer(0)) == octets({0x02, 0x01, 0x00}));
    CHECK(written(integer(127)) == octets({0x02, 0x01, 0x7F}));
    CHECK(written(integer(128)) == octets({0x02, 0x02, 0x00, 0x80}));
    CHECK(written(integer(0x8003)) == octets({0x02, 0x03, 0x00, 0x80, 0x03}));
    CHECK(written(integer(0xFFFFFFFF)) == octets({0x02, 0x05, 0x00, 0xFF, 0xFF, 0xFF, 0xFF}));
    CHECK(written(integer(~std::uint64_t{0})) ==
          octets({0x02, 0x09, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
    CHECK(written(wire::der::time(std::chrono::sys_seconds(std::chrono::seconds(951827696)))) ==
          copy_of(std::as_bytes(std::span("\x18\x0F"
                                          "20000229123456Z",
                                          17))));
    for (const std::size_t size : {0, 127, 128, 255, 256, 65535, 65536}) {
        const bytes content(size, std::byte{7});
        const auto element = wire::der::element(0x04, {content});
        const auto read = wire::der::exact(element.view(), 0x04);
        REQUIRE(read.has_value());
        CHECK(copy_of(*read) == content);
    }
}
