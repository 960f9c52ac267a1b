// SPDX-License-Identifier: BSL-1.0
// Text of others, made fit to be shown.
#include <sspi/detail/plain_text.hpp>

#include "../support/catch.hpp"

#include <string>

using sspi::detail::plain_text;

TEST_CASE("plain text stays as it is") {
    CHECK(plain_text("", 100).empty());
    CHECK(plain_text("Password incorrect", 100) == "Password incorrect");
    CHECK(plain_text("Kennwort f\u00fcr Ren\u00e9 \U0001F511", 100) ==
          "Kennwort f\u00fcr Ren\u00e9 \U0001F511");
}

TEST_CASE("nothing of it moves a cursor or ends a line") {
    CHECK(plain_text("a\nb\r\tc\x1b[31md\x7f", 100) == "a b  c [31md");
    CHECK(plain_text("a\u0085b\u2028c\u202Ed\u2066e\uFEFF", 100) == "a b c d e");
    CHECK(plain_text(std::string("a\0b", 3), 100) == "a b");
    CHECK(plain_text("  \n around \n ", 100) == "around");
}

TEST_CASE("what is not UTF-8 is replaced") {
    CHECK(plain_text("caf\xe9", 100) == "caf\uFFFD");
    CHECK(plain_text("\xc0\xaf\xed\xa0\x80", 100).find('/') == std::string::npos);
}

TEST_CASE("it is cut between characters, with a sign that it was") {
    CHECK(plain_text("abcdefgh", 8) == "abcdefgh");
    CHECK(plain_text("abcdefghi", 8) == "abcde...");
    CHECK(plain_text("\u00e9\u00e9\u00e9\u00e9\u00e9", 8) == "\u00e9\u00e9...");
    CHECK(plain_text("abcdef", 2) == "..");
    CHECK(plain_text(std::string(1'000'000, 'x'), 512).size() == 512);
}
