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

TEST_CASE("an error is framed as the token that it is recognised as, whatever its size") {
    for (const std::size_t size : {0U, 5U, 100U, 127U, 128U, 300U, 70000U}) {
        const auto message = der::plain_element(0x7E, {bytes(size)});
        const auto token = framed_error(message);
        CHECK(classify(token) == kerberos_token::krb_error);
        const auto inner = kerberos_message(token);
        CHECK(bytes(inner.begin(), inner.end()) == message);
    }
}
