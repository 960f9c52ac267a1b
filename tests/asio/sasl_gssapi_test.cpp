// SPDX-License-Identifier: BSL-1.0
// The octets of SASL's GSSAPI mechanism, as RFC 4752 has them, written by hand.
#include "wire.hpp"

#include <sspi/sasl.hpp> // has to go with the stream in one unit

using namespace sspi;
using namespace sspi::test;

namespace {

using sasl = framing::sasl_gssapi;
using peer = by_hand<sasl>;

constexpr auto sealing = features_for(protection_level::confidentiality);
constexpr features mutual{feature::mutual_authentication};
const sasl any_layer{.least = protection_level::none, .most = protection_level::confidentiality};

bytes framed(const bytes& payload) {
    return big(payload.size()) + payload;
}
/// One frame that came, without its length.
bytes payload_of(const bytes& frame) {
    REQUIRE(frame.size() >= 4);
    REQUIRE(number(std::span(frame).first(4)) == frame.size() - 4);
    return {frame.begin() + 4, frame.end()};
}
bytes opened(const secure_channel& channel, bytes token, protection how) {
    const auto plain = channel.unwrap(token);
    CHECK(plain.how == how);
    return {plain.data.begin(), plain.data.end()};
}

/// A server by hand, as far as its offer.
secure_channel offer(peer& client, const bytes& offered) {
    client.begin();
    auto server = server_of(packages::kerberos);
    const auto answer = server.step(payload_of(client.heard()));
    client.say(framed(answer.token));
    CHECK(hex(client.heard(4)) == "00000000"); // RFC 4752 section 3.1: an empty response
    auto channel = server.channel();
    client.say(framed(channel.wrap(offered, protection::signed_only)));
    return channel;
}
peer client(sasl how = any_layer) {
    return peer(client_of(sealing, packages::kerberos), std::move(how));
}

/// A client by hand, as far as the server's offer.
struct half_way {
    secure_channel channel;
    bytes offered;
};
half_way hear_offer(peer& server) {
    server.begin();
    auto client = client_of(sealing, packages::kerberos);
    server.say(framed(client.step().token));
    CHECK(client.step(payload_of(server.heard())).token.empty());
    server.say(octets({0, 0, 0, 0}));
    auto channel = client.channel();
    auto offered = opened(channel, payload_of(server.heard()), protection::signed_only);
    return {std::move(channel), std::move(offered)};
}
error_code answered(const bytes& answer, sasl how = any_layer) {
    peer server(server_of(packages::kerberos), std::move(how));
    const auto at = hear_offer(server);
    server.say(framed(at.channel.wrap(answer, protection::signed_only)));
    return server.outcome();
}

} // namespace

