// SPDX-License-Identifier: BSL-1.0
// Handles: what finds an object, and what never does.
#include <core/handle_table.hpp>
#include <support/catch.hpp>

#include <random>
#include <set>
#include <utility>

using namespace sspi::core;

namespace {

using table = handle_table<int>;
using removal = table::removal;
constexpr auto ones = ~std::uintptr_t{0};

[[nodiscard]] bool well_formed(const handle_words& words) {
    return (words.lower != 0 || words.upper != 0) && words.lower != ones && words.upper != ones;
}

} // namespace

TEST_CASE("an object is found by its handle until it is removed, and stays alive while it is used") {
    table handles(handle_kind::context);
    const auto words = handles.insert(std::make_shared<int>(5));
    const auto used = handles.find_live(words);
    REQUIRE(used != nullptr);
    CHECK(handles.remove(words) == removal::removed);
    CHECK(*used == 5);
    CHECK(used.use_count() == 1);
    CHECK(handles.find_live(words) == nullptr);
    CHECK(handles.remove(words) == removal::already_removed);
}

TEST_CASE("zero, all ones and invented handles find nothing and remove nothing") {
    table handles(handle_kind::context);
    const auto live = handles.insert(std::make_shared<int>(1));
    std::vector<handle_words> wrong{{0, 0},
                                    {ones, ones},
                                    {0, live.upper},
                                    {ones, live.upper},
                                    {live.lower, 0},
                                    {live.lower, ones},
                                    {live.lower + 1, live.upper},
                                    {live.upper, live.lower}};
    for (int bit = 0; bit < 64; ++bit) {
        wrong.push_back({live.lower, live.upper ^ std::uintptr_t{1} << bit});
        wrong.push_back({live.lower ^ std::uintptr_t{1} << bit, live.upper});
    }
    std::mt19937_64 engine(1);
    for (int i = 0; i < 20000; ++i)
        wrong.push_back({engine() % 3000, engine()});
    for (const auto& words : wrong) {
        if (handles.find_live(words) != nullptr) CHECK(words == live);
        if (handles.remove(words) != removal::unknown) CHECK(words == live);
    }
    CHECK(handles.find_live(live) != nullptr);
}

TEST_CASE("a handle of one kind is unknown to the table of the other, live or not") {
    table contexts(handle_kind::context), credentials(handle_kind::credential);
    const auto context = contexts.insert(std::make_shared<int>(1));
    const auto credential = credentials.insert(std::make_shared<int>(2));
    CHECK(contexts.find_live(credential) == nullptr);
    CHECK(contexts.remove(credential) == removal::unknown);
    CHECK(credentials.find_live(context) == nullptr);
    CHECK(contexts.remove(context) == removal::removed);
    CHECK(credentials.remove(context) == removal::unknown);
}

TEST_CASE("a slot that is used again has another handle, and the old ones stay known as removed") {
    table handles(handle_kind::context);
    std::vector<handle_words> old;
    for (int i = 0; i < 200; ++i) {
        const auto words = handles.insert(std::make_shared<int>(i));
        CHECK(std::ranges::find(old, words) == old.end());
        for (const auto& gone : old) {
            if (handles.find_live(gone) != nullptr) CHECK(gone == words);
            if (handles.remove(gone) != removal::already_removed) CHECK(gone == words);
        }
        CHECK(handles.remove(words) == removal::removed);
        old.push_back(words);
    }
    std::set<std::uintptr_t> slots;
    for (const auto& words : old)
        slots.insert(words.lower);
    CHECK(slots.size() == 1);
}

TEST_CASE("the generation that comes next is not known before it is issued") {
    table handles(handle_kind::context);
    const auto first = handles.insert(std::make_shared<int>(1));
    CHECK(handles.remove(first) == removal::removed);
    const handle_words next{first.lower, first.upper + 1}, before{first.lower, first.upper - 1};
    CHECK(handles.remove(next) == removal::unknown);
    CHECK(handles.remove(before) == removal::unknown);
    CHECK(handles.insert(std::make_shared<int>(2)).lower == first.lower);
}

TEST_CASE("20000 handles are different, well formed and each finds its own object") {
    table handles(handle_kind::credential);
    std::vector<handle_words> all;
    std::set<std::pair<std::uintptr_t, std::uintptr_t>> different;
    for (int i = 0; i < 20000; ++i) {
        all.push_back(handles.insert(std::make_shared<int>(i)));
        different.emplace(all.back().lower, all.back().upper);
        if (!well_formed(all.back())) CHECK(well_formed(all.back()));
    }
    CHECK(different.size() == 20000);
    for (int i = 0; i < 20000; ++i) {
        const auto found = handles.find_live(all[static_cast<std::size_t>(i)]);
        if (found == nullptr || *found != i) CHECK(found == nullptr);
    }
    for (std::size_t i = 0; i < all.size(); i += 2)
        if (handles.remove(all[i]) != removal::removed) CHECK(i == all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        if ((handles.find_live(all[i]) != nullptr) != (i % 2 == 1)) CHECK(i == all.size());
}

TEST_CASE("two tables do not begin with the same generation") {
    table one(handle_kind::context), other(handle_kind::context);
    CHECK(one.insert(std::make_shared<int>(1)) != other.insert(std::make_shared<int>(1)));
}
