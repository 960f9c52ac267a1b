// SPDX-License-Identifier: BSL-1.0
// RFC 4121 tokens between two sides of ours: every shape a peer may choose, and every change an attacker may make.
#include "protection_pair.hpp"

#include <functional>

using namespace sspi;
using namespace sspi::test;
using messages::rfc4121::header;
using role = cipher_part::role;

namespace {

constexpr std::size_t header_size = 16;

template <class Body>
void for_every_kind(Body&& body) {
    for (const auto by : makers())
        for (const auto enctype : aes_enctypes)
            for (const bool dce : {false, true}) {
                INFO((by == maker::openssl ? "OpenSSL" : "Heimdal")
                     << ", enctype " << enctype << (dce ? ", DCE" : ""));
                body(side_options{.enctype = enctype, .tokens = {.dce_style = dce}, .by = by});
            }
}

[[nodiscard]] header header_of(const octet_string& token) {
    return messages::rfc4121::decode(messages::rfc4121::kind::wrap, token).value();
}

void put_header(octet_string& token, const header& h) {
    std::ranges::copy(messages::rfc4121::encode(h), token.begin());
}

/// How far the body of a token is rotated (RFC 4121 4.2.5; MS-KILE 3.4.5.4.1 for DCE style).
[[nodiscard]] std::size_t rotation_of(const header& h, bool dce) {
    const bool with_filler = dce && (h.flags & messages::rfc4121::sealed) != 0;
    return std::size_t{h.right_rotation_count} + (with_filler ? h.extra_count : 0U);
}

/// The same token with its body rotated otherwise.
[[nodiscard]] octet_string rotated(octet_string token, std::uint16_t count, bool dce) {
    auto h = header_of(token);
    const auto body = std::span(token).subspan(header_size);
    std::rotate(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(rotation_of(h, dce) % body.size()),
                body.end());
    h.right_rotation_count = count;
    const auto right = rotation_of(h, dce) % body.size();
    std::rotate(body.begin(), body.end() - static_cast<std::ptrdiff_t>(right), body.end());
    put_header(token, h);
    return token;
}

/// A sealed token of the initiator made by hand, with any filler (RFC 4121 4.2.4).
[[nodiscard]] octet_string sealed_by_hand(const side_options& of, octet_string message, std::uint16_t filler,
                                          std::uint16_t inner_rotation) {
    const auto cipher = cipher_for(of.enctype);
    header h{.flags = messages::rfc4121::sealed, .extra_count = filler, .sequence = of.first};
    octet_string confounder(cipher->header_size()), tag(cipher->trailer_size()),
        tail(filler, std::byte{0x5C});
    auto inner = h;
    inner.right_rotation_count = inner_rotation;
    const auto copy = messages::rfc4121::encode(inner);
    tail.insert(tail.end(), copy.begin(), copy.end());
    const cipher_part parts[] = {
        {role::header, confounder}, {role::data, message}, {role::data, tail}, {role::trailer, tag}};
    REQUIRE(cipher->encrypt(24, parts).has_value()); // KG-USAGE-INITIATOR-SEAL
    octet_string token(header_size);
    put_header(token, h);
    for (const auto* part : {&confounder, &message, &tail, &tag})
        token.insert(token.end(), part->begin(), part->end());
    const auto body = std::span(token).subspan(header_size);
    const auto right = rotation_of(h, of.tokens.dce_style) % body.size();
    std::rotate(body.begin(), body.end() - static_cast<std::ptrdiff_t>(right), body.end());
    return token;
}

/// Numbers just before those that 32, 63 and 64 bits end with.
[[nodiscard]] std::vector<std::pair<maker, std::uint64_t>> numbered_ends() {
    std::vector<std::pair<maker, std::uint64_t>> out;
    for (const auto by : makers())
        for (const auto first :
             {std::uint64_t{0xFFFFFFFD}, std::uint64_t{0x7FFFFFFFFFFFFFFD}, ~std::uint64_t{2}})
            out.emplace_back(by, first);
    return out;
}

} // namespace