TEST_CASE(
    "a SASL client answers an offer with the strongest layer, its largest message, and whom it acts as") {
    auto how = any_layer;
    how.authorization = "bob";
    how.largest_received = 0x123456;
    auto tested = client(how);
    const auto channel = offer(tested, octets({7, 0, 0x10, 0}));
    const auto answer = opened(channel, payload_of(tested.heard()), protection::signed_only);
    CHECK(hex(answer) == "04123456" + hex(octets("bob")));
    CHECK_FALSE(tested.outcome());
    CHECK(tested.tested->level() == protection_level::confidentiality);

    // Its messages keep to the 4096 octets that the server takes.
    write_all(tested.context, *tested.tested, std::string(10'000, 'x'));
    auto wire = tested.heard();
    std::size_t text = 0;
    for (std::size_t at = 0, size = 0; at < wire.size(); at += 4 + size) {
        size = number(std::span(wire).subspan(at, 4));
        CHECK(size <= 0x1000);
        text += opened(channel,
                       {wire.begin() + static_cast<std::ptrdiff_t>(at + 4),
                        wire.begin() + static_cast<std::ptrdiff_t>(at + 4 + size)},
                       protection::encrypted)
                    .size();
    }
    CHECK(text == 10'000);
    tested.say(framed(channel.wrap(octets("sealed"))));
    CHECK(read_exactly(tested.context, *tested.tested, 6) == "sealed");
}

TEST_CASE("a SASL client refuses what it cannot take") {
    auto tested = client();
    SECTION("no layer in common") {
        (void)offer(tested, octets({0, 0, 0, 0}));
        CHECK(tested.outcome() == stream_errc::insufficient_protection);
    }
    SECTION("an offer that is none") {
        (void)offer(tested, octets({7, 0, 0x10}));
        CHECK(tested.outcome() == stream_errc::bad_frame);
    }
    SECTION("a server that takes no message with anything in it") {
        (void)offer(tested, octets({4, 0, 0, 20}));
        CHECK(tested.outcome() == stream_errc::frame_too_large);
    }
}

TEST_CASE("a SASL client that requires a layer does not go without") {
    auto tested = client(sasl{});
    (void)offer(tested, octets({3, 0, 0x10, 0}));
    CHECK(tested.outcome() == stream_errc::insufficient_protection);
}

TEST_CASE("an offer that was altered on its way is refused") {
    auto tested = client();
    tested.begin();
    auto server = server_of(packages::kerberos);
    tested.say(framed(server.step(payload_of(tested.heard())).token));
    (void)tested.heard(4);
    auto token = server.channel().wrap(octets({7, 0, 0x10, 0}), protection::signed_only);
    for (auto& each : token)
        if (each == std::byte{7}) each = std::byte{1}; // no layer, says the one in between
    tested.say(framed(token));
    CHECK(is(tested.outcome(), errc::message_altered));
}

TEST_CASE("a SASL server offers what it allows and the context has") {
    peer server(server_of(packages::kerberos), any_layer);
    const auto at = hear_offer(server);
    CHECK(hex(at.offered) == "07010000");
    peer strict(server_of(packages::kerberos));
    CHECK(hex(hear_offer(strict).offered) == "04010000");
}

TEST_CASE("a SASL server of a client without mutual authentication offers at once") {
    peer server(server_of(packages::kerberos), any_layer);
    server.begin();
    auto client = client_of(sealing.without(mutual), packages::kerberos);
    server.say(framed(client.step().token));
    CHECK(hex(opened(client.channel(), payload_of(server.heard()), protection::signed_only)) == "07010000");
}

TEST_CASE("a SASL server takes one of its layers and refuses all else") {
    CHECK_FALSE(answered(octets({4, 0, 0x10, 0})));
    CHECK_FALSE(answered(octets({2, 0, 0x10, 0})));
    CHECK_FALSE(answered(octets({1, 0, 0, 0})));
    CHECK(answered(octets({1, 0, 0, 1})) == stream_errc::bad_frame);            // a size without a layer
    CHECK(answered(octets({6, 0, 0x10, 0})) == stream_errc::bad_frame);         // two layers
    CHECK(answered(octets({8, 0, 0x10, 0})) == stream_errc::bad_frame);         // none that there is
    CHECK(answered(octets({2, 0, 0x10, 0}), sasl{}) == stream_errc::bad_frame); // not offered
    CHECK(answered(octets({4, 0, 0x10})) == stream_errc::bad_frame);            // too short
    CHECK(answered(octets({4, 0, 0x10, 0, 'b', 0})) == stream_errc::bad_frame); // a zero in the name
    CHECK(answered(octets({4, 0, 0, 10})) == stream_errc::frame_too_large);
}

TEST_CASE("a SASL server asks whether a client may act as another") {
    const auto as_bob = octets({4, 0, 0x10, 0}) + octets("bob");
    CHECK(answered(as_bob) == stream_errc::authorization_refused);
    auto how = any_layer;
    std::string asked = "nobody";
    how.authorize = [&](std::string_view whom) { return asked = whom, whom == "bob"; };
    CHECK_FALSE(answered(as_bob, how));
    CHECK(asked == "bob");
    CHECK(answered(octets({4, 0, 0x10, 0}) + octets("carol"), how) == stream_errc::authorization_refused);
    CHECK(answered(octets({4, 0, 0x10, 0}), how) == stream_errc::authorization_refused);
    CHECK(asked.empty());
}

TEST_CASE("a SASL server wants the empty response first") {
    peer server(server_of(packages::kerberos));
    server.begin();
    server.say(framed(client_of(sealing, packages::kerberos).step().token));
    (void)server.heard();
    server.say(framed(octets("x")));
    CHECK(server.outcome() == stream_errc::bad_frame);
}

TEST_CASE("messages of a layer that encrypts are encrypted, and those of a layer that signs may be") {
    peer server(server_of(packages::kerberos), any_layer);
    const auto at = hear_offer(server);
    const bool seals = GENERATE(true, false);
    server.say(framed(at.channel.wrap(octets({seals ? 4 : 2, 0, 0x10, 0}), protection::signed_only)));
    CHECK_FALSE(server.outcome());
    server.say(
        framed(at.channel.wrap(octets("text"), seals ? protection::signed_only : protection::encrypted)));
    if (seals)
        CHECK(read_error(server.context, *server.tested) == stream_errc::unprotected_message);
    else
        CHECK(read_exactly(server.context, *server.tested, 4) == "text");
}

TEST_CASE("a context that an application made itself goes into a stream with the layer that was agreed on") {
    auto one = client_of(sealing, packages::kerberos);
    auto other = server_of(packages::kerberos);
    (void)one.step(other.step(one.step().token).token);
    asio::io_context context;
    auto [here, there] = connected(context.get_executor());
    const sasl how;
    stream<memory_layer, sasl> client(std::move(here), one.channel(),
                                      how.format(protection_level::confidentiality, 1000));
    stream<memory_layer, sasl> server(std::move(there), other.channel(),
                                      how.format(protection_level::confidentiality, 2000));
    write_all(context, client, std::string(5000, 'z'));
    CHECK(read_exactly(context, server, 5000) == std::string(5000, 'z'));
    CHECK(server.channel().client_name() == "alice@" + realm_of_streams().name());
    result shaken;
    begin_handshake(client, shaken);
    run_until(context, [&] { return shaken.over; });
    CHECK(shaken.error == asio::error::already_connected);
}
