// SPDX-License-Identifier: BSL-1.0
// Tests of the names of encryption types.
#include "../../support/catch.hpp"
#include "../kerberos_client.hpp"

#include <sspi/testing/enctype.hpp>

using namespace sspi::testing;

TEST_CASE("every enctype has a name that Heimdal reads as the same number") {
    const kerberos_client client;
    CHECK(all_enctypes().size() == 6);
    for (const auto type : all_enctypes()) {
        CAPTURE(enctype_name(type));
        krb5_enctype number{};
        REQUIRE(krb5_string_to_enctype(client.context(), std::string(enctype_name(type)).c_str(), &number) ==
                0);
        CHECK(number == static_cast<int>(type));
        CHECK(parse_enctype(enctype_name(type)) == type);
    }
}

TEST_CASE("short names are understood and others are not") {
    CHECK(parse_enctype("rc4") == enctype::arcfour_hmac_md5);
    CHECK(parse_enctype("aes256-sha2") == enctype::aes256_cts_hmac_sha384_192);
    CHECK_FALSE(parse_enctype("").has_value());
    CHECK_FALSE(parse_enctype("des").has_value());
    CHECK(enctype_name(static_cast<enctype>(99)) == "unknown");
}

TEST_CASE("a list is read whole or not at all") {
    CHECK(parse_enctypes("rc4,aes128") ==
          std::vector{enctype::arcfour_hmac_md5, enctype::aes128_cts_hmac_sha1_96});
    CHECK_FALSE(parse_enctypes("").has_value());
    CHECK_FALSE(parse_enctypes("rc4,").has_value());
    CHECK_FALSE(parse_enctypes(",rc4").has_value());
    CHECK_FALSE(parse_enctypes("rc4,nonsense").has_value());
}
