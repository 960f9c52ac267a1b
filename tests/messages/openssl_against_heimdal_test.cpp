// SPDX-License-Identifier: BSL-1.0
// What OpenSSL makes Heimdal's cipher reads and the other way round, however the message is cut up; and both give the same
// answer to everything that is wrong.
#include "protection_pair.hpp"

#include <random>

using namespace sspi;
using namespace sspi::test;
using messages::segment;

namespace {

constexpr std::size_t header_size = 16;

/// Always the same, so that a failure comes again.
[[nodiscard]] std::mt19937& dice() {
    static std::mt19937 generator(20261125);
    return generator;
}
[[nodiscard]] std::size_t roll(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(dice());
}
[[nodiscard]] octet_string random_octets(std::size_t size) {
    octet_string out(size);
    for (auto& octet : out)
        octet = static_cast<std::byte>(roll(256));
    return out;
}

struct duo {
    std::unique_ptr<messages::protection> client, server;
};

/// Two sides, either of which may be OpenSSL's.
template <class Body>
void for_every_duo(Body&& body) {
    for (const auto enctype : aes_enctypes)
        for (const bool dce : {false, true})
            for (const auto from : makers())
                for (const auto to : makers()) {
                    if (from == maker::heimdal && to == maker::heimdal) continue;
                    INFO("enctype " << enctype << (dce ? ", DCE" : "") << ", from "
                                    << (from == maker::openssl ? "OpenSSL" : "Heimdal"));
                    side_options of{.enctype = enctype, .tokens = {.dce_style = dce}, .by = from};
                    duo d{side(true, of), nullptr};
                    of.by = to;
                    d.server = side(false, of);
                    body(d);
                }
}

/// A message cut into buffers, some of them signed only; each has memory of its own, so that a tool notices what is read
/// or written beside it.
class buffers {
  public:
    buffers(const octet_string& message, std::size_t most, bool some_signed_only) {
        for (std::size_t done = 0; done < message.size() || contents_.empty();) {
            const auto size = std::min(roll(most + 1), message.size() - done);
            add(octet_string(message.begin() + static_cast<std::ptrdiff_t>(done),
                             message.begin() + static_cast<std::ptrdiff_t>(done + size)),
                false);
            done += size;
            if (some_signed_only && roll(2) == 0) add(random_octets(roll(40)), true);
        }
    }

    [[nodiscard]] std::vector<segment> parts() {
        std::vector<segment> out;
        for (std::size_t i = 0; i < contents_.size(); ++i)
            out.push_back({.content = contents_[i], .sign_only = signed_only_[i]});
        return out;
    }
    [[nodiscard]] octet_string message() const {
        octet_string out;
        for (std::size_t i = 0; i < contents_.size(); ++i)
            if (!signed_only_[i]) out.insert(out.end(), contents_[i].begin(), contents_[i].end());
        return out;
    }
    [[nodiscard]] std::vector<octet_string>& contents() { return contents_; }
    friend bool operator==(const buffers&, const buffers&) = default;

  private:
    void add(octet_string content, bool signed_only) {
        content.shrink_to_fit();
        contents_.push_back(std::move(content));
        signed_only_.push_back(signed_only);
    }

    std::vector<octet_string> contents_;
    std::vector<bool> signed_only_;
};

/// There and into the same buffers again.
void check_pieces(duo& d, std::size_t size, std::size_t most, bool seal, bool some_signed_only) {
    const auto message = random_octets(size);
    buffers there(message, most, some_signed_only);
    const auto plain = there;
    octet_string token(d.client->sizes().trailer);
    const auto used = d.client->wrap(seal, there.parts(), token, {});
    REQUIRE(used.has_value());
    token.resize(used->token);
    const bool unchanged = there == plain;
    if (!seal || size > 3) CHECK(unchanged == (!seal || size == 0));
    const auto sealed = d.server->unwrap(token, there.parts(), {});
    REQUIRE(sealed.has_value());
    CHECK(*sealed == seal);
    CHECK(there == plain);
}

[[nodiscard]] octet_string whole(messages::protection& from, bool seal, const octet_string& message) {
    return test::wrap(from, seal, message);
}

/// The token with its body rotated so that `count` stands in its header.
[[nodiscard]] octet_string rotated(octet_string token, std::size_t count, bool dce) {
    auto h = messages::rfc4121::decode(messages::rfc4121::kind::wrap, token).value();
    const auto filler = dce && h.is_sealed() ? h.extra_count : 0U;
    const auto body = std::span(token).subspan(header_size);
    const auto turn = [&](std::size_t by) {
        std::rotate(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(by % body.size()), body.end());
    };
    turn(h.right_rotation_count + filler);
    turn(body.size() - (count + filler) % body.size());
    h.right_rotation_count = static_cast<std::uint16_t>(count);
    std::ranges::copy(messages::rfc4121::encode(h), token.begin());
    return token;
}

/// Of the rotation count, which nothing covers, only the remainder matters (RFC 4121 4.2.5).
[[nodiscard]] bool means_the_same(octet_string token, const octet_string& genuine) {
    if (token.size() != genuine.size()) return false;
    const auto count = [](const octet_string& t) {
        return std::to_integer<int>(t[6]) << 8 | std::to_integer<int>(t[7]);
    };
    const auto body = static_cast<int>(genuine.size() - header_size);
    if ((count(token) - count(genuine)) % body == 0) std::copy_n(genuine.begin() + 6, 2, token.begin() + 6);
    return token == genuine;
}

} // namespace

