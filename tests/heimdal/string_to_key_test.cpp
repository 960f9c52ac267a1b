// SPDX-License-Identifier: BSL-1.0
// Keys that OpenSSL makes of passwords are those that Heimdal makes.
#include <messages/string_to_key.hpp>
#include <support/catch.hpp>

#include <krb5.h>

#include <random>
#include <string>
#include <vector>

namespace {

using octet_string = std::vector<std::byte>;

/// Always the same, so that a failure comes again.
[[nodiscard]] std::string random_text(std::mt19937& dice, std::size_t longest) {
    std::string out(std::uniform_int_distribution<std::size_t>(0, longest)(dice), '\0');
    for (auto& octet : out)
        octet = static_cast<char>(std::uniform_int_distribution<int>(1, 255)(dice));
    return out;
}

[[nodiscard]] krb5_data borrow(const std::string& text) {
    return {text.size(), const_cast<char*>(text.data())};
}

[[nodiscard]] octet_string by_heimdal(krb5_context context, std::int32_t enctype, const std::string& password,
                                      const std::string& salt, std::uint32_t rounds) {
    std::string parameters;
    for (int shift = 24; shift >= 0; shift -= 8)
        parameters.push_back(static_cast<char>(rounds >> shift));
    krb5_keyblock key{};
    REQUIRE(krb5_string_to_key_data_salt_opaque(context, static_cast<krb5_enctype>(enctype), borrow(password),
                                                {KRB5_PW_SALT, borrow(salt)}, borrow(parameters), &key) == 0);
    const auto* const octets = static_cast<const std::byte*>(key.keyvalue.data);
    octet_string out(octets, octets + key.keyvalue.length);
    krb5_free_keyblock_contents(context, &key);
    return out;
}

} // namespace

TEST_CASE("random passwords, salts and rounds give the keys that Heimdal gives") {
    krb5_context context = nullptr;
    REQUIRE(krb5_init_context(&context) == 0);
    std::mt19937 dice(20261125);
    for (int i = 0; i < 100; ++i)
        for (const std::int32_t enctype : {17, 18, 19, 20}) {
            const auto password = random_text(dice, 300); // blocks of 64 and 128 octets
            const auto salt = random_text(dice, 80);
            const auto rounds = std::uniform_int_distribution<std::uint32_t>(1, 40)(dice);
            CAPTURE(i, enctype, rounds, password.size(), salt.size());
            const auto key =
                sspi::messages::string_to_key({enctype, password, std::as_bytes(std::span(salt)), rounds});
            REQUIRE(key.has_value());
            CHECK(octet_string(key->view().begin(), key->view().end()) ==
                  by_heimdal(context, enctype, password, salt, rounds));
        }
    krb5_free_context(context);
}
