// SPDX-License-Identifier: BSL-1.0
// Peers that close, stall or send garbage, at every place of every framing.
#include "watched_memory.hpp"
#include "wire.hpp"

#include <random>

using namespace sspi;
using namespace sspi::test;

namespace {

template <class Framing>
Framing framing_of();
template <>
framing::length_prefixed framing_of() {
    return {.marks_end = false};
}
template <>
framing::sasl_gssapi framing_of() {
    return {};
}
template <>
framing::negotiate_stream framing_of() {
    return {};
}

/// What a client sends first.
template <class Framing>
bytes opening() {
    by_hand<Framing> client(client_of(features_for(protection_level::confidentiality), packages::kerberos));
    client.begin();
    return client.heard(100);
}

/// Two sides whose connection is taken over by the test, once they are through.
template <class Framing>
struct established : pair<Framing> {
    established() : pair<Framing>(framing_of<Framing>(), framing_of<Framing>()) { this->establish(); }
};
/// A message of the client, and nothing of it has arrived.
template <class Framing>
bytes intercepted(pair<Framing>& both) {
    auto& arrived = both.server->next_layer().script().arrived;
    write_all(both.context, *both.client, "a message");
    bytes out(arrived.begin(), arrived.end());
    arrived.clear();
    return out;
}
template <class Framing>
error_code error_after(pair<Framing>& both, const bytes& wire) {
    both.client->next_layer().script().send(wire);
    both.client->next_layer().close();
    std::string text(9, ' ');
    result got;
    begin_read(*both.server, asio::buffer(text), got);
    run_until(both.context, [&] { return got.over; });
    CHECK((got.error || text == "a message"));
    return got.error;
}

} // namespace

TEMPLATE_TEST_CASE("a client that goes during the handshake is seen to go, and where", "",
                   framing::length_prefixed, framing::sasl_gssapi, framing::negotiate_stream) {
    const auto all = opening<TestType>();
    for (std::size_t sent = 0; sent < all.size(); ++sent) {
        by_hand<TestType> server(server_of(packages::kerberos));
        server.begin();
        server.say({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sent)});
        server.hang_up();
        const error_code expected = sent == 0 ? error_code(asio::error::eof) : stream_errc::stream_truncated;
        CHECK(server.outcome() == expected);
    }
}

TEMPLATE_TEST_CASE("a message that is cut off anywhere is truncated, and none at all is the end", "",
                   framing::length_prefixed, framing::sasl_gssapi, framing::negotiate_stream) {
    std::size_t size = 1;
    for (std::size_t sent = 0; sent <= size; ++sent) {
        established<TestType> both;
        const auto message = intercepted(both);
        size = message.size();
        const auto error =
            error_after(both, {message.begin(), message.begin() + static_cast<std::ptrdiff_t>(sent)});
        if (sent == 0) CHECK(error == asio::error::eof);
        if (sent == size) CHECK_FALSE(error);
        if (sent != 0 && sent != size) CHECK(error == stream_errc::stream_truncated);
    }
}

TEMPLATE_TEST_CASE("a message in which any octet was changed is refused", "", framing::length_prefixed,
                   framing::sasl_gssapi, framing::negotiate_stream) {
    std::size_t size = 1;
    for (std::size_t at = 0; at < size; ++at) {
        established<TestType> both;
        auto message = intercepted(both);
        size = message.size();
        message[at] ^= std::byte{0x40};
        largest_allocation = 0;
        const auto error = error_after(both, message);
        CHECK(error);
        CHECK(error != asio::error::eof);
        CHECK(largest_allocation < 0x10000);
    }
}

TEMPLATE_TEST_CASE("a peer that announces four gigabytes gets an error and no memory", "",
                   framing::length_prefixed, framing::sasl_gssapi, framing::negotiate_stream) {
    by_hand<TestType> server(server_of(packages::kerberos));
    server.begin();
    largest_allocation = 0;
    server.say(octets({0xFF, 0xFF, 0xFF, 0xFF}));
    const auto expected = std::is_same_v<TestType, framing::negotiate_stream> ? stream_errc::bad_frame
                                                                              : stream_errc::frame_too_large;
    CHECK(server.outcome() == expected);
    established<TestType> both;
    CHECK(error_after(both, octets({0xFF, 0xFF, 0xFF, 0xFF})) == stream_errc::frame_too_large);
    CHECK(largest_allocation < 0x10000);
}

TEST_CASE("what is announced and does not come costs nothing") {
    established<framing::length_prefixed> both;
    largest_allocation = 0;
    CHECK(error_after(both, big(0xFFFFF) + bytes(1000)) == stream_errc::stream_truncated);
    CHECK(largest_allocation < 0x10000);
}

TEMPLATE_TEST_CASE("garbage ends a handshake on both sides", "", framing::length_prefixed,
                   framing::sasl_gssapi, framing::negotiate_stream) {
    std::mt19937 random(7);
    for (int round = 0; round != 200; ++round) {
        bytes garbage(random() % 200);
        for (auto& each : garbage)
            each = std::byte(random() & 255);
        if (round % 2 == 0) garbage = octets({0, 0, 0, static_cast<int>(random() % 100)}) + garbage;
        by_hand<TestType> server(server_of(packages::kerberos));
        server.begin();
        server.say(garbage);
        server.hang_up();
        CHECK(server.outcome());
        by_hand<TestType> client(client_of());
        client.begin();
        (void)client.heard();
        client.say(garbage);
        client.hang_up();
        CHECK(client.outcome());
    }
}

TEMPLATE_TEST_CASE("garbage after the handshake ends the stream", "", framing::length_prefixed,
                   framing::sasl_gssapi, framing::negotiate_stream) {
    std::mt19937 random(11);
    for (int round = 0; round != 50; ++round) {
        bytes garbage(1 + random() % 300);
        for (auto& each : garbage)
            each = std::byte(random() & 255);
        established<TestType> both;
        if (round % 2 == 0)
            garbage = (std::is_same_v<TestType, framing::negotiate_stream> ? little : big)(garbage.size()) +
                      garbage;
        const auto error = error_after(both, garbage);
        CHECK(error);
        CHECK(error != asio::error::eof);
        CHECK(read_error(both.context, *both.server) == error);
    }
}

TEMPLATE_TEST_CASE("an error of the layer below comes through, wherever it happens", "",
                   framing::length_prefixed, framing::sasl_gssapi, framing::negotiate_stream) {
    for (std::size_t at = 1;; ++at) {
        pair<TestType> both;
        both.client->next_layer().script().fails_at = at;
        both.shake_hands();
        if (both.client->next_layer().script().operations < at) break;
        const auto& error = both.shaken[0].error;
        CHECK((error == asio::error::broken_pipe || error == asio::error::connection_reset));
        CHECK(both.shaken[1].over);
        REQUIRE(at < 20);
    }
}
