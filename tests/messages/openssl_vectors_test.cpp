// SPDX-License-Identifier: BSL-1.0
// The test vectors of RFC 3961, RFC 3962 and RFC 8009, for what the messages of OpenSSL are made of.
#include <messages/openssl_sealing.hpp>
#include <support/catch.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace sspi::messages;
using namespace sspi::messages::openssl;

namespace {

using octet_string = std::vector<std::byte>;

[[nodiscard]] octet_string hex(std::string_view text) {
    octet_string out;
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits.push_back(c);
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return out;
}

[[nodiscard]] octet_string text(std::string_view t) {
    const auto view = std::as_bytes(std::span(t));
    return {view.begin(), view.end()};
}

[[nodiscard]] octet_string folded(std::string_view in, std::size_t size) {
    octet_string out(size);
    n_fold(text(in), out);
    return out;
}

/// Encrypts with ciphertext stealing where the bytes stand, in pieces of this size.
[[nodiscard]] octet_string stolen(const octet_string& key, octet_string message, std::size_t piece) {
    aes_cbc cipher;
    REQUIRE(cipher.use(aes_cbc::way::encrypt, key));
    std::vector<segment> parts;
    for (std::size_t i = 0; i < message.size(); i += piece)
        parts.push_back({.content = std::span(message).subspan(i, std::min(piece, message.size() - i))});
    const scattered stream{.front = {}, .message = parts, .back = {}};
    cursor at(stream);
    const auto chained = before_stealing(message.size());
    cipher.restart();
    REQUIRE(run_in_place(cipher, at, chained));
    REQUIRE(seal_last_two(cipher, at, message.size() - chained));
    return message;
}

/// A sample encryption: with key usage 2, and the confounder in front of the message.
struct sample {
    std::string_view confounder, message, ciphertext; // with the tag at its end
};

template <class Profile>
void check_sample(const octet_string& base, const sample& s) {
    direction_keys<Profile> writing, reading;
    typename Profile::derivation from(base);
    REQUIRE(writing.derive(from, base.size(), {2, 2}, aes_cbc::way::encrypt));
    REQUIRE(reading.derive(from, base.size(), {2, 2}, aes_cbc::way::decrypt));
    auto front = hex(s.confounder), back = hex(s.message);
    const auto size = front.size() + back.size();
    const auto expected = hex(s.ciphertext);
    octet_string tag(Profile::tag);
    const scattered stream{.front = front, .message = {}, .back = back};
    REQUIRE(seal(writing, stream, size, tag));
    octet_string made = front;
    for (const auto* part : {&back, &tag})
        made.insert(made.end(), part->begin(), part->end());
    CHECK(made == expected);
    opener<Profile> open(reading, stream, size);
    CHECK(open.check(tag) == opening::good);
    CHECK(std::ranges::equal(open.last(16), std::span<const std::byte>(hex(s.message)).last(16)));
    CHECK(open.release());
    CHECK(front == hex(s.confounder));
    CHECK(back == hex(s.message));
}

template <class Profile>
[[nodiscard]] octet_string derived(const octet_string& base, purpose what, std::size_t size) {
    octet_string out(size);
    CHECK(typename Profile::derivation(base).derive(2, what, out));
    return out;
}

template <class Profile>
void check_checksum(const octet_string& base, std::string_view expected) {
    direction_keys<Profile> keys;
    typename Profile::derivation from(base);
    REQUIRE(keys.derive(from, base.size(), {1, 2}, aes_cbc::way::encrypt));
    hmac<typename Profile::hash> sum(keys.detached);
    sum.update(hex("00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 11 12 13 14"));
    CHECK(sum.matches(hex(expected)));
}

} // namespace

TEST_CASE("the constants that were folded beforehand are those of their usages and purposes") {
    const auto usage = GENERATE(21u, 22u, 23u, 24u, 25u, 26u, 1024u);
    const auto what = GENERATE(purpose::checksum, purpose::encryption, purpose::integrity);
    block out;
    n_fold(constant_of(usage, what), out);
    CHECK(folded_constant_of(usage, what) == out);
}

TEST_CASE("n-fold, RFC 3961 A.1") {
    CHECK(folded("012345", 8) == hex("be072631276b1955"));
    CHECK(folded("password", 7) == hex("78a07b6caf85fa"));
    CHECK(folded("Rough Consensus, and Running Code", 8) == hex("bb6ed30870b7f0e0"));
    CHECK(folded("password", 21) == hex("59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e"));
    CHECK(folded("MASSACHVSETTS INSTITVTE OF TECHNOLOGY", 24) ==
          hex("db3b0d8f0b061e603282b308a50841229ad798fab9540c1b"));
    CHECK(folded("Q", 21) == hex("518a54a2 15a8452a 518a54a2 15a8452a 518a54a2 15"));
    CHECK(folded("ba", 21) == hex("fb25d531 ae897449 9f52fd92 ea9857c4 ba24cf29 7e"));
    CHECK(folded("kerberos", 8) == hex("6b657262 65726f73"));
    CHECK(folded("kerberos", 16) == hex("6b657262 65726f73 7b9b5b2b 93132b93"));
    CHECK(folded("kerberos", 21) == hex("8372c236 344e5f15 50cd0747 e15d62ca 7a5a3bce a4"));
    CHECK(folded("kerberos", 32) ==
          hex("6b657262 65726f73 7b9b5b2b 93132b93 5c9bdcda d95c9899 c4cae4de e6d6cae4"));
}

