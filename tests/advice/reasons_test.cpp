// SPDX-License-Identifier: BSL-1.0
// The rows of the reasons, and the failures that are made with one.
#include "failure.hpp"

#include <support/catch.hpp>

#include <set>
#include <string>

using namespace sspi;

TEST_CASE("each reason has a text that no other one has") {
    std::set<std::string_view> texts;
    for (const auto& row : reason_rows) {
        CHECK(default_text(row.why) == row.text);
        CHECK(texts.insert(row.text).second);
        CHECK(row.text.empty() == (row.why == reason::unspecified));
    }
}

TEST_CASE("a failure keeps its reason, whatever is said with it") {
    CHECK(failed_with(status::logon_denied).why == reason::unspecified);
    CHECK(failed_with(status::logon_denied, "words").why == reason::unspecified);
    const auto plain = failed_with(status::logon_denied, reason::replayed_token);
    CHECK(plain.why == reason::replayed_token);
    CHECK(plain.text == default_text(reason::replayed_token));
    const auto told = refused_with(status::logon_denied, reason::replayed_token, "words");
    CHECK(told.why == reason::replayed_token);
    CHECK(told.text == "words");
    CHECK(told.context_intact);
    CHECK_FALSE(after_changes(told).context_intact);
    CHECK(after_changes(told).why == reason::replayed_token);
}