TEST_CASE("messages of every size in pieces of every size arrive") {
    for_every_duo([](duo& d) {
        for (const bool seal : {true, false})
            for (std::size_t size = 0; size <= 200; ++size)
                for (const std::size_t most : {1 + roll(40), std::size_t{300}}) {
                    INFO(size << " octets in pieces of at most " << most << (seal ? ", sealed" : ""));
                    check_pieces(d, size, most, seal, most != 300);
                }
    });
}

TEST_CASE("large messages arrive, in one piece and in many") {
    for_every_duo([](duo& d) {
        for (const std::size_t size : {8191U, 8192U, 16383U, 16384U, 16400U, 16417U, 16450U, 70001U})
            for (const std::size_t most : {50U, 3000U, 100000U})
                for (const bool signed_only : {false, true}) {
                    INFO(size << " octets in pieces of at most " << most);
                    check_pieces(d, size, most, true, signed_only);
                }
    });
}

TEST_CASE("signatures over pieces are verified") {
    for_every_duo([](duo& d) {
        for (std::size_t size = 0; size <= 200; ++size) {
            buffers message(random_octets(size), 1 + roll(60), true);
            octet_string token(d.client->sizes().signature);
            REQUIRE(d.client->sign(message.parts(), token).has_value());
            CHECK(d.server->verify(message.parts(), token).has_value());
        }
    });
}

TEST_CASE("a stream is opened where it stands, however far it is rotated") {
    for (const auto enctype : aes_enctypes)
        for (const bool dce : {false, true}) {
            side_options of{.enctype = enctype, .tokens = {.dce_style = dce}, .by = makers().front()};
            const auto client = side(true, of), plain = side(false, of);
            of.by = makers().back();
            const auto server = side(false, of);
            for (const std::size_t size : {0U, 1U, 17U, 200U, 20000U})
                for (const bool seal : {true, false}) {
                    const auto message = random_octets(size);
                    const auto body = whole(*client, seal, message).size() - header_size;
                    const auto step = size < 300 ? 1 : body / 40;
                    for (std::size_t count = 0; count < body + 3; count += step) {
                        INFO(enctype << ", " << size << " octets by " << count);
                        auto token = rotated(whole(*client, seal, message), count, dce);
                        auto same = token;
                        const auto opened = server->open(token), expected = plain->open(same);
                        REQUIRE((opened.has_value() && expected.has_value()));
                        CHECK(opened->sealed == seal);
                        CHECK(std::ranges::equal(opened->message, message));
                        CHECK(opened->message.data() - token.data() ==
                              expected->message.data() - same.data());
                    }
                }
        }
}

TEST_CASE("a token cut where the peer did not cut it is put together") {
    for (const auto enctype : aes_enctypes)
        for (const bool seal : {true, false}) {
            side_options of{.enctype = enctype, .by = makers().back()};
            const auto client = side(true, of), server = side(false, of);
            const auto message = random_octets(50);
            for (std::size_t count = 0; count < 130; ++count) {
                auto token = rotated(whole(*client, seal, message), count, false);
                const auto front = roll(token.size() - header_size - message.size() + 1) + header_size;
                octet_string data(token.begin() + static_cast<std::ptrdiff_t>(front),
                                  token.begin() + static_cast<std::ptrdiff_t>(front + message.size()));
                const auto view = std::span<const std::byte>(token);
                const segment part{data};
                const auto sealed =
                    server->unwrap(view.first(front), {&part, 1}, view.subspan(front + message.size()));
                REQUIRE(sealed.has_value());
                CHECK(*sealed == seal);
                CHECK(data == message);
            }
        }
}

