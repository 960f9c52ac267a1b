// SPDX-License-Identifier: BSL-1.0
// The error data of Microsoft and the framing of KRB-ERROR: genuine, cut off, and changed.
#include <support/catch.hpp>
#include <wire/kerberos_error.hpp>

#include <initializer_list>
#include <vector>

using namespace sspi::wire;

namespace {

[[nodiscard]] bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values)
        out.push_back(static_cast<std::byte>(v));
    return out;
}

const auto recovery = octets({0x30, 0x05, 0xA1, 0x03, 0x02, 0x01, 0x02});

/// What Samba 4.17 sends for an account that is disabled: how its key is made, and a KERB-EXT-ERROR.
const auto of_samba =
    octets({0x30, 0x49, 0x30, 0x30, 0xA1, 0x03, 0x02, 0x01, 0x13, 0xA2, 0x29, 0x04, 0x27, 0x30, 0x25,
            0x30, 0x23, 0xA0, 0x03, 0x02, 0x01, 0x12, 0xA1, 0x14, 0x1B, 0x12, 0x41, 0x44, 0x2E, 0x45,
            0x58, 0x41, 0x4D, 0x50, 0x4C, 0x45, 0x2E, 0x54, 0x45, 0x53, 0x54, 0x64, 0x69, 0x73, 0xA2,
            0x06, 0x04, 0x04, 0x00, 0x00, 0x10, 0x00, 0x30, 0x15, 0xA1, 0x03, 0x02, 0x01, 0x03, 0xA2,
            0x0E, 0x04, 0x0C, 0x72, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00});
constexpr std::size_t first_of_status = 63; // in it
constexpr std::uint32_t nt_account_disabled = 0xC0000072;

/// An element of a METHOD-DATA.
[[nodiscard]] bytes element_of(int type, const bytes& value) {
    const auto number = octets({0x30, static_cast<int>(value.size() + 9), 0xA1, 0x03, 0x02, 0x01, type, 0xA2,
                                static_cast<int>(value.size() + 2), 0x04, static_cast<int>(value.size())});
    bytes out(number);
    out.insert(out.end(), value.begin(), value.end());
    return out;
}
[[nodiscard]] bytes method_data(std::initializer_list<bytes> elements) {
    bytes all;
    for (const auto& each : elements)
        all.insert(all.end(), each.begin(), each.end());
    return der::plain_element(der::tag::sequence, {all});
}

[[nodiscard]] bytes bad_bindings() {
    return bad_bindings_error_data();
}

} // namespace

TEST_CASE("error data tells an offer of recovery from extended information") {
    const auto offer = parse_error_data(recovery);
    REQUIRE(offer);
    CHECK(offer->type == kerberos_error_data::skew_recovery);
    CHECK(offer->value.empty());
    CHECK_FALSE(nt_status_in(recovery));
    const auto data = bad_bindings();
    CHECK(parse_error_data(data)->type == kerberos_error_data::extended);
    CHECK(nt_status_in(data) == nt_bad_bindings);
}

TEST_CASE("error data of another length says nothing") {
    for (const auto& whole : {recovery, bad_bindings()}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CHECK_FALSE(parse_error_data({whole.data(), size}));
            CHECK_FALSE(nt_status_in({whole.data(), size}));
        }
        auto longer = whole;
        longer.push_back(std::byte{});
        CHECK_FALSE(parse_error_data(longer));
    }
}

TEST_CASE("error data with any octet changed is not taken for what it was") {
    for (std::size_t place = 0; place < recovery.size(); ++place)
        for (int value = 0; value < 256; ++value) {
            auto changed = recovery;
            changed[place] = static_cast<std::byte>(value);
            if (changed == recovery) continue;
            const auto data = parse_error_data(changed);
            CHECK_FALSE((data && data->type == kerberos_error_data::skew_recovery));
        }
    const auto whole = bad_bindings();
    for (std::size_t place = 0; place < whole.size() - 8;
         ++place) // the two words behind the status do not count
        for (const int flip : {0x01, 0x80, 0xFF}) {
            auto changed = whole;
            changed[place] ^= static_cast<std::byte>(flip);
            CHECK(nt_status_in(changed) != nt_bad_bindings);
        }
}

TEST_CASE("a status is found in a list behind what says how a key is made") {
    CHECK(nt_status_in(of_samba) == nt_account_disabled);
    for (std::size_t size = 0; size < of_samba.size(); ++size)
        CHECK_FALSE(nt_status_in({of_samba.data(), size}));
    auto longer = of_samba;
    longer.push_back(std::byte{});
    CHECK_FALSE(nt_status_in(longer));
    for (std::size_t place = first_of_status; place < first_of_status + 8; ++place)
        for (const int flip : {0x01, 0x40, 0xFF}) {
            auto changed = of_samba;
            changed[place] ^= static_cast<std::byte>(flip);
            CHECK(nt_status_in(changed) != nt_account_disabled);
        }
}

TEST_CASE("what else has the type of a status in a list is none") {
    const auto disabled = octets({0x72, 0, 0, 0xC0, 0, 0, 0, 0, 1, 0, 0, 0});
    const auto locked = octets({0x34, 0x02, 0, 0xC0, 0, 0, 0, 0, 1, 0, 0, 0});
    const auto salt = octets({'E', 'X', 'A', 'M', 'P', 'L', 'E', 'a', 'l', 'i', 'c', 'e'});
    const auto success = octets({0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0});
    constexpr int salted = 3, other = 2;
    CHECK_FALSE(nt_status_in(method_data({})));
    CHECK_FALSE(nt_status_in(method_data({element_of(salted, salt)})));
    CHECK_FALSE(nt_status_in(method_data({element_of(salted, success)})));
    CHECK_FALSE(nt_status_in(method_data({element_of(other, disabled)})));
    CHECK(nt_status_in(method_data({element_of(salted, salt), element_of(salted, disabled)})) ==
          nt_account_disabled);
    CHECK(nt_status_in(method_data({element_of(0x85, salt), element_of(salted, disabled)})) ==
          nt_account_disabled); // a type may be negative
    CHECK(nt_status_in(method_data({element_of(salted, disabled), element_of(salted, locked)})) ==
          nt_account_disabled);
    CHECK_FALSE(nt_status_in(method_data({element_of(salted, disabled), octets({0x30, 0x05})})));
    const auto long_form = octets({0x30, 0x81, 0x17});
    bytes loose(long_form);
    for (const auto octet : element_of(salted, disabled))
        loose.push_back(octet);
    CHECK_FALSE(nt_status_in(loose));
    CHECK(nt_status_in(loose, der::lengths::any) == nt_account_disabled);
}

TEST_CASE("an error is framed as the token that it is recognised as, whatever its size") {
    for (const std::size_t size : {0U, 5U, 100U, 127U, 128U, 300U, 70000U}) {
        const auto message = der::plain_element(0x7E, {bytes(size)});
        const auto token = framed_error(message);
        CHECK(classify(token) == kerberos_token::krb_error);
        const auto inner = kerberos_message(token);
        CHECK(bytes(inner.begin(), inner.end()) == message);
    }
}
