// SPDX-License-Identifier: BSL-1.0
// SPNEGO's tokens: what is written is read again, and nothing but whole tokens is read.
#include <support/catch.hpp>
#include <wire/kerberos_oids.hpp>
#include <wire/spnego_token.hpp>

#include <initializer_list>
#include <string>

using namespace sspi::wire;
using spnego::neg_state;

namespace {

[[nodiscard]] bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}
[[nodiscard]] bytes joined(std::initializer_list<bytes> parts) {
    bytes out;
    for (const auto& part : parts)
        out.insert(out.end(), part.begin(), part.end());
    return out;
}
[[nodiscard]] bool same(const std::optional<view>& found, view expected) {
    return found && std::ranges::equal(*found, expected);
}
[[nodiscard]] bool within(view part, const bytes& whole) {
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

/// Whether all that was found in a token stands in it.
[[nodiscard]] bool sane(const bytes& token) {
    bool good = true;
    const auto look = [&](const std::optional<view>& part) {
        if (part && !part->empty()) good = good && within(*part, token);
    };
    if (const auto init = spnego::parse_init(token)) {
        good = !init->mechanisms.empty() && within(init->mechanism_list, token);
        for (const auto oid : init->mechanisms)
            look(oid);
        look(init->token);
        look(init->mic);
    }
    if (const auto resp = spnego::parse_resp(token)) {
        look(resp->mechanism);
        look(resp->token);
        look(resp->mic);
    }
    return good;
}

[[nodiscard]] bytes framed(const bytes& members) {
    return spnego::detail::framed_init(der::plain_element(der::tag::sequence, {members}));
}
[[nodiscard]] bytes list_field() {
    return der::plain_element(der::context(0), {offered_mechanisms()});
}
[[nodiscard]] bytes resp_of(const bytes& members) {
    return der::plain_element(der::context(1), {der::plain_element(der::tag::sequence, {members})});
}

const bytes short_token = octets({1, 2, 3});
const bytes long_token(70000, std::byte{0x55});

} // namespace

TEST_CASE("what an initiator offers is read as it was written, with tokens of every length of length") {
    for (const std::size_t size : {0U, 1U, 50U, 90U, 127U, 128U, 200U, 255U, 256U, 65500U, 65536U, 70000U}) {
        const bytes inner(size, std::byte{7});
        const auto token = spnego::make_init(offered_mechanisms(), inner);
        const auto read = spnego::parse_init(token);
        CAPTURE(size);
        REQUIRE(read);
        REQUIRE(read->mechanisms.size() == 2);
        CHECK(std::ranges::equal(read->mechanisms[0], kerberos_oid));
        CHECK(std::ranges::equal(read->mechanisms[1], microsoft_kerberos_oid));
        CHECK(std::ranges::equal(read->mechanism_list, offered_mechanisms()));
        CHECK(same(read->token, inner));
        CHECK_FALSE(read->mic);
        CHECK_FALSE(spnego::parse_resp(token));
    }
}

TEST_CASE("an offer has the octets that RFC 4178 and RFC 2743 give it") {
    const auto token = spnego::make_init(offered_mechanisms(), octets({0xAB}));
    CHECK(token ==
          octets({0x60, 0x2B, 0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02, 0xA0, 0x21, 0x30, 0x1F, 0xA0,
                  0x18, 0x30, 0x16, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, 0x06,
                  0x09, 0x2A, 0x86, 0x48, 0x82, 0xF7, 0x12, 0x01, 0x02, 0x02, 0xA2, 0x03, 0x04, 0x01, 0xAB}));
}

TEST_CASE("an acceptor's hint is an offer without a token, whose hints are not taken for a MIC") {
    const auto token = spnego::make_hint(offered_mechanisms());
    const auto read = spnego::parse_init(token);
    REQUIRE(read);
    CHECK(read->mechanisms.size() == 2);
    CHECK_FALSE(read->token);
    CHECK_FALSE(read->mic);
    const std::string text(reinterpret_cast<const char*>(token.data()), token.size());
    CHECK(text.find("not_defined_in_RFC4178@please_ignore") != std::string::npos);
}

TEST_CASE("a MIC is read where RFC 4178 has it, and where MS-SPNG has it") {
    const auto mic = der::plain_element(der::tag::octet_string, {short_token});
    const auto hints = der::plain_element(der::context(3), {der::plain_element(der::tag::sequence, {})});
    const auto third = framed(joined({list_field(), der::plain_element(der::context(3), {mic})}));
    const auto fourth = framed(joined({list_field(), hints, der::plain_element(der::context(4), {mic})}));
    for (const auto* const token : {&third, &fourth}) {
        const auto read = spnego::parse_init(*token);
        REQUIRE(read);
        CHECK(same(read->mic, short_token));
    }
}

TEST_CASE("replies are read as they were written, with every field and with none") {
    for (const auto state : {neg_state::accept_completed, neg_state::accept_incomplete, neg_state::reject,
                             neg_state::request_mic}) {
        const auto token = spnego::make_resp(
            {.state = state, .mechanism = kerberos_oid, .token = long_token, .mic = short_token});
        const auto read = spnego::parse_resp(token);
        REQUIRE(read);
        CHECK(read->state == state);
        CHECK(same(read->mechanism, kerberos_oid));
        CHECK(same(read->token, long_token));
        CHECK(same(read->mic, short_token));
        CHECK_FALSE(spnego::parse_init(token));
    }
    const auto empty = spnego::make_resp({});
    CHECK(empty == octets({0xA1, 0x02, 0x30, 0x00}));
    const auto read = spnego::parse_resp(empty);
    REQUIRE(read);
    CHECK_FALSE(read->state);
    CHECK_FALSE(read->token);
}

