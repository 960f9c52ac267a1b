// SPDX-License-Identifier: BSL-1.0
// Opening tokens that were seen: kept for their lifetime, forgotten when they were not accepted.
#include <core/replay_cache.hpp>
#include <support/catch.hpp>

using namespace sspi::core;
using namespace std::chrono_literals;

namespace {

[[nodiscard]] sspi::gss::authenticator token(const char* identity) {
    return {.identity = identity, .lifetime = 10min};
}

const replay_cache::clock::time_point now{1h};

} // namespace

TEST_CASE("a token in use, and one that was kept, is not taken again") {
    replay_cache cache;
    {
        auto first = cache.reserve(token("a"), now);
        REQUIRE(first.has_value());
        CHECK_FALSE(cache.reserve(token("a"), now));
        CHECK(cache.reserve(token("b"), now).has_value());
        first->keep();
    }
    CHECK_FALSE(cache.reserve(token("a"), now + 9min));
    CHECK(cache.size() == 1);
}

TEST_CASE("a token that was not kept may come again") {
    replay_cache cache;
    { const auto refused = cache.reserve(token("a"), now); }
    CHECK(cache.size() == 0);
    CHECK(cache.reserve(token("a"), now).has_value());
}

TEST_CASE("a token is forgotten when its lifetime is over, and the others are not") {
    replay_cache cache;
    cache.reserve(token("a"), now)->keep();
    cache.reserve(token("b"), now + 5min)->keep();
    CHECK_FALSE(cache.reserve(token("a"), now + 10min - 1s));
    CHECK(cache.reserve(token("a"), now + 10min).has_value());
    CHECK_FALSE(cache.reserve(token("b"), now + 10min));
    CHECK(cache.size() == 1);
}

TEST_CASE("a reservation that outlives its lifetime is forgotten without harm") {
    replay_cache cache;
    {
        auto slow = cache.reserve(token("a"), now);
        auto other = cache.reserve(token("b"), now + 1h);
        REQUIRE((slow && other));
        CHECK(cache.size() == 1);
    }
    CHECK(cache.size() == 0);
}