TEST_CASE("what one side makes the other reads, in both directions and with either key") {
    for_every_kind([](side_options of) {
        for (const bool subkey : {false, true}) {
            of.acceptor_subkey = subkey;
            of.tokens.detect_replay = of.tokens.detect_order = true;
            const auto client = side(true, of), server = side(false, of);
            for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 31U, 32U, 33U, 5000U}) {
                const octet_string message(size, std::byte{'m'});
                for (const bool seal : {true, false}) {
                    CHECK(open_status(*server, wrap(*client, seal, message), message) == status::ok);
                    CHECK(open_status(*client, wrap(*server, seal, message), message) == status::ok);
                }
                CHECK(verify_status(*server, sign(*client, message), message) == status::ok);
                CHECK(verify_status(*client, sign(*server, message), message) == status::ok);
            }
        }
    });
}

TEST_CASE("a token is read however far its body was rotated") {
    for_every_kind([](const side_options& of) {
        const bool dce = of.tokens.dce_style;
        const auto client = side(true, of), server = side(false, of);
        const auto message = octet_string_of("seventeen octets!");
        for (const bool seal : {true, false}) {
            const auto token = wrap(*client, seal, message);
            const auto body = token.size() - header_size;
            for (std::size_t count = 0; count <= 2 * body + 1; ++count)
                if (open_status(*server, rotated(token, static_cast<std::uint16_t>(count), dce), message) !=
                    status::ok)
                    CHECK(count == body + token.size()); // never: says at which count it failed
            for (const std::uint16_t count :
                 {std::uint16_t{1000}, std::uint16_t{0x8000}, std::uint16_t{0xFFFF}})
                CHECK(open_status(*server, rotated(token, count, dce), message) == status::ok);
            if (seal) continue;
            CHECK(open_status(*server, rotated(wrap(*client, false, {}), 5, dce), {}) == status::ok);
        }
    });
}

TEST_CASE("a token rotated by another count than it says is refused") {
    for_every_kind([](const side_options& of) {
        const auto client = side(true, of), server = side(false, of);
        for (const bool seal : {true, false}) {
            auto token = wrap(*client, seal, octet_string_of("seventeen octets!"));
            auto h = header_of(token);
            const auto body = token.size() - header_size;
            const auto right = h.right_rotation_count;
            for (std::size_t count = 0; count < body; ++count) {
                if ((count + body - right % body) % body == 0) continue;
                h.right_rotation_count = static_cast<std::uint16_t>(count);
                put_header(token, h);
                if (open_status(*server, token, {}) != status::message_altered) CHECK(count == body);
            }
        }
    });
}

TEST_CASE("a sealed token may carry any filler, and a header whose copy has the rotation") {
    for_every_kind([](const side_options& of) {
        const auto message = octet_string_of("message");
        for (std::uint16_t filler = 0; filler < 70; ++filler) {
            const auto server = side(false, of);
            CAPTURE(filler);
            CHECK(open_status(*server, sealed_by_hand(of, message, filler, 0), message) == status::ok);
            CHECK(open_status(*server, sealed_by_hand(of, message, filler, 28), message) == status::ok);
            CHECK(open_status(*server, sealed_by_hand(of, {}, filler, 0), {}) == status::ok);
        }
    });
}

TEST_CASE("a filler count that reaches beyond the token is refused") {
    for_every_kind([](const side_options& of) {
        const auto client = side(true, of), server = side(false, of);
        for (const bool seal : {true, false}) {
            auto token = wrap(*client, seal, octet_string_of("message"));
            const auto genuine = header_of(token);
            for (int extra = 0; extra < 0x10000; extra += extra < 200 ? 1 : 997) {
                if (extra == genuine.extra_count) continue;
                auto h = genuine;
                h.extra_count = static_cast<std::uint16_t>(extra);
                put_header(token, h);
                const auto code = open_status(*server, token, {});
                if (code != status::invalid_token && code != status::message_altered) CHECK(extra == -1);
            }
        }
    });
}

TEST_CASE("numbers have 64 bits, and the order is kept where 32 and 64 of them end") {
    for (const auto& [by, first] : numbered_ends()) {
        const side_options of{
            .tokens = {.detect_replay = true, .detect_order = true}, .first = first, .by = by};
        const auto client = side(true, of), server = side(false, of);
        const auto message = octet_string_of("message");
        for (std::uint64_t i = 0; i < 7; ++i) {
            const auto token = wrap(*client, i % 2 == 0, message);
            CHECK(header_of(token).sequence == first + i);
            CHECK(open_status(*server, token, message) == status::ok);
            CHECK(open_status(*server, token, message) == status::out_of_sequence);
        }
    }
}

