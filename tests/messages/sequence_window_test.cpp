// SPDX-License-Identifier: BSL-1.0
// The window of received numbers against a model that remembers everything.
#include <messages/sequence_window.hpp>
#include <support/catch.hpp>

#include <array>
#include <cstdint>
#include <set>
#include <vector>

using sspi::messages::sequence_window;
using verdict = sequence_window::verdict;

namespace {

/// Says the same as the window, slowly: positions relative to the first number expected.
class model {
  public:
    verdict note(std::int64_t position) {
        if (position >= next_) {
            const auto out = position == next_ ? verdict::expected : verdict::gap;
            next_ = position + 1;
            seen_.insert(position);
            return out;
        }
        if (next_ - position > 64) return verdict::too_old;
        // What lies before the first number is as good as seen.
        if (position < 0 || !seen_.insert(position).second) return verdict::duplicate;
        return verdict::late;
    }

  private:
    std::int64_t next_ = 0;
    std::set<std::int64_t> seen_;
};

constexpr std::uint64_t starts[] = {0, 1000, 0xFFFFFFFE, 0x100000000, 0xFFFFFFFFFFFFFFFE};

/// Every sequence of `length` numbers out of `choices`.
template <std::size_t N>
[[nodiscard]] std::size_t disagreements(std::uint64_t start, const std::array<int, N>& choices,
                                        std::size_t length) {
    std::size_t total = 1, wrong = 0;
    for (std::size_t i = 0; i < length; ++i)
        total *= N;
    for (std::size_t code = 0; code < total; ++code) {
        sequence_window window(start, true, true);
        model reference;
        auto rest = code;
        for (std::size_t i = 0; i < length; ++i, rest /= N) {
            const auto position = choices[rest % N];
            if (window.note(start + static_cast<std::uint64_t>(std::int64_t{position})) !=
                reference.note(position))
                ++wrong;
        }
    }
    return wrong;
}

} // namespace

TEST_CASE("near numbers in every order get the verdicts of the model") {
    for (const auto start : starts)
        CHECK(disagreements(start, std::array{-1, 0, 1, 2, 3, 4}, 6) == 0);
}

TEST_CASE("numbers around the width of the window in every order get the verdicts of the model") {
    for (const auto start : starts) {
        CHECK(disagreements(start, std::array{0, 1, 62, 63, 64, 65, 66}, 4) == 0);
        CHECK(disagreements(start, std::array{-64, -65, 5, 68, 69, 70, 133, 200}, 4) == 0);
    }
}

TEST_CASE("a number half the range ahead is a gap, one further is an old one") {
    sequence_window ahead(0, true, true);
    CHECK(ahead.note((std::uint64_t{1} << 63) - 1) == verdict::gap);
    sequence_window behind(0, true, true);
    CHECK(behind.note(std::uint64_t{1} << 63) == verdict::too_old);
    CHECK(behind.note(0) == verdict::expected);
}

TEST_CASE("what is acceptable is what was asked for") {
    struct row {
        bool replay, order;
        std::array<bool, 5> acceptable; // expected, gap, late, duplicate, too_old
    };
    for (const auto& r : {row{false, false, {true, true, true, true, true}},
                          row{true, false, {true, true, true, false, false}},
                          row{false, true, {true, false, false, false, false}},
                          row{true, true, {true, false, false, false, false}}}) {
        const sequence_window window(0, r.replay, r.order);
        std::size_t i = 0;
        for (const auto v :
             {verdict::expected, verdict::gap, verdict::late, verdict::duplicate, verdict::too_old}) {
            CAPTURE(r.replay, r.order, i);
            CHECK(window.acceptable(v) == r.acceptable[i++]);
        }
    }
}
