// SPDX-License-Identifier: BSL-1.0
// The envelope of KDC proxies, against octets that kdcproxy's decoder and the specification agree on, and spoiled.
#include <support/catch.hpp>
#include <wire/kkdcp_message.hpp>

#include <random>
#include <string>
#include <vector>

namespace kkdcp = sspi::wire::kkdcp;

namespace {

using bytes = std::vector<std::byte>;

bytes octets(std::string_view text) {
    const auto all = std::as_bytes(std::span(text));
    return {all.begin(), all.end()};
}

template <std::size_t N>
bytes literal(const char (&text)[N]) {
    return octets({text, N - 1});
}

bytes joined(std::initializer_list<bytes> parts) {
    bytes out;
    for (const auto& part : parts)
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

/// What the envelope holds, or "-".
std::string held(const bytes& envelope) {
    const auto message = kkdcp::decode(envelope);
    return message ? std::string(reinterpret_cast<const char*>(message->data()), message->size()) : "-";
}

const auto reply = literal("\x30\x0D\xA0\x0B\x04\x09\0\0\0\x05"
                           "hello");

} // namespace

TEST_CASE("a request is put into an envelope with its length and the realm") {
    const auto envelope = kkdcp::encode("EXAMPLE.TEST", octets("hello"));
    CHECK(bytes(envelope.view().begin(), envelope.view().end()) ==
          literal("\x30\x1D\xA0\x0B\x04\x09\0\0\0\x05hello\xA1\x0E\x1B\x0C"
                  "EXAMPLE.TEST"));
}

TEST_CASE("a long request has a long envelope, which is read again") {
    for (const std::size_t size : {1u, 100u, 120u, 127u, 128u, 255u, 256u, 1500u, 65535u, 65536u, 200000u}) {
        CAPTURE(size);
        const bytes message(size, std::byte{0x6A});
        const auto envelope = kkdcp::encode("EXAMPLE.TEST", message);
        const auto again = kkdcp::decode(envelope.view());
        REQUIRE(again);
        CHECK(bytes(again->begin(), again->end()) == message);
    }
}

TEST_CASE("a reply comes alone, or with the members that are for requests") {
    CHECK(held(reply) == "hello");
    CHECK(held(literal("\x30\x12\xA0\x0B\x04\x09\0\0\0\x05hello\xA1\x03\x1B\x01X")) == "hello");
    CHECK(held(literal("\x30\x12\xA0\x0B\x04\x09\0\0\0\x05hello\xA2\x03\x02\x01\x07")) == "hello");
    CHECK(held(literal("\x30\x17\xA0\x0B\x04\x09\0\0\0\x05hello\xA1\x03\x1B\x01X\xA2\x03\x02\x01\x07")) ==
          "hello");
    CHECK(held(literal("\x30\x84\0\0\0\x0D\xA0\x0B\x04\x09\0\0\0\x05hello")) == "hello");
}

TEST_CASE("what is no envelope to the last octet is not taken for one") {
    CHECK(held({}) == "-");
    for (std::size_t size = 0; size < reply.size(); ++size)
        CHECK(held({reply.begin(), reply.begin() + static_cast<std::ptrdiff_t>(size)}) == "-");
    for (
        const auto& spoiled : {
            joined({reply, literal("\0")}),                                 // something behind it
            literal("\x31\x0D\xA0\x0B\x04\x09\0\0\0\x05hello"),             // a SET
            literal("\x30\x0D\xA1\x0B\x04\x09\0\0\0\x05hello"),             // another member
            literal("\x30\x0D\xA0\x0B\x0C\x09\0\0\0\x05hello"),             // no OCTET STRING
            literal("\x30\x0D\xA0\x0B\x04\x09\0\0\0\x04hello"),             // a length too short
            literal("\x30\x0D\xA0\x0B\x04\x09\0\0\0\x06hello"),             // a length too long
            literal("\x30\x0D\xA0\x0B\x04\x09\x01\0\0\x05hello"),           // a length far too long
            literal("\x30\x0D\xA0\x0B\x04\x08\0\0\0\x04hello"),             // something behind the string
            literal("\x30\x08\xA0\x06\x04\x04\0\0\0\0"),                    // no message
            literal("\x30\x07\xA0\x05\x04\x03\0\0\0"),                      // no whole length
            literal("\x30\x80\xA0\x0B\x04\x09\0\0\0\x05hello\0\0"),         // an open length
            literal("\x30\x85\0\0\0\0\x0D\xA0\x0B\x04\x09\0\0\0\x05hello"), // a length of five octets
            literal("\x30\x12\xA0\x0B\x04\x09\0\0\0\x05hello\xA3\x03\x02\x01\x07"), // a member there is not
            literal(
                "\x30\x12\xA0\x0B\x04\x09\0\0\0\x05hello\xA1\x03\x02\x01\x07"), // a realm that is a number
            literal("\x30\x12\xA0\x0B\x04\x09\0\0\0\x05hello\xA2\x03\x1B\x01\x07"), // a hint that is a text
            literal("\x30\x0F\xA0\x0B\x04\x09\0\0\0\x05hello\xA1\0"), // a member with nothing in it
            literal(
                "\x30\x17\xA0\x0B\x04\x09\0\0\0\x05hello\xA2\x03\x02\x01\x07\xA1\x03\x1B\x01X"), // out of order
            literal("\x30\x1A\xA0\x0B\x04\x09\0\0\0\x05hello\xA0\x0B\x04\x09\0\0\0\x05hello"),   // twice
        }) {
        CAPTURE(held(spoiled));
        CHECK_FALSE(kkdcp::decode(spoiled));
    }
}

TEST_CASE("an envelope over the bound is not read") {
    const bytes message(kkdcp::longest, std::byte{});
    CHECK_FALSE(kkdcp::decode(kkdcp::encode("EXAMPLE.TEST", message).view()));
}

TEST_CASE("octets at random and envelopes with an octet changed are read within their bounds") {
    std::mt19937 random(4711);
    const auto original = kkdcp::encode("EXAMPLE.TEST", octets("a message of some length"));
    std::size_t taken = 0;
    for (int round = 0; round < 20000; ++round) {
        bytes some(original.view().begin(), original.view().end());
        some[random() % some.size()] = static_cast<std::byte>(random());
        if (round % 3 == 0)
            for (auto& each : some)
                each = static_cast<std::byte>(random());
        const bytes exact(some); // so that a sanitizer sees who reads past it
        if (const auto message = kkdcp::decode(exact)) {
            ++taken;
            CHECK(message->data() >= exact.data());
            CHECK(message->data() + message->size() <= exact.data() + exact.size());
        }
    }
    CHECK(taken > 0);
}
