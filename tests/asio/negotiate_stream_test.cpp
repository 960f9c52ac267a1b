// SPDX-License-Identifier: BSL-1.0
// The octets of .NET's NegotiateStream, as MS-NNS has them, written by hand.
#include "wire.hpp"

using namespace sspi;
using namespace sspi::test;

namespace {

using dotnet = framing::negotiate_stream;
using peer = by_hand<dotnet>;

constexpr auto sealing = features_for(protection_level::confidentiality);
constexpr auto signing = features_for(protection_level::integrity);
constexpr features mutual{feature::mutual_authentication};

bytes frame(int id, const bytes& payload) {
    return octets({id, 1, 0, static_cast<int>(payload.size() >> 8), static_cast<int>(payload.size() & 255)}) +
           payload;
}
bytes payload_of(const bytes& frame) {
    return {frame.begin() + 5, frame.end()};
}
void expect_header(const bytes& frame, int id) {
    REQUIRE(frame.size() >= 5);
    CHECK(hex(std::span(frame).first(3)) == hex(octets({id, 1, 0})));
    CHECK(number(std::span(frame).subspan(3, 2)) == frame.size() - 5);
}
/// A message of the wire: four octets, little-endian, and a wrap token.
bytes message(const secure_channel& channel, std::string_view text, protection how = protection::encrypted) {
    const auto token = channel.wrap(octets(text), how);
    return little(token.size()) + token;
}
/// The plain text of one that came.
std::string plain(const secure_channel& channel, const bytes& frame, protection how) {
    REQUIRE(frame.size() > 4);
    CHECK(hex(std::span(frame).first(4)) == hex(little(frame.size() - 4)));
    bytes token(frame.begin() + 4, frame.end());
    const auto opened = channel.unwrap(token);
    CHECK(opened.how == how);
    return {reinterpret_cast<const char*>(opened.data.data()), opened.data.size()};
}

/// A client of .NET at the stream's server, through the handshake.
secure_channel enter(peer& server, initiator& client) {
    server.begin();
    server.say(frame(0x16, client.step().token));
    const auto done = server.heard();
    expect_header(done, 0x14);
    CHECK(client.step(payload_of(done)).token.empty());
    CHECK_FALSE(server.outcome());
    return client.channel();
}

} // namespace

TEST_CASE("a client sends its token as in progress, takes done with a token, and says nothing more") {
    peer client(client_of());
    client.begin();
    const auto first = client.heard();
    expect_header(first, 0x16);
    CHECK(first[5] == std::byte{0x60}); // SPNEGO's first token
    auto server = server_of();
    const auto answer = server.step(payload_of(first));
    REQUIRE(server.done());
    client.say(frame(0x14, answer.token));
    CHECK_FALSE(client.outcome());
    CHECK(client.quiet());

    result written;
    begin_write_some(*client.tested, asio::buffer("hello", 5), written);
    const auto sent = client.heard();
    CHECK(hex(std::span(sent).subspan(4, 2)) == "0504"); // RFC 4121 section 4.2.6.2
    CHECK(plain(server.channel(), sent, protection::encrypted) == "hello");
    client.say(message(server.channel(), "good day"));
    CHECK(read_exactly(client.context, *client.tested, 8) == "good day");
}

TEST_CASE("a server answers in progress with done and a token, and is done itself") {
    peer server(server_of());
    auto client = client_of();
    const auto channel = enter(server, client);
    CHECK(server.quiet());
    server.say(message(channel, "hello"));
    CHECK(read_exactly(server.context, *server.tested, 5) == "hello");
}

TEST_CASE("without mutual authentication the client is done first, and waits for an empty done") {
    peer client(client_of(sealing.without(mutual), packages::kerberos));
    client.begin();
    const auto first = client.heard();
    expect_header(first, 0x14);
    CHECK(client.quiet());
    CHECK_FALSE(client.shaken.over);
    client.say(octets({0x14, 1, 0, 0, 0}));
    CHECK_FALSE(client.outcome());

    peer server(server_of(packages::kerberos));
    server.begin();
    server.say(frame(0x14, client_of(sealing.without(mutual), packages::kerberos).step().token));
    CHECK(hex(server.heard()) == "1401000000");
    CHECK_FALSE(server.outcome());
}

TEST_CASE("a client that is done takes no other frame than done") {
    peer client(client_of(sealing.without(mutual), packages::kerberos));
    client.begin();
    (void)client.heard();
    client.say(octets({0x16, 1, 0, 0, 0}));
    CHECK(client.outcome() == stream_errc::bad_frame);
}

TEST_CASE("messages are signed where confidentiality was not granted") {
    peer server(server_of(), {.required = protection_level::integrity});
    auto client = client_of(signing);
    const auto channel = enter(server, client);
    CHECK(server.tested->level() == protection_level::integrity);
    result written;
    begin_write_some(*server.tested, asio::buffer("readable", 8), written);
    const auto sent = server.heard();
    const std::string_view wire(reinterpret_cast<const char*>(sent.data()), sent.size());
    CHECK(wire.find("readable") != wire.npos);
    CHECK(plain(channel, sent, protection::signed_only) == "readable");
    server.say(message(channel, "signed", protection::signed_only));
    CHECK(read_exactly(server.context, *server.tested, 6) == "signed");
}

TEST_CASE("octets pass without frames where nothing was granted") {
    peer server(server_of(), {.required = protection_level::none});
    auto client = client_of(features_for(protection_level::none));
    (void)enter(server, client);
    server.say(octets("bare"));
    CHECK(read_exactly(server.context, *server.tested, 4) == "bare");
    write_all(server.context, *server.tested, "naked");
    CHECK(hex(server.heard()) == hex(octets("naked")));
}