TEST_CASE("every bit of a token counts, and a forged one does not spoil the genuine one") {
    for_every_kind([](side_options of) {
        of.tokens.detect_replay = of.tokens.detect_order = true;
        const auto client = side(true, of), server = side(false, of);
        const auto message = octet_string_of("ab");
        for (const int shape : {0, 1, 2}) { // sealed, signed, detached
            const auto genuine = shape == 2 ? sign(*client, message) : wrap(*client, shape == 0, message);
            const auto code_of = [&](const octet_string& token) {
                return shape == 2 ? verify_status(*server, token, message)
                                  : open_status(*server, token, message);
            };
            for (std::size_t bit = 0; bit < 8 * genuine.size(); ++bit) {
                auto forged = genuine;
                forged[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
                const auto code = code_of(forged);
                const auto place = bit / 8;
                // Kind, filler and direction are looked at before the key is used.
                const bool framing = place < 2 || place == 3 || (shape == 2 && place < 8 && place > 3) ||
                                     (place == 2 && (bit % 8 == 0 || bit % 8 == 2));
                const bool expected = code == status::message_altered || code == status::invalid_token;
                INFO("shape " << shape << ", octet " << place << ", bit " << bit % 8);
                if (!expected || (framing && code != status::invalid_token) ||
                    (place >= 8 && code != status::message_altered))
                    CHECK(name(code) == "SEC_E_MESSAGE_ALTERED");
            }
            for (std::size_t size = 0; size < genuine.size() + 40; ++size) {
                auto forged = genuine;
                forged.resize(size);
                if (size == genuine.size()) continue;
                const auto code = code_of(forged);
                if (code != status::invalid_token && code != status::message_altered) CHECK(size == 0);
            }
            CHECK(code_of(genuine) == status::ok);
            CHECK(code_of(genuine) == status::out_of_sequence);
        }
    });
}

TEST_CASE("after each refusal the genuine token is still accepted") {
    const side_options of{.by = makers().back()};
    const auto client = side(true, of), server = side(false, of);
    const auto message = octet_string_of("ab");
    const auto genuine = wrap(*client, true, message);
    int refused = 0;
    for (std::size_t place = 0; place < genuine.size(); ++place) {
        auto forged = genuine;
        forged[place] ^= std::byte{0x10};
        refused += open_status(*server, forged, message) == status::ok ? 0 : 1;
        if (open_status(*server, genuine, message) != status::ok) CHECK(place == genuine.size());
    }
    CHECK(refused == static_cast<int>(genuine.size()));
}

TEST_CASE("a side does not take its own tokens, nor those of the other key") {
    const side_options of{.by = makers().back()};
    auto with_subkey = of;
    with_subkey.acceptor_subkey = true;
    const auto client = side(true, of), other = side(true, with_subkey), server = side(false, of);
    const auto message = octet_string_of("message");
    for (const bool seal : {true, false}) {
        CHECK(open_status(*client, wrap(*client, seal, message), message) == status::invalid_token);
        CHECK(open_status(*server, wrap(*other, seal, message), message) == status::invalid_token);
    }
    CHECK(verify_status(*client, sign(*client, message), message) == status::invalid_token);
    CHECK(verify_status(*server, sign(*other, message), message) == status::invalid_token);
}

TEST_CASE("too little room is told before a number is used") {
    for_every_kind([](const side_options& of) {
        const auto client = side(true, of);
        octet_string message = octet_string_of("message"), room(client->sizes().trailer);
        const messages::segment whole{message};
        for (std::size_t size = 0; size < client->sizes().trailer; ++size)
            CHECK(client->wrap(true, {&whole, 1}, std::span(room).first(size), {}).error().code ==
                  status::buffer_too_small);
        for (std::size_t size = 0; size < client->sizes().signature; ++size)
            CHECK(client->sign({&whole, 1}, std::span(room).first(size)).error().code ==
                  status::buffer_too_small);
        CHECK(message == octet_string_of("message"));
        CHECK(header_of(wrap(*client, true, message)).sequence == 0);
    });
}
