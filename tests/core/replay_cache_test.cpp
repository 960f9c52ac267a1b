// SPDX-License-Identifier: BSL-1.0
// Opening tokens that were seen: kept for their lifetime, forgotten when they were not accepted.
#include <core/replay_cache.hpp>
#include <support/catch.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace sspi::core;
using namespace std::chrono_literals;

namespace {

[[nodiscard]] sspi::gss::authenticator token(std::string_view ciphertext,
                                             const char* client = "alice@SSPI.TEST") {
    return {.client = client, .ciphertext = std::as_bytes(std::span(ciphertext)), .lifetime = 10min};
}

const replay_cache::clock::time_point now{1h};

} // namespace

TEST_CASE("a token in use, and one that was kept, is not taken again") {
    replay_cache cache;
    {
        auto first = cache.reserve(token("a"), now);
        REQUIRE(first.has_value());
        CHECK_FALSE(cache.reserve(token("a"), now).has_value());
        CHECK(cache.reserve(token("b"), now).has_value());
        first->keep();
    }
    CHECK_FALSE(cache.reserve(token("a"), now + 9min).has_value());
    CHECK(cache.size(now + 9min) == 1);
}

TEST_CASE("a token that was not kept may come again") {
    replay_cache cache;
    { const auto refused = cache.reserve(token("a"), now); }
    CHECK(cache.size(now) == 0);
    CHECK(cache.reserve(token("a"), now).has_value());
}

TEST_CASE("a token is forgotten when its lifetime is over, and the others are not") {
    replay_cache cache;
    cache.reserve(token("a"), now)->keep();
    cache.reserve(token("b"), now + 5min)->keep();
    CHECK_FALSE(cache.reserve(token("a"), now + 10min - 1s).has_value());
    CHECK(cache.reserve(token("a"), now + 10min).has_value());
    CHECK_FALSE(cache.reserve(token("b"), now + 10min).has_value());
    CHECK(cache.size(now + 10min) == 1);
}

TEST_CASE("a reservation that outlives its lifetime is forgotten without harm") {
    replay_cache cache;
    {
        auto slow = cache.reserve(token("a"), now);
        auto other = cache.reserve(token("b"), now + 1h);
        auto again = cache.reserve(token("a"), now + 1h);
        REQUIRE((slow.has_value() && other.has_value() && again.has_value()));
        CHECK(cache.size(now + 1h) == 2);
        { const auto gone = std::move(*slow); }
        CHECK(cache.size(now + 1h) == 2); // what it had was somebody else's by then
    }
    CHECK(cache.size(now + 1h) == 0);
}

TEST_CASE("the same octets of two clients are two openings") {
    replay_cache cache;
    cache.reserve(token("a", "alice@SSPI.TEST"), now)->keep();
    CHECK(cache.reserve(token("a", "bob@SSPI.TEST"), now).has_value());
    CHECK_FALSE(cache.reserve(token("a", "alice@SSPI.TEST"), now).has_value());
}

TEST_CASE("when there is no more room an opening is refused, and none is forgotten") {
    constexpr std::size_t slots = 1024;
    replay_cache cache(slots);
    std::vector<std::string> kept;
    std::size_t refused = 0;
    for (int i = 0; i < 2 * static_cast<int>(slots); ++i) {
        const auto name = std::to_string(i);
        auto made = cache.reserve(token(name), now);
        if (made) {
            made->keep();
            kept.push_back(name);
        } else {
            CHECK(made.error().code == sspi::status::insufficient_memory);
            ++refused;
        }
    }
    CHECK(refused >= slots);
    CHECK(kept.size() >= slots / 2);
    CHECK(cache.size(now) == kept.size());
    CHECK(cache.octets() <= slots * sizeof(replay_table::entry));
    for (const auto& name : kept) {
        const auto copy = cache.reserve(token(name), now + 10min - 1s);
        REQUIRE_FALSE(copy.has_value());
        CHECK(copy.error().code == sspi::status::logon_denied);
    }
    CHECK(cache.reserve(token("new"), now + 10min).has_value()); // they have all ended
}

TEST_CASE("an opening costs at most 20 octets and the first page of each part, however many there are") {
    replay_cache cache;
    for (int i = 1; i <= 100000; ++i) {
        cache.reserve(token(std::to_string(i)), now)->keep();
        if (i % 1000 != 0) continue;
        CAPTURE(i, cache.octets());
        CHECK(cache.octets() <= 32768 + static_cast<std::size_t>(i) * replay_table::most_octets_each);
        CHECK(cache.octets() <= static_cast<std::size_t>(i) * 64);
    }
    CHECK(cache.size(now) == 100000);
    CHECK(replay_cache::most_octets == std::size_t{192} << 20);
}

TEST_CASE("what has ended makes room: a steady stream of openings does not grow without end") {
    replay_cache cache;
    for (int second = 0; second < 3600; ++second)
        for (int i = 0; i < 10; ++i)
            cache.reserve(token(std::to_string(second * 10 + i)), now + std::chrono::seconds(second))->keep();
    CHECK(cache.octets() <= std::size_t{600} * 10 * 2 * replay_table::most_octets_each);
}

TEST_CASE("of threads that bring the same opening at once one wins") {
    replay_cache cache;
    constexpr int rounds = 2000, threads = 4;
    std::vector<std::atomic<int>> winners(rounds);
    std::vector<std::jthread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back([&] {
            for (int round = 0; round < rounds; ++round)
                if (auto made = cache.reserve(token(std::to_string(round)), now)) {
                    made->keep();
                    ++winners[static_cast<std::size_t>(round)];
                }
        });
    running.clear();
    CHECK(std::ranges::all_of(winners, [](const auto& count) { return count == 1; }));
    CHECK(cache.size(now) == rounds);
}

TEST_CASE("the hash is SipHash-2-4 with 128 bits") {
    constexpr auto hashed = [](std::size_t size) {
        keyed_hash hash({0x0706050403020100, 0x0F0E0D0C0B0A0908});
        for (std::size_t i = 0; i < size; ++i) {
            const std::array octet{static_cast<std::byte>(i)};
            hash.add(octet);
        }
        return hash.finish();
    };
    // The first and second of the authors' vectors.
    static_assert(hashed(0) == keyed_hash::digest{0xE6A825BA047F81A3, 0x930255C71472F66D});
    static_assert(hashed(1) == keyed_hash::digest{0x44AF996BD8C187DA, 0x45FC229B11597634});
    // In one piece or octet by octet, it is the same text.
    std::array<std::byte, 40> text{};
    for (std::size_t i = 0; i < text.size(); ++i)
        text[i] = static_cast<std::byte>(i);
    for (std::size_t size = 0; size <= text.size(); ++size)
        for (std::size_t first = 0; first <= size; ++first) {
            keyed_hash hash({0x0706050403020100, 0x0F0E0D0C0B0A0908});
            hash.add(std::span(text).first(first));
            hash.add(std::span(text).subspan(first, size - first));
            if (hash.finish() != hashed(size)) FAIL("of " << size << " octets, " << first << " first");
        }
}