TEST_CASE("buffers that share bytes are each taken for what was in them") {
    for (const auto enctype : aes_enctypes) {
        side_options of{.enctype = enctype, .by = makers().front()};
        const auto plain = side(true, of), reader = side(false, of);
        of.by = makers().back();
        const auto client = side(true, of), server = side(false, of);
        for (int shift = 0; shift <= 60; shift += 3) {
            auto memory = random_octets(200);
            const auto before = memory;
            const auto at = std::span(memory);
            const std::array parts{segment{at.subspan(20, 50)},
                                   segment{at.subspan(20 + static_cast<std::size_t>(shift), 50)},
                                   segment{.content = at.subspan(10, 30), .sign_only = true}};
            octet_string token(client->sizes().trailer);
            REQUIRE(client->wrap(true, parts, token, {}).has_value());
            // What was covered and encrypted is what each buffer had in it; what is left is written in their order. So
            // only where none shares bytes with another can the same buffers be read again.
            const bool apart = shift >= 50;
            octet_string covered(before.begin() + 10, before.begin() + 40);
            octet_string first(memory.begin() + 20, memory.begin() + 70),
                second(memory.begin() + 20 + shift, memory.begin() + 70 + shift);
            const std::array alone{segment{first}, segment{second},
                                   segment{.content = covered, .sign_only = true}};
            const auto read = reader->unwrap(token, alone, {});
            CHECK(read.has_value() == apart);
            if (!apart) CHECK(read.error().code == status::message_altered);
            if (apart) CHECK(std::equal(first.begin(), first.end(), before.begin() + 20));
            auto changed = memory;
            const std::array wrong{
                segment{std::span(changed).subspan(20, 50)},
                segment{std::span(changed).subspan(20 + static_cast<std::size_t>(shift), 50)}};
            CHECK(server->unwrap(token, wrong, {}).error().code == status::message_altered);
            CHECK(changed == memory);
        }
    }
}

TEST_CASE("both refuse a spoilt token with the same status, and leave all buffers as they were") {
    for (const auto enctype : aes_enctypes)
        for (const bool dce : {false, true})
            for (const bool seal : {true, false})
                for (const std::size_t size : {0U, 5U, 40U}) {
                    side_options of{.enctype = enctype,
                                    .tokens = {.dce_style = dce, .detect_replay = true, .detect_order = true},
                                    .by = makers().front()};
                    const auto client = side(true, of), plain = side(false, of);
                    of.by = makers().back();
                    const auto server = side(false, of);
                    const auto message = random_octets(size);
                    const auto genuine = whole(*client, seal, message);
                    std::vector<octet_string> spoilt;
                    for (std::size_t place = 0; place < genuine.size(); ++place)
                        for (int bit = 0; bit < 8; ++bit) {
                            spoilt.push_back(genuine);
                            spoilt.back()[place] ^= static_cast<std::byte>(1U << bit);
                        }
                    for (std::size_t length = 0; length < genuine.size() + 20; ++length) {
                        spoilt.push_back(genuine);
                        spoilt.back().resize(length);
                    }
                    for (const auto& token : spoilt) {
                        if (means_the_same(token, genuine)) continue;
                        auto mine = token, theirs = token;
                        mine.shrink_to_fit();
                        const auto got = server->open(mine), expected = plain->open(theirs);
                        INFO(enctype << ", " << token.size() << " octets");
                        REQUIRE((!got.has_value() && !expected.has_value()));
                        CHECK(got.error().code == expected.error().code);
                        CHECK(got.error().context_intact == expected.error().context_intact);
                        CHECK(mine == token);
                        CHECK(theirs == token);
                    }
                    CHECK(open_status(*server, genuine, message) == status::ok);
                    CHECK(open_status(*plain, genuine, message) == status::ok);
                }
}

TEST_CASE("both refuse spoilt pieces with the same status, and leave all buffers as they were") {
    for (const auto enctype : aes_enctypes)
        for (const std::size_t size : {5U, 100U, 16384U, 20000U}) {
            side_options of{.enctype = enctype, .by = makers().front()};
            const auto client = side(true, of), plain = side(false, of);
            of.by = makers().back();
            const auto server = side(false, of);
            for (int i = 0; i < 60; ++i) {
                buffers message(random_octets(size), size / 3 + 1, true);
                octet_string token(client->sizes().trailer);
                REQUIRE(client->wrap(true, message.parts(), token, {}).has_value());
                auto& content = message.contents()[roll(message.contents().size())];
                if (content.empty())
                    token[roll(token.size() - 8) + 8] ^= std::byte{1};
                else
                    content[roll(content.size())] ^= std::byte{0x80};
                auto mine = message, theirs = message;
                const auto got = server->unwrap(token, mine.parts(), {}),
                           expected = plain->unwrap(token, theirs.parts(), {});
                REQUIRE((!got.has_value() && !expected.has_value()));
                CHECK(got.error().code == expected.error().code);
                CHECK(mine == message);
                CHECK(theirs == message);
            }
        }
}

TEST_CASE("a message out of order is not released") {
    for (const auto enctype : aes_enctypes)
        for (const std::size_t size : {30U, 20000U}) {
            const side_options of{.enctype = enctype,
                                  .tokens = {.detect_replay = true, .detect_order = true},
                                  .by = makers().back()};
            const auto client = side(true, of), server = side(false, of);
            auto token = whole(*client, true, random_octets(size));
            const auto genuine = token;
            CHECK(server->open(token).has_value());
            token = genuine;
            CHECK(server->open(token).error().code == status::out_of_sequence);
            CHECK(token == genuine);
        }
}
