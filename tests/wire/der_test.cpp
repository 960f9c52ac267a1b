// SPDX-License-Identifier: BSL-1.0
// The one reader of DER takes nothing but X.690's own encoding, and the one writer writes that.
#include <support/catch.hpp>
#include <wire/der_writing.hpp>
#include <wire/gss_framing.hpp>

#include <sspi/detail/mechanism_oids.hpp>

#include <initializer_list>
#include <string>
#include <vector>

using namespace sspi;
using wire::bytes;
using wire::view;
namespace der = sspi::wire::der;

namespace {

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

/// What a reader must not take for [tag] 01 02 03, and whether one that is easy about lengths may.
struct row {
    const char* what;
    bytes encoding;
    bool long_length = false;
};
[[nodiscard]] std::vector<row> other_encodings() {
    return {{"nothing", {}},
            {"a tag alone", octets({0x04})},
            {"a length without its end", octets({0x04, 0x80, 1, 2, 3, 0, 0})},
            {"a length of one more octet", octets({0x04, 0x81, 3, 1, 2, 3}), true},
            {"a length of four more octets", octets({0x04, 0x84, 0, 0, 0, 3, 1, 2, 3}), true},
            {"a length of five more octets", octets({0x04, 0x85, 0, 0, 0, 0, 3, 1, 2, 3})},
            {"a length of 127 more octets", octets({0x04, 0xFF, 3, 1, 2, 3})},
            {"a length that says too much", octets({0x04, 0x04, 1, 2, 3})},
            {"a length that says too little", octets({0x04, 0x02, 1, 2, 3})},
            {"a length of which the end is missing", octets({0x04, 0x82, 0})},
            {"the same tag in its long form", octets({0x1F, 0x04, 3, 1, 2, 3})},
            {"a constructed string", octets({0x24, 0x05, 0x04, 0x03, 1, 2, 3})},
            {"an octet behind it", octets({0x04, 0x03, 1, 2, 3, 0})},
            {"two of them", octets({0x04, 0x03, 1, 2, 3, 0x04, 0x03, 1, 2, 3})}};
}

} // namespace

TEST_CASE("an element is read in its one encoding") {
    const auto content = octets({1, 2, 3});
    const auto right = octets({0x04, 0x03}) + content;
    const auto found = der::exact(right, der::tag::octet_string);
    REQUIRE(found);
    CHECK(found->data() == right.data() + 2);
    CHECK(found->size() == 3);
    for (const auto& [what, encoding, long_length] : other_encodings()) {
        CAPTURE(what);
        CHECK_FALSE(der::exact(encoding, der::tag::octet_string));
        CHECK(der::exact(encoding, der::tag::octet_string, der::lengths::any).has_value() == long_length);
    }
}

TEST_CASE("every length is written in its shortest form, and read in no other") {
    for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65535U, 65536U, 70000U}) {
        CAPTURE(size);
        const bytes content(size, std::byte{7});
        const auto written = der::plain_element(0x04, {content});
        const auto secret = der::element(0x04, {content});
        CHECK(std::ranges::equal(written, secret.view()));
        const auto begin = der::head_of(written);
        REQUIRE(begin);
        CHECK(begin->size == 2 + der::length_octets(size));
        CHECK(begin->length == size);
        const auto found = der::exact(written, 0x04);
        REQUIRE(found);
        CHECK(std::ranges::equal(*found, content));
        for (std::size_t count = der::length_octets(size) + 1; count <= 4; ++count) {
            bytes longer{std::byte{0x04}, static_cast<std::byte>(0x80 | count)};
            der::append_big_endian(longer, size, count);
            longer = longer + content;
            CHECK_FALSE(der::exact(longer, 0x04));
            CHECK(der::exact(longer, 0x04, der::lengths::any));
        }
        for (const int less : {1, 2})
            if (size >= static_cast<std::size_t>(less))
                CHECK_FALSE(der::first(view(written).first(written.size() - static_cast<std::size_t>(less))));
    }
}

TEST_CASE("an INTEGER has as few octets as can be, and is not negative") {
    const auto value = [](std::initializer_list<int> content) {
        return der::unsigned_value(octets(content));
    };
    CHECK(value({0}) == 0U);
    CHECK(value({0x7F}) == 127U);
    CHECK(value({0, 0x80}) == 128U);
    CHECK(value({0x01, 0x00}) == 256U);
    CHECK(value({0x7F, 0xFF, 0xFF, 0xFF}) == 0x7FFFFFFFU);
    CHECK(value({0, 0xFF, 0xFF, 0xFF, 0xFF}) == 0xFFFFFFFFU);
    CHECK_FALSE(value({}));
    CHECK_FALSE(value({0x80}));
    CHECK_FALSE(value({0xFF, 0xFF}));
    CHECK_FALSE(value({0, 0}));
    CHECK_FALSE(value({0, 0x7F}));
    CHECK_FALSE(value({0, 0, 0x80}));
    CHECK_FALSE(value({0x01, 0, 0, 0, 0}));
    CHECK_FALSE(value({0, 0x01, 0, 0, 0, 0}));
    for (const std::uint32_t number : {0U, 1U, 127U, 128U, 255U, 256U, 32768U, 0x7FFFFFFFU, 0x80000000U, ~0U})
        CHECK(der::unsigned_in(der::integer(number).view()) == number);
}

