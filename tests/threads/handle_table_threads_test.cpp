// SPDX-License-Identifier: BSL-1.0
// The handle table when several threads insert, find and remove at once.
#include "crowd.hpp"

#include <core/handle_table.hpp>
#include <support/catch.hpp>

#include <atomic>

using namespace sspi::core;
using sspi::test::crowd;

namespace {

constexpr std::size_t threads = 4;

/// Knows whether it is alive, and how many of its kind are.
struct counted {
    explicit counted(std::atomic<int>& living) : living_(living) { ++living_; }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;
    ~counted() {
        alive = false;
        --living_;
    }
    bool alive = true;

  private:
    std::atomic<int>& living_;
};

using table = handle_table<counted>;

} // namespace

TEST_CASE("each thread finds what it inserted, and no longer what it removed") {
    table handles(handle_kind::context);
    std::atomic<int> living{0}, mistakes{0};
    crowd(threads, [&](std::size_t) {
        for (int round = 0; round < 3000; ++round) {
            const auto object = std::make_shared<counted>(living);
            const auto words = handles.insert(object);
            if (handles.find_live(words) != object) ++mistakes;
            if (handles.remove(words) != table::removal::removed) ++mistakes;
            if (handles.find_live(words) != nullptr) ++mistakes;
            if (handles.remove(words) != table::removal::already_removed) ++mistakes;
        }
    });
    CHECK(mistakes == 0);
    CHECK(living == 0);
}

TEST_CASE("of several threads that remove one handle, one removes it, and nobody finds a dead object") {
    table handles(handle_kind::context);
    std::atomic<int> living{0}, removed{0}, dead{0};
    constexpr int rounds = 400;
    for (int round = 0; round < rounds; ++round) {
        const auto words = handles.insert(std::make_shared<counted>(living));
        crowd(threads, [&](std::size_t) {
            for (int i = 0; i < 20; ++i)
                if (const auto found = handles.find_live(words); found && !found->alive) ++dead;
            if (handles.remove(words) == table::removal::removed) ++removed;
            if (handles.find_live(words) != nullptr) ++dead;
        });
    }
    CHECK(removed == rounds);
    CHECK(dead == 0);
    CHECK(living == 0);
}

TEST_CASE("lookups go on while the table grows") {
    table handles(handle_kind::credential);
    std::atomic<int> living{0}, mistakes{0};
    std::vector<handle_words> early;
    for (int i = 0; i < 100; ++i)
        early.push_back(handles.insert(std::make_shared<counted>(living)));
    std::vector<std::vector<handle_words>> late(2);
    crowd(threads, [&](std::size_t me) {
        if (me < 2) {
            for (int i = 0; i < 5000; ++i)
                late[me].push_back(handles.insert(std::make_shared<counted>(living)));
            return;
        }
        for (int i = 0; i < 200; ++i)
            for (const auto& words : early)
                if (handles.find_live(words) == nullptr) ++mistakes;
    });
    CHECK(mistakes == 0);
    CHECK(living == 10100);
    for (const auto& some : late)
        for (const auto& words : some)
            if (handles.remove(words) != table::removal::removed) ++mistakes;
    CHECK(mistakes == 0);
    CHECK(living == 100);
}

TEST_CASE("an object that is looked at outlives its handle, and goes with the last look") {
    table handles(handle_kind::context);
    std::atomic<int> living{0}, dead{0}, removed{0}, looks{0};
    constexpr int rounds = 400;
    for (int round = 0; round < rounds; ++round) {
        const auto words = handles.insert(std::make_shared<counted>(living));
        crowd(threads, [&](std::size_t me) {
            for (int i = 0; i < 20; ++i) {
                const auto found = handles.pin(words);
                if (!found) break;
                ++looks;
                if (me == 0 && i == 5 && handles.remove(words) == table::removal::removed) ++removed;
                if (!found->alive) ++dead;
            }
        });
        if (living != 0) ++dead;
    }
    CHECK(dead == 0);
    CHECK(removed == rounds);
    CHECK(looks > rounds);
    CHECK(living == 0);
}

TEST_CASE("an object is replaced while others look at it, and removed meanwhile") {
    table handles(handle_kind::context);
    std::atomic<int> living{0}, dead{0}, replaced{0};
    for (int round = 0; round < 400; ++round) {
        const auto words = handles.insert(std::make_shared<counted>(living));
        crowd(threads, [&](std::size_t me) {
            for (int i = 0; i < 20; ++i) {
                if (me < 2) {
                    if (const auto found = handles.pin(words); found && !found->alive) ++dead;
                    if (const auto found = handles.find_live(words); found && !found->alive) ++dead;
                } else if (handles.replace(words, std::make_shared<counted>(living))) {
                    ++replaced;
                }
            }
            if (me == 3 && handles.remove(words) != table::removal::removed) ++dead;
        });
        if (living != 0) ++dead;
    }
    CHECK(dead == 0);
    CHECK(replaced >= 400 * 20);
    CHECK(living == 0);
}
