// SPDX-License-Identifier: BSL-1.0
// Spans of time in words.
#include <sspi/detail/duration_text.hpp>

#include "../support/catch.hpp"

using namespace std::chrono_literals;
using sspi::detail::duration_text;

TEST_CASE("a span has its largest unit and the next") {
    CHECK(duration_text(0s) == "0 seconds");
    CHECK(duration_text(300ms) == "300 milliseconds");
    CHECK(duration_text(-1ms) == "1 millisecond");
    CHECK(duration_text(10001ms) == "10 seconds");
    CHECK(duration_text(1s) == "1 second");
    CHECK(duration_text(59s) == "59 seconds");
    CHECK(duration_text(11min) == "11 minutes");
    CHECK(duration_text(-11min) == "11 minutes");
    CHECK(duration_text(11min + 20s) == "11 minutes");
    CHECK(duration_text(2h + 5min) == "2 hours 5 minutes");
    CHECK(duration_text(1h) == "1 hour");
    CHECK(duration_text(25h) == "1 day 1 hour");
    CHECK(duration_text(24h * 3) == "3 days");
}