TEST_CASE("members of a SEQUENCE come in order, each once, and nothing else with them") {
    const auto member = [](int number) { return octets({0xA0 + number, 0x03, 0x02, 0x01, number}); };
    const auto sequence = [](const bytes& content) { return der::plain_element(0x30, {content}); };
    const auto read = [](const bytes& data) { return der::sequence_of<3>(data); };
    const auto all = sequence(member(0) + member(1) + member(2));
    const auto found = read(all);
    REQUIRE(found);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(der::unsigned_in((*found)[i]) == i);
    const auto gap = sequence(member(0) + member(2));
    REQUIRE(read(gap));
    CHECK_FALSE((*read(gap))[1]);
    CHECK(read(sequence({})));
    CHECK_FALSE(read({}));
    CHECK_FALSE(read(sequence(member(1) + member(0))));
    CHECK_FALSE(read(sequence(member(0) + member(0))));
    CHECK_FALSE(read(sequence(member(0) + member(3))));
    CHECK_FALSE(read(sequence(member(0) + octets({0x05, 0x00}))));
    CHECK_FALSE(read(sequence(member(0) + octets({0x80, 0x01, 0x00}))));       // [0] IMPLICIT
    CHECK_FALSE(read(sequence(octets({0xBF, 0x00, 0x03, 0x02, 0x01, 0x00})))); // [0] with a long tag
    CHECK_FALSE(read(sequence(octets({0xBF, 0x1F, 0x03, 0x02, 0x01, 0x00})))); // [31]
    CHECK_FALSE(read(sequence(octets({0xA0, 0x81, 0x03, 0x02, 0x01, 0x00})))); // a long length
    CHECK_FALSE(read(sequence(member(0)) + octets({0x00})));
    CHECK_FALSE(read(der::plain_element(0x31, {member(0)}))); // a SET
    const auto later = sequence(member(0) + member(7));
    CHECK(der::sequence_of<3>(later, der::unknown::passed_over));
}

TEST_CASE("framing names one mechanism, to the last octet of the token") {
    const auto message = octets({0x6E, 0x00});
    const auto id = octets({1, 0});
    const auto token = wire::framed_for(detail::kerberos_oid, id, message);
    CHECK(token == octets({0x60, 0x0F, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, 0x01,
                           0x00, 0x6E, 0x00}));
    const auto inner = wire::inner_token(token, detail::kerberos_oid);
    REQUIRE(inner);
    CHECK(std::ranges::equal(*inner, id + message));
    CHECK_FALSE(wire::inner_token(token, detail::user_to_user_oid));
    CHECK_FALSE(wire::inner_token(token, detail::spnego_oid));
    CHECK_FALSE(wire::inner_token(token + octets({0}), detail::kerberos_oid));
    for (std::size_t size = 0; size < token.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(wire::inner_token(view(token).first(size), detail::kerberos_oid));
        CHECK(wire::begins_for(view(token).first(size), detail::kerberos_oid) == (size >= 13));
    }
    CHECK_FALSE(wire::begins_for(token, detail::spnego_oid));
    auto implicit = token;
    implicit[2] = std::byte{0x26}; // a constructed name
    CHECK_FALSE(wire::inner_token(implicit, detail::kerberos_oid));
    CHECK_FALSE(wire::begins_for(implicit, detail::kerberos_oid));
}

TEST_CASE("the identifiers of the mechanisms are one, with and without a header") {
    CHECK(std::ranges::equal(detail::with_header(detail::kerberos_oid),
                             octets({0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02})));
    CHECK(
        std::ranges::equal(detail::with_header(detail::user_to_user_oid),
                           octets({0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02, 0x03})));
    CHECK(std::ranges::equal(detail::microsoft_kerberos_oid,
                             octets({0x2A, 0x86, 0x48, 0x82, 0xF7, 0x12, 0x01, 0x02, 0x02})));
    CHECK(std::ranges::equal(detail::with_header(detail::spnego_oid),
                             octets({0x06, 0x06, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x02})));
}

TEST_CASE("the reader computes while the program is compiled") {
    static constexpr std::array element{std::byte{0x30}, std::byte{0x05}, std::byte{0xA1}, std::byte{0x03},
                                        std::byte{0x02}, std::byte{0x01}, std::byte{0x2A}};
    static_assert(der::unsigned_in((*der::sequence_of<2>(element))[1]) == 42U);
    CHECK(der::sequence_of<2>(element));
}
