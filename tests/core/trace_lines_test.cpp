// SPDX-License-Identifier: BSL-1.0
// The form of a traced line, whatever is in it.
#include "trace.hpp"

#include <support/catch.hpp>

#include <regex>
#include <string>

using namespace sspi;

namespace {

std::string heard;

void hear(void*, const char* line) {
    heard = line;
}

[[nodiscard]] std::string traced(std::string_view text) {
    heard.clear();
    trace::listen(hear, nullptr);
    trace::line(text);
    trace::listen(nullptr, nullptr);
    return heard;
}

} // namespace

TEST_CASE("a line has its time and thread") {
    CHECK(std::regex_match(traced("a step"),
                           std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \[\d+\] a step)")));
}

TEST_CASE("what comes from outside cannot forge a line, nor move a cursor") {
    const auto line = traced("a\n2026 [1] forged\x1b[31m\u0085\u202E\x7f");
    CHECK(line.ends_with("a\\x0a2026 [1] forged\\x1b[31m\\x85\\u202e\\x7f"));
    CHECK(traced("caf\xe9").ends_with("caf\uFFFD"));
}

TEST_CASE("a line is bounded") {
    CHECK(traced(std::string(1'000'000, 'x')).size() <= 1200);
    CHECK(traced(std::string(1'000'000, '\n')).size() <= 1200);
    CHECK(traced(std::string(1'000'000, 'x')).ends_with("x..."));
}

TEST_CASE("without a listener nothing is enabled, and lines go nowhere") {
    CHECK(traced("x").ends_with("x"));
    CHECK_FALSE(trace::enabled());
    trace::line("y");
    CHECK(heard.ends_with("x"));
}