TEST_CASE("a server tells a client why it is refused") {
    peer server(server_of());
    server.begin();
    SECTION("with the status of its step") {
        server.say(frame(0x16, octets("no token")));
        CHECK(hex(server.heard()) == "15010000080000000080090308");
        CHECK(is(server.outcome(), errc::invalid_token));
    }
    SECTION("with ERROR_TRUST_FAILURE for too little protection") {
        server.say(frame(0x16, client_of(signing).step().token));
        CHECK(hex(server.heard()) == "150100000800000000000006fe");
        CHECK(server.outcome() == stream_errc::insufficient_protection);
    }
}

TEST_CASE("a server that needs to act as its client refuses one that lets it know who it is only") {
    const auto outcome = [](impersonation required, features allowed) {
        peer server(server_of(), {.required_impersonation = required});
        server.begin();
        server.say(frame(0x16, client_of(sealing | allowed).step().token));
        const auto answer = server.heard();
        CHECK(answer[0] == (server.outcome() ? std::byte{0x15} : std::byte{0x14}));
        return server.outcome();
    };
    using enum impersonation;
    CHECK_FALSE(outcome(identification, feature::identify_only));
    CHECK_FALSE(outcome(impersonation::impersonation, {}));
    CHECK(outcome(impersonation::impersonation, feature::identify_only) ==
          stream_errc::insufficient_protection);
    CHECK(outcome(delegation, {}) == stream_errc::insufficient_protection);
}

TEST_CASE("a client hears why it is refused, and tells why it refuses") {
    peer client(client_of());
    client.begin();
    const auto first = client.heard();
    SECTION("a status") {
        client.say(octets({0x15, 1, 0, 0, 8, 0, 0, 0, 0, 0x80, 0x09, 0x03, 0x0C}));
        CHECK(is(client.outcome(), errc::logon_denied));
    }
    SECTION("ERROR_TRUST_FAILURE") {
        client.say(octets({0x15, 1, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0x06, 0xFE}));
        CHECK(client.outcome() == stream_errc::peer_wants_more);
    }
    SECTION("nothing, too little, and a status that says nothing") {
        const auto payload =
            GENERATE(bytes{}, bytes(7), bytes(8), octets({0, 0, 0, 0, 0x80, 0x00, 0x40, 0x05}));
        client.say(frame(0x15, payload));
        CHECK(client.outcome() == stream_errc::refused_by_peer);
    }
    SECTION("a token that the client cannot read") {
        client.say(frame(0x14, octets("no token")));
        CHECK(client.heard()[0] == std::byte{0x15});
        CHECK(is(client.outcome(), errc::invalid_token));
    }
    CHECK(client.quiet());
}

TEST_CASE("versions are ignored, and unknown frames are refused before they are complete") {
    peer server(server_of());
    server.begin();
    SECTION("another version") {
        auto first = frame(0x16, client_of().step().token);
        first[1] = std::byte{9};
        first[2] = std::byte{9};
        server.say(first);
        CHECK_FALSE(server.outcome());
    }
    SECTION("another identifier") {
        server.say(octets({GENERATE(0x00, 0x13, 0x17, 0xFF)}));
        CHECK(server.outcome() == stream_errc::bad_frame);
    }
}

TEST_CASE("messages have the sizes that .NET and MS-NNS allow") {
    peer server(server_of());
    auto client = client_of();
    const auto channel = enter(server, client);
    SECTION("going out") {
        const std::string large(200'000, 'x');
        result written;
        begin_write(*server.tested, asio::buffer(large), written);
        run_until(server.context, [&] { return written.over; });
        auto wire = server.heard();
        std::size_t text = 0, frames = 0;
        for (std::size_t at = 0; at < wire.size(); ++frames) {
            const auto header = bytes(wire.rend() - static_cast<std::ptrdiff_t>(at) - 4,
                                      wire.rend() - static_cast<std::ptrdiff_t>(at));
            const auto size = number(header); // reversed, so little-endian
            CHECK(size <= 0xFC30);
            text += channel.unwrap(std::span(wire).subspan(at + 4, size)).data.size();
            at += 4 + size;
        }
        CHECK(text == large.size());
        CHECK(frames == 4);
    }
    SECTION("coming in") {
        const auto [size, error] =
            GENERATE(std::pair(0u, stream_errc::bad_frame), std::pair(4u, stream_errc::bad_frame),
                     std::pair(0x10001u, stream_errc::frame_too_large),
                     std::pair(0xFFFFFFFFu, stream_errc::frame_too_large));
        server.say(little(size));
        CHECK(read_error(server.context, *server.tested) == error);
        server.say(message(channel, "too late"));
        CHECK(read_error(server.context, *server.tested) == error);
    }
    SECTION("a whole 64 KiB") {
        const std::string text(0x10000 - channel.header_size() - channel.trailer_size(), 'y');
        server.say(message(channel, text));
        CHECK(read_exactly(server.context, *server.tested, text.size()) == text);
    }
}

TEST_CASE("a message that is only signed is no message of a stream that encrypts") {
    peer server(server_of());
    auto client = client_of();
    const auto channel = enter(server, client);
    server.say(message(channel, "readable", protection::signed_only));
    CHECK(read_error(server.context, *server.tested) == stream_errc::unprotected_message);
}

TEST_CASE("messages without content are passed over") {
    peer server(server_of());
    auto client = client_of();
    const auto channel = enter(server, client);
    for (const auto* const text : {"", "", "something"})
        server.say(message(channel, text));
    CHECK(read_exactly(server.context, *server.tested, 9) == "something");
}
