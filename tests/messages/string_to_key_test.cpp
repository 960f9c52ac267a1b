// SPDX-License-Identifier: BSL-1.0
// Passwords as keys of AES: the test vectors of RFC 3962 and RFC 8009, and of PBKDF2 where those do not reach.
#include <messages/openssl_pbkdf2.hpp>
#include <messages/string_to_key.hpp>
#include <support/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace sspi::messages;

namespace {

using octet_string = std::vector<std::byte>;

[[nodiscard]] octet_string hex(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits.push_back(c);
    octet_string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return out;
}

[[nodiscard]] octet_string text(std::string_view t) {
    const auto view = std::as_bytes(std::span(t));
    return {view.begin(), view.end()};
}

[[nodiscard]] octet_string key_of(std::int32_t enctype, std::string_view password, const octet_string& salt,
                                  std::uint32_t rounds) {
    const auto key = string_to_key({enctype, password, salt, rounds});
    REQUIRE(key.has_value());
    return {key->view().begin(), key->view().end()};
}

template <class Hash>
[[nodiscard]] octet_string stretched(std::string_view password, std::string_view salt, std::uint32_t rounds,
                                     std::size_t size) {
    octet_string out(size);
    openssl::pbkdf2<Hash>(text(password), {}, text(salt), rounds, out);
    return out;
}

} // namespace

TEST_CASE("string-to-key, RFC 3962 B") {
    struct row {
        std::uint32_t rounds;
        std::string password;
        octet_string salt;
        std::string_view aes128, aes256;
    };
    for (const auto& r : {
             row{1, "password", text("ATHENA.MIT.EDUraeburn"), "42263c6e89f4fc28b8df68ee09799f15",
                 "fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161"},
             row{2, "password", text("ATHENA.MIT.EDUraeburn"), "c651bf29e2300ac27fa469d693bdda13",
                 "a2e16d16b36069c135d5e9d2e25f896102685618b95914b467c67622225824ff"},
             row{1200, "password", text("ATHENA.MIT.EDUraeburn"), "4c01cd46d632d01e6dbe230a01ed642a",
                 "55a6ac740ad17b4846941051e1e8b0a7548d93b0ab30a8bc3ff16280382b8c2a"},
             row{5, "password", hex("1234567878563412"), "e9b23d52273747dd5c35cb55be619d8e",
                 "97a4e786be20d81a382d5ebc96d5909cabcdadc87ca48f574504159f16c36e31"},
             row{1200, std::string(64, 'X'), text("pass phrase equals block size"),
                 "59d1bb789a828b1aa54ef9c2883f69ed",
                 "89adee3608db8bc71f1bfbfe459486b05618b70cbae22092534e56c553ba4b34"},
             row{1200, std::string(65, 'X'), text("pass phrase exceeds block size"),
                 "cb8005dc5f90179a7f02104c0018751d",
                 "d78c5c9cb872a8c9dad4697f0bb5b2d21496c82beb2caeda2112fceea057401b"},
             row{50, "\xf0\x9d\x84\x9e", text("EXAMPLE.COMpianist"), "f149c1f2e154a73452d43e7fe62a56e5",
                 "4b6d9839f84406df1f09cc166db4b83c571848b784a3d6bdc346589a3e393f9e"},
         }) {
        CAPTURE(r.rounds, r.password);
        CHECK(key_of(17, r.password, r.salt, r.rounds) == hex(r.aes128));
        CHECK(key_of(18, r.password, r.salt, r.rounds) == hex(r.aes256));
    }
}

TEST_CASE("string-to-key, RFC 8009 A") {
    auto salt = hex("10DF9DD783E5BC8ACEA1730E74355F61");
    const auto name = text("ATHENA.MIT.EDUraeburn");
    salt.insert(salt.end(), name.begin(), name.end());
    CHECK(key_of(19, "password", salt, 32768) == hex("089BCA48B105EA6EA77CA5D2F39DC5E7"));
    CHECK(key_of(20, "password", salt, 32768) ==
          hex("45BD806DBF6A833A9CFFC1C94589A222367A79BC21C413718906E9F578A78467"));
}

TEST_CASE("PBKDF2, RFC 6070 and RFC 7914, also for more than a block of output") {
    CHECK(stretched<openssl::sha1>("password", "salt", 4096, 20) ==
          hex("4b007901b765489abead49d926f721d065a429c1"));
    CHECK(stretched<openssl::sha1>("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
                                   25) == hex("3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"));
    CHECK(stretched<openssl::sha256>("passwd", "salt", 1, 64) ==
          hex("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
              "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"));
}

TEST_CASE("other enctypes have no key here") {
    for (const std::int32_t enctype : {0, 3, 16, 21, 23, 24, -18})
        CHECK_FALSE(string_to_key({enctype, "password", {}, 1}).has_value());
}
