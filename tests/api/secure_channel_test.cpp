// SPDX-License-Identifier: BSL-1.0
// Messages through the C++ interface: whole, in place, in parts, signed, and spoilt.
#include <support/api_sides.hpp>

#include <array>

using namespace sspi;
using namespace sspi::test;

namespace {

struct channels {
    explicit channels(session both) : client(both.client.channel()), server(both.server.channel()) {}
    channels() : channels(establish()) {}
    secure_channel client;
    secure_channel server;
};

/// Memory for the header and trailer of a message in place.
struct around {
    explicit around(const secure_channel& channel)
        : header(channel.header_size()), trailer(channel.trailer_size()) {}
    bytes header;
    bytes trailer;
    void cut(wrapped_sizes to) {
        header.resize(to.header);
        trailer.resize(to.trailer);
    }
};

bytes joined(std::initializer_list<std::span<const std::byte>> parts) {
    bytes out;
    for (const auto part : parts)
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

} // namespace

TEST_CASE("A channel outlives the objects that it came from, and copies share the context") {
    const channels both;
    const auto copy = both.client;
    for (const auto& from : {both.client, copy}) {
        auto token = from.wrap(bytes_of("text"));
        CHECK(text_of(both.server.unwrap(token).data) == "text");
    }
    CHECK(both.server.client_name() == alice());
}

TEST_CASE("A message that is only signed stays readable, and the other side is told") {
    const channels both;
    auto token = both.client.wrap(bytes_of("readable"), protection::signed_only);
    CHECK(text_of(token).find("readable") != std::string::npos);
    const auto plain = both.server.unwrap(token);
    CHECK(text_of(plain.data) == "readable");
    CHECK(plain.how == protection::signed_only);

    const auto another = both.client.wrap(bytes_of("readable"), protection::signed_only);
    std::error_code code;
    CHECK(both.server.unwrap_copy(another, protection::encrypted, code).empty());
    CHECK(code == errc::qop_not_supported);
    const auto third = both.client.wrap(bytes_of("hidden"));
    CHECK(text_of(both.server.unwrap_copy(third, protection::encrypted)) == "hidden");
}

TEST_CASE("A message is wrapped where it lies, and the three spans are the token") {
    const channels both;
    auto message = bytes_of("where it lies");
    around room(both.client);
    room.cut(both.client.wrap_in_place(room.header, message, room.trailer));
    CHECK(text_of(message) != "where it lies");
    auto token = joined({room.header, message, room.trailer});
    CHECK(text_of(both.server.unwrap(token).data) == "where it lies");
}

TEST_CASE("Parts are one message, and some of them may be signed only") {
    const channels both;
    auto head = bytes_of("head"), first = bytes_of("first,"), second = bytes_of("second");
    const std::array parts{message_part{head, true}, message_part{first}, message_part{second}};
    around room(both.client);
    room.cut(both.client.wrap_in_place(room.header, parts, room.trailer));
    CHECK(text_of(head) == "head");
    CHECK(text_of(first) != "first,");

    auto spoilt = head;
    spoilt[0] ^= std::byte{1};
    const std::array wrong{message_part{spoilt, true}, message_part{first}, message_part{second}};
    std::error_code code;
    (void)both.server.unwrap_in_place(room.header, wrong, room.trailer, code);
    CHECK(code == errc::message_altered);
    CHECK(both.server.unwrap_in_place(room.header, parts, room.trailer) == protection::encrypted);
    CHECK(text_of(first) + text_of(second) == "first,second");
}

TEST_CASE("Many parts are as good as one") {
    const channels both;
    std::vector<bytes> texts(40, bytes_of("x"));
    std::vector<message_part> parts;
    for (auto& each : texts)
        parts.push_back({each});
    around room(both.client);
    room.cut(both.client.wrap_in_place(room.header, parts, room.trailer));
    bytes body;
    for (const auto& each : texts)
        body.insert(body.end(), each.begin(), each.end());
    auto token = joined({room.header, body, room.trailer});
    CHECK(text_of(both.server.unwrap(token).data) == std::string(40, 'x'));
}

TEST_CASE("In DCE style a header that is signed goes with a body that is encrypted") {
    const channels both(
        establish(packages::kerberos, asking_for({feature::dce_style, feature::mutual_authentication,
                                                  feature::integrity, feature::confidentiality})));
    auto header = bytes_of("a header of DCE RPC."), body = bytes_of("a stub of 16 by.");
    const std::array parts{message_part{header, true}, message_part{body}};
    around room(both.client);
    room.cut(both.client.wrap_in_place(room.header, parts, room.trailer));
    CHECK(text_of(body) != "a stub of 16 by.");
    CHECK(both.server.unwrap_in_place(room.header, parts, room.trailer) == protection::encrypted);
    CHECK(text_of(body) == "a stub of 16 by.");
}

TEST_CASE("Signatures belong to their message, whole or in parts") {
    const channels both;
    const auto text = bytes_of("signed text");
    const auto signature = both.client.sign(text);
    CHECK(signature.size() == both.client.signature_size());
    std::error_code code;
    both.server.verify(bytes_of("signed test"), signature, code);
    CHECK(code == errc::message_altered);
    both.server.verify(text, std::span(signature).first(5), code);
    CHECK(code == errc::invalid_token);
    both.server.verify(text, signature, code);
    CHECK_FALSE(code);
    both.server.verify(text, signature, code);
    CHECK(code == errc::out_of_sequence);

    bytes room(both.client.signature_size());
    const std::array<std::span<const std::byte>, 2> parts{std::span(text).first(3),
                                                          std::span(text).subspan(3)};
    const auto used = both.client.sign(parts, room);
    CHECK_NOTHROW(both.server.verify(text, std::span(room).first(used)));
    CHECK(both.client.sign(parts, std::span(room).first(3), code) == 0);
    CHECK(code == errc::buffer_too_small);
}

TEST_CASE(
    "A message that was altered, cut short or repeated is refused, and the genuine one is taken after it") {
    const channels both;
    const auto token = both.client.wrap(bytes_of("genuine"));
    std::error_code code;
    for (std::size_t at = 0; at < token.size(); at += 7) {
        auto altered = token;
        altered[at] ^= std::byte{0x20};
        (void)both.server.unwrap(altered, code);
        CHECK(code == std::errc::bad_message);
    }
    for (std::size_t size = 0; size < token.size(); size += 9) {
        auto cut = token;
        cut.resize(size);
        (void)both.server.unwrap(cut, code);
        CHECK(code == std::errc::bad_message);
    }
    CHECK(text_of(both.server.unwrap_copy(token)) == "genuine");
    CHECK(both.server.unwrap_copy(token, protection::signed_only, code).empty());
    CHECK(code == errc::out_of_sequence);
}

TEST_CASE("Too little room is an error that changes nothing") {
    const channels both;
    auto message = bytes_of("unchanged");
    bytes little(both.client.header_size() - 1), trailer(both.client.trailer_size());
    std::error_code code;
    (void)both.client.wrap_in_place(little, message, trailer, protection::encrypted, code);
    CHECK(code == std::errc::no_buffer_space);
    CHECK(text_of(message) == "unchanged");
    CHECK_THROWS_AS(both.client.wrap_in_place(little, message, trailer), system_error);
}

TEST_CASE("The largest message fits, wrapped, into the size that it was computed for") {
    const channels both;
    for (const std::size_t limit : {std::size_t{1000}, std::size_t{65536}}) {
        const bytes message(both.client.largest_message(limit));
        CHECK(message.size() + 200 > limit);
        CHECK(both.client.wrap(message).size() <= limit);
        CHECK(both.client.wrap(message, protection::signed_only).size() <= limit);
    }
    CHECK(both.client.largest_message(10) == 0);
}

TEST_CASE(
    "Encrypting fails where confidentiality was not granted, and everything where nothing is protected") {
    std::error_code code;
    const channels signing(establish(packages::kerberos, asking_for(feature::integrity)));
    (void)signing.client.wrap(bytes_of("x"), protection::encrypted, code);
    CHECK(code == errc::unsupported_function);
    CHECK_FALSE(signing.client.wrap(bytes_of("x"), protection::signed_only).empty());

    const channels bare(establish(packages::kerberos, asking_for(feature::no_message_protection)));
    (void)bare.client.sign(bytes_of("x"), code);
    CHECK(code == errc::qop_not_supported);
}