TEST_CASE("ciphertext stealing, RFC 3962 B, in pieces of every size") {
    const auto key = hex("63 68 69 63 6b 65 6e 20 74 65 72 69 79 61 6b 69");
    const std::string_view plain = "I would like the General Gau's Chicken, please, and wonton soup.";
    struct row {
        std::size_t size;
        std::string_view ciphertext;
    };
    for (const auto& r : {
             row{17, "c6353568f2bf8cb4d8a580362da7ff7f 97"},
             row{31, "fc00783e0efdb2c1d445d4c8eff7ed22 97687268d6ecccc0c07b25e25ecfe5"},
             row{32, "39312523a78662d5be7fcbcc98ebf5a8 97687268d6ecccc0c07b25e25ecfe584"},
             row{47, "97687268d6ecccc0c07b25e25ecfe584 b3fffd940c16a18c1b5549d2f838029e "
                     "39312523a78662d5be7fcbcc98ebf5"},
             row{48, "97687268d6ecccc0c07b25e25ecfe584 9dad8bbb96c4cdc03bc103e1a194bbd8 "
                     "39312523a78662d5be7fcbcc98ebf5a8"},
             row{64, "97687268d6ecccc0c07b25e25ecfe584 39312523a78662d5be7fcbcc98ebf5a8 "
                     "4807efe836ee89a526730dbc2f7bc840 9dad8bbb96c4cdc03bc103e1a194bbd8"},
         })
        for (std::size_t piece = 1; piece <= r.size; ++piece) {
            CAPTURE(r.size, piece);
            CHECK(stolen(key, text(plain.substr(0, r.size)), piece) == hex(r.ciphertext));
        }
}

TEST_CASE("keys, encryption and checksums, RFC 8009 A, aes128-cts-hmac-sha256-128") {
    const auto base = hex("37 05 D9 60 80 C1 77 28 A0 E8 00 EA B6 E0 D2 3C");
    CHECK(derived<aes_sha256>(base, purpose::checksum, 16) == hex("B31A018A48F54776F403E9A396325DC3"));
    CHECK(derived<aes_sha256>(base, purpose::encryption, 16) == hex("9B197DD1E8C5609D6E67C3E37C62C72E"));
    CHECK(derived<aes_sha256>(base, purpose::integrity, 16) == hex("9FDA0E56AB2D85E1569A688696C26A6C"));
    check_sample<aes_sha256>(base, {"56AB21713FF62C0A1457200F6FA9948F", "000102030405060708090A0B0C0D0E0F",
                                    "3517D640F50DDC8AD3628722B3569D2AE07493FA8263254080EA65C1008E8FC2"
                                    "95FB4852E7D83E1E7C48C37EEBE6B0D3"});
    check_sample<aes_sha256>(
        base, {"A7A4E29A4728CE10664FB64E49AD3FAC", "000102030405060708090A0B0C0D0E0F1011121314",
               "720F73B18D9859CD6CCB4346115CD336C70F58EDC0C4437C5573544C31C813BCE1E6D072C1"
               "86B39A413C2F92CA9B8334A287FFCBFC"});
    check_checksum<aes_sha256>(base, "D78367186643D67B411CBA9139FC1DEE");
}

TEST_CASE("keys, encryption and checksums, RFC 8009 A, aes256-cts-hmac-sha384-192") {
    const auto base = hex("6D404D37FAF79F9DF0D33568D320669800EB4836472EA8A026D16B7182460C52");
    CHECK(derived<aes_sha384>(base, purpose::checksum, 24) ==
          hex("EF5718BE86CC84963D8BBB5031E9F5C4BA41F28FAF69E73D"));
    CHECK(derived<aes_sha384>(base, purpose::encryption, 32) ==
          hex("56AB22BEE63D82D7BC5227F6773F8EA7A5EB1C825160C38312980C442E5C7E49"));
    CHECK(derived<aes_sha384>(base, purpose::integrity, 24) ==
          hex("69B16514E3CD8E56B82010D5C73012B622C4D00FFC23ED1F"));
    check_sample<aes_sha384>(base, {"53BF8A0D105265D4E276428624CE5E63", "000102030405060708090A0B0C0D0E0F",
                                    "BC47FFEC7998EB91E8115CF8D19DAC4BBBE2E163E87DD37F49BECA92027764F6"
                                    "8CF51F14D798C2273F35DF574D1F932E40C4FF255B36A266"});
    check_sample<aes_sha384>(
        base, {"763E65367E864F02F55153C7E3B58AF1", "000102030405060708090A0B0C0D0E0F1011121314",
               "40013E2DF58E8751957D2878BCD2D6FE101CCFD556CB1EAE79DB3C3EE86429F2B2A602AC86"
               "FEF6ECB647D6295FAE077A1FEB517508D2C16B4192E01F62"});
    check_checksum<aes_sha384>(base, "45EE791567EEFCA37F4AC1E0222DE80D43C3BFA06699672A");
}