TEST_CASE("fields of later versions are passed over, and flags are not looked at") {
    const auto later = der::plain_element(der::context(9), {octets({0x05, 0x00})});
    const auto flags = der::plain_element(der::context(1), {octets({0x03, 0x02, 0x01, 0x06})});
    CHECK(spnego::parse_init(framed(joined({list_field(), flags, later}))));
    CHECK(spnego::parse_resp(resp_of(later)));
}

TEST_CASE("a token that is cut or extended is none") {
    const auto offer = spnego::make_init(offered_mechanisms(), bytes(300, std::byte{1}));
    const auto reply =
        spnego::make_resp({.state = neg_state::accept_completed, .token = short_token, .mic = short_token});
    for (const auto* const whole : {&offer, &reply}) {
        for (std::size_t size = 0; size < whole->size(); ++size) {
            bytes cut(whole->begin(), whole->begin() + static_cast<std::ptrdiff_t>(size));
            cut.shrink_to_fit();
            if (spnego::parse_init(cut) || spnego::parse_resp(cut)) FAIL("a token of " << size << " octets");
        }
        auto longer = *whole;
        longer.push_back(std::byte{0});
        CHECK_FALSE(spnego::parse_init(longer));
        CHECK_FALSE(spnego::parse_resp(longer));
    }
}

TEST_CASE("whatever an octet is changed to, nothing outside the token is read") {
    const auto offer = spnego::make_init(offered_mechanisms(), bytes(140, std::byte{1}));
    const auto hint = spnego::make_hint(offered_mechanisms());
    const auto reply = spnego::make_resp({.state = neg_state::accept_incomplete,
                                          .mechanism = kerberos_oid,
                                          .token = short_token,
                                          .mic = short_token});
    for (const auto* const whole : {&offer, &hint, &reply})
        for (std::size_t place = 0; place < whole->size(); ++place)
            for (unsigned value = 0; value < 256; ++value) {
                auto changed = *whole;
                changed[place] = static_cast<std::byte>(value);
                if (!sane(changed)) FAIL("octet " << place << " as " << value);
            }
}

TEST_CASE("lengths that lie, are not the shortest or have no end are refused") {
    const auto inner = octets({0xA2, 0x03, 0x04, 0x01, 0xAB});
    for (const auto& token :
         {octets({0xA1, 0x80, 0x30, 0x80, 0x00, 0x00, 0x00, 0x00}), octets({0xA1, 0x81, 0x02, 0x30, 0x00}),
          octets({0xA1, 0x82, 0x00, 0x02, 0x30, 0x00}), octets({0xA1, 0x03, 0x30, 0x81, 0x00}),
          octets({0xA1, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x30, 0x00}),
          octets({0xA1, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
          octets({0xA1, 0x04, 0x30, 0x00, 0x30, 0x00}), octets({0xA1, 0x02, 0x31, 0x00}),
          resp_of(octets({0xA2, 0x03, 0x04, 0x02, 0xAB})),
          resp_of(octets({0xA2, 0x04, 0x04, 0x01, 0xAB, 0x00})), resp_of(joined({inner, inner})),
          resp_of(joined({inner, octets({0xA0, 0x03, 0x0A, 0x01, 0x00})})),
          resp_of(octets({0xA0, 0x03, 0x0A, 0x01, 0x04})), resp_of(octets({0xA0, 0x02, 0x0A, 0x00})),
          resp_of(octets({0xA0, 0x04, 0x0A, 0x02, 0x00, 0x01})),
          resp_of(octets({0xA0, 0x03, 0x02, 0x01, 0x00})), resp_of(octets({0x04, 0x01, 0x00}))})
        CHECK_FALSE(spnego::parse_resp(token));
}

TEST_CASE("an offer without mechanisms, or with what is none, is refused") {
    const auto with_list = [](const bytes& list) {
        return framed(der::plain_element(der::context(0), {list}));
    };
    CHECK_FALSE(spnego::parse_init(framed({})));
    CHECK_FALSE(spnego::parse_init(with_list(octets({0x30, 0x00}))));
    CHECK_FALSE(spnego::parse_init(with_list(octets({0x30, 0x02, 0x06, 0x00}))));
    CHECK_FALSE(spnego::parse_init(with_list(octets({0x30, 0x03, 0x04, 0x01, 0x2A}))));
    CHECK_FALSE(spnego::parse_init(with_list(octets({0x30, 0x03, 0x06, 0x05, 0x2A}))));
    CHECK(spnego::parse_init(with_list(octets({0x30, 0x03, 0x06, 0x01, 0x2A}))));
    auto kerberos = spnego::make_init(offered_mechanisms(), short_token);
    kerberos[4] ^= std::byte{1}; // of SPNEGO's own identifier
    CHECK_FALSE(spnego::parse_init(kerberos));
}

TEST_CASE("the framing of a Kerberos token gets the other identifier, and any other token stays as it is") {
    const auto standard = framed_for(kerberos_oid, {}, long_token);
    const auto microsoft = reframed(standard, kerberos_oid, microsoft_kerberos_oid);
    CHECK(microsoft != standard);
    CHECK(reframed(microsoft, microsoft_kerberos_oid, kerberos_oid) == standard);
    CHECK(reframed(standard, microsoft_kerberos_oid, kerberos_oid) == standard);
    for (const auto& other :
         {bytes{}, octets({0x60}), octets({0x60, 0x00}), octets({0x6E, 0x00}), short_token})
        CHECK(reframed(other, microsoft_kerberos_oid, kerberos_oid) == other);
}
